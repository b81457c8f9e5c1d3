"""Evidence as lines for people, the same on the terminal, on the screen and in a ticket."""

from collections.abc import Iterator, Mapping

from regbrowse.domain.check import Evidence

_INDENT = "  "


def evidence_lines(evidence: Mapping[str, Evidence]) -> list[str]:
    """Return what a step saw as lines `name: value`, nested ones indented.

    What is unknown or empty is left out. Nothing here makes untrusted text harmless to look at.
    """
    return list(_mapping(evidence, ""))


def _mapping(evidence: Mapping[str, Evidence], indent: str) -> Iterator[str]:
    for key, value in evidence.items():
        name = key.removesuffix("_ms").removesuffix("_s").replace("_", " ")
        unit = " ms" if key.endswith("_ms") else " s" if key.endswith("_s") else ""
        if value is None or value in ("", [], {}):
            continue
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _mapping(value, indent + _INDENT)
        elif isinstance(value, list | tuple):
            yield from _sequence(name, value, indent)
        else:
            yield f"{indent}{name}: {_scalar(value)}{unit}"


def _sequence(
    name: str, values: list[Evidence] | tuple[Evidence, ...], indent: str
) -> Iterator[str]:
    if not any(isinstance(value, Mapping | list | tuple) for value in values):
        yield f"{indent}{name}: {', '.join(_scalar(value) for value in values)}"
        return
    yield f"{indent}{name}:"
    for value in values:
        if isinstance(value, Mapping):
            lines = list(_mapping(value, ""))
            yield from (
                f"{indent}{_INDENT}{'- ' if number == 0 else '  '}{line}"
                for number, line in enumerate(lines)
            )
        else:
            yield f"{indent}{_INDENT}- {_scalar(value)}"


def _scalar(value: Evidence) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
