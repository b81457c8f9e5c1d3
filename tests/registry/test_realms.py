"""Which token servers are asked, and which are shown a login."""

from pathlib import Path

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, CatalogError, RegistryError
from tests.conftest import ServerFactory, TokenServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import any_bearer, bearer, gate, guard
from tests.registry.support import PING, catalog_of, feed, password
from tests.support.certificates import Certificates
from tests.support.loopback import Resolver
from tests.support.scripted import End, Raw, Reply, json_reply
from tests.support.sockets import ClosedPort
from tests.support.tokens import User

ALICE = password("alice", "wonder")
TOKEN = json_reply({"token": "t"})


async def failure_of(connect: Connect, url: str, ca: Path | None = None) -> AuthError:
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(feed(url, username="alice", ca_file=ca), ALICE))
    return failure.value


@pytest.mark.parametrize(
    "challenge",
    [
        pytest.param('Bearer realm="{url}/token",service="s"', id="plain"),
        pytest.param("bearer realm={url}/token,service=s", id="zot"),
        pytest.param('Bearer realm="/token",service="s"', id="relative"),
        pytest.param('Bearer realm="../token"', id="relative to the request"),
        pytest.param('Bearer realm="//{authority}/token"', id="without a scheme"),
        pytest.param(
            'Bearer realm="{url}/token",service="s",scope="*",Basic realm="{url}/v2",scope="*"',
            id="codeberg",
        ),
        pytest.param('Basic realm="x", Bearer realm="{url}/token"', id="basic first"),
        pytest.param('Negotiate, Bearer realm="{url}/token"', id="beside a company login"),
    ],
)
async def test_forms_of_challenges(
    connect: Connect, scripted_server: ServerFactory, challenge: str
) -> None:
    server = scripted_server()
    guard(server, any_bearer, challenge.format(url=server.url, authority=server.authority))
    server.on("/token", TOKEN)
    for login in (None, ALICE):
        assert await catalog_of(connect(server.url, login)) == ["team/app"]


