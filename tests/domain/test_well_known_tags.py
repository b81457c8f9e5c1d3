"""Tags of well-known images: their kinds and their order, from a file that a person can review."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from regbrowse.domain.tag import TagKind, newest_release, read_tag, sort_tags

FILE = Path(__file__).parent / "data" / "well_known_tags.txt"


@dataclass
class Image:
    """One image of the file."""

    name: str
    tags: list[tuple[str, TagKind]] = field(default_factory=list)
    newest: str | None = None


def read_images() -> list[Image]:
    images: list[Image] = []
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            images.append(Image(line.strip("[]")))
        elif line and not line.startswith("#"):
            kind, *names = line.split()
            for name in names:
                if name.startswith("!"):
                    images[-1].newest = name[1:]
                images[-1].tags.append((name.removeprefix("!"), TagKind(kind)))
    return images


IMAGES = read_images()


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_order_kinds_and_newest(image: Image) -> None:
    shuffled = [read_tag(name) for name, _ in image.tags]
    random.Random(image.name).shuffle(shuffled)
    assert [(tag.name, tag.kind) for tag in sort_tags(shuffled)] == image.tags
    newest = newest_release(shuffled)
    assert (newest.name if newest else None) == image.newest


def test_the_file_is_what_it_says() -> None:
    names = [(image.name, name) for image in IMAGES for name, _ in image.tags]
    assert len(names) >= 300
    assert len(set(names)) == len(names)
    assert {kind for image in IMAGES for _, kind in image.tags} == set(TagKind)
