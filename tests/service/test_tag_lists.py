"""Lists of tags as they grow page by page."""

import gc
from contextlib import closing
from pathlib import Path

from regbrowse.domain.tag import read_tag, sort_tags
from regbrowse.domain.tag_listing import TagListing
from tests.conftest import ServerFactory
from tests.service.support import feed_at, service_on
from tests.support.dialects import Distribution3, Quay, serve_tags
from tests.support.scripted import Reply

# In the order of names, so that each page brings something for the top of the list.
NAMES = sorted(
    f"{major}.{minor}{end}"
    for major in range(60)
    for minor in range(9, 12)
    for end in ("", "-rc.1", "-slim")
)


async def test_each_list_is_in_order_and_stays_as_it_was(
    tmp_path: Path, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    serve_tags(server, "app", Quay(NAMES))
    listings: list[TagListing] = []
    then: list[list[str]] = []
    with closing(service_on(tmp_path)) as service:
        async for event in service.tags(feed_at(server.url), "app"):
            assert isinstance(event, TagListing)
            listings.append(event)
            then.append([tag.name for tag in event.tags])
    assert len(listings) > 3
    assert [listing.complete for listing in listings] == [False] * (len(listings) - 1) + [True]
    for listing, names in zip(listings, then, strict=True):
        assert [tag.name for tag in listing.tags] == names
        assert names == [tag.name for tag in sort_tags(map(read_tag, NAMES[: len(names)]))]
    assert len(then[-1]) == len(NAMES)


async def test_many_tags_in_one_page(tmp_path: Path, scripted_server: ServerFactory) -> None:
    names = [f"1.{number}" for number in range(9_001)]
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    serve_tags(server, "app", Distribution3(names, maximum=10_000))
    with closing(service_on(tmp_path)) as service:
        [listing] = [event async for event in service.tags(feed_at(server.url), "app")]
    assert isinstance(listing, TagListing)
    assert [tag.name for tag in listing.tags] == names[::-1]
    assert gc.isenabled()
