"""A v1 registry from the first walk to the tags, as screens and commands reach it."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.tag_listing import TagListing
from regbrowse.service.registry_service import RegistryService
from tests.conftest import ServerFactory
from tests.service.support import everything, feed_at, service_on, walk
from tests.support.registries.v1 import BUSYBOX, V1Registry, basic
from tests.support.scripted import Reply

NAMES = [f"team-{number // 100:03}/app-{number:05}" for number in range(50_000)]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RegistryService]:
    with closing(service_on(tmp_path)) as service:
        yield service


async def test_fifty_thousand_repositories_are_kept_and_searched(
    scripted_server: ServerFactory, service: RegistryService
) -> None:
    server = scripted_server()
    mixed = random.Random(1).sample(NAMES, len(NAMES))
    V1Registry(server, {name: {"1.0": BUSYBOX, "1.1": BUSYBOX} for name in mixed})
    feed = feed_at(server.url)
    walked = await walk(service, feed)
    report = walked.report
    assert (report.repositories, report.pages, report.complete) == (len(NAMES), 1, True)
    assert (report.error, report.failed) == (None, False)
    assert report.ways is not None
    assert report.ways.no_list is None
    asked = len(server.requests)
    assert sorted(await everything(service, feed)) == NAMES
    result = await service.search([feed], "app-04321")
    assert [match.repository for match in result.matches] == ["team-043/app-04321"]
    assert len(server.requests) == asked
    listings = [found async for found in service.tags(feed, "team-043/app-04321")]
    assert isinstance(listings[-1], TagListing)
    assert [tag.name for tag in listings[-1].tags] == ["1.1", "1.0"]
    again = await walk(service, feed)
    assert (again.report.repositories, again.report.complete) == (len(NAMES), True)


async def test_a_registry_with_a_search_alone(
    scripted_server: ServerFactory, service: RegistryService
) -> None:
    server = scripted_server()
    V1Registry(server)
    server.on("/v1/search", Reply(400, b'{"error": "no query"}'), query={"q": ""})
    report = (await walk(service, feed_at(server.url))).report
    assert report.error is not None
    assert (report.error.code, report.failed) == (Code.CATALOG_UNSUPPORTED, False)
    assert report.ways is not None
    assert report.ways.searches


async def test_a_registry_without_a_search(
    scripted_server: ServerFactory, service: RegistryService
) -> None:
    server = scripted_server()
    V1Registry(server, search=False)
    feed = feed_at(server.url)
    report = (await walk(service, feed)).report
    assert report.error is not None
    assert (report.error.code, report.failed) == (Code.SEARCH_UNSUPPORTED, False)
    assert report.ways is not None
    assert not report.ways.searches
    listings = [found async for found in service.tags(feed, "team/api")]
    assert isinstance(listings[-1], TagListing)
    assert {tag.name for tag in listings[-1].tags} == {"latest", "v2"}


async def test_a_registry_behind_a_login(scripted_server: ServerFactory, tmp_path: Path) -> None:
    server = scripted_server()
    V1Registry(server, login="alice:wonder")
    feed = feed_at(server.url, "alice")
    with closing(service_on(tmp_path, (feed, "wonder"))) as service:
        assert (await walk(service, feed)).report.complete
    with closing(service_on(tmp_path / "other", (feed, "wrong"))) as service:
        report = (await walk(service, feed)).report
    assert report.error is not None
    assert (report.error.code, report.failed) == (Code.CREDENTIALS_REJECTED, True)
    assert basic("alice:wonder") in [asked.header("Authorization") for asked in server.requests]
