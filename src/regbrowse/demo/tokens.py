"""Bearer tokens, and the token server that issues them.

Sources: distribution docs/spec/auth/token.md and scope.md. The tokens are opaque: who asks the
registry with one finds out what it allows.
"""

import base64
import binascii
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from regbrowse.demo.answers import Answer, Request, error_answer, json_answer
from regbrowse.demo.routes import Access
from regbrowse.domain.login import Login

_LIFETIME_S = 300
_PULL = {"pull", "*"}


@dataclass(frozen=True, slots=True)
class _Grant:
    allowed: frozenset[Access]
    ends: float


class TokenServer:
    """Issues tokens to one login and checks them. `realm` is the URL that issues.

    `clock` tells seconds, from whatever beginning. Safe to use from several threads.
    """

    def __init__(
        self,
        realm: str,
        service: str,
        login: Login,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._realm = realm
        self._service = service
        self._login = login
        self._clock = clock
        self._lock = threading.Lock()
        self._grants: dict[str, _Grant] = {}

    def issue(self, request: Request) -> Answer:
        """Answer a request to the token server; only GET is known, as on older ones."""
        if request.method not in {"GET", "HEAD"}:
            return error_answer("UNSUPPORTED", headers={"Allow": "GET"})
        if not self._is_ours(request.headers.get("authorization", "")):
            return error_answer(
                "UNAUTHORIZED", headers={"WWW-Authenticate": f'Basic realm="{self._service}"'}
            )
        allowed = frozenset(_asked_for(request))
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._grants = {t: grant for t, grant in self._grants.items() if grant.ends > now}
            self._grants[token] = _Grant(allowed, now + _LIFETIME_S)
        return json_answer({"token": token, "access_token": token, "expires_in": _LIFETIME_S})

    def refusal(self, request: Request, access: Access | None) -> Answer | None:
        """Return the challenge that a request gets, or None if its token allows `access`."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self._challenge(access)
        with self._lock:
            grant = self._grants.get(token.strip())
        if grant is None or grant.ends <= self._clock():
            return self._challenge(access, "invalid_token")
        if access and access not in grant.allowed:
            return self._challenge(access, "insufficient_scope")
        return None

    def _challenge(self, access: Access | None, error: str = "") -> Answer:
        parameters = {"realm": self._realm, "service": self._service}
        detail = None
        if access:
            parameters["scope"] = str(access)
            name = {"Name": access.name, "Action": access.action}
            detail = [{"Type": access.kind, "Class": "", **name}]
        if error:
            parameters["error"] = error
        written = ",".join(f'{key}="{value}"' for key, value in parameters.items())
        return error_answer(
            "UNAUTHORIZED", detail, headers={"WWW-Authenticate": f"Bearer {written}"}
        )

    def _is_ours(self, authorization: str) -> bool:
        scheme, _, written = authorization.partition(" ")
        if scheme.lower() != "basic":
            return False
        try:
            given = base64.b64decode(written.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        wanted = f"{self._login.username}:{self._login.secret.reveal()}".encode()
        return hmac.compare_digest(given, wanted)


def _asked_for(request: Request) -> Iterator[Access]:
    """What of the scopes asked for is given: to pull, and to list the catalog.

    As the specification says, the rest is left out of the token without a word.
    """
    for scope in " ".join(request.query.get("scope", ())).split():
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        if kind == "repository" and _PULL & set(actions.split(",")):
            yield Access(kind, name, "pull")
        elif (kind, name, actions) == ("registry", "catalog", "*"):
            yield Access(kind, name, actions)
