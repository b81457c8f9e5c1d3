"""What screens ask the app for: to open another screen, or to tell a person something.

A screen knows what it wants opened, and the app how that is made. So each screen can lead to every
other one, and none of them imports another for it.
"""

from collections.abc import Callable, Sequence

from textual.message import Message

from regbrowse.domain.check import CheckReport, CheckTarget
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.progress import Notice


class OpenTags(Message):
    """Open the tags of a repository, with the cursor at `tag`."""

    def __init__(self, feed: Feed, repository: str, tag: str | None = None) -> None:
        self.feed = feed
        self.repository = repository
        self.tag = tag
        super().__init__()


class OpenImage(Message):
    """Open the image under a tag or digest; without a platform, that for this machine."""

    def __init__(
        self, feed: Feed, repository: str, reference: str, platform: Platform | None = None
    ) -> None:
        self.feed = feed
        self.repository = repository
        self.reference = reference
        self.platform = platform
        super().__init__()


class OpenFind(Message):
    """Look for a tag or digest in the repositories of feeds whose names fit `within`."""

    def __init__(self, feeds: Sequence[Feed], within: str = "", query: str = "") -> None:
        self.feeds = feeds
        self.within = within
        self.query = query
        super().__init__()


class OpenCheck(Message):
    """Check a feed; `then` is called with the report, None if the check was stopped."""

    def __init__(self, target: CheckTarget, then: Callable[[CheckReport | None], None]) -> None:
        self.target = target
        self.then = then
        super().__init__()


class NoticeRaised(Message):
    """Something that a person should know although the work goes on."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        super().__init__()
