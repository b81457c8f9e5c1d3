"""The history of an image beside its layers, and the instruction behind each step."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regbrowse.domain.image.config import HistoryEntry
from regbrowse.domain.image.descriptor import Descriptor

_NOP = re.compile(r"\A(?:/bin/sh|cmd|powershell)\b.{0,40}?#\(nop\)\s*", re.DOTALL)
_SHELL = re.compile(r"\A/bin/(?:ba|a)?sh -c\s+")
_RUN_SHELL = re.compile(r"\ARUN (?P<arguments>\|[0-9]+ .*? )?/bin/(?:ba|a)?sh -c\s+", re.DOTALL)
_BUILDKIT = re.compile(r"\s+# buildkit\Z")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the build with the layer it made.

    `layer` is None for a step that changed no files, and where there are more steps than layers.
    `entry` is None where there are more layers than steps.
    """

    layer: Descriptor | None
    entry: HistoryEntry | None

    @property
    def command(self) -> str | None:
        """The instruction as a Dockerfile would have it; None if nothing is said."""
        return instruction(self.entry.created_by) if self.entry else None


def pair(history: Iterable[HistoryEntry], layers: Sequence[Descriptor]) -> tuple[Step, ...]:
    """Pair the steps of a build with its layers, the base first.

    Steps with a layer and layers belong together in their order (OCI image-spec config.md). The
    counts may differ (squashed images, kaniko, bazel): they are paired while they last, and what is
    left over is listed by itself.
    """
    rest = iter(layers)
    steps = [Step(None if entry.empty_layer else next(rest, None), entry) for entry in history]
    return (*steps, *(Step(layer, None) for layer in rest))


def schema1_pair(history: Sequence[HistoryEntry], layers: Sequence[Descriptor]) -> tuple[Step, ...]:
    """The same for schema 1, which has a layer for each step, also an empty one."""
    if len(history) == len(layers):
        pairs = zip(layers, history, strict=True)
        return tuple(Step(layer, entry) for layer, entry in pairs)
    return pair(history, layers)


def instruction(created_by: str) -> str | None:
    """Return the instruction of a Dockerfile that a history entry tells of, None for no words.

    docker wrote what it ran in a shell, and `#(nop)` for what it did itself; BuildKit writes the
    instruction with the shell in it.
    """
    text = created_by.strip()
    if match := _NOP.match(text):
        return text[match.end() :].strip() or None
    text = _BUILDKIT.sub("", text)
    if match := _RUN_SHELL.match(text):
        return f"RUN {match['arguments'] or ''}{text[match.end() :]}".strip()
    if match := _SHELL.match(text):
        return f"RUN {text[match.end() :]}".strip()
    return text or None
