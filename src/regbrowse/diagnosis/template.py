"""Texts with places for facts, and how they are filled.

`{host}` is a fact and `{host|the registry}` one with other words in case it is not known. What
stands in square brackets is left out if one of its facts is not known. A text that lacks a fact
outside of brackets cannot be used at all: the next one is taken, or the hint is not given.

Between backticks is what a person pastes into a shell, so only facts that mean nothing to a shell
are put there; any other counts as unknown. Facts are put in once and never looked at for places.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Facts = Mapping[str, str]
"""What is known about a case: values are single lines and never empty."""

Condition = Callable[[Facts], bool]

_FACT = re.compile(r"\{(?P<name>\w+)(?:\|(?P<otherwise>[^{}|]*))?\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PASTEABLE = re.compile(r"[A-Za-z0-9./][A-Za-z0-9._:/@+=,-]*\Z")


@dataclass(frozen=True, slots=True)
class When:
    """A text that is used only where its condition holds."""

    condition: Condition
    text: str


Text = str | When


def pasteable(text: str) -> bool:
    """Whether a text means nothing to a shell but itself."""
    return _PASTEABLE.match(text) is not None


def texts(*texts: Text) -> tuple[Text, ...]:
    """Return the texts as they are; it keeps each apart from the next better than a comma does."""
    return texts


def only(condition: Condition, *texts: Text) -> tuple[Text, ...]:
    """Return the texts for use where `condition` holds, besides what each asks for itself."""

    def with_own(own: Condition) -> Condition:
        return lambda facts: condition(facts) and own(facts)

    return tuple(
        When(with_own(text.condition), text.text)
        if isinstance(text, When)
        else When(condition, text)
        for text in texts
    )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one code.

    `title` says the failure in general, without a full stop. Of `summary` the first text is used
    whose facts are known, of `hints` all, most likely first; the last summary and one hint at
    least need no fact.
    """

    title: str
    summary: tuple[Text, ...]
    hints: tuple[Text, ...]


def fill(choices: tuple[Text, ...], facts: Facts) -> list[tuple[str, str]]:
    """Return the texts that can be used, each as it is written and as it reads with `facts`."""
    filled = []
    for choice in choices:
        fits = choice.condition(facts) if isinstance(choice, When) else True
        written = choice.text if isinstance(choice, When) else choice
        reads = _fill(written, facts) if fits else None
        if reads is not None:
            filled.append((written, reads))
    return filled


def _fill(text: str, facts: Facts) -> str | None:
    def optional(match: re.Match[str]) -> str:
        return match[1] if _known(text, facts, match.start(1), match.end(1)) else ""

    whole = _OPTIONAL.sub(optional, text)
    if not _known(whole, facts, 0, len(whole)):
        return None
    return _FACT.sub(lambda match: _value(whole, match, facts) or "", whole)


def _known(text: str, facts: Facts, start: int, end: int) -> bool:
    return all(_value(text, match, facts) is not None for match in _FACT.finditer(text, start, end))


def _value(text: str, match: re.Match[str], facts: Facts) -> str | None:
    value = facts.get(match["name"])
    in_command = text.count("`", 0, match.start()) % 2 == 1
    if value is None or (in_command and not pasteable(value)):
        return match["otherwise"]
    return value
