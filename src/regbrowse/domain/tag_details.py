"""What is known of a tag besides its name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from regbrowse.domain.errors import RegbrowseError

if TYPE_CHECKING:
    from regbrowse.domain.image.kinds import Kind


@dataclass(frozen=True, slots=True)
class TagDetails:
    """The image behind a tag; None and empty for what is not known.

    `size` is in bytes as transferred (compressed layers); of an index it is that of the platform
    that would be chosen on this machine where that is known. `created` is in UTC: when the image
    was built, or where only that is known, when it was pushed. `platforms` are `os/arch[/variant]`.
    `kind` says what it is, where its manifest was read. `error` says why nothing is known of a tag
    that is listed but broken. `image_id` is what v1 has in place of a digest.
    """

    name: str
    digest: str | None = None
    size: int | None = None
    created: datetime | None = None
    platforms: tuple[str, ...] = ()
    media_type: str | None = None
    kind: "Kind | None" = None
    error: RegbrowseError | None = field(default=None, compare=False)
    image_id: str | None = None

    @property
    def names(self) -> str | None:
        """What the tag names: other tags with the same are the same image."""
        return self.digest or self.image_id


def platform_words(platforms: Iterable[str]) -> str:
    """Return platforms briefly, in their order: those of Linux by their architecture alone."""
    return " ".join(dict.fromkeys(each.removeprefix("linux/") for each in platforms)) or "-"
