"""Bearer tokens, kept per scope.

Docker Hub refuses one token for scopes of several resources, so each set of scopes has its own.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.login import Login, Secret
from regbrowse.registry.token_server import TokenRequest, TokenServer
from regbrowse.registry.transport import Transport

_MARGIN_S = 5.0
"""A token is renewed this long before it expires (as regclient)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Secret
    expires_at: float


class TokenStore:
    """Fetches tokens and keeps them; needs of the same token at the same time cost one request."""

    def __init__(self, transport: Transport, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._server = TokenServer(transport)
        self._clock = clock
        self._tokens: dict[TokenRequest, _Kept] = {}
        self._failures: dict[TokenRequest, RegistryError] = {}
        self._locks: defaultdict[TokenRequest, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, request: TokenRequest, login: Login | None) -> Secret:
        """Return a token that is still valid, fetching one if needed.

        Raises what `TokenServer.fetch` raises.
        """
        known = self._failures.get(request)
        async with self._locks[request]:
            kept = self._tokens.get(request)
            if kept is not None and self._clock() < kept.expires_at:
                return kept.value
            failure = self._failures.get(request)
            refused = failure is not None and failure.code is Code.CREDENTIALS_REJECTED
            if failure is not None and (refused or failure is not known):
                # It failed while we waited, or will fail again: twenty times a wrong password
                # would lock an account.
                raise failure
            try:
                token = await self._server.fetch(request, login)
            except RegistryError as error:
                self._failures[request] = error
                raise
            self._tokens[request] = _Kept(token.value, self._clock() + token.life_s - _MARGIN_S)
            return token.value

    def forget(self, request: TokenRequest, value: Secret) -> None:
        """Drop a token that the registry refused, unless it was replaced in the meantime."""
        kept = self._tokens.get(request)
        if kept is not None and kept.value == value:
            del self._tokens[request]
