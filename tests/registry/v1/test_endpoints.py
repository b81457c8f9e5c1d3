"""The registries that an index names: which may be asked, in which order, and with what."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegistryError
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.scripted_login import sent
from tests.registry.support import feed, password, tags_of
from tests.registry.v1.support import Setup, header, names_of
from tests.support.certificates import Certificates
from tests.support.registries.v1 import SAMPLE, V1Index, V1Registry, basic
from tests.support.scripted import Raw, Reply
from tests.support.sockets import ClosedPort

ALICE = password("alice", "wonder")
BASIC = basic("alice:wonder")
API = "/v1/repositories/team/api"


@pytest.fixture
def setup(scripted_server: ServerFactory) -> Setup:
    return Setup(scripted_server)


@pytest.mark.parametrize("one_line", [True, False])
async def test_the_next_endpoint_is_asked_if_one_does_not_answer(
    connect: Connect,
    scripted_server: ServerFactory,
    setup: Setup,
    closed_port: ClosedPort,
    one_line: bool,
) -> None:
    broken = scripted_server()
    broken.on(None, Reply(500))
    nobody = f"127.0.0.1:{closed_port.port}"
    places = ["a b", "x/y", "u:p@h.invalid", "", nobody, broken.authority, setup.far.authority]
    setup.index.endpoints = [", ".join(places)] if one_line else places
    client = connect(setup.url)
    for _ in range(3):
        assert await tags_of(client, "team/api") == ["latest", "v2"]
    asked = len(broken.requests)
    assert asked == 3  # the attempts of one request
    assert len(setup.far.requests) == 3
    for bad, code in (
        ([broken.authority, nobody], Code.SERVER_ERROR),
        ([nobody, nobody], Code.CONNECTION_REFUSED),
        (["a b"], Code.TAGS_INVALID),
    ):
        setup.index.endpoints = bad
        with pytest.raises(RegistryError) as failure:
            await tags_of(connect(setup.url), "team/api")
        assert failure.value.code is code


async def test_an_endpoint_has_the_scheme_of_the_index(
    connect: Connect, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    """A token of https is not sent in the clear."""
    plain = scripted_server()
    plain.on_first_data(Raw(b"HTTP/1.0 400 Bad Request\r\n\r\n"))
    index = V1Index(scripted_server(tls=certificates.server), [plain.authority])
    with pytest.raises(RegistryError) as failure:
        await tags_of(connect(feed(index.server.url, ca_file=certificates.ca)), "team/api")
    assert failure.value.code is Code.HTTPS_TO_HTTP_PORT
    assert failure.value.url.startswith(f"https://{plain.authority}/")
    assert len(index.issued) == 1


async def test_an_index_outside_cannot_name_a_host_inside(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    proxy, inside = scripted_server(), scripted_server()
    index = V1Index(scripted_server(), [inside.authority, "10.0.0.1", "localhost", "[::1]:5000"])
    place = (index.server.host, index.server.port)
    proxy.act_as_proxy({"index.invalid:80": place, "mirror.invalid:80": place})
    client = connect(feed("http://index.invalid", proxy=proxy.url))
    with pytest.raises(RegistryError) as failure:
        await tags_of(client, "team/api")
    assert failure.value.code is Code.TAGS_INVALID
    index.endpoints.append("mirror.invalid")
    V1Registry(index.server, index=index)
    assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert inside.requests == []
    hosts = {asked.target.split("/")[2] for asked in proxy.requests}
    assert hosts == {"index.invalid", "mirror.invalid"}


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("prefix", ["", "/below/it"])
async def test_the_index_is_the_registry(
    connect: Connect, scripted_server: ServerFactory, named: bool, prefix: str
) -> None:
    """Without endpoints, or where it names itself without a path that it does not know of."""
    server = scripted_server()
    index = V1Index(server, [server.authority] if named else [], prefix=prefix)
    V1Registry(server, index=index, prefix=prefix)
    client = connect(server.url + prefix)
    assert await tags_of(client, "team/api") == ["latest", "v2"]
    assert await names_of(client) == list(SAMPLE)
    assert sent(server)[-2:] == [header(index.issued[0]), None]


async def test_a_redirect_of_an_endpoint_takes_no_token_along(
    connect: Connect, scripted_server: ServerFactory, setup: Setup
) -> None:
    other = scripted_server()
    setup.far.on(f"{API}/tags", Reply(302, b"", [("Location", f"{other.url}/x")]))
    other.on("/x", Reply(401, b"", [("WWW-Authenticate", "Token")]))
    with pytest.raises(AuthError) as failure:
        await tags_of(connect(setup.url, ALICE), "team/api")
    assert failure.value.code is Code.TOKEN_REFUSED
    assert set(sent(other)) == {None}
