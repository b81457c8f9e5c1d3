"""Long waits: begun only where somebody sees the countdown, and bounded in all."""

import asyncio
import time

import pytest

from regbrowse.domain.rate_limit import Waiting
from regbrowse.registry.limits import Limits
from regbrowse.registry.request import Request
from regbrowse.registry.retry import RetryPolicy
from regbrowse.registry.waits import Waits
from tests.conftest import ServerFactory
from tests.registry.conftest import Transports
from tests.support.scripted import Reply, ScriptedServer

GOOD = Reply(200, b"good")
IMPATIENT = RetryPolicy(attempts=3, first_wait_s=0.01, max_wait_s=0.5)
"""Waits for next to nothing in silence."""


@pytest.fixture
def server(scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", Reply(429, headers=[("Retry-After", "2")]), GOOD)
    return server


async def test_each_second_is_told(transports: Transports, server: ScriptedServer) -> None:
    """The wait is longer than the request may take, but it is not the server's time."""
    transport = transports(server.url, retry=IMPATIENT)
    told: list[Waiting] = []
    transport.waits.listener = told.append
    asked = Request(f"{server.url}/v2/", "try it", Limits(1.5, 1000))
    answer = await transport.send(asked)
    assert answer.body == b"good"
    assert [each.seconds_left for each in told] == [2, 1, 0]
    assert {each.host for each in told} == {f"127.0.0.1:{server.port}"}
    first, second = server.requests
    assert second.at - first.at >= 2


async def test_nobody_waits_unseen(transports: Transports, server: ScriptedServer) -> None:
    began = time.monotonic()
    answer = await transports(server.url, retry=IMPATIENT).send(
        Request(f"{server.url}/v2/", "try it", Limits(10, 1000))
    )
    assert (answer.status, len(server.requests)) == (429, 1)
    assert time.monotonic() - began < 1


async def test_the_total_is_bounded(transports: Transports, scripted_server: ServerFactory) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(429, headers=[("Retry-After", "1")]))
    transport = transports(server.url, retry=IMPATIENT)
    transport.waits = Waits(total_s=1.5)
    told: list[Waiting] = []
    transport.waits.listener = told.append
    answer = await transport.send(Request(f"{server.url}/v2/", "try it", Limits(10, 1000)))
    assert (answer.status, len(server.requests)) == (429, 2)
    assert [each.seconds_left for each in told] == [1, 0]


async def test_a_wait_can_be_cancelled(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(429, headers=[("Retry-After", "50")]))
    transport = transports(server.url, retry=IMPATIENT)
    begun = asyncio.Event()
    transport.waits.listener = lambda _: begun.set()
    asked = Request(f"{server.url}/v2/", "try it", Limits(10, 1000))
    sending = asyncio.create_task(transport.send(asked))
    await asyncio.wait_for(begun.wait(), 5)
    began = time.monotonic()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert time.monotonic() - began < 1
    assert len(server.requests) == 1
