"""Through a forward proxy: what works, and whose fault it is when nothing does."""

from collections.abc import Mapping

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegistryError, UsageError
from regbrowse.registry.limits import Limits
from regbrowse.registry.request import Request
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect, Transports
from tests.registry.support import PING, catalog_of, feed, request
from tests.support.certificates import Certificates
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, Reply, ScriptedServer
from tests.support.sockets import BlackHole, ClosedPort

HOST = "registry.example.com"
SECURE, PLAIN = f"https://{HOST}", f"http://{HOST}"


def through(proxy: ScriptedServer) -> Mapping[str, str]:
    return {"HTTPS_PROXY": proxy.url, "http_proxy": proxy.url}


async def failure_of(
    transports: Transports, url: str, environ: Mapping[str, str], deadline_s: float = 5
) -> RegistryError:
    asked = Request(f"{url}/v2/", "try it", Limits(deadline_s, 1000), connect_s=deadline_s)
    with pytest.raises(RegistryError) as failure:
        await transports(url, environ=environ).send(asked)
    return failure.value


async def test_a_tunnel(
    connect: Connect,
    scripted_server: ServerFactory,
    certificates: Certificates,
    resolver: Resolver,
) -> None:
    """The name is known to the proxy alone; a login for the proxy stays with the proxy."""
    target, proxy = scripted_server(tls=certificates.issue("target", HOST)), scripted_server()
    serve_catalog(target, Distribution2(["a", "b"]))
    proxy.act_as_proxy({f"{HOST}:443": (target.host, target.port)}, user="ann", password="hunter2")
    environ = {"HTTPS_PROXY": f"http://ann:hunter2@{proxy.authority}"}
    client = connect(feed(SECURE, ca_file=certificates.ca), environ=environ)
    assert await catalog_of(client) == ["a", "b"]
    assert [asked.target for asked in proxy.requests] == [f"{HOST}:443"]
    assert HOST not in resolver.asked
    assert all(asked.header("Proxy-Authorization") is None for asked in target.requests)


async def test_plain_requests_are_passed_on(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    target, proxy = scripted_server(), scripted_server()
    serve_catalog(target, Distribution2(["a", "b"]))
    proxy.act_as_proxy({f"{HOST}:80": (target.host, target.port)})
    assert await catalog_of(connect(PLAIN, environ=through(proxy))) == ["a", "b"]
    assert proxy.requests[0].target == f"{PLAIN}/v2/"


async def test_the_feeds_proxy_goes_before_that_of_the_environment(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    target, mine, other = scripted_server(), scripted_server(), scripted_server()
    target.on("/v2/", PING)
    mine.act_as_proxy({f"{HOST}:80": (target.host, target.port)})
    asking = transports(feed(PLAIN, proxy=mine.url), environ={**through(other), "NO_PROXY": "*"})
    assert (await asking.send(request(f"{PLAIN}/v2/"))).status == 200
    assert other.connections == 0


@pytest.mark.parametrize(
    "no_proxy", ["127.0.0.0/8", "::1/128,127.0.0.1:{port}", "*", "[::1],127.0.0.1"]
)
async def test_exceptions_are_asked_directly(
    transports: Transports, scripted_server: ServerFactory, no_proxy: str
) -> None:
    target, proxy = scripted_server(), scripted_server()
    target.on("/v2/", PING)
    environ = {**through(proxy), "NO_PROXY": no_proxy.format(port=target.port)}
    asking = transports(target.url, environ=environ)
    assert (await asking.send(request(f"{target.url}/v2/"))).status == 200
    assert proxy.connections == 0


async def test_the_processs_own_environment_has_no_say(
    transports: Transports, scripted_server: ServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "::1/128")
    assert (await transports(server.url).send(request(f"{server.url}/v2/"))).status == 200


@pytest.mark.parametrize("url", [SECURE, PLAIN])
async def test_the_proxy_is_not_there(
    transports: Transports, closed_port: ClosedPort, black_hole: BlackHole, url: str
) -> None:
    for where, code in [
        (closed_port.authority, Code.PROXY_UNREACHABLE),
        (black_hole.authority, Code.PROXY_TIMEOUT),
        ("no-such-proxy.invalid:3128", Code.PROXY_UNREACHABLE),
    ]:
        error = await failure_of(transports, url, {"ALL_PROXY": f"http://ann:hunter2@{where}"}, 0.2)
        assert error.code is code
        assert error.facts["proxy"] == f"http://{where}"
        assert error.facts["proxy_source"] == "ALL_PROXY"
        assert error.facts["host"] == HOST
        assert "hunter2" not in str(error)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(407, headers=[("Proxy-Authenticate", "Basic")]), Code.PROXY_AUTH_REQUIRED),
        (Reply(403, b"no"), Code.PROXY_DENIED),
        (Reply(400), Code.PROXY_DENIED),
        (Reply(502), Code.PROXY_BAD_GATEWAY),
        (Reply(503), Code.PROXY_BAD_GATEWAY),
        (Reply(504), Code.PROXY_BAD_GATEWAY),
        (Raw(end=End.HANG), Code.PROXY_TIMEOUT),
        (Raw(end=End.CLOSE), Code.PROXY_UNREACHABLE),
        (Raw(end=End.RESET), Code.PROXY_UNREACHABLE),
        (Raw(b"SSH-2.0-x\r\n\r\n"), Code.PROXY_UNREACHABLE),
    ],
)
async def test_the_proxy_opens_no_tunnel(
    transports: Transports, scripted_server: ServerFactory, answer: Reply | Raw, code: Code
) -> None:
    proxy = scripted_server()
    proxy.on(None, answer, method="CONNECT")
    error = await failure_of(transports, SECURE, through(proxy), 0.5)
    assert error.code is code
    assert error.facts["proxy"] == proxy.url
    assert len(proxy.requests) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Raw(), Code.TLS_CLOSED),
        (Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Code.HTTPS_TO_HTTP_PORT),
        (Raw(end=End.HANG), Code.TLS_HANDSHAKE_TIMEOUT),
    ],
)
async def test_behind_the_tunnel_it_is_the_registry(
    transports: Transports, scripted_server: ServerFactory, answer: Raw, code: Code
) -> None:
    target, proxy = scripted_server(), scripted_server()
    target.on_first_data(answer)
    proxy.act_as_proxy({f"{HOST}:443": (target.host, target.port)})
    error = await failure_of(transports, SECURE, through(proxy), 0.5)
    assert error.code is code
    assert error.facts["proxy"] == proxy.url


