"""Bearer tokens: fetched from the realm of a challenge, and kept per scope.

Source: distribution's docs/content/spec/auth/token.md (GET) and oauth.md (POST). Docker Hub
refuses one token for scopes of several resources, so each set of scopes has its own.
"""

import asyncio
import base64
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, BadAnswer, RegistryError, Unreachable
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.limits import TOKEN
from regbrowse.registry.redact import redact
from regbrowse.registry.retry import retry_after_s
from regbrowse.registry.transport import Request, Transport

CLIENT_ID = "regbrowse"

_SHORTEST_LIFE_S = 60.0
"""A shorter or missing `expires_in` counts as this (distribution's minimumTokenLifetimeSeconds)."""

_MARGIN_S = 5.0
"""A token is renewed this long before it expires (as regclient)."""

_USABLE = re.compile(r"[\x21-\x7e]+\Z")
"""What may be put into a header; anything else would be an injection, or no token."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Where a token is asked for, and what for. Two requests that are equal share a token."""

    realm: str
    service: str | None
    scopes: tuple[str, ...]
    identity: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    value: Secret
    expires_at: float


class TokenStore:
    """Fetches tokens and keeps them; needs of the same token at the same time cost one request."""

    def __init__(self, transport: Transport, clock: Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._clock = clock
        self._tokens: dict[TokenRequest, _Token] = {}
        self._locks: defaultdict[TokenRequest, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, request: TokenRequest, login: Login | None) -> Secret:
        """Return a token that is still valid, fetching one if needed.

        Raises AuthError: `credentials-rejected`, `credentials-required`,
        `token-server-unreachable`, `token-request-rejected` or `token-response-invalid`.
        """
        async with self._locks[request]:
            kept = self._tokens.get(request)
            if kept is None or kept.expires_at <= self._clock():
                kept = self._tokens[request] = await self._fetch(request, login)
            return kept.value

    def forget(self, request: TokenRequest, value: Secret) -> None:
        """Drop a token that the registry refused, unless it was replaced in the meantime."""
        kept = self._tokens.get(request)
        if kept is not None and kept.value == value:
            del self._tokens[request]

    async def _fetch(self, request: TokenRequest, login: Login | None) -> _Token:
        by_post = login is not None and login.kind is LoginKind.IDENTITY_TOKEN
        answer = await (
            self._post(request, login) if login and by_post else self._get(request, login)
        )
        if by_post and answer.status in {404, 405}:
            # Servers without OAuth2 (protocol facts, row 54) take the secret as a password.
            answer = await self._get(request, login)
        if answer.status == 400 and request.scopes and request.scopes[0].startswith("registry:"):
            # Quay does not know the scope of the catalog, and gives it to a token without any.
            answer = await self._get(
                TokenRequest(request.realm, request.service, (), request.identity), login
            )
        if answer.status != 200:
            raise _refusal(answer, request, login)
        return self._read(answer, request)

    async def _get(self, request: TokenRequest, login: Login | None) -> Answer:
        query = [("scope", scope) for scope in request.scopes]
        if request.service is not None:
            query.insert(0, ("service", request.service))
        query.append(("client_id", CLIENT_ID))
        headers = {"Accept": "application/json"}
        if login is not None:
            query.append(("account", login.username))
            headers["Authorization"] = basic(login)
        separator = "&" if urlsplit(request.realm).query else "?"
        url = f"{request.realm}{separator}{urlencode(query)}"
        return await self._send(Request(url, "get a token", TOKEN, headers))

    async def _post(self, request: TokenRequest, login: Login) -> Answer:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": login.secret.reveal(),
            "client_id": CLIENT_ID,
            "scope": " ".join(request.scopes),
        }
        if request.service is not None:
            form["service"] = request.service
        headers = {"Accept": "application/json"}
        return await self._send(Request(request.realm, "get a token", TOKEN, headers, form))

    async def _send(self, request: Request) -> Answer:
        try:
            return await self._transport.send(request)
        except (Unreachable, BadAnswer) as error:
            raise AuthError(
                Code.TOKEN_SERVER_UNREACHABLE,
                operation=request.operation,
                url=redact(request.url),
                host=urlsplit(request.url).netloc,
                cause=error.code.value,
            ) from error

    def _read(self, answer: Answer, request: TokenRequest) -> _Token:
        try:
            document: Any = answer.json()
        except ValueError:
            reason = "a web page" if answer.looks_like_html else "not JSON"
            raise _invalid(answer, reason) from None
        if not isinstance(document, dict):
            raise _invalid(answer, "not a JSON object")
        value = document.get("access_token") or document.get("token")
        if not isinstance(value, str) or not _USABLE.match(value):
            raise _invalid(answer, "it holds no token")
        life = document.get("expires_in")
        life_s = float(life) if isinstance(life, int | float) and life < 1e9 else _SHORTEST_LIFE_S
        # The server's own clock (`issued_at`) is not trusted: life counts from the receipt.
        return _Token(Secret(value), self._clock() + max(_SHORTEST_LIFE_S, life_s) - _MARGIN_S)


def basic(login: Login) -> str:
    """Return the value of an Authorization header for Basic (RFC 7617, in UTF-8)."""
    pair = f"{login.username}:{login.secret.reveal()}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def _refusal(answer: Answer, request: TokenRequest, login: Login | None) -> RegistryError:
    code_, message = answer.registry_error
    kind: type[RegistryError] = AuthError
    if answer.status in {401, 403}:
        code = Code.CREDENTIALS_REJECTED if login else Code.CREDENTIALS_REQUIRED
    elif answer.status == 429:
        kind, code = BadAnswer, Code.RATE_LIMITED
    elif answer.status >= 500:
        code = Code.TOKEN_SERVER_UNREACHABLE
    else:
        code = Code.TOKEN_REQUEST_REJECTED
    return kind(
        code,
        operation="get a token",
        url=redact(answer.url),
        status=answer.status,
        registry_code=code_,
        registry_message=message,
        host=urlsplit(answer.url).netloc,
        username=login.username if login else None,
        source=login.source if login else None,
        scope=" ".join(request.scopes) or None,
        retry_after_s=retry_after_s(answer.headers),
    )


def _invalid(answer: Answer, reason: str) -> AuthError:
    return AuthError(
        Code.TOKEN_RESPONSE_INVALID,
        operation="get a token",
        url=redact(answer.url),
        status=answer.status,
        host=urlsplit(answer.url).netloc,
        reason=reason,
    )
