"""Quay describes 100 tags with one call."""

from datetime import UTC, datetime

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import basic, client_of, details_of, digest
from tests.registry.support import password
from tests.support.certificates import Certificates
from tests.support.registries.quay import OAUTH, Quay
from tests.support.scripted import Reply, json_reply

HOST = "registry.example.com"
OWNER = password("$oauthtoken", "oauth-secret")
TAGS = "/api/v1/repository/team/app/tag/"
START = 1_700_000_000


@pytest.fixture
def quay(scripted_server: ServerFactory, certificates: Certificates) -> Quay:
    quay = Quay(scripted_server, certificates, HOST, basic(OWNER))
    quay.public, quay.private = ["team/app"], ["owner/secret"]
    return quay


@pytest.fixture
def client(connect: Connect, certificates: Certificates, quay: Quay) -> RegistryClient:
    return client_of(connect, certificates, quay.hosts, HOST)


def tag(name: str, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "reversion": False,
        "start_ts": START,
        "manifest_digest": digest(7),
        "is_manifest_list": False,
        "size": 1_234,
        "last_modified": "Tue, 14 Nov 2023 22:13:20 -0000",
        **more,
    }


async def test_everything_that_it_says(client: RegistryClient, quay: Quay) -> None:
    index = {"is_manifest_list": True, "manifest_digest": digest(8), "size": 5}
    quay.tags["team/app"] = [tag("1"), tag("2", **index), tag("3", size=None, start_ts=0)]
    pushed = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert await details_of(client, "team/app") == [
        TagDetails("1", digest(7), 1_234, pushed),
        TagDetails("2", digest(8), None, pushed),
        TagDetails("3", digest(7)),
    ]
    (asked,) = quay.server.asked(TAGS)
    assert asked.query == {"limit": "100", "page": "1", "onlyActiveTags": "true"}


async def test_several_pages(client: RegistryClient, quay: Quay) -> None:
    quay.tags["team/app"] = [tag(f"v{n}") for n in range(230)]
    found = await details_of(client, "team/app")
    assert [each.name for each in found] == [f"v{n}" for n in range(230)]
    assert len(quay.server.asked(TAGS)) == 3


async def test_private_tags_want_an_oauth_token(
    connect: Connect, certificates: Certificates, client: RegistryClient, quay: Quay
) -> None:
    quay.tags["owner/secret"] = [tag("1")]
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "owner/secret")
    assert failure.value.code is Code.TAGS_DENIED
    owner = client_of(connect, certificates, quay.hosts, HOST, OWNER)
    assert [each.name for each in await details_of(owner, "owner/secret")] == ["1"]
    asked = quay.server.asked("/api/v1/repository/owner/secret/tag/")
    assert [r.header("Authorization") for r in asked] == [None, OAUTH]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(403, b"{}"), Code.TAGS_DENIED),
        (Reply(404), Code.TAGS_NOT_FOUND),
        (Reply(429), Code.RATE_LIMITED),
        (Reply(200, b"["), Code.TAGS_INVALID),
        (json_reply(None), Code.TAGS_INVALID),
        (json_reply({"tags": "x"}), Code.TAGS_INVALID),
        (json_reply({"tags": [tag("1")], "has_additional": True}), Code.TAGS_INVALID),
    ],
)
async def test_what_is_no_list_of_tags(
    client: RegistryClient, quay: Quay, answer: Reply, code: Code
) -> None:
    """The last one never ends."""
    quay.server.on(TAGS, answer)
    with pytest.raises(RegistryError) as failure:
        await details_of(client, "team/app")
    assert failure.value.code is code
    assert len(quay.server.asked(TAGS)) <= 3


async def test_details_of_any_type(client: RegistryClient, quay: Quay) -> None:
    odd: list[object] = [None, "x", [], {}, -1, 10**400, True, 1e308]
    tags = [
        {"name": f"t{n}", "start_ts": value, "size": value, "manifest_digest": value}
        for n, value in enumerate(odd)
    ]
    quay.server.on(TAGS, json_reply({"tags": [None, 5, {}, {"name": ""}, *tags]}))
    found = await details_of(client, "team/app")
    assert found == [TagDetails(f"t{n}") for n in range(len(odd))]
    quay.server.on(TAGS, json_reply({"tags": None}))
    assert await details_of(client, "team/app") == []
    assert await details_of(client, "../../secret") == []
    assert len(quay.server.requests) == len(quay.server.asked(TAGS)) + 1
