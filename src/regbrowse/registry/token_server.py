"""One question to a token server: a login and some scopes against a token.

Source: distribution's docs/content/spec/auth/token.md (GET) and oauth.md (POST).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, BadAnswer, RegistryError, Unreachable
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.headers import basic, is_token
from regbrowse.registry.limits import TOKEN
from regbrowse.registry.rate_limits import retry_after_s
from regbrowse.registry.redact import redact
from regbrowse.registry.request import Request
from regbrowse.registry.transport import Transport
from regbrowse.registry.urls import is_web_url, origin_of

CLIENT_ID = "regbrowse"

_OPERATION = "get a token"

_SHORTEST_LIFE_S = 60.0
"""A shorter or missing `expires_in` counts as this (distribution's minimumTokenLifetimeSeconds)."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Where a token is asked for, and what for. Two requests that are equal share a token.

    `registry` is the host whose challenge named the realm, for errors to name it.
    """

    realm: str
    service: str | None
    scopes: tuple[str, ...]
    identity: str = ""
    registry: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and for how many seconds from now it is good."""

    value: Secret
    life_s: float


class TokenServer:
    """Asks token servers; each request names the one to ask."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def fetch(self, request: TokenRequest, login: Login | None) -> Token:
        """Return a new token.

        Raises AuthError: `credentials-rejected`, `credentials-required`, `challenge-malformed`,
        `token-server-unreachable`, `token-request-rejected` or `token-response-invalid`; and
        BadAnswer with `rate-limited`.
        """
        answer = await self._ask(request, login)
        if answer.status == 400 and request.scopes and request.scopes[0].startswith("registry:"):
            # Quay does not know the scope of the catalog, and gives it to a token without any.
            answer = await self._ask(replace(request, scopes=()), login)
        if login is not None and answer.crossed:
            raise _unreachable(answer.url, request, _not_followed(answer))
        if answer.status == 403 and answer.looks_like_html:
            # A page is not from a token server, and says nothing about the login.
            raise _unreachable(answer.url, request, _blocked(answer))
        if answer.status != 200:
            raise _refusal(answer, request, login)
        return _read(answer, request)

    async def _ask(self, request: TokenRequest, login: Login | None) -> Answer:
        if login is not None and login.kind is LoginKind.IDENTITY_TOKEN:
            answer = await self._post(request, login)
            # Servers without OAuth2 (protocol facts, row 54) take the secret as a password.
            if answer.status not in {404, 405}:
                return answer
        return await self._get(request, login)

    async def _get(self, request: TokenRequest, login: Login | None) -> Answer:
        query = [("service", request.service)] if request.service is not None else []
        query += [("scope", scope) for scope in request.scopes]
        query.append(("client_id", CLIENT_ID))
        headers = {"Accept": "application/json"}
        if login is not None:
            query.append(("account", login.username))
            headers["Authorization"] = basic(login).reveal()
        url = _with_query(request.realm, query)
        answer = await self._send(url, request, headers)
        if login is not None and _is_upgraded(request.realm, answer):
            answer = await self._send(answer.url, request, headers)
        return answer

    async def _post(self, request: TokenRequest, login: Login) -> Answer:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": login.secret.reveal(),
            "client_id": CLIENT_ID,
            "scope": " ".join(request.scopes),
        }
        if request.service is not None:
            form["service"] = request.service
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return await self._send(request.realm, request, headers, _encoded(form))

    async def _send(
        self,
        url: str,
        request: TokenRequest,
        headers: Mapping[str, str],
        form: bytes | None = None,
    ) -> Answer:
        if not is_web_url(url):
            raise AuthError(
                Code.CHALLENGE_MALFORMED,
                operation=_OPERATION,
                url=redact(request.realm),
                reason="what it asks for is too long",
                host=request.registry or None,
            )
        try:
            return await self._transport.send(Request(url, _OPERATION, TOKEN, headers, form))
        except (Unreachable, BadAnswer) as error:
            raise _unreachable(url, request, error) from error


def _read(answer: Answer, request: TokenRequest) -> Token:
    try:
        document: Any = answer.json()
    except ValueError:
        reason = "a web page" if answer.looks_like_html else "not JSON"
        raise _error(Code.TOKEN_RESPONSE_INVALID, answer, request, reason=reason) from None
    if not isinstance(document, dict):
        raise _error(Code.TOKEN_RESPONSE_INVALID, answer, request, reason="not a JSON object")
    value = document.get("access_token") or document.get("token")
    if not isinstance(value, str) or not is_token(value):
        raise _error(Code.TOKEN_RESPONSE_INVALID, answer, request, reason="it holds no token")
    life = document.get("expires_in")
    life_s = float(life) if isinstance(life, int | float) and 0 < life < 1e9 else 0.0
    # The server's own clock (`issued_at`) is not trusted: life counts from the receipt.
    return Token(Secret(value), max(_SHORTEST_LIFE_S, life_s))


def _encoded(pairs: Mapping[str, str] | Sequence[tuple[str, str]]) -> bytes:
    return urlencode(pairs, errors="surrogateescape").encode("ascii")


def _with_query(realm: str, query: Sequence[tuple[str, str]]) -> str:
    """Add parameters to those that a realm may have of its own."""
    parts = urlsplit(realm)
    more = _encoded(query).decode("ascii")
    return urlunsplit(parts._replace(query=f"{parts.query}&{more}" if parts.query else more))


def _is_upgraded(realm: str, answer: Answer) -> bool:
    """Whether a redirect from http led to the same host over https, which may know the login."""
    here, there = origin_of(realm), origin_of(answer.url)
    return answer.crossed and here[1] == there[1] and (here[0], there[0]) == ("http", "https")


def _unreachable(url: str, request: TokenRequest, cause: RegistryError) -> AuthError:
    too_large = cause.code is Code.OVERSIZED_RESPONSE
    error = AuthError(
        Code.TOKEN_RESPONSE_INVALID if too_large else Code.TOKEN_SERVER_UNREACHABLE,
        operation=_OPERATION,
        url=redact(url),
        host=urlsplit(url).netloc,
        cause=cause.code.value,
        reason="it is too large" if too_large else None,
        registry=request.registry or None,
        asked="token-server",
    )
    error.__cause__ = cause
    return error


def _not_followed(answer: Answer) -> BadAnswer:
    return BadAnswer(
        Code.REDIRECT_ELSEWHERE,
        operation=_OPERATION,
        url=redact(answer.url),
        location=redact(answer.location or answer.url),
        reason="a login is not sent to another server",
    )


def _blocked(answer: Answer) -> BadAnswer:
    return BadAnswer(
        Code.BLOCKED_BY_GATEWAY,
        operation=_OPERATION,
        url=redact(answer.url),
        status=answer.status,
        host=urlsplit(answer.url).netloc,
        server=answer.headers.get("server"),
    )


def _refusal(answer: Answer, request: TokenRequest, login: Login | None) -> RegistryError:
    kind: type[RegistryError] = AuthError
    if answer.status in {401, 403}:
        code = Code.CREDENTIALS_REJECTED if login else Code.CREDENTIALS_REQUIRED
    elif answer.status == 429:
        kind, code = BadAnswer, Code.RATE_LIMITED
    elif answer.status >= 500:
        code = Code.TOKEN_SERVER_UNREACHABLE
    else:
        code = Code.TOKEN_REQUEST_REJECTED
    return _error(
        code,
        answer,
        request,
        kind,
        **(login.facts if login else {}),
        scope=" ".join(request.scopes) or None,
        retry_after_s=retry_after_s(answer.headers),
    )


def _error(
    code: Code,
    answer: Answer,
    request: TokenRequest,
    kind: type[RegistryError] = AuthError,
    **facts: object,
) -> RegistryError:
    registry_code, message = answer.registry_error
    error = kind(
        code,
        operation=_OPERATION,
        url=redact(answer.url),
        status=answer.status,
        registry_code=registry_code,
        registry_message=message,
        host=urlsplit(answer.url).netloc,
        registry=request.registry or None,
        asked="token-server",
        **facts,
    )
    error.veil(answer.veil.over)
    return error
