"""The login: who supplies it, whether the registry takes it, and what is there without one."""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from regbrowse.credentials.source import Resolution
from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip, warn
from regbrowse.diagnosis.check.state import LOGIN_S, State
from regbrowse.diagnosis.check.steps.asked import asked, elsewhere
from regbrowse.diagnosis.check.steps.tokens import why_refused
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import AuthError, BadAnswer, RegbrowseError, RegistryError
from regbrowse.domain.feed import ApiVersion
from regbrowse.domain.login import Login
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.discovery import PURPOSE
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import PING
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.redact import redact
from regbrowse.registry.v1.session import V1Session
from regbrowse.registry.v2 import V2Registry

_SKEW_S = 60


async def run(state: State) -> Outcome:
    """Resolve the login and try it on the version check; see what is there without it."""
    endpoint, transport = state.endpoint, state.transport
    if endpoint is None or transport is None:
        return skip("there is no registry to log in to")
    found = await _find(state)
    if found.login is not None:
        state.veil.keep(found.login.secret.reveal())
    auth = state.auth = _authenticator(state, found)
    began = len(transport.seen)
    refusal: RegistryError | None = None
    try:
        await _verify(state, auth, endpoint, transport)
        if await auth.login() is None:
            await _enter(auth, endpoint, state)
    except RegistryError as error:
        refusal = error
    evidence = _evidence(state, found, endpoint)
    evidence |= asked(transport, began) | transport.looks
    if refusal is not None:
        evidence |= await elsewhere(state, refusal.url)
        again = _explained(state, refusal)
        return await _without(state, endpoint, found, again, evidence)
    return await _judge(state, auth, found, evidence)


async def _find(state: State) -> Resolution:
    """Ask the chain of credentials, which may run programs that hang and names those."""
    feed = state.feed
    within_s = state.at_most(LOGIN_S)
    try:
        async with asyncio.timeout(within_s):
            return await state.around.find_login(
                feed.address, feed.username, state.repository, within_s
            )
    except TimeoutError:
        reason = f"it gave no answer within {within_s:.2g} s"
        return Resolution(None, (AuthError(Code.CREDENTIAL_HELPER_FAILED, reason=reason),))


def _authenticator(state: State, found: Resolution | None) -> Authenticator:
    async def find() -> Resolution:
        return found or Resolution(None)

    transport = state.transport
    if transport is None:
        raise AssertionError(state)
    configured = found is not None and state.feed.username is not None
    return Authenticator(transport, find, configured=configured)


async def _verify(
    state: State, auth: Authenticator, endpoint: Endpoint, transport: Recorder
) -> None:
    if endpoint.api is ApiVersion.V1:
        await V1Session(transport, auth, endpoint).verify()
    else:
        await auth.verify(endpoint.ping, PURPOSE, PING)


async def _enter(auth: Authenticator, endpoint: Endpoint, state: State) -> None:
    """Get in as nobody, if the version check alone did not let us in. Raises AuthError."""
    if endpoint.ping.status not in {401, 403} or endpoint.api is ApiVersion.V1:
        return
    try:
        answer = await auth.send(endpoint.root, PURPOSE, PING)
    except AuthError as error:
        # Some token servers give nobody a token but for a public repository (GHCR).
        if state.repository is None or error.code is not Code.CREDENTIALS_REQUIRED:
            raise
        async for _ in V2Registry(endpoint, auth).tags(state.repository):
            return
        raise
    if answer.status in {401, 403}:
        raise AuthError(
            Code.CREDENTIALS_REQUIRED,
            operation=PURPOSE.operation,
            url=redact(answer.url),
            status=answer.status,
            host=urlsplit(answer.url).netloc,
        )


def _explained(state: State, error: RegistryError) -> RegbrowseError:
    """Add what the evidence tells about why a token was refused."""
    if error.code is Code.TOKEN_REFUSED and state.transport is not None:
        return error.retold(why=why_refused(state.transport))
    return error


