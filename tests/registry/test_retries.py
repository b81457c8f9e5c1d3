"""What is asked again, and what is not."""

import time

import pytest

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError
from regbrowse.registry.limits import Limits
from regbrowse.registry.request import Request
from regbrowse.registry.retry import RetryPolicy
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect, Transports
from tests.registry.support import PING, SOON, catalog_of, request
from tests.support.scripted import End, Raw, Reply, json_reply

GOOD = Reply(200, b"good")


@pytest.mark.parametrize(
    "first",
    [
        [Raw(end=End.RESET), Raw(end=End.RESET)],
        [Raw(end=End.CLOSE), Reply(200, b"x" * 9, cut_after=3)],
        [Reply(503)],
        [Reply(500), Reply(502)],
        [Reply(504), Reply(408)],
        [Reply(429, headers=[("Retry-After", "0")])] * 2,
        [Reply(503), Raw(end=End.RESET)],
    ],
)
async def test_what_gets_better(
    transports: Transports, scripted_server: ServerFactory, first: list[Reply | Raw]
) -> None:
    server = scripted_server()
    server.on("/v2/", *first, GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/"))
    assert answer.body == b"good"
    assert len(server.requests) == len(first) + 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 416, 429, 501, 505])
async def test_what_stays_as_it_is(
    transports: Transports, scripted_server: ServerFactory, status: int
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(status), GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/"))
    assert answer.status == status
    assert len(server.requests) == 1


async def test_the_last_answer_is_given_back(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(503, b"1"), Reply(503, b"2"), Reply(503, b"3"), GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/"))
    assert (answer.status, answer.body) == (503, b"3")
    assert len(server.requests) == 3


async def test_a_registry_is_given_the_time_it_asks_for(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Reply(429, headers=[("Retry-After", "1")]), GOOD)
    answer = await transports(server.url).send(request(f"{server.url}/v2/"))
    assert answer.status == 200
    first, second = server.requests
    assert 1 <= second.at - first.at < 3


@pytest.mark.parametrize(
    ("wait", "deadline_s", "retry"), [("3", 30, SOON), ("2", 1, RetryPolicy(max_wait_s=20))]
)
async def test_a_wait_that_is_too_long_is_not_begun(
    connect: Connect,
    transports: Transports,
    scripted_server: ServerFactory,
    wait: str,
    deadline_s: float,
    retry: RetryPolicy,
) -> None:
    """Too long for a person, or longer than the request may take: then it is told at once."""
    server = scripted_server()
    server.on("/v2/", Reply(429, b"", [("Retry-After", wait)]), GOOD)
    asked = Request(f"{server.url}/v2/", "try it", Limits(deadline_s, 1000))
    started = time.monotonic()
    answer = await transports(server.url, retry=retry).send(asked)
    assert answer.status == 429
    assert time.monotonic() - started < 0.9


async def test_a_failure_that_there_is_no_time_to_repeat(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Raw(end=End.RESET))
    patient = RetryPolicy(first_wait_s=5)
    asked = Request(f"{server.url}/v2/", "try it", Limits(1, 1000))
    started = time.monotonic()
    with pytest.raises(RegistryError) as failure:
        await transports(server.url, retry=patient).send(asked)
    assert failure.value.code is Code.CONNECTION_RESET
    assert time.monotonic() - started < 0.9


async def test_silence_after_a_failure_does_not_hide_it(
    transports: Transports, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", Raw(end=End.RESET), Raw(end=End.HANG))
    asked = Request(f"{server.url}/v2/", "try it", Limits(0.3, 1000))
    with pytest.raises(RegistryError) as failure:
        await transports(server.url).send(asked)
    assert failure.value.code is Code.CONNECTION_RESET


async def test_a_rate_limit_is_told_with_its_wait(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    limited = json_reply(
        {"errors": [{"code": "TOOMANYREQUESTS", "message": "slow down"}]},
        429,
        [("Retry-After", "60")],
    )
    server.on("/v2/_catalog", limited)
    with pytest.raises(BadAnswer) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.code is Code.RATE_LIMITED
    assert failure.value.registry_code == "TOOMANYREQUESTS"
    assert failure.value.registry_message == "slow down"
    assert failure.value.facts["retry_after_s"] == "60.0"
    assert len(server.asked("/v2/_catalog")) == 1
