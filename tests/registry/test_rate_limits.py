"""What servers say of their limits, in all their spellings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.domain.errors import RegistryError
from regbrowse.registry.rate_limits import RateLimits, asked_wait_s, read_rate_limit
from tests.conftest import ServerFactory
from tests.registry.conftest import Connect
from tests.registry.support import PING, catalog_of
from tests.support.scripted import Reply

HOUR_S = 3600
HOST = "registry-1.docker.io"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (("100;w=21600", "20;w=21600"), (100, 20, 21600)),
        (("100", "20"), (100, 20, None)),
        (("100, 100;w=60", "20"), (100, 20, 60)),
        (("10, 10;w=1, 50;w=60", "7"), (10, 7, 1)),
        (("100; w = 60;policy=a", " 20 "), (100, 20, 60)),
        (("100", "20;w=60"), (100, 20, 60)),
        (("100;w=0", "20"), (100, 20, None)),
        (("soon", "20"), (None, 20, None)),
        (("100", "-1"), (100, None, None)),
    ],
)
@pytest.mark.parametrize("family", ["ratelimit-", "x-ratelimit-"])
def test_quotas(
    family: str, said: tuple[str, str], read: tuple[int | None, int | None, int | None]
) -> None:
    headers = {f"{family}limit": said[0], f"{family}remaining": said[1]}
    limit = read_rate_limit(200, headers, HOST)
    assert limit is not None
    assert (limit.limit, limit.remaining, limit.window_s) == read
    assert (limit.host, limit.resets_at, limit.retry_after_s) == (HOST, None, None)


@pytest.mark.parametrize("form", ["seconds", "unix", "milliseconds", "fraction"])
def test_resets_in_all_units(form: str) -> None:
    later = datetime.now(UTC) + timedelta(seconds=HOUR_S)
    texts = {
        "seconds": str(HOUR_S),
        "unix": str(int(later.timestamp())),
        "milliseconds": str(int(later.timestamp() * 1000)),
        "fraction": f"{HOUR_S}.75",
    }
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": texts[form]}
    limit = read_rate_limit(200, headers, HOST)
    assert limit is not None
    assert limit.resets_at is not None
    assert abs((limit.resets_at - later).total_seconds()) < 5
    # A refusal that says no more than that asks for this wait; any other answer for none.
    wait = asked_wait_s(429, headers)
    assert wait is not None
    assert abs(wait - HOUR_S) < 5
    assert asked_wait_s(503, headers) is None


def test_a_refusal_says_how_long() -> None:
    limit = read_rate_limit(429, {"retry-after": "30"}, HOST)
    assert limit is not None
    assert limit.retry_after_s == 30
    assert limit.resets_at is not None
    # What is busy for other reasons has no limit.
    assert read_rate_limit(503, {"retry-after": "30"}, HOST) is None
    assert read_rate_limit(429, {"retry-after": "0"}, HOST) is None
    assert read_rate_limit(200, {}, HOST) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_that_is_said_raises(first: str, second: str) -> None:
    for name in ("limit", "remaining", "reset"):
        headers = {f"ratelimit-{name}": first, "x-ratelimit-remaining": second}
        read_rate_limit(429, headers, HOST)
        asked_wait_s(429, headers)


@pytest.mark.parametrize("text", ["9" * 15, "9" * 400, "1e9", "0x10", "٣", "1,2,3;w=" + "9" * 40])
def test_numbers_without_measure_do_no_harm(text: str) -> None:
    headers = {"ratelimit-limit": text, "ratelimit-remaining": "1", "ratelimit-reset": text}
    limit = read_rate_limit(200, headers, HOST)
    assert limit is not None
    assert limit.remaining == 1


def test_the_tightest_counts() -> None:
    limits = RateLimits()
    now = datetime.now(UTC)
    assert limits.tightest(now) is None
    limits.learn(200, {"x-ratelimit-limit": "180", "x-ratelimit-remaining": "170"}, "web")
    limits.learn(200, {"ratelimit-limit": "100;w=60", "ratelimit-remaining": "5;w=60"}, HOST)
    limits.learn(200, {}, HOST)
    for at, host in [(now, HOST), (now + timedelta(seconds=61), "web")]:
        found = limits.tightest(at)
        assert found is not None
        assert found.host == host
    for number in range(100):
        limits.learn(200, {"ratelimit-remaining": "0"}, f"host-{number}")
    limits.learn(200, {"x-ratelimit-limit": "180", "x-ratelimit-remaining": "0"}, "web")
    found = limits.tightest(now)
    assert found is not None
    assert found.host == "web"


async def test_the_refusal_names_the_limit(
    connect: Connect, scripted_server: ServerFactory
) -> None:
    server = scripted_server()
    server.on("/v2/", PING)
    headers = [("RateLimit-Limit", "100;w=21600"), ("RateLimit-Remaining", "0;w=21600")]
    server.on("/v2/_catalog", Reply(429, b"", headers))
    with pytest.raises(RegistryError) as failure:
        await catalog_of(connect(server.url))
    assert failure.value.facts["allowance"] == "100 requests per 6 h"
    assert len(server.asked("/v2/_catalog")) == 1