async def _without(
    state: State,
    endpoint: Endpoint,
    found: Resolution,
    error: RegbrowseError,
    evidence: dict[str, Evidence],
) -> Outcome:
    """The login or the anonymous is refused: find out whether the other one gets in."""
    if found.login is None:
        # What kept a login from being found is what to mend, where a login is needed.
        broken = next((n for n in found.notices if n.code.step is Step.AUTH), None)
        if error.code is not Code.CREDENTIALS_REQUIRED:
            return fail(error, evidence)
        if broken is not None:
            return fail(_placed(broken, endpoint), evidence)
        shut = next((n for n in found.notices if n.code is Code.KEYCHAIN_UNAVAILABLE), None)
        keychain = shut.facts.get("reason") if shut is not None else None
        return fail(error.retold(keychain=keychain, user=state.feed.username), evidence)
    if error.code is Code.STALE_CREDENTIALS:
        return fail(error, evidence | {"anonymous": False})
    if error.code is Code.TOKEN_SERVER_UNREACHABLE:
        return fail(error, evidence)  # It would answer nobody, either.
    anonymous = _authenticator(state, None)
    try:
        await _enter(anonymous, endpoint, state)
    except RegistryError:
        return fail(error, evidence | {"anonymous": False})
    state.auth = anonymous
    again = error.retold(anonymous="yes")
    return fail(again, evidence | {"anonymous": True}, goes_on=True)


async def _judge(
    state: State, auth: Authenticator, found: Resolution, evidence: dict[str, Evidence]
) -> Outcome:
    endpoint = state.endpoint
    if endpoint is None:
        raise AssertionError(state)
    login = await auth.login()
    evidence["anonymous"] = login is None
    troubles = [n for n in (*found.notices, *auth.notices) if n.code.step is Step.AUTH]
    if troubles:
        stale = next((n for n in troubles if n.code is Code.STALE_CREDENTIALS), troubles[0])
        return warn(_placed(stale, endpoint), evidence)
    if state.skew_s is not None and abs(state.skew_s) > _SKEW_S:
        return warn(_skew(endpoint, state.skew_s), evidence)
    return ok(*_words(state, login, endpoint, evidence))


def _words(
    state: State, login: Login | None, endpoint: Endpoint, evidence: dict[str, Evidence]
) -> tuple[str, dict[str, Evidence], Sequence[str]]:
    wanted = bool(endpoint.ping.challenges) or endpoint.ping.status == 403
    username = state.feed.username
    if login is None and username is not None:
        hint = (
            f"The feed names the user {username}, and no password is known for that name: hand it"
            " over with `--password-stdin`."
        )
        return "without a login, for no password is known", evidence, [hint]
    if login is None:
        shown = "visitors get in without a login" if wanted else "no login is asked for"
        return shown, evidence, ()
    name = login.username or "a token"
    if wanted:
        return f"logged in as {name}, by {login.source}", evidence, ()
    if username is None:
        return f"no login is asked for, so that of {name} was not sent", evidence, ()
    hint = (
        "This registry asks nobody for a login, so a wrong password would look the same as the"
        " right one."
    )
    return f"no login is asked for; that of {name} was sent and not refused", evidence, [hint]


def _placed(notice: RegbrowseError, endpoint: Endpoint) -> RegbrowseError:
    """A failure of a helper or file knows no registry; commands in its hints want one."""
    return notice.retold(registry=urlsplit(endpoint.root).netloc)


def _skew(endpoint: Endpoint, seconds: float) -> BadAnswer:
    return BadAnswer(
        Code.CLOCK_SKEW,
        operation=PURPOSE.operation,
        url=redact(endpoint.root),
        host=urlsplit(endpoint.root).netloc,
        skew_s=f"{seconds:.0f}",
    )


def _evidence(state: State, found: Resolution, endpoint: Endpoint) -> dict[str, Evidence]:
    login = found.login
    return {
        "challenges": _challenges(endpoint.ping),
        "username": login.username if login else state.feed.username,
        "supplied_by": login.source if login else None,
        "kind": login.kind.value if login else None,
        "notices": [notice.code.value for notice in found.notices],
        "failed_sources": [
            {
                "source": n.facts.get("helper") or n.facts.get("file"),
                "reason": n.facts.get("reason"),
            }
            for n in found.notices
        ],
        "clock_ahead_s": None if state.skew_s is None else round(state.skew_s),
    }


def _failed_source(facts: Mapping[str, str]) -> dict[str, Evidence]:
    return {name: facts.get(name) for name in ("helper", "file", "reason")}


def _challenges(ping: Answer) -> list[Evidence]:
    return [
        {
            "scheme": challenge.scheme,
            **{
                key: redact(value) if key == "realm" and "//" in value else value
                for key, value in challenge.parameters.items()
            },
        }
        for challenge in ping.challenges
    ]
