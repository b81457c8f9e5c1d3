"""Checks of a real registry (Debian's docker-registry, which is distribution 2.8)."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret
from tests.cli.support import wait_until
from tests.conftest import RegistryFactory, TokenServerFactory
from tests.diagnosis.check.support import (
    ANN,
    SECRET,
    SOURCE,
    Checks,
    expect,
    expect_healthy,
    expect_warning,
    step_of,
    told,
)
from tests.support.certificates import Certificates
from tests.support.registry import RealRegistry
from tests.support.storage import SAMPLE, fill
from tests.support.tokens import TokenServer, User

WRONG = Login("ann", Secret("wr0ng-Pa55w0rd"), SOURCE)


def anns(url: str, ca: Path | None = None) -> Feed:
    return Feed("prod", Address.parse(url), username="ann", ca_file=ca)


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    fill(tmp_path / "storage", SAMPLE)
    return tmp_path / "storage"


@pytest.fixture
def tokens(token_server: TokenServerFactory) -> TokenServer:
    return token_server(users={"ann": User(SECRET)})


async def test_open_and_healthy(check: Checks, open_registry: RealRegistry) -> None:
    report = await check(open_registry.url, None, repository="team/api")
    expect_healthy(report)
    assert report.api == "v2"
    assert step_of(report, Step.CATALOG).summary == f"{len(SAMPLE)} repositories on 1 page"
    assert told(report, Step.MANIFEST, "digest") == SAMPLE["team/api"]["latest"].digest
    assert report.summary == (
        f"{open_registry.url} works: version 2, no login is asked for,"
        f" {len(SAMPLE)} repositories on 1 page."
    )


async def test_the_password_is_right(
    check: Checks, docker_registry: RegistryFactory, storage: Path
) -> None:
    registry = docker_registry(users={"ann": SECRET}, storage=storage)
    report = await check(anns(registry.url), ANN)
    expect_healthy(report)
    assert step_of(report, Step.AUTH).summary == f"logged in as ann, by {SOURCE}"
    assert told(report, Step.AUTH, "challenges", 0, "scheme") == "basic"


async def test_the_password_is_wrong(check: Checks, docker_registry: RegistryFactory) -> None:
    registry = docker_registry(users={"ann": SECRET})
    report = await check(anns(registry.url), WRONG)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, registry.authority, "ann", SOURCE)


async def test_rows_51_and_91_a_stored_login_is_stale(
    check: Checks, docker_registry: RegistryFactory
) -> None:
    registry = docker_registry(users={"ann": SECRET})
    report = await check(registry.url, WRONG)
    expect(report, Step.AUTH, Code.STALE_CREDENTIALS, registry.authority, "ann", SOURCE)


async def test_no_password(check: Checks, docker_registry: RegistryFactory) -> None:
    registry = docker_registry(users={"ann": SECRET})
    report = await check(registry.url, None)
    expect(report, Step.AUTH, Code.CREDENTIALS_REQUIRED, registry.authority)
    assert any("docker login" in hint for hint in report.hints)


async def test_tls(
    check: Checks, docker_registry: RegistryFactory, certificates: Certificates, storage: Path
) -> None:
    registry = docker_registry(tls=certificates.server, storage=storage)
    url = registry.url_for("localhost")
    expect(await check(url), Step.TLS, Code.TLS_UNKNOWN_CA, f"localhost:{registry.port}")
    report = await check(Feed("prod", Address.parse(url), ca_file=certificates.ca))
    expect_healthy(report)
    report = await check(f"http://localhost:{registry.port}")
    expect(report, Step.HTTP, Code.HTTP_TO_HTTPS_PORT, f"localhost:{registry.port}")


async def test_row_7_https_to_a_registry_without_tls(
    check: Checks, open_registry: RealRegistry
) -> None:
    report = await check(f"https://{open_registry.authority}")
    expect(report, Step.TLS, Code.HTTPS_TO_HTTP_PORT, open_registry.authority)


async def test_a_client_certificate(
    check: Checks, docker_registry: RegistryFactory, certificates: Certificates, storage: Path
) -> None:
    registry = docker_registry(
        tls=certificates.server, client_cas=[certificates.ca], storage=storage
    )
    address = Address.parse(registry.url_for("localhost"))
    report = await check(Feed("prod", address, ca_file=certificates.ca))
    expect(report, Step.TLS, Code.TLS_CLIENT_CERT_REQUIRED, f"localhost:{registry.port}")
    for files, works in ((certificates.client, True), (certificates.unknown_client, False)):
        mine = Feed(
            "prod",
            address,
            ca_file=certificates.ca,
            client_cert=files.certificate,
            client_key=files.key,
        )
        report = await check(mine)
        assert report.ok is works, report
        assert works or report.code == Code.TLS_CLIENT_CERT_REJECTED


async def test_tokens(
    check: Checks, docker_registry: RegistryFactory, tokens: TokenServer, storage: Path
) -> None:
    registry = docker_registry(token=tokens.auth, storage=storage)
    report = await check(anns(registry.url), ANN)
    expect_healthy(report)
    assert told(report, Step.AUTH, "token_server")
    assert told(report, Step.AUTH, "token", "aud") == "test-service"
    report = await check(anns(registry.url), WRONG)
    expect(report, Step.AUTH, Code.CREDENTIALS_REJECTED, "ann", tokens.authority)
    report = await check(registry.url, None)
    assert report.code == Code.CATALOG_DENIED, report


@pytest.mark.parametrize(
    ("skew", "words"), [(86400, "it is valid from"), (-86400, "it was valid until")]
)
async def test_row_56_the_clock_of_the_token_server_is_wrong(
    check: Checks, docker_registry: RegistryFactory, tokens: TokenServer, skew: int, words: str
) -> None:
    tokens.rules.skew = skew
    registry = docker_registry(token=tokens.auth)
    report = await check(anns(registry.url), ANN)
    expect(report, Step.AUTH, Code.TOKEN_REFUSED, registry.authority, words)
    assert "clocks" in report.hints[0]


async def test_row_56_a_day_apart(
    check: Checks, docker_registry: RegistryFactory, tokens: TokenServer
) -> None:
    """The times of the day are the same then, so the days are told, and how far it is."""
    tokens.rules.skew = 24 * 3600
    report = await check(anns(docker_registry(token=tokens.auth).url), ANN)
    found = expect(report, Step.AUTH, Code.TOKEN_REFUSED, "which is 1 day earlier")
    assert len(set(re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found.summary))) == 2
    assert not any("ogin" in hint for hint in report.hints)


async def test_row_56_the_audience_is_another_one(
    check: Checks, docker_registry: RegistryFactory, tokens: TokenServer
) -> None:
    registry = docker_registry(token=tokens.auth)
    tokens.on("/token", lambda _: tokens._reply("ann", "another", [], offline=False))
    report = await check(anns(registry.url), ANN)
    expect(report, Step.AUTH, Code.TOKEN_REFUSED, 'for the service "another"', '"test-service"')


async def test_row_57_a_token_that_ends_sooner_than_promised(
    check: Checks, docker_registry: RegistryFactory, tokens: TokenServer, storage: Path
) -> None:
    """The registry allows a minute more; so a token is over at once only if it is older."""
    tokens.rules.lifetime, tokens.rules.expires_in = -59.0, 3600
    registry = docker_registry(token=tokens.auth, storage=storage)
    report = await check(anns(registry.url), ANN)
    assert report.ok or report.code == Code.TOKEN_REFUSED, report
    assert len(tokens.fetched) < 12


async def test_a_class_that_is_denied(
    check: Checks, docker_registry: RegistryFactory, token_server: TokenServerFactory, storage: Path
) -> None:
    """Who may read one repository, and neither the list nor another one."""
    tokens = token_server(users={"ann": User(SECRET, {"repository:team/api": {"pull"}})})
    registry = docker_registry(token=tokens.auth, storage=storage)
    report = await check(anns(registry.url), ANN, repository="team/api")
    expect_warning(report, Step.CATALOG, Code.CATALOG_DENIED, "does not show ann")
    assert step_of(report, Step.MANIFEST).status == "ok"
    report = await check(anns(registry.url), ANN, repository="team/multi")
    expect(report, Step.TAGS, Code.TAGS_DENIED, "ann", "team/multi")


async def test_read_only(check: Checks, docker_registry: RegistryFactory, storage: Path) -> None:
    """The check only reads, so it cannot tell, and must not mind."""
    readonly = {"storage": {"maintenance": {"readonly": {"enabled": True}}}}
    registry = docker_registry(storage=storage, extra=readonly)
    expect_healthy(await check(registry.url))


async def test_a_policy_about_classes(
    check: Checks, docker_registry: RegistryFactory, storage: Path
) -> None:
    """distribution applies it to what is pushed, so who only reads must not mind either."""
    policy = {"policy": {"repository": {"classes": ["image"]}}}
    registry = docker_registry(storage=storage, extra=policy)
    expect_healthy(await check(registry.url))


async def test_its_health_is_failing(
    check: Checks, docker_registry: RegistryFactory, tmp_path: Path, storage: Path
) -> None:
    """distribution answers every request with 503 while one of its health checks fails."""
    down = tmp_path / "down"
    down.write_text("maintenance")
    checks = {"file": [{"file": str(down), "interval": "100ms"}]}
    registry = docker_registry(storage=storage, extra={"health": checks})
    await asyncio.to_thread(wait_until, lambda: httpx.get(f"{registry.url}/v2/").is_error)
    report = await check(registry.url)
    expect(report, Step.HTTP, Code.SERVER_ERROR, registry.authority, "503", "UNAVAILABLE")
    assert "health" in report.hints[0]


async def test_nothing_is_ever_changed(
    check: Checks, docker_registry: RegistryFactory, storage: Path
) -> None:
    registry = docker_registry(storage=storage)
    before = _times(storage)
    await check(registry.url)
    assert _times(storage) == before


def _times(folder: Path) -> list[tuple[Path, int]]:
    return sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))
