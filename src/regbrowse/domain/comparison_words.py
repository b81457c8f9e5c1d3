"""What there is to say of a comparison: the same words in the command and on the screen."""

from collections.abc import Iterator, Sequence

from regbrowse.domain.comparison import Change, Comparison, LayerComparison
from regbrowse.domain.image.image import ConfigState
from regbrowse.domain.wording import plural, size_text

SECTIONS = ("platforms", "config", "env", "labels", "annotations")
"""The lists of changes of a comparison, by their names in it."""


def summary(comparison: Comparison) -> Iterator[str]:
    """Yield sentences that say how much two images have in common."""
    if comparison.identical:
        proven = not comparison.first.by_id
        yield "Both are the same, byte for byte." if proven else "Both have the same id."
        return
    if comparison.same_image:
        yield "Both lead to the same image for this platform."
    yield from _unread(comparison)
    if comparison.layers is not None:
        yield _shared(comparison.layers)
    if (difference := comparison.size_difference) is not None:
        yield f"{_difference(difference)}."
    if comparison.to_pull is not None:
        size = size_text(comparison.to_pull)
        yield f"Where the first is already, a pull of the second brings {size}."


def shown_changes(comparison: Comparison, section: str) -> Sequence[Change]:
    """Return the changes of a section; annotations without what the labels say, too.

    Many tools write the same into both, and nobody wants to read it twice.
    """
    changes: Sequence[Change] = getattr(comparison, section) or ()
    if section == "annotations":
        return [each for each in changes if each not in (comparison.labels or ())]
    return changes


def _unread(comparison: Comparison) -> Iterator[str]:
    """Say what could not be compared."""
    for place, image in (("first", comparison.first), ("second", comparison.second)):
        if image.failure is not None:
            yield f"The image of the {place} could not be read, so it is not compared."
        elif image.config_state is ConfigState.FAILED:
            yield f"The config of the {place} could not be read, so it is not compared."


def _shared(layers: LayerComparison) -> str:
    shared = len(layers.shared)
    if not shared:
        return "No layer is shared."
    base = ""
    if layers.base == shared:
        base = ", on which both are built"
    elif layers.base:
        base = f"; both are built on the first {layers.base} of them"
    return f"{plural(shared, 'layer')} shared{base}."


def _difference(difference: int) -> str:
    if difference == 0:
        return "Both have the same size"
    larger = "larger" if difference > 0 else "smaller"
    return f"The second is {size_text(abs(difference))} {larger}"
