"""The one place that turns a failure into words: what went wrong, and what to do.

The words are in `words/`, in tables by code; nothing here or there makes untrusted text harmless
to look at, which is the business of `cli/output` and `ui/text`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from regbrowse.diagnosis.facts import facts_of
from regbrowse.diagnosis.template import Facts, Words, fill
from regbrowse.diagnosis.words import (
    address,
    answers,
    auth,
    catalog,
    certificates,
    http,
    images,
    network,
    repositories,
    tls,
    tokens,
    usage,
)
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegbrowseError, RegistryError

MAX_HINTS = 4

WORDS: Mapping[Code, Words] = MappingProxyType(
    address.WORDS
    | network.WORDS
    | tls.WORDS
    | certificates.WORDS
    | http.WORDS
    | answers.WORDS
    | auth.WORDS
    | tokens.WORDS
    | catalog.WORDS
    | repositories.WORDS
    | images.WORDS
    | usage.WORDS
)
"""The words of every code."""

_MENDED_HERE = frozenset({Step.PROXY, Step.TLS})
"""Steps whose advice is as good for a token server or a storage as for the registry itself."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A failure in words: one sentence, and one to four things to do, most likely first.

    Both may hold untrusted text, in single lines.
    """

    code: Code
    summary: str
    hints: tuple[str, ...]


def explain(error: RegbrowseError, *, feed: str | None = None) -> Explanation:
    """Say what went wrong and what to do about it.

    `feed` is the name of the feed that was being used; commands name it if the error does not.
    """
    words = WORDS[error.code]
    cause = error.__cause__ if isinstance(error.__cause__, RegistryError) else None
    facts = dict(facts_of(error, feed))
    if cause is not None:
        facts["because"] = _clause(WORDS[cause.code].title)
        if cause.code is Code.DNS_NOT_FOUND:
            facts["unknown_name"] = "yes"
    hints = [hint for _, hint in fill(words.hints, facts)]
    if cause is not None and cause.code.step in _MENDED_HERE:
        theirs = facts_of(cause, facts.get("feed"))
        hints = [hint for _, hint in fill(WORDS[cause.code].hints, theirs)][:2] + hints
    return Explanation(error.code, _summary(words, facts), tuple(dict.fromkeys(hints))[:MAX_HINTS])


def title_of(code: Code) -> str:
    """Return the failure in general and in a few words, as a part of a sentence."""
    return _clause(WORDS[code].title)


def _summary(words: Words, facts: Facts) -> str:
    written, summary = fill(words.summary, facts)[0]
    if "because" in facts and "{because}" not in written:
        return f"{summary.removesuffix('.')}: {facts['because']}."
    return summary


def _clause(title: str) -> str:
    """Return a title as a part of a sentence."""
    return f"{title[:1].lower()}{title[1:]}"
