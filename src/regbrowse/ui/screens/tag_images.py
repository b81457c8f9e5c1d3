"""What can be done with the images under tags: copy from them, mark one, compare two."""

from regbrowse.domain.copying import Copyable
from regbrowse.domain.feed import Feed
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.screens.list_screen import ListScreen


class TagImages:
    """The images of one repository, for the screen that lists its tags."""

    def __init__(
        self, screen: ListScreen, service: RegistryService, feed: Feed, repository: str
    ) -> None:
        self._screen = screen
        self._service = service
        self._feed = feed
        self._repository = repository
        self.marked: str | None = None
        """The tag that others are compared with."""

    def copy_menu(self, tag: str) -> None:
        """Let a person choose what to copy of a tag."""
        from regbrowse.ui.screens.copy_menu import open_copy_menu

        open_copy_menu(self._screen, Copyable(self._feed, self._repository, tag))

    def mark(self, tag: str) -> None:
        """Mark a tag, or take its mark away."""
        self.marked = None if tag == self.marked else tag

    def compare(self, tag: str) -> None:
        """Compare the marked tag with another one; without one say how to mark it."""
        if self.marked is None or self.marked == tag:
            self._screen.warn("Mark a tag with space, go to another one, and press c.")
            return
        from regbrowse.service.compare import ImageName
        from regbrowse.ui.screens.compare import CompareScreen

        first, second = (
            ImageName(self._feed, self._repository, name) for name in (self.marked, tag)
        )
        self._screen.app.push_screen(CompareScreen(self._service, first, second))
