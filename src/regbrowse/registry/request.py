"""A request, and what it is for."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

from regbrowse.domain.codes import Code
from regbrowse.domain.login import Secret
from regbrowse.registry.headers import secrets_in
from regbrowse.registry.limits import CONNECT_S, Limits

Sink = Callable[[bytes], Awaitable[None]]
"""Takes the next bytes of a body as they come."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a request is for.

    `space` names what shares an authorization ("catalog", "repository:app"), `operation` says it
    for people, and `denied` is the code if the login is good and the right is missing.
    """

    space: str
    operation: str
    denied: Code


@dataclass(frozen=True, slots=True)
class Request:
    """One request: a GET, a HEAD if it says so, or a POST if there is a `form` (URL-encoded).

    `operation` says for people what is tried ("read the catalog"). `headers` and `form` may hold a
    secret, so they are kept out of the repr. With `into` the body of a 200 goes there as it comes,
    instead of into the answer. Without `second_look` a failure is not looked into.
    """

    url: str
    operation: str
    limits: Limits
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: bytes | None = field(default=None, repr=False)
    connect_s: float = CONNECT_S
    head: bool = False
    into: Sink | None = field(default=None, repr=False)
    second_look: bool = True

    @property
    def method(self) -> str:
        """The method of HTTP."""
        if self.head:
            return "HEAD"
        return "GET" if self.form is None else "POST"

    def secrets(self) -> Iterator[str]:
        """Yield what is secret in it, for texts that may hold it to be veiled."""
        for name, value in self.headers.items():
            if name.lower() == "authorization":
                yield from secrets_in(value)
        form = parse_qs((self.form or b"").decode("ascii", "replace"), errors="surrogateescape")
        yield from form.get("refresh_token", ())

    def to(self, url: str) -> "Request":
        """Return the same request for another URL."""
        return replace(self, url=url)

    def authorized(self, authorization: Secret) -> "Request":
        """Return the same request with the header Authorization."""
        return replace(self, headers={**self.headers, "Authorization": authorization.reveal()})
