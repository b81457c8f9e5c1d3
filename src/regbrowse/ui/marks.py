"""The image that others are compared with: one for all screens, whichever repository they show."""

from typing import TYPE_CHECKING

from regbrowse.domain.feed import Feed

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName


class MarkBoard:
    """Holds the mark. A screen that shows it draws it anew when it comes to the front."""

    def __init__(self) -> None:
        self.marked: ImageName | None = None
        """What the next image is compared with; None if nothing is marked."""

    def toggle(self, image: "ImageName") -> None:
        """Mark an image in place of what was marked, or take its mark away."""
        self.marked = None if image == self.marked else image

    def reference_in(self, feed: Feed, repository: str) -> str | None:
        """Return the tag or digest that is marked, None if it is of another repository."""
        marked = self.marked
        return marked.reference if marked and marked[:2] == (feed, repository) else None

    def words(self, feed: Feed, repository: str, reference: str) -> str:
        """Say what is marked to who looks at an image, and how both are compared."""
        marked = self.marked
        if marked is None:
            return ""
        from regbrowse.domain.image.words import called

        if marked == (feed, repository, reference):
            return f"marked {called('', reference).lstrip(':')}: c on another one compares"
        name = called("", marked.reference).lstrip(":")
        if marked[:2] != (feed, repository):
            name = f"{marked.feed.name}/{called(marked.repository, marked.reference)}"
        return f"marked {name}: c compares"