async def test_several_header_lines(connect: Connect, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    guard(server, any_bearer, "Basic", f'Bearer realm="{server.url}/token"')
    server.on("/token", TOKEN)
    assert await catalog_of(connect(server.url, ALICE)) == ["team/app"]


@pytest.mark.parametrize(
    ("challenges", "code"),
    [
        ([], Code.CHALLENGE_MISSING),
        (["Negotiate", "NTLM"], Code.CHALLENGE_UNSUPPORTED),
        (["Digest realm=x"], Code.CHALLENGE_UNSUPPORTED),
        (["Bearer"], Code.CHALLENGE_MALFORMED),
        (['Bearer service="s"'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm=""'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm="ftp://x/"'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm="http://[bad/"'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm="http://u:p@127.0.0.1/token"'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm="http://127.0.0.1:99999/"'], Code.CHALLENGE_MALFORMED),
        (['Bearer realm="http://127.0.0.1/\x01"'], Code.CHALLENGE_MALFORMED),
        ([f'Bearer realm="/token",scope="{"a" * 60_000}"'], Code.CHALLENGE_MALFORMED),
        (["Basic"], Code.CREDENTIALS_REQUIRED),
    ],
    ids=lambda value: value if isinstance(value, Code) else " + ".join(value)[:40],
)
async def test_challenges_that_cannot_be_answered(
    connect: Connect, scripted_server: ServerFactory, challenges: list[str], code: Code
) -> None:
    server = scripted_server()
    guard(server, any_bearer, *challenges)
    with pytest.raises(AuthError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is code
    assert failure.value.facts["host"] == server.authority
    assert "u:p" not in str(failure.value)
    assert len(server.requests) == 2


async def test_a_broken_bearer_beside_basic(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    guard(server, lambda said: (said or "").startswith("Basic"), "Bearer", "Basic realm=x")
    assert await catalog_of(connect(server.url, ALICE)) == ["team/app"]


async def test_an_http_realm_of_an_https_registry(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server, tokens = scripted_server(tls=certificates.server), scripted_server()
    guard(server, any_bearer, bearer(f"{tokens.url}/token"))
    error = await failure_of(connect, server.url, certificates.ca)
    assert error.code is Code.TOKEN_INSECURE_REALM
    assert error.facts["realm"] == f"{tokens.url}/token"
    assert tokens.connections == 0


async def test_an_https_realm_of_an_http_registry(
    connect: Connect,
    scripted_server: ServerFactory,
    token_server: TokenServerFactory,
    certificates: Certificates,
) -> None:
    server = scripted_server()
    tokens = token_server(users={"alice": User("wonder")}, tls=certificates.server)
    guard(server, any_bearer, bearer(tokens.realm))
    trusting = feed(server.url, ca_file=certificates.ca)
    assert await catalog_of(connect(trusting, ALICE)) == ["team/app"]
    error = await failure_of(connect, server.url)
    assert error.code is Code.TOKEN_SERVER_UNREACHABLE
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is Code.TLS_UNKNOWN_CA
    assert error.facts["cause"] == "tls-unknown-ca"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::1]"])
async def test_a_public_registry_names_a_realm_inside(
    connect: Connect, scripted_server: ServerFactory, resolver: Resolver, host: str
) -> None:
    server, inside = scripted_server(), scripted_server()
    resolver["registry.example.com"] = ["127.0.0.1"]
    guard(server, any_bearer, bearer(f"http://{host}:{inside.port}/token"))
    error = await failure_of(connect, server.url_for("registry.example.com"))
    assert error.code is Code.TOKEN_INSECURE_REALM
    assert inside.connections == 0


async def test_a_public_realm_and_one_on_the_registry_itself(
    connect: Connect, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server, tokens = scripted_server(), scripted_server()
    resolver["registry.example.com"] = resolver["auth.example.com"] = ["127.0.0.1"]
    tokens.on("/token", TOKEN)
    server.on("/token", TOKEN)
    for realm in (tokens.url_for("auth.example.com") + "/token", "/token"):
        guard(server, any_bearer, bearer(realm))
        client = connect(server.url_for("registry.example.com"), ALICE)
        assert await catalog_of(client) == ["team/app"]


@pytest.mark.parametrize(
    ("realm", "cause"),
    [
        ("http://no-such-host.invalid/token", Code.DNS_NOT_FOUND),
        ("http://{closed}/token", Code.CONNECTION_REFUSED),
        ("http://{broken}/token", Code.NOT_HTTP),
    ],
)
async def test_a_realm_that_cannot_be_reached(
    connect: Connect,
    scripted_server: ServerFactory,
    closed_port: ClosedPort,
    realm: str,
    cause: Code,
) -> None:
    server, broken = scripted_server(), scripted_server()
    broken.on_first_data(Raw(b"220 mail ESMTP\r\n\r\n", end=End.CLOSE))
    realm = realm.format(closed=closed_port.authority, broken=broken.authority)
    guard(server, any_bearer, bearer(realm))
    error = await failure_of(connect, server.url)
    assert error.code is Code.TOKEN_SERVER_UNREACHABLE
    assert error.facts["registry"] == server.authority
    assert error.facts["host"] == realm.split("/")[2]
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is cause


async def test_a_page_in_front_of_the_realm_is_no_wrong_password(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    guard(server, any_bearer, bearer("/token"))
    server.on("/token", Reply(403, b"<html>blocked</html>", [("Server", "waf")]))
    error = await failure_of(connect, server.url)
    assert error.code is Code.TOKEN_SERVER_UNREACHABLE
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is Code.BLOCKED_BY_GATEWAY


async def test_a_realm_that_redirects(connect: Connect, scripted_server: ServerFactory) -> None:
    """Nobody's request is followed to another server; one with a login ends there, and says so."""
    server, other = scripted_server(), scripted_server()
    guard(server, any_bearer, bearer("/token"))
    server.on("/token", Reply(307, headers=[("Location", f"{other.url}/token")]))
    other.on("/token", TOKEN)
    assert await catalog_of(connect(server.url)) == ["team/app"]
    error = await failure_of(connect, server.url)
    assert error.code is Code.TOKEN_SERVER_UNREACHABLE
    assert isinstance(error.__cause__, RegistryError)
    assert error.__cause__.code is Code.REDIRECT_ELSEWHERE
    assert all(asked.header("Authorization") is None for asked in other.requests)
    server.on("/token", Reply(307, headers=[("Location", "/moved")]))
    server.on("/moved", gate(TOKEN, lambda said: said is not None))
    assert await catalog_of(connect(server.url, ALICE)) == ["team/app"]


async def test_a_realm_that_has_moved_to_https(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server, secure = scripted_server(), scripted_server(tls=certificates.server)
    guard(server, any_bearer, bearer("/token"), ping=PING)
    server.on("/token", Reply(301, headers=[("Location", f"{secure.url}/token")]))
    secure.on("/token", gate(TOKEN, lambda said: said is not None))
    trusting = feed(server.url, ca_file=certificates.ca)
    assert await catalog_of(connect(trusting, ALICE)) == ["team/app"]


async def test_headers_of_a_hostile_registry(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    """A hundred challenges, each for another scope: it ends."""
    server = scripted_server()

    def ever_new(_: object) -> Reply:
        scope = f"repository:x{len(server.requests)}:pull"
        return Reply(401, headers=[("WWW-Authenticate", bearer("/token", scope))])

    server.on("/v2/", PING)
    server.on("/v2/_catalog", ever_new)
    server.on("/token", TOKEN)
    with pytest.raises(CatalogError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.CATALOG_DENIED
    assert len(server.asked("/v2/_catalog")) <= 6
