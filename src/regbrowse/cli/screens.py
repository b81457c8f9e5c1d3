"""`regbrowse [TARGET|REFERENCE]`: open the screens where it says."""

import gc
from typing import TYPE_CHECKING

from regbrowse.domain.reference import names_registry
from regbrowse.ui.opening import DEMO, Opening

if TYPE_CHECKING:
    from regbrowse.service.registry_service import RegistryService


def open_screens(service: "RegistryService", target: str | None) -> int:
    """Run the screens until they are left, and return the exit status.

    Raises UsageError before anything is drawn if `target` cannot be opened.
    """
    opened = None if target is None else opening(service, target)
    if opened is not None and opened.repository is None:
        # While the screens are imported, which takes longer.
        service.load_ahead(opened.feed)
    from regbrowse.event_loop import run
    from regbrowse.ui.app import RegbrowseApp

    app = RegbrowseApp(service, opened, when_ready=_collect_again)
    if run(app.run_async()) == DEMO:
        from regbrowse.cli.demo import open_demo

        return run(open_demo())
    return app.return_code or 0


def _collect_again() -> None:
    """Collect garbage again, but no more among what was made on the way here and stays."""
    gc.freeze()
    gc.enable()


def opening(service: "RegistryService", text: str) -> Opening:
    """Read a feed's name or an address as its catalog, anything else as a reference."""
    names = [feed.name for feed in service.feeds.all()]
    if text in names or names_registry(text):
        return Opening(service.feeds.target(text))
    feed, reference = service.feeds.reference(text)
    return Opening(feed, reference.repository, reference.tag, reference.digest)
