"""A request on its way to an answer: attempts, waits and redirects, all within its time."""

import asyncio
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError
from regbrowse.registry.answer import Answer
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.failures import too_late
from regbrowse.registry.redact import redact
from regbrowse.registry.redirects import STATUSES, redirect_target
from regbrowse.registry.request import Request
from regbrowse.registry.retry import TOO_MANY, RetryPolicy
from regbrowse.registry.stage import Progress, Stage
from regbrowse.registry.urls import origin_of
from regbrowse.registry.waits import Waits

_OF_REDIRECTS = frozenset({Code.REDIRECT_ELSEWHERE, Code.REDIRECT_LOOP})


class Sender(Protocol):
    """Sends a request one time."""

    def attempt(self, request: Request) -> Attempt:
        """Return how `request` will be sent."""
        ...

    async def once(self, request: Request, attempt: Attempt, progress: Progress) -> Answer:
        """Send `request`; raises RegistryError if no answer comes."""
        ...


class Exchange:
    """One request with all that becomes of it; run it once."""

    def __init__(self, sender: Sender, retry: RetryPolicy, waits: Waits, request: Request) -> None:
        self._sender = sender
        self._retry = retry
        self._waits = waits
        self._request = request
        self._asked = self._attempt = sender.attempt(request)
        self._progress = Progress(self._attempt)
        self._failure: RegistryError | None = None
        self._ends_at = asyncio.get_running_loop().time() + request.limits.deadline_s
        self._time: asyncio.Timeout | None = None

    async def run(self) -> Answer:
        """Return the answer at the end of all redirects. Raises RegistryError.

        Where a redirect led away to a server that fails, that is `redirect-elsewhere`, with the
        failure as its cause: who asked knows nothing of that server.
        """
        try:
            return await self._in_time()
        except RegistryError as error:
            place = self._request.url
            if error.code in _OF_REDIRECTS or not _is_elsewhere(self._asked.url, place):
                raise
            raise self._asked.error(
                type(error), Code.REDIRECT_ELSEWHERE, location=redact(place)
            ) from error

    async def _in_time(self) -> Answer:
        try:
            async with asyncio.timeout_at(self._ends_at) as self._time:
                return await self._follow()
        except TimeoutError:
            # What failed before says more than that there was no time for another attempt.
            if self._failure is not None and self._progress.stage is not Stage.BODY:
                raise self._failure from self._failure.__cause__
            deadline_s = self._request.limits.deadline_s
            raise too_late(self._attempt, self._progress, deadline_s) from None

    async def _follow(self) -> Answer:
        seen = {self._request.url}
        crossed = False
        location: str | None = None
        while True:
            answer = await self._try()
            target = answer.headers.get("location") if answer.status in STATUSES else None
            if target is None:
                return replace(answer, crossed=crossed, location=location)
            location = redirect_target(self._request.url, target, seen, self._attempt)
            if self._request.form is not None:
                # A form holds a secret; where that goes is decided before it is sent.
                raise self._attempt.error(
                    BadAnswer, Code.REDIRECT_ELSEWHERE, location=redact(location)
                )
            seen.add(location)
            leaves = origin_of(location) != origin_of(self._request.url)
            crossed = crossed or leaves
            self._request = _redirected(self._request, location, leaves=leaves)

    async def _try(self) -> Answer:
        number = 0
        while True:
            number += 1
            try:
                answer = await self._once()
            except RegistryError as error:
                self._failure = error
                if self._request.into is not None and self._progress.received:
                    raise  # What went into the sink cannot be taken back.
                wait = self._retry.wait_after_failure(error.code, number)
                if not await self._waited(wait):
                    raise
            else:
                self._failure = None
                if not await self._waited_for(answer, number):
                    return answer

    async def _waited_for(self, answer: Answer, number: int) -> bool:
        """Wait as an answer asks for, and say whether there is another attempt.

        The countdown of a rate limit does not count as the server's time.
        """
        told = answer.status == TOO_MANY and self._waits.listener is not None
        wait = self._retry.wait_after_status(answer.status, answer.headers, number, told=told)
        if wait is None or not told:
            return await self._waited(wait)
        if not self._waits.allows(wait) or self._time is None:
            return False
        self._ends_at += wait
        self._time.reschedule(self._ends_at)
        await self._waits.count_down(wait, urlsplit(answer.url).netloc)
        return True

    async def _waited(self, seconds: float | None) -> bool:
        """Wait before another attempt, and say whether there is one: it must be in time."""
        if seconds is None or asyncio.get_running_loop().time() + seconds >= self._ends_at:
            return False
        await asyncio.sleep(seconds)
        return True

    async def _once(self) -> Answer:
        self._attempt = self._sender.attempt(self._request)
        self._progress = Progress(self._attempt)
        return await self._sender.once(self._request, self._attempt, self._progress)


def _is_elsewhere(asked: str, place: str) -> bool:
    """Whether a redirect led to another server, which the same host over https is not."""
    here, there = origin_of(asked), origin_of(place)
    upgraded = here[1] == there[1] and (here[0], there[0]) == ("http", "https")
    return here != there and not upgraded


def _redirected(request: Request, location: str, *, leaves: bool) -> Request:
    """The request for the next hop; another origin gets nothing but what we accept."""
    headers = request.headers
    if leaves:
        headers = {key: value for key, value in headers.items() if key.lower() == "accept"}
    return replace(request, url=location, headers=headers)
