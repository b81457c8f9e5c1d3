"""What a check is about."""

from dataclasses import dataclass

from regbrowse.domain.feed import Feed
from regbrowse.domain.names import is_tag


@dataclass(frozen=True, slots=True)
class CheckTarget:
    """What a check is about: a feed, and what is read of it if that was named.

    Without a `repository` one of the catalog is read, and without a `tag` one of the repository's.
    """

    feed: Feed
    repository: str | None = None
    tag: str | None = None

    @classmethod
    def image(cls, feed: Feed, repository: str, reference: str | None) -> "CheckTarget":
        """Return the target for an image; one that is named by a digest has no tag to read."""
        tag = reference if reference is not None and is_tag(reference) else None
        return cls(feed, repository, tag)
