"""A registry that takes no more requests for now: waited for, second by second, and told."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.domain.progress import WalkReport
from regbrowse.domain.rate_limit import Waiting
from regbrowse.domain.tag_listing import TagListing
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import everything, feed_at, service_on, walk
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.scripted import Reply, Request, ScriptedServer, json_reply

NAMES = [f"team/app-{number:04}" for number in range(2500)]
TAGS = "/v2/team/app-0001/tags/list"
LIMIT = [("RateLimit-Limit", "100;w=3600"), ("RateLimit-Remaining", "60;w=3600")]


class Limited(Distribution2):
    """Refuses the second request, the fourth and so on, and asks to wait for `wait_s` seconds."""

    wait_s = 1

    def reply(self, request: Request) -> Reply:
        if len(self.requests) % 2:
            answer = super().reply(request)
            return Reply(answer.status, answer.body, [*answer.headers, *LIMIT])
        return Reply(429, b"", [("Retry-After", str(self.wait_s))])


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    return scripted_server()


def refuse(server: ScriptedServer, path: str, seconds: int) -> None:
    server.on(path, Reply(429, b"", [("Retry-After", str(seconds))]))


async def test_a_walk_goes_on_after_its_waits(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve_catalog(server, Limited(NAMES))
    feed = feed_at(server.url)
    assert service.rate_limit(feed) is None
    waits: list[int] = []
    report: WalkReport | None = None
    async for event in service.refresh(feed):
        if isinstance(event, Waiting):
            waits.append(event.seconds_left)
        elif isinstance(event, WalkReport):
            report = event
    assert report is not None
    assert (report.error, report.complete, report.repositories) == (None, True, len(NAMES))
    assert waits == [1, 0] * 2
    assert await everything(service, feed) == NAMES
    limit = service.rate_limit(feed)
    assert limit is not None
    assert (limit.limit, limit.remaining, limit.window_s) == (100, 60, 3600)
    assert service.rate_limit(feed_at("http://127.0.0.1:1")) is None


async def test_a_wait_ends_when_nobody_wants_it_any_more(
    service: RegistryService, server: ScriptedServer
) -> None:
    """What was read before is kept, and the next walk goes on from there."""
    limited = Limited(NAMES)
    serve_catalog(server, limited)
    feed = feed_at(server.url)

    async def until_waiting() -> None:
        async with aclosing(service.refresh(feed)) as events:
            async for event in events:
                if isinstance(event, Waiting) and limited.wait_s > 1:
                    waiting.set()
                limited.wait_s = 50

    waiting = asyncio.Event()
    running = asyncio.create_task(until_waiting())
    await asyncio.wait_for(waiting.wait(), 10)
    began, asked = time.monotonic(), len(server.requests)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert time.monotonic() - began < 1
    assert len(server.requests) == asked
    limited.wait_s = 1
    again = await walk(service, feed)
    assert (again.report.complete, again.report.resumed) == (True, True)


async def test_closing_the_walk_in_a_wait(service: RegistryService, server: ScriptedServer) -> None:
    serve_catalog(server, Limited(NAMES))
    refuse(server, "/v2/_catalog", 50)
    began = time.monotonic()
    async with aclosing(service.refresh(feed_at(server.url))) as events:
        async for event in events:
            if isinstance(event, Waiting):
                break
    assert time.monotonic() - began < 3


async def test_too_long_a_wait_is_reported(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve_catalog(server, Distribution2(NAMES))
    refuse(server, "/v2/_catalog", 61)
    report = (await walk(service, feed_at(server.url))).report
    assert report.error is not None
    assert (report.error.code, report.failed) == (Code.RATE_LIMITED, True)
    assert report.error.facts["retry_after_s"] == "61.0"
    # Whether there is a catalog is as unknown as before.
    assert report.ways is None
    assert len(server.asked("/v2/_catalog")) == 1


async def test_the_version_check_may_be_limited_too(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve_catalog(server, Distribution2(NAMES))
    server.on("/v2/", Reply(429, b"", [("Retry-After", "1")]), Reply(200, b"{}"))
    assert (await walk(service, feed_at(server.url))).report.complete


async def test_tags_wait_too(service: RegistryService, server: ScriptedServer) -> None:
    serve_catalog(server, Distribution2(NAMES))
    tags = json_reply({"name": "team/app-0001", "tags": ["1.0", "2.0"]})
    server.on(TAGS, Reply(429, b"", [("Retry-After", "1")]), tags)
    seen = [event async for event in service.tags(feed_at(server.url), "team/app-0001")]
    assert [each.seconds_left for each in seen if isinstance(each, Waiting)] == [1, 0]
    assert isinstance(seen[-1], TagListing)
    assert [tag.name for tag in seen[-1].tags] == ["2.0", "1.0"]


async def test_tags_that_would_take_too_long(
    service: RegistryService, server: ScriptedServer
) -> None:
    serve_catalog(server, Distribution2(NAMES))
    refuse(server, TAGS, 3600)
    with pytest.raises(BadAnswer) as failure:
        _ = [event async for event in service.tags(feed_at(server.url), "team/app-0001")]
    assert failure.value.code is Code.RATE_LIMITED
    assert len(server.asked(TAGS)) == 1
    limit = service.rate_limit(feed_at(server.url))
    assert limit is not None
    assert limit.retry_after_s == 3600
