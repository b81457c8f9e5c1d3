"""The version of the registry API, and the registry that speaks it."""

from urllib.parse import urlsplit

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, warn
from regbrowse.diagnosis.check.state import State
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.domain.feed import ApiVersion
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.v1.registry import V1Registry
from regbrowse.registry.v1.session import V1Session
from regbrowse.registry.v2 import SAFE_PAGE_SIZE, V2Registry

_HEADER = "docker-distribution-api-version"


async def run(state: State) -> Outcome:
    """Say which version it is, and whether that is the one the feed wants."""
    wanted = state.feed.api
    evidence: dict[str, Evidence] = {"wanted": wanted.value, "found": None, "header": None}
    endpoint = state.endpoint
    if endpoint is None:
        error = state.mismatch
        if error is None:
            raise AssertionError(state)
        return fail(error, evidence | {"found": error.facts.get("found")})
    evidence |= {
        "found": endpoint.api.value,
        "header": endpoint.ping.headers.get(_HEADER),
        "root": endpoint.root,
    }
    if endpoint.api is ApiVersion.V1 and wanted is not ApiVersion.V1:
        host = urlsplit(endpoint.root).netloc
        error = BadAnswer(
            Code.V1_ONLY, operation="ask for the API version", url=endpoint.root, host=host
        )
        return warn(error, evidence)
    return ok(f"version {endpoint.api.value[1:]}", evidence)


def registry_of(state: State, endpoint: Endpoint, auth: Authenticator) -> V2Registry | V1Registry:
    """Return the registry in the version that it speaks, the same for all steps.

    Version 1 has tokens for each repository, which one step fetches for the next.
    """
    if state.registry is None and endpoint.api is ApiVersion.V1 and state.transport is not None:
        session = V1Session(state.transport, auth, endpoint)
        state.registry = V1Registry(endpoint, session)
    elif state.registry is None:
        state.registry = V2Registry(endpoint, auth, page_sizes=(SAFE_PAGE_SIZE,))
    return state.registry
