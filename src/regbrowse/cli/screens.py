"""`regbrowse [TARGET|REFERENCE]`: open the screens where it says."""

import gc
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from regbrowse.domain.reference import names_registry
from regbrowse.ui.opening import DEMO, Opening

if TYPE_CHECKING:
    from regbrowse.service.registry_service import RegistryService


_REST_S = 0.2
"""What is drawn first, and the keys that wait for it, go before what nobody waits for yet."""


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

    app = RegbrowseApp(service, opened, when_ready=partial(import_ahead, service))
    if run(app.run_async()) == DEMO:
        from regbrowse.cli.demo import open_demo

        return run(open_demo())
    return app.return_code or 0


def import_ahead(service: "RegistryService") -> None:
    """Import in the background what registries are asked with, then collect garbage again.

    Else the first one who asks a registry would wait a tenth of a second for it, and every key with
    him. All that is there by then stays, so it is looked through for garbage no more: that would
    take tens of milliseconds, again and again.
    """

    def work() -> None:
        time.sleep(_REST_S)
        service.import_ahead()
        gc.freeze()
        gc.enable()

    threading.Thread(target=work, name="regbrowse-import", daemon=True).start()


def opening(service: "RegistryService", text: str) -> Opening:
    """Read a feed's name or an address as its catalog, anything else as a reference."""
    names = [feed.name for feed in service.feeds.all()]
    if text in names or names_registry(text):
        return Opening(service.feeds.target(text))
    feed, reference = service.feeds.reference(text)
    return Opening(feed, reference.repository, reference.tag, reference.digest)
