"""Asking a registry's own API, with the login where that may go.

The login goes to the feed's own origin and to that of its token server, as with v2, and to the
one host of the vendor that a dialect names as a constant; for every other URL it is left out.
"""

from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind, Secret
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.dialects.reading import json_of
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.headers import basic, bearer
from regbrowse.registry.limits import LIST, Limits
from regbrowse.registry.realm import checked_realm
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.transport import Transport
from regbrowse.registry.urls import is_web_url, origin_of

LISTING = Purpose("api", "list the repositories", Code.CATALOG_DENIED)
SEARCH = Purpose("api", "search for repositories", Code.CATALOG_DENIED)


class Show(Enum):
    """How the login is shown to an API."""

    NOTHING = auto()
    """Not at all."""
    WHEN_ASKED = auto()
    """As the challenge of the endpoint asks for, which must be on the feed's own origin."""
    BASIC = auto()
    """At once, because the API answers nobody with less instead of asking."""
    BEARER = auto()
    """At once, the password as a Bearer token: personal access tokens."""
    PRIVATE_TOKEN = auto()
    """At once, the password in GitLab's own header."""


class Api:
    """The own API of one registry."""

    def __init__(
        self, transport: Transport, auth: Authenticator, seen: Sighting, vendor: str | None = None
    ) -> None:
        """`vendor` is the origin (`https://host`) of the vendor's API that may get the login."""
        self.seen = seen
        self._transport = transport
        self._auth = auth
        self._vendor = vendor

    @property
    def origin(self) -> str:
        """The feed's own origin."""
        return self.seen.endpoint.origin

    @property
    def realm_origin(self) -> str | None:
        """The origin of the token server if a login may go there, else None."""
        ping = self.seen.endpoint.ping
        for challenge in self.seen.challenges:
            if challenge.scheme != "bearer":
                continue
            try:
                parts = urlsplit(checked_realm(challenge, ping))
            except AuthError:
                continue
            return f"{parts.scheme}://{parts.netloc}"
        return None

    async def login(self) -> Login | None:
        """Return the login that the registry took, or None."""
        return await self._auth.login()

    async def get(
        self,
        url: str,
        purpose: Purpose = LISTING,
        show: Show = Show.WHEN_ASKED,
        *,
        limits: Limits = LIST,
        accept: str = "application/json",
        begun: bool = False,
    ) -> Answer:
        """GET an absolute `url`; any status is an answer.

        Raises AuthError (a 401 after a challenge was answered) and the errors of the connection.
        """
        if show is Show.WHEN_ASKED and origin_of(url) == origin_of(self.origin):
            return await self._auth.send(url, purpose, limits, accept, begun=begun)
        headers = {"Accept": accept}
        if show is not Show.WHEN_ASKED and self._may_see_login(url):
            headers.update(_login_headers(await self.login(), show))
        return await self._transport.send(Request(url, purpose.operation, limits, headers))

    async def document(
        self,
        url: str,
        purpose: Purpose = LISTING,
        show: Show = Show.WHEN_ASKED,
        *,
        begun: bool = False,
    ) -> tuple[Any, Answer]:
        """GET `url` and return its JSON and the answer.

        Raises what `get` raises, and CatalogError with `catalog-denied`, `catalog-unsupported`
        (there is no such API here) or `catalog-invalid`.
        """
        answer = await self.get(url, purpose, show, begun=begun)
        missing, unexpected = Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID
        return json_of(answer, purpose, missing, unexpected), answer

    def _may_see_login(self, url: str) -> bool:
        if not is_web_url(url):
            return False
        allowed = (self.origin, self.realm_origin, self._vendor)
        return any(origin is not None and origin_of(url) == origin_of(origin) for origin in allowed)


def _login_headers(login: Login | None, show: Show) -> dict[str, str]:
    if login is None or login.kind is not LoginKind.PASSWORD or show is Show.NOTHING:
        return {}
    if show is Show.BASIC:
        return {"Authorization": basic(login).reveal()}
    if show is Show.BEARER:
        return {"Authorization": bearer(_sendable(login.secret)).reveal()}
    return {"PRIVATE-TOKEN": _sendable(login.secret).reveal()}


def _sendable(secret: Secret) -> Secret:
    """The secret, without what would end a header."""
    return Secret("".join(c for c in secret.reveal() if c.isascii() and c.isprintable()))
