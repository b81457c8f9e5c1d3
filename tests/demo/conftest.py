"""The demo, running, and what the tests of it have in common."""

import hashlib
from collections.abc import Iterator

import httpx
import pytest

from regbrowse.demo.content.names import families
from regbrowse.demo.content.registry import Content
from regbrowse.demo.world import DEFAULT_EPOCH, DemoWorld
from regbrowse.domain.feed import Feed

ACCEPT = ", ".join(
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
)


@pytest.fixture(scope="module")
def world() -> Iterator[DemoWorld]:
    with DemoWorld() as running:
        yield running


@pytest.fixture(scope="module")
def demo(world: DemoWorld) -> Iterator[httpx.Client]:
    with client_of(feed_named(world, "acme")) as client:
        yield client


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(families(), DEFAULT_EPOCH)


def feed_named(world: DemoWorld, name: str) -> Feed:
    return next(feed for feed in world.feeds if feed.name == name)


def client_of(feed: Feed) -> httpx.Client:
    """A client that looks neither at the environment nor at redirects."""
    return httpx.Client(
        base_url=str(feed.address), headers={"Accept": ACCEPT}, trust_env=False, timeout=20
    )


def sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def error_of(answer: httpx.Response) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["message"]
