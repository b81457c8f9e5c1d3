"""What a repository will hold, before anything of it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from regbrowse.demo.content.images import Bundle, Manifest

Make = Callable[[], Bundle]
MakeAbout = Callable[[Manifest], Bundle]


@dataclass(frozen=True, slots=True)
class About:
    """Something that is pushed about an image: a signature, a list of contents.

    `key` is the image. `suffix` makes the tag (`sha256-<hex>` and then the suffix); None means
    that it has no tag and is only found as a referrer.
    """

    key: str
    make: MakeAbout
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The images of a repository by a key, and the tags that point to them.

    A tag whose key has no image is broken: it is listed, and its manifest is gone. A plan without
    tags is that of a repository whose tags were all deleted.
    """

    images: Mapping[str, Make] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    about: Sequence[About] = ()
