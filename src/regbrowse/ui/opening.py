"""Where the app opens, and with what it may end."""

from dataclasses import dataclass

from regbrowse.domain.feed import Feed

DEMO = "demo"
"""What the app returns where a person chose to look around in the demo."""

FEEDS = "feeds"
"""The mode of the app whose first screen is that of the feeds."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the app opens: a feed's catalog, the tags of a repository at a tag, or an image."""

    feed: Feed
    repository: str | None = None
    tag: str | None = None
    digest: str | None = None
    """That of the image to open; the way back leads to the tags of its repository."""
