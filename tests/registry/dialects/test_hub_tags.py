"""Docker Hub describes 100 tags with one call, which spends no pull quota."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, basic, client_of, details_of, digest
from tests.support.certificates import Certificates
from tests.support.registries.hub import REGISTRY, WEB, Hub, image
from tests.support.scripted import Reply, json_reply

TAGS = "/v2/repositories/library/nginx/tags/"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"


@pytest.fixture
def hub(scripted_server: ServerFactory, certificates: Certificates) -> Hub:
    return Hub(scripted_server, certificates, basic(ALICE))


@pytest.fixture
def client(connect: Connect, certificates: Certificates, hub: Hub) -> RegistryClient:
    return client_of(connect, certificates, hub.hosts, "docker.io", ALICE)


def tag(name: str, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "full_size": 70_000_000,
        "last_updated": "2026-05-04T03:02:01.123456Z",
        "tag_status": "active",
        "digest": digest(1),
        "images": [],
        **more,
    }


async def test_everything_that_it_says(
    client: RegistryClient, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    monkeypatch.setattr("sys.platform", "darwin")
    images = [
        image("linux/amd64", 70_000_000, digest(2)),
        image("linux/arm64/v8", 68_000_000, digest(3)),
        image("unknown/unknown", 1_000, digest(4)),
    ]
    more = {"images": images, "media_type": INDEX_TYPE}
    hub.tags["library/nginx"] = [
        tag("latest", tag_last_pushed="2026-05-01T00:00:00Z", **more),
        tag("old", digest=None, images=[image("windows/amd64", 5, digest(5))]),
    ]
    at = datetime(2026, 5, 1, tzinfo=UTC)
    platforms = ("linux/amd64", "linux/arm64/v8")
    updated = datetime(2026, 5, 4, 3, 2, 1, 123456, UTC)
    for name in ("library/nginx", "nginx"):
        assert await details_of(client, name) == [
            TagDetails("latest", digest(1), 68_000_000, at, platforms, INDEX_TYPE),
            TagDetails("old", digest(5), 70_000_000, updated, ("windows/amd64",)),
        ]
    asked = hub.hosts[WEB].requests[0].query
    assert asked == {"page": "1", "page_size": "100", "ordering": "last_updated"}


async def test_no_manifest_is_asked_for_and_no_login_shown(
    client: RegistryClient, hub: Hub
) -> None:
    hub.tags["library/nginx"] = [tag(f"1.{n}") for n in range(230)]
    assert [each.name for each in await details_of(client, "library/nginx")] == [
        f"1.{n}" for n in range(230)
    ]
    assert [r.query["page"] for r in hub.hosts[WEB].requests] == ["1", "2", "3"]
    assert hub.hosts.authorizations()[WEB] == {None}
    assert {r.path for r in hub.hosts[REGISTRY].requests} == {"/v2/"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(401), Code.TAGS_DENIED),
        (Reply(403), Code.TAGS_DENIED),
        (Reply(404), Code.TAGS_NOT_FOUND),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(500), Code.SERVER_ERROR),
        (Reply(200, b"{"), Code.TAGS_INVALID),
        (Reply(200, b"<html>"), Code.HTML_INSTEAD_OF_REGISTRY),
        (json_reply([]), Code.TAGS_INVALID),
        (json_reply({"results": {}}), Code.TAGS_INVALID),
        (json_reply({"results": [tag("1")], "next": "x"}), Code.TAGS_INVALID),
    ],
)
async def test_what_is_no_list_of_tags(
    client: RegistryClient, hub: Hub, answer: Reply, code: Code
) -> None:
    """The last one never ends."""
    hub.hosts[WEB].on(TAGS, answer)
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "library/nginx")
    assert failure.value.code is code
    assert len(hub.hosts[WEB].requests) <= 3


@pytest.mark.parametrize("name", ["a/b/c", "../nginx", "library/Nginx", "library/x?y", ""])
async def test_what_cannot_be_a_repository_is_not_asked_for(
    client: RegistryClient, hub: Hub, name: str
) -> None:
    assert await details_of(client, name) == []
    assert WEB not in hub.hosts.authorizations()


async def test_details_of_any_type(client: RegistryClient, hub: Hub) -> None:
    odd: list[object] = [None, "", [], {}, -1, 10**400, True, "\x1b[2J" * 50]
    hub.hosts[WEB].on(
        TAGS,
        json_reply(
            {
                "results": [
                    None,
                    {"name": 5},
                    *(
                        {
                            "name": f"t{n}",
                            "full_size": value,
                            "digest": value,
                            "last_updated": value,
                            "media_type": value,
                            "images": [value, {"os": value, "architecture": value, "size": value}],
                        }
                        for n, value in enumerate(odd)
                    ),
                    tag("zero", last_updated="0001-01-01T00:00:00Z", images=3, full_size=-1),
                    tag("early", last_updated="0001-01-01T00:00:00+14:00", digest="sha256:x"),
                ]
            }
        ),
    )
    found = await details_of(client, "library/nginx")
    assert found[:-2] == [TagDetails(f"t{n}") for n in range(len(odd))]
    assert (found[-2].created, found[-2].size, found[-1].created) == (None, None, None)
    assert (found[-2].digest, found[-1].digest) == (digest(1), None)
