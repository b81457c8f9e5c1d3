"""Mark an image and compare another one with it, from any screen that has images."""

from typing import TYPE_CHECKING

from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.messages import OpenComparison
from regbrowse.ui.screens.list_screen import ListScreen

if TYPE_CHECKING:
    from regbrowse.service.compare import ImageName


def compare_marked(screen: ListScreen, marks: MarkBoard, image: "ImageName") -> None:
    """Compare the marked image with another one; without one say how to mark it."""
    if marks.marked is None or marks.marked == image:
        screen.warn("Mark one with space, go to another one, here or elsewhere, and press c.")
    else:
        screen.post_message(OpenComparison(screen, marks.marked, image))
