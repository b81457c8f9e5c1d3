"""A transport that remembers what was asked and answered, for evidence, and keeps to a deadline."""

import asyncio
import json
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from regbrowse.domain.check import Evidence
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.veil import Veil
from regbrowse.registry.answer import Answer
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.probes.second_look import LOOK_S, SecondLook
from regbrowse.registry.proxy import ProxySettings
from regbrowse.registry.rate_limits import RateLimits
from regbrowse.registry.redact import redact
from regbrowse.registry.request import Request
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.stage import Progress
from regbrowse.registry.transport import Transport

_PATIENCE = RetryPolicy(attempts=2, first_wait_s=0.1, max_wait_s=0.5)
"""Once more on a new connection, for one that broke may have been stale."""

_HEADERS = (
    "content-type",
    "date",
    "docker-content-digest",
    "docker-distribution-api-version",
    "link",
    "location",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
    "server",
    "via",
    "warning",
    "www-authenticate",
    "x-artifactory-id",
    "x-docker-registry-version",
    "x-gitlab-meta",
    "x-jfrog-version",
    "x-nexus-ui",
)
"""Headers that say something about a registry, and no cookies, which may be secrets."""

_OPEN_FIELDS = frozenset({"grant_type", "client_id", "service", "scope"})
"""Fields of a request for a token that are no secret (distribution's auth/oauth.md)."""
_SPARE_S = 0.1
"""Seconds before the end of a check from which on nothing new is begun."""

_CLAIMS = ("exp", "nbf", "iat", "aud", "access")
_TOKEN_OPERATION = "get a token"  # noqa: S105 (what is done, not a token)
_URL = re.compile(r"https?://[^\s\"'<>,]+|(?<=<)[^\s<>]+(?=>)", re.IGNORECASE)
"""A URL in a header; those of `Link` stand in angle brackets (RFC 8288, 3)."""

_SHOWN_LENGTH = 1000
_LONGEST_HEADER = 100_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and its answer, without any secret. `claims` are those of a token that came."""

    operation: str
    method: str
    url: str
    status: int | None
    elapsed_s: float
    headers: Mapping[str, str] = field(default_factory=dict)
    authorization: str | None = None
    error: RegistryError | None = None
    claims: Mapping[str, Evidence] | None = None
    form: Mapping[str, Evidence] | None = None
    """What was sent by POST, without its secret."""

    @property
    def evidence(self) -> dict[str, Evidence]:
        """The request as evidence."""
        return {
            "method": self.method,
            "url": self.url,
            "authorization": self.authorization,
            "status": self.status,
            "error": self.error.code.value if self.error else None,
            "elapsed_ms": round(self.elapsed_s * 1000),
            "headers": dict(self.headers),
            **({"form": dict(self.form)} if self.form else {}),
        }


class Recorder(Transport):
    """Sends the requests of a check, all of which end in its time.

    `ends_at` is the time of the event loop at which the check ends.
    """

    def __init__(
        self,
        feed: Feed,
        proxies: ProxySettings,
        second_look: SecondLook,
        ends_at: float,
        veil: Veil,
        limits: RateLimits | None = None,
    ) -> None:
        super().__init__(feed, proxies, _PATIENCE, limits, look=self._look_again, veil=veil)
        self._second_look = second_look
        self._ends_at = ends_at
        self._kept_s = 0.0
        self.seen: list[Seen] = []
        self.looks: dict[str, Evidence] = {}
        """What second looks at failures have seen."""

    @contextmanager
    def keeping(self, seconds: float) -> Iterator[None]:
        """Let requests end `seconds` before the check does: what follows needs time, too."""
        before, self._kept_s = self._kept_s, max(0.0, seconds)
        try:
            yield
        finally:
            self._kept_s = before

    def _left_s(self) -> float:
        return self._ends_at - asyncio.get_running_loop().time()

    async def _look_again(self, error: RegistryError) -> RegistryError:
        left_s = min(LOOK_S, self._left_s() - _SPARE_S)
        if left_s <= 0:
            return error
        look = await self._second_look.at(error, left_s)
        self.looks |= look.evidence
        return look.error

    async def send(self, request: Request) -> Answer:
        """Send within the time that is left, so that what is missing is named by its own code."""
        left_s = max(0.2, self._left_s() - self._kept_s)
        deadline_s = min(request.limits.deadline_s, left_s)
        limits = replace(request.limits, deadline_s=deadline_s)
        connect_s = min(request.connect_s, deadline_s)
        return await super().send(replace(request, limits=limits, connect_s=connect_s))

    async def once(self, request: Request, attempt: Attempt, progress: Progress) -> Answer:
        """Send `request` one time, and remember what became of it."""
        began = time.monotonic()
        place = len(self.seen)
        seen = Seen(
            request.operation,
            request.method,
            redact(request.url),
            None,
            0.0,
            authorization=_scheme(request),
            form=_form(request),
        )
        # Placed before, so that one that is cut short by the deadline is not forgotten.
        self.seen.append(seen)
        try:
            answer = await super().once(request, attempt, progress)
        except RegistryError as error:
            self.seen[place] = replace(seen, error=error, elapsed_s=time.monotonic() - began)
            raise
        elapsed_s = time.monotonic() - began
        # A token is read out of the answer first, so that it is not shown by a header of it.
        claims = self._claims(request, answer)
        self.seen[place] = replace(
            seen,
            status=answer.status,
            headers=_headers(answer),
            elapsed_s=elapsed_s,
            claims=claims,
        )
        return answer

    def _claims(self, request: Request, answer: Answer) -> Mapping[str, Evidence] | None:
        if request.operation != _TOKEN_OPERATION or answer.status != 200:
            return None
        try:
            document = answer.json()
        except ValueError:
            return None
        if not isinstance(document, dict):
            return None
        for name in ("token", "access_token", "refresh_token"):
            if isinstance(value := document.get(name), str):
                self.veil.keep(value)
        return claims_of(document.get("access_token") or document.get("token"))


def claims_of(token: object) -> Mapping[str, Evidence]:
    """Return the claims of a JWT that matter for a diagnosis; none for an opaque token.

    Source: distribution's docs/content/spec/auth/jwt.md. Nothing is decided by them.
    """
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3 or len(parts[1]) > 65536:
        return {}
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        document: Any = json.loads(urlsafe_b64decode(padded.encode("ascii", "replace")))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(document, dict):
        return {}
    return {name: document[name] for name in _CLAIMS if name in document}


def _scheme(request: Request) -> str | None:
    value = request.headers.get("Authorization")
    return value.partition(" ")[0] if value is not None else None


def _form(request: Request) -> dict[str, Evidence] | None:
    if request.form is None:
        return None
    fields = parse_qsl(request.form.decode("ascii", "replace"))
    return {name: value for name, value in fields if name in _OPEN_FIELDS}


def _headers(answer: Answer) -> dict[str, str]:
    values = {
        name: ", ".join(answer.headers.get_list(name))[:_LONGEST_HEADER]
        for name in _HEADERS
        if name in answer.headers
    }
    return {name: _shown(name, answer.veil.over(value)) for name, value in values.items()}


def _shown(name: str, value: str) -> str:
    """A login or a signature may stand in any URL that a server names."""
    shown = redact(value) if name == "location" else _URL.sub(lambda url: redact(url[0]), value)
    return shown[:_SHOWN_LENGTH]


def host_of(url: str) -> str:
    """Return `host[:port]` of a URL, without a login."""
    return urlsplit(url).netloc.rpartition("@")[2]
