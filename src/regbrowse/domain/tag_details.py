"""What is known of a tag besides its name."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TagDetails:
    """The image behind a tag; None and empty for what is not known.

    `size` is in bytes as transferred (compressed layers); of an index it is that of the platform
    that would be chosen on this machine where that is known. `created` is in UTC: when the image
    was built, or where only that is known, when it was pushed. `platforms` are `os/arch[/variant]`.
    """

    name: str
    digest: str | None = None
    size: int | None = None
    created: datetime | None = None
    platforms: tuple[str, ...] = ()
    media_type: str | None = None
