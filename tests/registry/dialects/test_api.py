"""Who sees the login: the registry, its token server, and the vendor that a dialect names."""

import pytest

from regbrowse.registry.dialects.api import LISTING, Api, Show
from regbrowse.registry.dialects.sighting import Sighting
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.dialects.hosted import ALICE, client_of
from tests.registry.support import PING
from tests.support.certificates import Certificates
from tests.support.registries.hosts import Hosts, token_gate, tokens
from tests.support.scripted import json_reply

REGISTRY, REALM, VENDOR, OTHER = (
    f"{name}.example.com" for name in ("registry", "auth", "api", "other")
)
CHALLENGE = f'Bearer realm="https://{REALM}/token",service="{REGISTRY}"'


@pytest.mark.parametrize("show", [Show.BASIC, Show.BEARER, Show.PRIVATE_TOKEN])
async def test_no_other_host_sees_the_login(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates, show: Show
) -> None:
    hosts = Hosts(scripted_server, certificates, REGISTRY, REALM, VENDOR, OTHER)
    hosts[REGISTRY].on("/v2/", token_gate(PING, CHALLENGE))
    hosts[REALM].on("/token", tokens("any"))
    for host in (REGISTRY, REALM, VENDOR, OTHER):
        hosts[host].on("/api", json_reply([]))
    client = client_of(connect, certificates, hosts, REGISTRY, ALICE)
    hosts[REALM].on("/token", json_reply({"token": "t"}))
    endpoint = await client.open()
    seen = Sighting(client.feed.address, endpoint)
    api = Api(client._transport, client._auth, seen, vendor=f"https://{VENDOR}")
    urls = [f"https://{host}/api" for host in (REGISTRY, REALM, VENDOR, OTHER)]
    # The same host by another scheme or port is another origin.
    for url in (*urls, f"https://{VENDOR}:8443/api"):
        if url.endswith(":8443/api"):
            assert not api._may_see_login(url)
            continue
        await api.get(url, LISTING, show)
    header = "PRIVATE-TOKEN" if show is Show.PRIVATE_TOKEN else "Authorization"
    shown = {
        host: hosts[host].asked("/api")[0].header(header) for host in (REGISTRY, REALM, VENDOR)
    }
    assert all(value is not None and value for value in shown.values())
    [request] = hosts[OTHER].asked("/api")
    assert request.header("Authorization") is None
    assert request.header("PRIVATE-TOKEN") is None
