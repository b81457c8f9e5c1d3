"""What screens ask the app for: to open another screen, or to tell a person something.

A screen knows what it wants opened, and the app how that is made. So each screen can lead to every
other one, and none of them imports another for it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen

from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.progress import Notice

if TYPE_CHECKING:
    from regbrowse.domain.check import CheckReport
    from regbrowse.service.compare import ImageName


class Wish(Message):
    """Open a screen on top of the one that wishes it, as long as that is in front."""

    def __init__(self, by: Screen[Any]) -> None:
        self.by = by
        super().__init__()


class OpenTags(Wish):
    """Open the tags of a repository, with the cursor at `tag`."""

    def __init__(
        self, by: Screen[Any], feed: Feed, repository: str, tag: str | None = None
    ) -> None:
        self.feed = feed
        self.repository = repository
        self.tag = tag
        super().__init__(by)


class OpenImage(Wish):
    """Open the image under a tag or digest; without a platform, that for this machine."""

    def __init__(
        self,
        by: Screen[Any],
        feed: Feed,
        repository: str,
        reference: str,
        platform: Platform | None = None,
    ) -> None:
        self.feed = feed
        self.repository = repository
        self.reference = reference
        self.platform = platform
        super().__init__(by)


class OpenComparison(Wish):
    """Compare two images."""

    def __init__(self, by: Screen[Any], first: "ImageName", second: "ImageName") -> None:
        self.first = first
        self.second = second
        super().__init__(by)


class OpenFind(Wish):
    """Look for a tag or digest in the repositories of feeds whose names fit `within`."""

    def __init__(
        self, by: Screen[Any], feeds: Sequence[Feed], within: str = "", query: str = ""
    ) -> None:
        self.feeds = feeds
        self.within = within
        self.query = query
        super().__init__(by)


class OpenCheck(Wish):
    """Check a feed; `then` is called with the report, None if the check was stopped."""

    def __init__(
        self,
        by: Screen[Any],
        target: CheckTarget,
        then: "Callable[[CheckReport | None], None]",
    ) -> None:
        self.target = target
        self.then = then
        super().__init__(by)


class NoticeRaised(Message):
    """Something that a person should know although the work goes on."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        super().__init__()
