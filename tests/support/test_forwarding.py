"""The forward proxy tunnels, passes on and refuses."""

import ssl

import httpx
import pytest

from tests.conftest import ServerFactory
from tests.support.certificates import Certificates
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, Reply, ScriptedServer

TARGET = "registry.example.com"


@pytest.fixture
def target(scripted_server: ServerFactory, certificates: Certificates) -> ScriptedServer:
    server = scripted_server(tls=certificates.issue("target", TARGET))
    server.on("/v2/", Reply(200, b"x" * 300_000))
    return server


async def fetch(
    url: str, proxy: str, certificates: Certificates, seconds: float = 5
) -> list[httpx.Response]:
    """Twice, on one client."""
    context = ssl.create_default_context(cafile=certificates.ca)
    async with httpx.AsyncClient(verify=context, proxy=proxy, timeout=seconds) as client:
        return [await client.get(url), await client.get(url)]


async def test_a_tunnel_to_a_name_that_only_the_proxy_knows(
    scripted_server: ServerFactory,
    certificates: Certificates,
    resolver: Resolver,
    target: ScriptedServer,
) -> None:
    proxy = scripted_server()
    proxy.act_as_proxy({f"{TARGET}:443": (target.host, target.port)})
    first, second = await fetch(f"https://{TARGET}/v2/", proxy.url, certificates)
    assert len(first.content) == len(second.content) == 300_000
    assert [request.target for request in proxy.requests] == [f"{TARGET}:443"]
    assert TARGET not in resolver.asked


async def test_plain_requests_are_passed_on(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    target, proxy = scripted_server(), scripted_server()
    target.on("/v2/", Reply(200, b"plain"), query={"n": "1"})
    proxy.act_as_proxy({"plain.example:80": (target.host, target.port)})
    for url in ("http://plain.example/v2/?n=1", f"{target.url}/v2/?n=1"):
        first, second = await fetch(url, proxy.url, certificates)
        assert first.text == second.text == "plain"
    assert len(proxy.requests) == 4
    assert proxy.requests[0].target == "http://plain.example/v2/?n=1"
    assert target.requests[0].header("Host") == "plain.example"


async def test_a_proxy_with_a_login(
    scripted_server: ServerFactory, certificates: Certificates, target: ScriptedServer
) -> None:
    proxy = scripted_server()
    proxy.act_as_proxy({f"{TARGET}:443": (target.host, target.port)}, user="u", password="p")
    with pytest.raises(httpx.ProxyError, match="407"):
        await fetch(f"https://{TARGET}/v2/", proxy.url, certificates)
    known = f"http://u:p@{proxy.authority}"
    assert (await fetch(f"https://{TARGET}/v2/", known, certificates))[0].status_code == 200
    plain = await fetch("http://plain.example/", proxy.url, certificates)
    assert plain[0].status_code == 407


async def test_a_proxy_never_leaves_loopback(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    proxy = scripted_server()
    proxy.act_as_proxy()
    with pytest.raises(httpx.ProxyError, match="502"):
        await fetch("https://other.example/", proxy.url, certificates)
    assert (await fetch("http://8.8.8.8/", proxy.url, certificates))[0].status_code == 502


@pytest.mark.parametrize("status", [403, 502])
async def test_a_proxy_that_refuses(
    scripted_server: ServerFactory, certificates: Certificates, status: int
) -> None:
    proxy = scripted_server()
    proxy.on(None, Reply(status, b"no"), method="CONNECT")
    with pytest.raises(httpx.ProxyError, match=str(status)):
        await fetch(f"https://{TARGET}/", proxy.url, certificates)


async def test_a_proxy_that_hangs(
    scripted_server: ServerFactory, certificates: Certificates
) -> None:
    proxy = scripted_server()
    proxy.on(None, Raw(end=End.HANG), method="CONNECT")
    with pytest.raises(httpx.ReadTimeout):
        await fetch(f"https://{TARGET}/", proxy.url, certificates, 0.3)
