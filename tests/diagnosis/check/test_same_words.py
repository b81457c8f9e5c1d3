"""Any command says of a connection that fails what the check would say of it."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from regbrowse.credentials.source import Resolution
from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.registry.client import RegistryClient
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks
from tests.support.certificates import Certificates, server_context
from tests.support.scripted import End, Raw, Reply
from tests.support.sockets import ClosedPort

HTML = ("Content-Type", "text/html")


async def nobody() -> Resolution:
    return Resolution(None)


async def failure(feed: Feed, environ: dict[str, str]) -> RegbrowseError:
    async with RegistryClient(feed, nobody, environ) as client:
        with pytest.raises(RegbrowseError) as raised:
            await client.open()
    return raised.value


async def assert_same(
    check: Checks, feed: Feed, code: Code, environ: dict[str, str] | None = None
) -> None:
    report = await check(feed, environ=environ)
    words = explain(await failure(feed, environ or {}), feed="prod")
    assert report.code == code.value, report
    assert (words.code, words.summary) == (code, report.summary)
    assert list(words.hints) == list(report.hints)


@dataclass(frozen=True, slots=True)
class Makers:
    """What a server is made with."""

    server: ServerFactory
    certificates: Certificates

    def secure(self, name: str) -> str:
        return f"https://localhost:{self.server(tls=getattr(self.certificates, name)).port}"

    def wants_certificate(self, version: str) -> str:
        context = server_context(self.certificates.server, client_ca=self.certificates.ca)
        context.maximum_version = ssl.TLSVersion[version]
        return f"https://localhost:{self.server(tls=context).port}"

    def speaks(self, raw: Raw, scheme: str = "http") -> str:
        server = self.server()
        server.on_connect(raw)
        return f"{scheme}://localhost:{server.port}"

    def answers(self, reply: Reply, prefix: str = "") -> str:
        server = self.server()
        server.on(f"{prefix}/v2/" if prefix else "/v2/", reply)
        return server.url + prefix

    def below_too_much(self) -> str:
        return self.answers(Reply(200, b"{}")) + "/one-too-many"

    def moved_to(self, name: str) -> str:
        moved = Reply(301, b"", [("Location", f"{self.secure(name)}/v2/")])
        return self.answers(moved).replace("127.0.0.1", "localhost")

    def plain(self) -> str:
        return f"https://localhost:{self.server().port}"

    def secure_in_the_clear(self) -> str:
        return self.secure("server").replace("https", "http")


MAIL = Raw([b"220 mail ESMTP\r\n", 0.2], End.RESET)
BLOCKED = Reply(403, b"<html>", [HTML, ("Server", "cloudflare")])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda m: m.secure("expired"), Code.TLS_EXPIRED),
        (lambda m: m.secure("not_yet_valid"), Code.TLS_NOT_YET_VALID),
        (lambda m: m.secure("wrong_host"), Code.TLS_WRONG_HOST),
        (lambda m: m.secure("self_signed"), Code.TLS_SELF_SIGNED),
        (lambda m: m.secure("from_unknown_ca"), Code.TLS_UNKNOWN_CA),
        (lambda m: m.secure("incomplete"), Code.TLS_UNKNOWN_CA),
        (lambda m: m.secure("weak"), Code.TLS_CERTIFICATE_REJECTED),
        (lambda m: m.wants_certificate("TLSv1_2"), Code.TLS_CLIENT_CERT_REQUIRED),
        (lambda m: m.wants_certificate("TLSv1_3"), Code.TLS_CLIENT_CERT_REQUIRED),
        (lambda m: m.plain(), Code.HTTPS_TO_HTTP_PORT),
        (lambda m: m.secure_in_the_clear(), Code.HTTP_TO_HTTPS_PORT),
        (lambda m: m.speaks(MAIL), Code.NOT_HTTP),
        (lambda m: m.speaks(Raw(b"SSH-2.0-x\r\n"), "https"), Code.NOT_HTTP),
        (lambda m: m.answers(BLOCKED), Code.BLOCKED_BY_GATEWAY),
        (lambda m: m.below_too_much(), Code.NOT_A_REGISTRY),
        (lambda m: m.moved_to("expired"), Code.TLS_EXPIRED),
        (lambda _: "https://registry.invalid", Code.DNS_NOT_FOUND),
    ],
    ids=lambda each: each.value if isinstance(each, Code) else "at",
)
async def test_a_command_says_what_the_check_says(
    check: Checks,
    scripted_server: ServerFactory,
    certificates: Certificates,
    make: Callable[[Makers], str],
    code: Code,
) -> None:
    url = make(Makers(scripted_server, certificates))
    feed = Feed("prod", Address.parse(url), ca_file=certificates.ca)
    await assert_same(check, feed, code)


async def test_what_nobody_vouches_for_and_is_over_is_over(
    check: Checks, scripted_server: ServerFactory, certificates: Certificates
) -> None:
    url = Makers(scripted_server, certificates).secure("expired")
    await assert_same(check, Feed("prod", Address.parse(url)), Code.TLS_EXPIRED)


async def test_a_proxy_that_is_down(check: Checks, closed_port: ClosedPort) -> None:
    feed = Feed("prod", Address.parse("https://registry.invalid"))
    environ = {"HTTPS_PROXY": f"http://{closed_port.authority}"}
    await assert_same(check, feed, Code.PROXY_UNREACHABLE, environ)
