"""The list of repositories: two pages of it, as far as this registry and login give them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast
from urllib.parse import urlsplit

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.api import registry_of
from regbrowse.diagnosis.check.steps.asked import asked
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import CatalogError, RegbrowseError, RegistryError
from regbrowse.domain.feed import ApiVersion
from regbrowse.domain.ways import NO_LIST
from regbrowse.domain.wording import plural, repositories
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.discovery import says_registry
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.no_list import no_list
from regbrowse.registry.paging import Page
from regbrowse.registry.v1.registry import V1Registry
from regbrowse.registry.v2 import SAFE_PAGE_SIZE, V2Registry

_SLOW_S = 10.0
_OPERATION = "read the catalog"
_WARNINGS = NO_LIST | {Code.CATALOG_SLOW}
_ANY_API = frozenset({Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID})

_TOO_LATE = frozenset({Code.HTTP_TIMEOUT, Code.SLOW_RESPONSE})


async def run(state: State) -> Outcome:
    """Read two pages with n=100, so that one Link is followed."""
    endpoint, auth, transport = state.endpoint, state.auth, state.transport
    if endpoint is None or auth is None or transport is None:
        return skip("there is no way to ask for it")
    began = len(transport.seen)
    # A list can take minutes; what follows must have its time, too.
    waited_s = min(_SLOW_S, state.left_s - min(3.0, state.left_s / 4))
    pages: list[Page] = []
    failure: RegistryError | None = None
    try:
        with transport.keeping(state.left_s - waited_s):
            await _read(pages, registry_of(state, endpoint, auth), endpoint)
    except RegistryError as error:
        failure = error
    state.names = [name for page in pages for name in page.names]
    evidence: dict[str, Evidence] = {
        "repositories": len(state.names),
        "pages": len(pages),
        "more": bool(pages and pages[-1].cursor),
        "first": list(state.names[:5]),
        **asked(transport, began),
    }
    if failure is not None:
        if _is_anything(failure, endpoint):
            nothing = failure.retold(Code.NOT_A_REGISTRY)
            return fail(nothing, evidence, goes_on=True)
        failure = no_list(failure, endpoint.ping)
        return await _judge_failure(failure, auth, evidence, waited_s)
    return await _judge(state, auth, pages, evidence, began)


async def _read(pages: list[Page], registry: V2Registry | V1Registry, endpoint: Endpoint) -> None:
    """Fill `pages` with up to two; a third is begun only where the list seems to be a circle."""
    walked = {f"{urlsplit(endpoint.root).path}_catalog?n={SAFE_PAGE_SIZE}"}
    walk = cast("AsyncGenerator[Page]", registry.catalog())
    async with aclosing(walk) as found:
        async for page in found:
            pages.append(page)
            circle = page.cursor in walked or (page.cursor and not page.names)
            if page.cursor:
                walked.add(page.cursor)
            if len(pages) >= 2 and not circle:
                return
            if len(pages) > 2:
                return


def _is_anything(failure: RegistryError, endpoint: Endpoint) -> bool:
    """Whether nothing that came says that this is a registry: any API answers JSON at any path.

    The version check had a body of its own, and not one of those that registries send; then it is
    for the catalog to tell, by a list or at least by an error as registries send them.
    """
    if failure.code not in _ANY_API or failure.registry_code is not None:
        return False
    return endpoint.api is ApiVersion.V2 and not says_registry(endpoint.ping)


async def _judge_failure(
    error: RegistryError, auth: Authenticator, evidence: dict[str, Evidence], waited_s: float
) -> Outcome:
    again: RegbrowseError = error
    login = await auth.login()
    if error.code is Code.CATALOG_DENIED and login is not None:
        again = error.retold(username=login.username)
    elif error.code in _TOO_LATE:
        again = error.retold(Code.CATALOG_SLOW, waited_s=f"{waited_s:.0f}")
    if again.code in _WARNINGS:
        return warn(again, evidence)
    return fail(again, evidence, goes_on=error.code.step in {Step.CATALOG, Step.HTTP})


async def _judge(
    state: State,
    auth: Authenticator,
    pages: Sequence[Page],
    evidence: dict[str, Evidence],
    began: int,
) -> Outcome:
    endpoint, transport = state.endpoint, state.transport
    if endpoint is None or transport is None:
        raise AssertionError(state)
    requests = [seen for seen in transport.seen[began:] if "_catalog" in seen.url]
    if not state.names:
        anonymous = await auth.login() is None and bool(endpoint.ping.challenges)
        code = Code.CATALOG_EMPTY_ANONYMOUS if anonymous else Code.CATALOG_EMPTY
        login = await auth.login()
        return warn(_error(endpoint, code, username=login.username if login else None), evidence)
    slowest_s = max((seen.elapsed_s for seen in requests), default=0.0)
    if any(seen.status in {400, 405} for seen in requests):
        return warn(
            _error(endpoint, Code.CATALOG_PAGE_SIZE, page_size=str(SAFE_PAGE_SIZE)), evidence
        )
    if any(page.rewritten for page in pages):
        link = next((seen.headers["link"] for seen in requests if "link" in seen.headers), "")
        target = link.partition("<")[2].partition(">")[0] or None
        return warn(_error(endpoint, Code.CATALOG_LINK_REWRITTEN, link=target), evidence)
    if slowest_s >= _SLOW_S:
        return warn(_error(endpoint, Code.CATALOG_SLOW, seconds=f"{slowest_s:.0f}"), evidence)
    more = "at least " if evidence["more"] else ""
    found = f"{more}{repositories(len(state.names))} on {plural(len(pages), 'page')}"
    return ok(found, evidence)


def _error(endpoint: Endpoint, code: Code, **facts: str | None) -> CatalogError:
    host = urlsplit(endpoint.root).netloc
    return CatalogError(
        code, operation=_OPERATION, url=endpoint.root, host=host, status=None, **facts
    )
