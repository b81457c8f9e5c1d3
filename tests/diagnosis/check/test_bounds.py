"""A check ends in time whatever the other side does, and at once when nobody wants it any more."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

import pytest

from regbrowse.cli.check_text import verdict_lines
from regbrowse.credentials.source import Resolution
from regbrowse.diagnosis.check.run import run_check
from regbrowse.diagnosis.check.state import Surroundings
from regbrowse.domain.address import Address
from regbrowse.domain.check import DEFAULT_TIMEOUT_S, CheckReport, StepStarted, StepStatus
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from tests.conftest import ServerFactory
from tests.diagnosis.check.support import Checks, expect, expect_warning, step_of
from tests.registry.scripted_login import any_bearer, bearer, guard
from tests.registry.support import PING
from tests.support.images import oci_image
from tests.support.scripted import End, Raw, Reply, ScriptedServer, json_reply
from tests.support.serving_images import serve
from tests.support.sockets import BlackHole

TIMEOUT_S = 1.0
LATE_S = 3.0
"""Seconds for what is not waiting: building TLS contexts, on a machine that is busy."""

HANG = Raw(end=End.HANG)
DRIP = Reply(200, b"[" * 100_000, piece=1, pause=0.05)
APP = "team/app"
IMAGE = oci_image()


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    """A registry with one image."""
    server = scripted_server()
    serve(server, APP, {"1.0": IMAGE})
    server.on("/v2/_catalog", json_reply({"repositories": [APP]}))
    server.on(f"/v2/{APP}/tags/list", json_reply({"name": APP, "tags": ["1.0"]}))
    return server


def test_the_bound_by_default() -> None:
    assert DEFAULT_TIMEOUT_S == 15


async def test_row_2_a_black_hole(check: Checks, black_hole: BlackHole) -> None:
    began = time.monotonic()
    report = await check(f"http://{black_hole.authority}", timeout_s=TIMEOUT_S)
    assert time.monotonic() - began < TIMEOUT_S + LATE_S
    expect(report, Step.TCP, Code.CONNECTION_TIMEOUT, black_hole.authority)


def on_ping(server: ScriptedServer, answer: Raw | Reply) -> None:
    server.on("/v2/", answer)


def on_token(server: ScriptedServer, answer: Raw | Reply) -> None:
    guard(server, any_bearer, bearer(f"{server.url}/token"))
    server.on("/token", answer)


def on_catalog(server: ScriptedServer, answer: Raw | Reply) -> None:
    server.on("/v2/_catalog", answer)


def on_tags(server: ScriptedServer, answer: Raw | Reply) -> None:
    server.on(f"/v2/{APP}/tags/list", answer)


def on_manifest(server: ScriptedServer, answer: Raw | Reply) -> None:
    server.on(f"/v2/{APP}/manifests/1.0", answer)


@pytest.mark.parametrize("answer", [HANG, DRIP], ids=["silent", "drip"])
@pytest.mark.parametrize(
    ("place", "step"),
    [
        (on_ping, Step.HTTP),
        (on_token, Step.AUTH),
        (on_catalog, Step.CATALOG),
        (on_tags, Step.TAGS),
        (on_manifest, Step.MANIFEST),
    ],
)
async def test_rows_13_and_31_whichever_step_hangs(
    check: Checks,
    server: ScriptedServer,
    place: Callable[[ScriptedServer, Raw | Reply], None],
    step: Step,
    answer: Raw | Reply,
) -> None:
    place(server, answer)
    began = time.monotonic()
    report = await check(server.url, timeout_s=TIMEOUT_S)
    assert time.monotonic() - began < TIMEOUT_S + LATE_S
    assert step_of(report, step).status in {StepStatus.FAIL, StepStatus.WARN}, report
    assert report.code == step_of(report, step).code
    assert server.authority in report.summary
    assert report.hints


async def test_row_93_a_slow_list_leaves_time_for_the_rest(
    check: Checks, server: ScriptedServer
) -> None:
    server.on("/v2/_catalog", HANG)
    report = await check(server.url, repository=APP, timeout_s=2.0)
    expect_warning(report, Step.CATALOG, Code.CATALOG_SLOW, server.authority)
    assert step_of(report, Step.MANIFEST).status == "ok"


async def test_who_had_hardly_any_time_is_not_to_blame(
    check: Checks, server: ScriptedServer
) -> None:
    """The catalog took it, so the tags are not called slow: there was no time for them."""
    server.on("/v2/_catalog", HANG)
    server.on(f"/v2/{APP}/tags/list", HANG)
    report = await check(server.url, repository=APP, timeout_s=2.0)
    expect_warning(report, Step.CATALOG, Code.CATALOG_SLOW)
    tags = step_of(report, Step.TAGS)
    assert (tags.status, tags.code) == (StepStatus.SKIP, None)
    assert tags.hints == ("Give the check more time: `regbrowse check prod --timeout 8`.",)
    assert any(tags.hints[0] in line for line in verdict_lines(report))


async def test_a_helper_that_hangs_does_not_take_the_time(server: ScriptedServer) -> None:
    async def never(*_: object) -> Resolution:
        await asyncio.Event().wait()
        raise AssertionError

    feed = Feed("prod", Address.parse(server.url))
    began = time.monotonic()
    events = [
        event async for event in run_check(CheckTarget(feed), Surroundings(never, {}), TIMEOUT_S)
    ]
    assert time.monotonic() - began < TIMEOUT_S + LATE_S
    report = events[-1]
    assert isinstance(report, CheckReport)
    assert step_of(report, Step.AUTH).code is Code.CREDENTIAL_HELPER_FAILED


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_a_check_that_nobody_wants_ends_at_once(server: ScriptedServer, how: str) -> None:
    server.on("/v2/_catalog", HANG)

    async def nobody(*_: object) -> Resolution:
        return Resolution(None)

    feed = Feed("prod", Address.parse(server.url))
    reached = asyncio.Event()

    async def run() -> None:
        async with aclosing(run_check(CheckTarget(feed), Surroundings(nobody, {}))) as events:
            async for event in events:
                if event == StepStarted(Step.CATALOG):
                    reached.set()
                    if how == "closed":
                        return

    task = asyncio.create_task(run())
    await reached.wait()
    if how == "cancelled":
        await asyncio.sleep(0.1)
        task.cancel()
    began = time.monotonic()
    await asyncio.wait([task], timeout=5)
    assert task.done()
    assert task.cancelled() is (how == "cancelled")
    assert time.monotonic() - began < LATE_S


async def test_each_step_is_told_when_it_begins_and_when_it_ends(server: ScriptedServer) -> None:
    server.on("/v2/", PING)

    async def nobody(*_: object) -> Resolution:
        return Resolution(None)

    feed = Feed("prod", Address.parse(server.url))
    events = [event async for event in run_check(CheckTarget(feed), Surroundings(nobody, {}))]
    report = events.pop()
    assert isinstance(report, CheckReport)
    assert events[0::2] == [StepStarted(step.step) for step in report.steps]
    assert events[1::2] == list(report.steps)