async def test_behind_the_tunnel_nothing_is_said(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    target, proxy = scripted_server(tls=certificates.issue("target", HOST)), scripted_server()
    proxy.act_as_proxy({f"{HOST}:443": (target.host, target.port)})
    error = await failure_of(transports, SECURE, through(proxy))
    assert error.code is Code.TLS_UNKNOWN_CA
    asked = Request(f"{SECURE}/v2/", "try it", Limits(0.4, 1000))
    # In a tunnel that was opened for the request, and in one that was open already.
    for answers in ([Raw(end=End.HANG)], [PING, Raw(end=End.HANG)]):
        target.on("/v2/", *answers)
        asking = transports(feed(SECURE, ca_file=certificates.ca), environ=through(proxy))
        for _ in answers[1:]:
            await asking.send(asked)
        with pytest.raises(RegistryError) as failure:
            await asking.send(asked)
        assert failure.value.code is Code.HTTP_TIMEOUT


async def test_a_proxy_that_passes_nothing_on(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    proxy = scripted_server()
    proxy.on(f"{PLAIN}/v2/", Raw(end=End.HANG))
    error = await failure_of(transports, PLAIN, through(proxy), 0.2)
    assert error.code is Code.PROXY_TIMEOUT


async def test_a_proxy_that_wants_a_login_for_plain_requests(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    proxy = scripted_server()
    proxy.act_as_proxy(user="ann", password="hunter2")
    with pytest.raises(RegistryError) as failure:
        await connect(PLAIN, environ=through(proxy)).open()
    assert failure.value.code is Code.PROXY_AUTH_REQUIRED
    assert failure.value.facts["proxy"] == proxy.url
    assert failure.value.facts["proxy_source"] == "http_proxy"


async def test_a_proxy_over_https(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    target = scripted_server(tls=certificates.issue("target", HOST))
    target.on("/v2/", PING)
    proxy, unknown = (
        scripted_server(tls=files) for files in (certificates.server, certificates.from_unknown_ca)
    )
    for each in (proxy, unknown):
        each.act_as_proxy({f"{HOST}:443": (target.host, target.port)})
    own = feed(SECURE, ca_file=certificates.ca, insecure=False)
    answer = await transports(own, environ=through(proxy)).send(request(f"{SECURE}/v2/"))
    assert answer.status == 200
    # The login of a proxy is not shown to one that cannot prove who it is, whatever the feed says.
    careless = feed(SECURE, insecure=True)
    with pytest.raises(RegistryError) as failure:
        await transports(careless, environ=through(unknown)).send(request(f"{SECURE}/v2/"))
    assert failure.value.code is Code.PROXY_UNREACHABLE
    assert unknown.requests == []


async def test_https_to_a_proxy_that_speaks_plainly(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    proxy = scripted_server()
    proxy.on_first_data(Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    environ = {"HTTPS_PROXY": f"https://{proxy.authority}"}
    error = await failure_of(transports, SECURE, environ)
    assert error.code is Code.PROXY_UNREACHABLE
    assert error.facts["detail"] == "WRONG_VERSION_NUMBER"


async def test_a_setting_that_cannot_be_used(connect: Connect) -> None:
    with pytest.raises(UsageError) as failure:
        await connect(SECURE, environ={"HTTPS_PROXY": "socks5://127.0.0.1:1080"}).open()
    assert failure.value.code is Code.PROXY_MISCONFIGURED
    assert failure.value.facts["source"] == "HTTPS_PROXY"
