"""Read the tags of a repository, in both shapes that v1 servers send.

Source: docker-registry 0.9.1 docker_registry/tags.py (`{"tag": "<image id>"}`), Docker Hub's old
answer (`[{"layer": "97dde7ca", "name": "tag"}]`, distribution/distribution#1795).
"""

import re

from regbrowse.registry.answer import Answer
from regbrowse.registry.json_reading import field, names_of

_ID = re.compile(r"[0-9a-f]{8,64}\Z")
"""Whole ids, and the shortened ones of the list."""


def read_tags(answer: Answer) -> tuple[list[str], int]:
    """Return the tags, and how many entries are none. Raises ValueError if it is no answer.

    An answer of which nothing is a tag is none, such as `{"error": "..."}`.
    """
    said = answer.json()
    if isinstance(said, dict):
        pairs = list(said.items())
    elif isinstance(said, list):
        pairs = [(field(entry, "name"), field(entry, "layer")) for entry in said]
    else:
        msg = "it is neither a map nor a list"
        raise ValueError(msg)
    found = names_of([name for name, image in pairs if _is_id(image)]) or ([], 0)
    names = list(dict.fromkeys(found[0]))
    if pairs and not names:
        msg = "it holds no tags"
        raise ValueError(msg)
    return names, sum(not _is_id(image) for _, image in pairs) + found[1]


def read_images(answer: Answer) -> dict[str, str]:
    """Return the tags with their images, whose ids may be cut short (see the source).

    Raises ValueError if it is no answer, as `read_tags` does.
    """
    names = frozenset(read_tags(answer)[0])
    said = answer.json()
    if isinstance(said, dict):
        pairs = list(said.items())
    else:
        pairs = [(field(entry, "name"), field(entry, "layer")) for entry in said]
    return {name: image for name, image in pairs if name in names and _is_id(image)}


def is_empty(answer: Answer) -> bool:
    """Whether it is a list without any tag, as some servers answer for what they do not know."""
    return answer.status == 200 and answer.body.strip() in {b"{}", b"[]"}


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.match(value) is not None
