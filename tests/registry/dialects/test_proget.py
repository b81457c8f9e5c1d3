"""ProGet: no dialect, and where it has no catalog, tags of a name that one knows.

Names are `feed/image` (portainer/portainer#5491); that the catalog is a 404 is the case to be
prepared for.
"""

from typing import ClassVar

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from tests.registry.dialects.hosted import ALICE, details_of
from tests.registry.dialects.sites import Sites, code_of
from tests.registry.support import catalog_of, tags_of
from tests.support.registries.fake import FakeRegistry
from tests.support.scripted import Reply, Request


class FakeProGet(FakeRegistry):
    names: ClassVar[tuple[str, ...]] = ("proget.example.com",)
    realm_path: ClassVar = "/v2/_auth"
    service: ClassVar = "proget.example.com"

    def catalog(self, request: Request) -> Reply:
        return Reply(404, b"Not Found", [("Content-Type", "text/plain")])


async def test_without_a_catalog_tags_are_there(sites: Sites) -> None:
    proget = sites.open(FakeProGet)
    proget.tags["images/team/app"] = ["1.0", "latest"]
    client = sites.client(proget, ALICE)
    with pytest.raises(CatalogError) as failure:
        await catalog_of(client)
    assert failure.value.code is Code.CATALOG_UNSUPPORTED
    assert await tags_of(client, "images/team/app") == ["1.0", "latest"]
    ways = await client.ways(failure.value.code)
    assert (ways.software, ways.no_list, ways.searches) == (None, Code.CATALOG_UNSUPPORTED, False)
    assert await details_of(client, "images/team/app") == []
    assert await code_of(lambda: client.search("app")) is Code.SEARCH_UNSUPPORTED
    assert await code_of(lambda: tags_of(client, "images/other")) is Code.TAGS_NOT_FOUND
