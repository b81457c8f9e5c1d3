"""One list of what is kept, of what registries found themselves, and of what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from regbrowse.domain.catalog import CatalogState, Match, SearchResult
from regbrowse.domain.ways import Ways


@dataclass(frozen=True, slots=True)
class Answer:
    """What the registry of a feed found for the text of a search.

    `total` is what it says that there are, None if it does not.
    """

    feed: str
    names: Sequence[str]
    total: int | None = None


def is_asked(state: CatalogState, ways: Ways) -> bool:
    """Whether names that are not kept count for a feed: there is no list of them.

    A list that was read before access to it was lost is still the better one.
    """
    return ways.no_list is not None and not state.repositories


def with_found(
    result: SearchResult, answers: Sequence[Answer], typed: Match | None = None
) -> SearchResult:
    """Return `result` with what registries found, and what was `typed`, which may be a name.

    A name that is the text itself comes first, so that it is what enter opens. What was typed and
    nobody knows comes last. Names with the same letters in order are of no help beside others.
    """
    others = typed is not None or any(answer.names for answer in answers)
    dropped = result.fuzzy and others
    matches = [] if dropped else list(result.matches)
    total = 0 if dropped else result.total
    have = set(matches)
    for answer in answers:
        found = dict.fromkeys(Match(answer.feed, name) for name in answer.names)
        fresh = [match for match in found if match not in have]
        matches += fresh
        have.update(fresh)
        total += max(len(fresh), (answer.total or 0) - (len(found) - len(fresh)))
    text = result.query.strip()
    # Docker Hub's official images are typed without their namespace.
    names = {text, f"library/{text}"}
    matches.sort(key=lambda match: match.repository not in names)
    if typed is not None and typed not in have:
        matches.append(typed)
        total = max(total, len(matches))
    return replace(result, matches=matches, total=total, fuzzy=result.fuzzy and not dropped)
