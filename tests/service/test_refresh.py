"""Walks: resumed, begun anew, followed and taken over; by one service or by several."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import WalkProgress
from regbrowse.service.registry_service import RegistryService
from tests.cli.support import wait_until
from tests.conftest import ServerFactory
from tests.service.support import Walked, everything, feed_at, service_on, walk
from tests.support.dialects import Distribution2, Ecr, LinkCircle, serve_catalog
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

NAMES = [f"team-{number // 100:02}/app-{number:05}" for number in range(4500)]


class Patient(Distribution2):
    """A registry whose pages take `delay` seconds, but for the first."""

    delay = 0.0

    def reply(self, request: Request) -> Reply:
        reply = super().reply(request)
        delay = self.delay if "last" in request.query else 0
        return Reply(reply.status, reply.body, reply.headers, delay=delay)


@pytest.fixture
def catalog() -> Patient:
    return Patient(NAMES)


@pytest.fixture
def server(scripted_server: ServerFactory, catalog: Patient) -> ScriptedServer:
    server = scripted_server()
    serve_catalog(server, catalog)
    return server


@pytest.fixture
def feed(server: ScriptedServer) -> Feed:
    return feed_at(server.url)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


@pytest.fixture
def second(tmp_path: Path) -> Iterator[RegistryService]:
    """Another one on the same cache, as another process would have it."""
    with closing(service_on(tmp_path)) as service:
        yield service


async def walk_some(service: RegistryService, feed: Feed, pages: int) -> None:
    """Walk some pages and turn away."""
    async with aclosing(service.refresh(feed)) as events:
        async for event in events:
            assert isinstance(event, WalkProgress)
            if event.pages == pages:
                return


async def test_a_whole_walk(service: RegistryService, feed: Feed) -> None:
    walked = await walk(service, feed)
    counts = [(event.pages, event.repositories) for event in walked.progress]
    assert counts == [(1, 1000), (2, 2000), (3, 3000), (4, 4000), (5, 4500)]
    assert {event.expected for event in walked.progress} == {None}
    report = walked.report
    assert (report.repositories, report.pages, report.complete) == (4500, 5, True)
    assert (report.resumed, report.failed, report.error) == (False, False, None)
    assert await everything(service, feed) == NAMES
    again = await walk(service, feed)
    assert {event.expected for event in again.progress} == {4500}
    assert not again.report.resumed


async def test_who_turns_away_loses_nothing_and_blocks_nobody(
    service: RegistryService, second: RegistryService, feed: Feed, catalog: Patient
) -> None:
    await walk_some(service, feed, 2)
    state = await second.feeds.catalog_state(feed)
    assert (state.repositories, state.complete) == (2000, False)
    walked = await walk(second, feed)
    assert [event.pages for event in walked.progress] == [3, 4, 5]
    assert (walked.report.resumed, walked.report.complete) == (True, True)
    assert len(catalog.requests) == 5
    assert await everything(second, feed) == NAMES


async def test_cancelled_while_it_waits(
    service: RegistryService, feed: Feed, catalog: Patient
) -> None:
    catalog.delay = 60
    task = asyncio.create_task(walk(service, feed))
    await asyncio.to_thread(wait_until, lambda: len(catalog.requests) == 2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    catalog.delay = 0
    walked = await walk(service, feed)
    assert [event.pages for event in walked.progress] == [2, 3, 4, 5]
    assert walked.report.resumed


async def test_a_walk_that_was_read_but_not_finished(
    service: RegistryService, second: RegistryService, feed: Feed, catalog: Patient
) -> None:
    await walk_some(service, feed, 5)
    walked = await walk(second, feed)
    assert walked.progress == []
    assert (walked.report.resumed, walked.report.complete, walked.report.pages) == (True, True, 5)
    assert len(catalog.requests) == 5
    assert await everything(second, feed) == NAMES


@pytest.mark.parametrize("status", [400, 404, 405, 410])
async def test_a_cursor_that_is_no_longer_good(
    service: RegistryService, feed: Feed, server: ScriptedServer, status: int
) -> None:
    await walk_some(service, feed, 3)
    serve_catalog(server, Distribution2(["new", "newer"]))
    server.on("/v2/_catalog", error_reply(status, "UNSUPPORTED"), query={"last": NAMES[2999]})
    walked = await walk(service, feed)
    assert (walked.report.complete, walked.report.resumed) == (True, False)
    assert (walked.report.pages, walked.report.repositories) == (1, 2)
    assert await everything(service, feed) == ["new", "newer"]


async def test_cursors_are_the_registrys_own(
    service: RegistryService, scripted_server: ServerFactory
) -> None:
    server, catalog = scripted_server(), Ecr(NAMES, maximum=700)
    serve_catalog(server, catalog)
    feed = feed_at(server.url)
    await walk_some(service, feed, 20)
    walked = await walk(service, feed)
    assert (walked.report.complete, walked.report.resumed) == (True, True)
    assert await everything(service, feed) == NAMES


async def test_a_walk_in_circles_keeps_what_it_has(
    service: RegistryService, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    serve_catalog(server, LinkCircle(NAMES))
    feed = feed_at(server.url)
    walked = await walk(service, feed)
    assert walked.report.error is not None
    assert walked.report.error.code == "catalog-loop"
    assert (walked.report.complete, walked.report.failed) == (False, True)
    assert len(await everything(service, feed)) == walked.report.repositories > 0
    assert not (await walk(service, feed)).report.resumed


async def test_nothing_for_nobody_is_no_empty_registry(
    service: RegistryService, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    challenge = ("WWW-Authenticate", f'Bearer realm="{server.url}/token",service="x"')
    server.on("/v2/", Reply(401, b"{}", [challenge]))
    server.on("/token", json_reply({"token": "anonymous"}))
    server.on("/v2/_catalog", json_reply({"repositories": []}))
    feed = feed_at(server.url)
    report = (await walk(service, feed)).report
    assert report.error is not None
    assert (report.error.code, report.failed) == ("catalog-empty-anonymous", False)
    assert (await service.feeds.catalog_state(feed)).refreshed_at is None


async def test_an_open_registry_may_be_empty(
    service: RegistryService, feed: Feed, server: ScriptedServer
) -> None:
    server.on("/v2/_catalog", json_reply({"repositories": None}))
    report = (await walk(service, feed)).report
    assert (report.complete, report.repositories, report.error) == (True, 0, None)


async def test_names_can_be_searched_as_they_come(service: RegistryService, feed: Feed) -> None:
    totals = []
    async for event in service.refresh(feed):
        if isinstance(event, WalkProgress):
            result = await service.search([feed], "app", limit=1)
            totals.append((result.total, result.feeds[0].complete))
    assert totals == [(n, False) for n in (1000, 2000, 3000, 4000, 4500)]
    result = await service.search([feed], "app", limit=1)
    assert (result.total, result.feeds[0].complete) == (4500, True)


async def test_the_old_list_serves_during_a_later_walk(
    service: RegistryService, feed: Feed, server: ScriptedServer
) -> None:
    await walk(service, feed)
    serve_catalog(server, Distribution2([f"new/{number}" for number in range(1500)]))
    async for event in service.refresh(feed):
        if isinstance(event, WalkProgress):
            assert await everything(service, feed) == NAMES
    assert len(await everything(service, feed)) == 1500


async def test_two_at_once_walk_once(
    service: RegistryService, second: RegistryService, feed: Feed, catalog: Patient
) -> None:
    catalog.delay = 0.1
    walks = [walk(each, feed) for each in (service, second, service)]
    reports = [walked.report for walked in await asyncio.gather(*walks)]
    assert [(each.complete, each.repositories, each.pages) for each in reports] == [
        (True, 4500, 5)
    ] * 3
    assert len(catalog.requests) == 5
    assert await everything(second, feed) == await everything(service, feed) == NAMES


async def test_the_second_takes_over_when_the_first_turns_away(
    service: RegistryService, second: RegistryService, feed: Feed, catalog: Patient
) -> None:
    catalog.delay = 0.05
    async with aclosing(service.refresh(feed)) as events:
        await anext(events)
        following = asyncio.create_task(walk(second, feed))
        while (await anext(events)).pages < 3:  # type: ignore[union-attr]
            pass
    report = (await following).report
    assert (report.complete, report.resumed, report.pages) == (True, True, 5)
    # The page that was on its way may have been asked for twice.
    assert len(catalog.requests) <= 6
    assert await everything(second, feed) == NAMES


async def test_a_file_that_is_damaged_on_the_way(
    tmp_path: Path, service: RegistryService, feed: Feed, catalog: Patient
) -> None:
    walked = Walked()
    async for event in service.refresh(feed):
        walked.take(event)
        if len(walked.progress) == 3 and len(catalog.requests) == 3:
            service.close()
            (tmp_path / "cache" / "catalog-2.db").write_bytes(b"garbage" * 1000)
    assert [notice.error.code for notice in walked.notices] == ["cache-damaged"]
    assert (walked.report.complete, walked.report.repositories) == (True, 4500)
    assert await everything(service, feed) == NAMES
    assert len(catalog.requests) == 3 + 1 + 5
