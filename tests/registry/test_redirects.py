"""Where a redirect may lead, and what goes along."""

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from tests.conftest import ServerFactory
from tests.registry.conftest import Transports
from tests.registry.support import feed, request
from tests.support.certificates import Certificates
from tests.support.loopback import Resolver
from tests.support.scripted import Reply, ScriptedServer

GOOD = Reply(200, b"good")
HEADERS = {"Authorization": "Basic c2VjcmV0", "Accept": "application/json", "X-Private": "secret"}


def to(location: str, status: int = 307) -> Reply:
    return Reply(status, b"<html>moved</html>", [("Location", location)])


async def refusal_of(transports: Transports, server: ScriptedServer) -> BadAnswer:
    asking = transports(feed(server.url, insecure=True))
    with pytest.raises(BadAnswer) as failure:
        await asking.send(request(f"{server.url}/v2/", headers=HEADERS))
    return failure.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/other", "other", "../other", "//{authority}/other"])
async def test_on_the_same_server_everything_goes_along(
    transports: Transports, scripted_server: ServerFactory, status: int, location: str
) -> None:
    server = scripted_server()
    server.on("/v2/", to(location.format(authority=server.authority), status))
    for path in ("/other", "/v2/other"):
        server.on(path, GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/", headers=HEADERS))
    assert answer.body == b"good"
    assert not answer.crossed
    assert answer.location == answer.url
    assert server.requests[1].header("Authorization") == HEADERS["Authorization"]
    assert server.requests[1].header("X-Private") == "secret"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
async def test_another_origin_gets_nothing_but_what_is_accepted(
    transports: Transports, scripted_server: ServerFactory, host: str
) -> None:
    server = scripted_server()
    other = scripted_server(host="127.0.0.2" if host == "127.0.0.2" else "127.0.0.1")
    server.on("/v2/", to(other.url_for(host) + "/blob?sig=hunter2"))
    other.on("/blob", GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/", headers=HEADERS))
    assert answer.crossed
    assert "hunter2" in (answer.location or "")
    (asked,) = other.requests
    assert asked.header("Accept") == "application/json"
    assert asked.header("Authorization") is None
    assert asked.header("X-Private") is None


async def test_what_was_dropped_does_not_come_back(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    """Away and back again: the login stays behind, and the answer is that of a stranger."""
    server, other = scripted_server(), scripted_server()
    server.on("/v2/", to(f"{other.url}/away"))
    other.on("/away", to(f"{server.url}/back"))
    server.on("/back", to("/further"))
    server.on("/further", GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/", headers=HEADERS))
    assert answer.crossed
    for path in ("/back", "/further"):
        assert server.asked(path)[0].header("Authorization") is None


async def test_from_http_to_https_the_login_stays_behind(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server, secure = scripted_server(), scripted_server(tls=certificates.server)
    server.on("/v2/", to(f"{secure.url}/v2/"))
    secure.on("/v2/", GOOD)
    asking = transports(feed(server.url, ca_file=certificates.ca))
    answer = await asking.send(request(f"{server.url}/v2/", headers=HEADERS))
    assert answer.url == f"{secure.url}/v2/"
    assert answer.crossed
    assert secure.requests[0].header("Authorization") is None


async def test_never_from_https_to_http(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    plain, secure = scripted_server(), scripted_server(tls=certificates.server)
    secure.on("/v2/", to(f"{plain.url}/v2/"))
    error = await refusal_of(transports, secure)
    assert error.code is Code.REDIRECT_ELSEWHERE
    assert error.facts["location"] == f"{plain.url}/v2/"
    assert "https to http" in error.facts["reason"]
    assert plain.requests == []


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
        "http://[bad/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://u:p@127.0.0.1/",
        "http://h/\x01",
        "http://ⓛocalhost/",
        "mailto:me",
        pytest.param("/" + "a" * 70_000, id="too long"),
    ],
)
async def test_places_where_nobody_goes(
    transports: Transports, scripted_server: ServerFactory, location: str
) -> None:
    server = scripted_server()
    server.on("/v2/", to(location))
    error = await refusal_of(transports, server)
    assert error.code is Code.REDIRECT_ELSEWHERE
    assert "u:p" not in str(error)
    assert len(server.requests) == 1


async def test_no_public_host_leads_into_a_private_network(
    transports: Transports, scripted_server: ServerFactory, resolver: Resolver
) -> None:
    server, inside = scripted_server(), scripted_server()
    resolver["registry.example.com"] = ["127.0.0.1"]
    url = server.url_for("registry.example.com")
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "localhost.", "10.0.0.1"):
        server.on("/v2/", to(f"http://{host}:{inside.port}/secrets"))
        with pytest.raises(BadAnswer) as failure:
            await transports(url).send(request(f"{url}/v2/"))
        assert failure.value.code is Code.REDIRECT_ELSEWHERE
    assert inside.connections == 0


async def test_loops(
    transports: Transports, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    server = scripted_server()
    server.on("/v2/", to("/v2/"))
    assert (await refusal_of(transports, server)).code is Code.REDIRECT_LOOP
    assert len(server.requests) == 1
    server.on("/v2/", to("/a#fragment"))
    server.on("/a", to("/b"))
    server.on("/b", to("/a"))
    error = await refusal_of(transports, server)
    assert error.code is Code.REDIRECT_LOOP
    assert error.facts["location"] == f"{server.url}/a"
    # A proxy that takes care of https in front of a server that insists on it.
    secure = scripted_server(tls=certificates.server)
    server.on("/v2/", to(f"{secure.url}/v2/"))
    secure.on("/v2/", to(f"{server.url}/v2/"))
    assert (await refusal_of(transports, server)).code is Code.REDIRECT_LOOP


async def test_ever_new_places(transports: Transports, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on(None, lambda request: to(f"{request.path}x"))
    assert (await refusal_of(transports, server)).code is Code.REDIRECT_LOOP
    assert len(server.requests) == 11


async def test_a_redirect_without_a_place_is_an_answer(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    for status in (302, 300, 304):
        server.on("/v2/", Reply(status))
        answer = await transports(server.url).send(request(f"{server.url}/v2/"))
        assert answer.status == status
        assert answer.location is None


async def test_a_form_is_not_sent_on(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server, other = scripted_server(), scripted_server()
    for location in (f"{other.url}/token", "/elsewhere"):
        server.on("/token", to(location))
        with pytest.raises(BadAnswer) as failure:
            await transports(server.url).send(request(f"{server.url}/token", form=b"a=hunter2"))
        assert failure.value.code is Code.REDIRECT_ELSEWHERE
    assert [asked.method for asked in server.requests] == ["POST", "POST"]
    assert other.requests == []
