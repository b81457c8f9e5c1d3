"""What is broken on this machine itself: rows 83 to 92 of the protocol sheet, H.2.

Rows 83 to 85 are with the proxies, row 86 is with the certificates; row 87 cannot happen, for
regbrowse waits for a slot of its own before the clock of a request starts.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.standard import standard_chain
from regbrowse.diagnosis.check.report import of_address
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.credentials.support import SECRET, HangingKeyring, Machine, basic, needs_sh
from tests.diagnosis.check.support import (
    Checks,
    expect,
    expect_healthy,
    expect_warning,
    said,
    step_of,
    told,
)
from tests.registry.scripted_login import gate, guard
from tests.registry.support import PING
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

BASIC = 'Basic realm="registry"'
FORMAT = "%a, %d %b %Y %H:%M:%S GMT"


@pytest.fixture
def mine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def chain(mine: Machine) -> CredentialChain:
    return standard_chain(mine.surroundings, helpers=Helpers(mine.environ), keychain=Keychain())


@pytest.fixture
def keyring() -> Iterator[HangingKeyring]:
    keyring = HangingKeyring()
    yield keyring
    keyring.answer.set()


@pytest.fixture
def public(scripted_server: ServerFactory) -> ScriptedServer:
    """A registry that asks nobody for a login."""
    server = scripted_server()
    server.on("/v2/", PING)
    server.on("/v2/_catalog", json_reply({"repositories": ["team/app"]}))
    server.on("/v2/team/app/tags/list", json_reply({"tags": []}))
    return server


@pytest.fixture
def private(scripted_server: ServerFactory) -> ScriptedServer:
    """A registry that wants a login."""
    server = scripted_server()
    guard(server, lambda given: given is not None, BASIC)
    server.on("/v2/team/app/tags/list", json_reply({"tags": []}))
    return server


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("host:99999", Code.INVALID_ADDRESS),
        ("http://[::1", Code.INVALID_ADDRESS),
        ("ftp://host", Code.UNSUPPORTED_SCHEME),
        ("", Code.INVALID_ADDRESS),
    ],
)
def test_row_88_an_address_that_is_none(check: Checks, url: str, code: Code) -> None:
    """Nothing is asked of anybody: the command line makes a report of this."""
    with pytest.raises(UsageError) as failure:
        Address.parse(url)
    report = of_address(url, failure.value)
    check.keep(report)
    assert (report.code, report.ok) == (code.value, False)
    assert report.hints


def missing(mine: Machine) -> None:
    mine.write(mine.docker, {"credsStore": "gone"})


def failing(mine: Machine) -> None:
    mine.helper("sad", "echo 'no D-Bus session'; exit 1")
    mine.write(mine.docker, {"credsStore": "sad"})


def hanging(mine: Machine) -> None:
    mine.helper("slow", "exec sleep 30")
    mine.write(mine.docker, {"credsStore": "slow"})


def junk(mine: Machine) -> None:
    mine.helper("odd", f"echo 'Welcome! {SECRET}'")
    mine.write(mine.docker, {"credsStore": "odd"})


HELPERS = [
    pytest.param(missing, ("docker-credential-gone", "not on the PATH"), id="89-missing"),
    pytest.param(failing, ("docker-credential-sad",), id="89-failing"),
    pytest.param(hanging, ("docker-credential-slow", "did not answer"), id="89-hanging"),
    pytest.param(junk, ("docker-credential-odd",), id="89-junk"),
]


@needs_sh
@pytest.mark.parametrize(("breaks", "words"), HELPERS)
async def test_row_89_a_helper_fails(
    check: Checks,
    mine: Machine,
    chain: CredentialChain,
    public: ScriptedServer,
    private: ScriptedServer,
    breaks: Callable[[Machine], None],
    words: tuple[str, ...],
) -> None:
    """A warning where anybody gets in, and what is to be mended where a login is needed."""
    breaks(mine)
    report = await check(public.url, chain=chain, timeout_s=4)
    expect_warning(report, Step.AUTH, Code.CREDENTIAL_HELPER_FAILED, str(mine.docker), *words)
    assert step_of(report, Step.TAGS).status == "ok"
    report = await check(private.url, chain=chain, timeout_s=4)
    expect(report, Step.AUTH, Code.CREDENTIAL_HELPER_FAILED, str(mine.docker), *words)
    assert SECRET not in said(report)


async def test_row_89_a_keychain_that_hangs_is_named(
    check: Checks, mine: Machine, private: ScriptedServer, keyring: HangingKeyring
) -> None:
    chain = standard_chain(
        mine.surroundings, helpers=Helpers(mine.environ), keychain=Keychain(keyring)
    )
    feed = Feed("prod", Address.parse(private.url), username="ann")
    report = await check(feed, chain=chain, timeout_s=3)
    expect(report, Step.AUTH, Code.CREDENTIALS_REQUIRED, "keychain", "ann", "did not answer")
    assert told(report, Step.AUTH, "failed_sources", 0, "reason")


async def test_row_89_whoever_comes_after_one_that_hangs_is_asked(
    check: Checks, mine: Machine, private: ScriptedServer, keyring: HangingKeyring
) -> None:
    mine.write(mine.docker, {"auths": {private.authority: basic("ann", SECRET)}})
    chain = standard_chain(
        mine.surroundings, helpers=Helpers(mine.environ), keychain=Keychain(keyring)
    )
    feed = Feed("prod", Address.parse(private.url), username="ann")
    report = await check(feed, chain=chain, timeout_s=4, repository="team/app")
    assert step_of(report, Step.AUTH).status == "ok"
    assert told(report, Step.AUTH, "username") == "ann"
    assert SECRET not in said(report)


@pytest.mark.parametrize(
    "text",
    [
        '{"auths": {',
        "[]",
        '{"auths": {"HOST": {"auth": "%%%"}}}',
        f'{{"auths": {{"HOST": {{"auth": "{SECRET}"}}}}}}',
        "\x00",
    ],
    ids=["90-cut", "90-list", "90-base64", "90-plain", "90-nul"],
)
async def test_row_90_a_file_with_logins_is_broken(
    check: Checks,
    mine: Machine,
    chain: CredentialChain,
    public: ScriptedServer,
    private: ScriptedServer,
    text: str,
) -> None:
    for server in (public, private):
        mine.write(mine.docker, text.replace("HOST", server.authority))
        report = await check(server.url, chain=chain)
        assert SECRET not in said(report)
        see = expect_warning if server is public else expect
        see(report, Step.AUTH, Code.DOCKER_CONFIG_INVALID, str(mine.docker))


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read all")
async def test_row_90_a_file_that_may_not_be_read(
    check: Checks, mine: Machine, chain: CredentialChain, private: ScriptedServer
) -> None:
    mine.write(mine.docker, "{}").chmod(0)
    report = await check(private.url, chain=chain)
    expect(report, Step.AUTH, Code.DOCKER_CONFIG_INVALID, str(mine.docker))


@pytest.mark.parametrize("status", [401, 403])
async def test_row_91_an_old_login_where_nobody_needs_one(
    check: Checks,
    mine: Machine,
    chain: CredentialChain,
    public: ScriptedServer,
    status: int,
) -> None:
    """Docker fails here, for it sends the login that it has."""

    def token(request: Request) -> Reply:
        denied = error_reply(status, "DENIED", "expired")
        good = json_reply({"token": "opaque-token"})
        return denied if request.header("Authorization") else good

    public.on("/token", token)
    challenge = f'Bearer realm="{public.url}/token",service="x"'
    public.on("/v2/", gate(PING, lambda given: given is not None, challenge))
    mine.write(mine.docker, {"auths": {public.authority: basic("ann")}})
    report = await check(public.url, chain=chain)
    expect_warning(report, Step.AUTH, Code.STALE_CREDENTIALS, "ann", str(mine.docker))
    assert f"docker logout {public.authority}" in " ".join(report.hints)
    assert step_of(report, Step.TAGS).status == "ok"


async def test_the_login_that_docker_keeps(
    check: Checks, mine: Machine, chain: CredentialChain, private: ScriptedServer
) -> None:
    mine.write(mine.docker, {"auths": {private.authority: basic("ann")}})
    report = await check(private.url, chain=chain)
    expect_healthy(report)
    assert str(mine.docker) in str(told(report, Step.AUTH, "supplied_by"))
    assert SECRET not in said(report)


@pytest.mark.parametrize(
    ("ahead_s", "words"),
    [(7200, "2 hours behind"), (-600, "10 minutes ahead"), (86400 * 3, "3 days behind")],
)
async def test_row_92_the_clocks_differ(
    check: Checks, public: ScriptedServer, ahead_s: int, words: str
) -> None:
    there = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=ahead_s)).strftime(FORMAT)
    public.on("/v2/", Reply(200, b"{}", [("Date", there)]))
    report = await check(public.url)
    expect_warning(report, Step.AUTH, Code.CLOCK_SKEW, public.authority, f"is {words}")


async def test_row_92_a_small_difference_is_none(check: Checks, public: ScriptedServer) -> None:
    there = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)).strftime(FORMAT)
    public.on("/v2/", Reply(200, b"{}", [("Date", there)]))
    expect_healthy(await check(public.url))
