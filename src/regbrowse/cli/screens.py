"""`regbrowse [TARGET|REFERENCE]`: open the screens where it says."""

import asyncio
from typing import TYPE_CHECKING

from regbrowse.cli.demo import open_demo
from regbrowse.domain.reference import names_registry
from regbrowse.ui.app import Opening, RegbrowseApp
from regbrowse.ui.screens.welcome import DEMO

if TYPE_CHECKING:
    from regbrowse.service.registry_service import RegistryService


def open_screens(service: "RegistryService", target: str | None) -> int:
    """Run the screens until they are left, and return the exit status.

    Raises UsageError before anything is drawn if `target` cannot be opened.
    """
    app = RegbrowseApp(service, None if target is None else opening(service, target))
    if app.run() == DEMO:
        return asyncio.run(open_demo())
    return app.return_code or 0


def opening(service: "RegistryService", text: str) -> Opening:
    """Read a feed's name or an address as its catalog, anything else as a reference."""
    names = [feed.name for feed in service.feeds.all()]
    if text in names or names_registry(text):
        return Opening(service.feeds.target(text))
    feed, reference = service.feeds.reference(text)
    return Opening(feed, reference.repository, reference.tag)
