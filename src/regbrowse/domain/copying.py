"""What can be copied of a tag or an image, each in the form of the place where it is pasted.

There is something to copy only for names, tags and digests that match the grammar of
`regbrowse.domain.names`, because people paste it into shells and files without a look.
"""

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from regbrowse.domain.feed import Feed
from regbrowse.domain.image.kinds import PULLED, Kind
from regbrowse.domain.names import is_digest
from regbrowse.domain.pull import PullTool, pull_command, pull_reference

_ENGINES = (PullTool.DOCKER, PullTool.PODMAN)
_RUN = frozenset({Kind.IMAGE, Kind.INDEX})
"""What a container is made of."""


class Copied(NamedTuple):
    """A text to copy, and what it is."""

    label: str
    text: str


class Copyable(NamedTuple):
    """What is copied from. At least one of `tag` and `digest` is set; `kind` may not be known."""

    feed: Feed
    repository: str
    tag: str | None = None
    digest: str | None = None
    kind: Kind = Kind.IMAGE


def copy_choices(thing: Copyable) -> list[Copied]:
    """Return everything that there is to copy, what is wanted most first; nothing without a name.

    Helm and ORAS pull what is no image (helm.sh/docs/topics/registries; oras.land); skopeo and
    crane copy anything.
    """
    feed, repository, tag, digest, kind = thing
    if pull_reference(feed, repository, tag=tag, digest=digest) is None:
        return []
    choices: list[Copied] = []
    if tag is not None:
        choices += _commands(feed, repository, kind, tag=tag)
        choices += _references("by tag", feed, repository, kind, tag=tag)
    if digest is not None:
        choices += _commands(feed, repository, kind, digest=digest)
        choices += _references("by digest", feed, repository, kind, digest=digest)
        if is_digest(digest):
            choices.append(Copied("digest", digest))
    return choices


def blob_choices(feed: Feed, repository: str, digest: str, path: str | None = None) -> list[Copied]:
    """Return what there is to copy of a layer or another blob, and of a file in it.

    A path is quoted as a shell needs it; there is none for one that cannot be printed.
    """
    choices: list[Copied] = []
    if path and path.isprintable():
        choices.append(Copied("path", shlex.quote(path)))
    if not is_digest(digest):
        return choices
    choices.append(Copied("digest of the layer", digest))
    if name := pull_reference(feed, repository, digest=digest):
        file = f"{digest.partition(':')[2][:12]}.blob"
        choices.append(Copied("crane, the layer", f"crane blob {shlex.quote(name)} > {file}"))
    return choices


def tool_command(thing: Copyable, tool: PullTool) -> str | None:
    """Return the line by which a tool pulls, None if there is no safe one.

    What engines do not pull has the line of the tool that does in place of theirs.
    """
    feed, repository, tag, digest, kind = thing
    if tool in _ENGINES and kind not in PULLED:
        return next((choice.text for choice in copy_choices(thing)), None)
    named = None if tag is not None else digest
    return pull_command(feed, repository, tag=tag, digest=named, tool=tool)


def _commands(
    feed: Feed,
    repository: str,
    kind: Kind,
    *,
    tag: str | None = None,
    digest: str | None = None,
) -> Iterator[Copied]:
    suffix = "by digest" if digest else "by tag"
    if kind not in _RUN and (name := pull_reference(feed, repository, tag=tag, digest=digest)):
        yield from _other_tool(name, kind, tag, suffix)
    for tool in PullTool:
        if tool in _ENGINES and kind not in PULLED:
            continue
        line = pull_command(feed, repository, tag=tag, digest=digest, tool=tool)
        if line is not None:
            yield Copied(f"{tool.value}, {suffix}", line)


def _other_tool(name: str, kind: Kind, tag: str | None, suffix: str) -> Iterator[Copied]:
    if kind is Kind.CHART and tag is not None:
        # A chart's version may have a `+`, which a tag cannot; helm writes `_` for it.
        version = tag.replace("_", "+")
        chart = shlex.quote(f"oci://{name.removesuffix(f':{tag}')}")
        yield Copied("helm", f"helm pull {chart} --version {version}")
    elif kind not in {Kind.WASM, Kind.PLUGIN}:
        yield Copied(f"oras, {suffix}", f"oras pull {shlex.quote(name)}")


def _references(
    suffix: str,
    feed: Feed,
    repository: str,
    kind: Kind,
    *,
    tag: str | None = None,
    digest: str | None = None,
) -> Iterator[Copied]:
    name = pull_reference(feed, repository, tag=tag, digest=digest)
    if name is None:
        return
    yield Copied(f"reference, {suffix}", name)
    if kind in _RUN:
        # YAML takes a bracket at the beginning, as of an IPv6 address, for a list.
        value = f'"{name}"' if name.startswith("[") else name
        yield Copied(f"Kubernetes, {suffix}", f"image: {value}")
        yield Copied(f"Dockerfile, {suffix}", f"FROM {name}")
