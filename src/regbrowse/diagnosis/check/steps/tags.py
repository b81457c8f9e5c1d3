"""The tags of one repository."""

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.api import registry_of
from regbrowse.diagnosis.check.steps.asked import asked
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.names import is_repository, is_tag
from regbrowse.domain.wording import plural

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from regbrowse.registry.paging import Page

_MOST_TRIES = 4
_GIVES_WAY = frozenset({Step.TAGS, Step.AUTH})
"""A repository that nobody asked for may be gone, or not for us to see."""


async def run(state: State) -> Outcome:
    """List the tags of the repository that was named, or of one from the catalog."""
    if state.endpoint is None or state.auth is None or state.transport is None:
        return skip("there is no way to ask for them")
    candidates = (
        [state.repository]
        if state.repository is not None
        else [name for name in state.names if is_repository(name)][:_MOST_TRIES]
    )
    if not candidates:
        return skip("no repository is known; name one with --repository")
    if state.target.tag is not None:
        # Whether its tags can be listed or not, the image is what was asked for.
        state.chosen, state.tag = state.repository, state.target.tag
    began = len(state.transport.seen)
    tried: list[Evidence] = []
    denied: RegistryError | None = None
    for name in candidates:
        try:
            await _read(state, name)
        except RegistryError as error:
            tried.append({"repository": name, "code": error.code.value})
            evidence = _evidence(state, tried, began)
            if state.repository is not None or error.code.step not in _GIVES_WAY:
                return fail(error, evidence, goes_on=True)
            if error.code is not Code.TAGS_NOT_FOUND:
                denied = denied or error
            continue
        evidence = _evidence(state, tried, began) | {
            "repository": name,
            "tags": len(state.tags),
            "first": list(state.tags[:5]),
        }
        state.chosen = name
        return ok(f"{plural(len(state.tags), 'tag')} of {name}", evidence)
    if denied is not None:
        return warn(denied.retold(Code.TAGS_DENIED), _evidence(state, tried, began))
    shown = f"none of {plural(len(tried), 'repository', 'repositories')} tried shows its tags"
    return skip(f"{shown}; name one with --repository", _evidence(state, tried, began))


async def _read(state: State, name: str) -> None:
    if state.endpoint is None or state.auth is None or state.transport is None:
        raise AssertionError(state)
    registry = registry_of(state, state.endpoint, state.auth)
    walk = cast("AsyncGenerator[Page]", registry.tags(name))
    async with aclosing(walk) as pages:
        async for page in pages:
            state.tags = list(page.names)
            break
    if state.tag is not None:
        return
    usable = [tag for tag in state.tags if is_tag(tag)]
    state.tag = "latest" if "latest" in usable else (usable[0] if usable else None)


def _evidence(state: State, tried: list[Evidence], began: int) -> dict[str, Evidence]:
    requests = asked(state.transport, began) if state.transport else {}
    return {"tried": tried, **requests}
