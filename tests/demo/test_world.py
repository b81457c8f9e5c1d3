"""The registries of the demo: started at once, failing as promised, and gone in the end."""

import gc
import socket
import ssl
import threading
import time
from contextlib import ExitStack

import httpx
import pytest

from regbrowse.demo.world import REGISTRY_PATH, DemoWorld
from regbrowse.domain.feed import Feed
from regbrowse.domain.pull import pull_command
from tests.demo.conftest import client_of, feed_named


def connect(feed: Feed) -> socket.socket:
    assert feed.address.port is not None
    return socket.create_connection((feed.address.host, feed.address.port), timeout=5)


def test_the_feeds_are_as_announced(world: DemoWorld) -> None:
    assert [feed.name for feed in world.feeds] == ["acme", "team", "expired", "gone"]
    assert all(feed.address.host == "127.0.0.1" for feed in world.feeds)
    assert [feed.address.scheme for feed in world.feeds] == ["http", "http", "https", "http"]
    assert len({feed.address.port for feed in world.feeds}) == 4
    pull = pull_command(feed_named(world, "acme"), "payments/api", tag="2.7.1")
    assert pull == f"docker pull {REGISTRY_PATH}/payments/api:2.7.1"


def test_starting_makes_nothing() -> None:
    before = time.perf_counter()
    with DemoWorld():
        # Some milliseconds where nothing else runs; making the images would take many seconds.
        assert time.perf_counter() - before < 0.5


def test_nothing_is_bound_before_the_start_and_nothing_known_after_the_end() -> None:
    world = DemoWorld()
    assert list(world.feeds) == []
    with world:
        assert len(world.feeds) == 4
    assert list(world.feeds) == []


def test_nobody_answers_at_the_one_that_is_gone(world: DemoWorld) -> None:
    with pytest.raises(ConnectionRefusedError):
        connect(feed_named(world, "gone"))


def test_expiry_is_all_that_is_wrong_with_the_certificate(world: DemoWorld) -> None:
    feed = feed_named(world, "expired")
    assert feed.ca_file is not None
    context = ssl.create_default_context(cafile=str(feed.ca_file))
    for host in ("127.0.0.1", "localhost"):
        with connect(feed) as plain, pytest.raises(ssl.SSLCertVerificationError) as caught:
            context.wrap_socket(plain, server_hostname=host)
        assert caught.value.verify_code == 10
        assert caught.value.verify_message == "certificate has expired"


def test_the_certificate_is_good_for_who_does_not_look_at_dates(world: DemoWorld) -> None:
    feed = feed_named(world, "expired")
    context = ssl.create_default_context(cafile=str(feed.ca_file))
    context.verify_flags |= 0x200000  # X509_V_FLAG_NO_CHECK_TIME
    with httpx.Client(base_url=str(feed.address), verify=context, trust_env=False) as client:
        assert client.get("/v2/_catalog").json()["repositories"]


def test_the_ports_are_closed_in_the_end() -> None:
    with DemoWorld() as world:
        feeds = world.feeds
        connect(feeds[0]).close()
    for feed in feeds:
        with pytest.raises(ConnectionRefusedError):
            connect(feed)


def test_open_connections_do_not_outlive_the_world() -> None:
    before = threading.active_count()
    with DemoWorld() as world:
        demo, _, expired, _ = world.feeds
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        idle = [connect(demo), connect(expired), context.wrap_socket(connect(expired))]
        with client_of(demo) as client:
            client.get("/v2/")
            idle[2].sendall(b"GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle[2].recv(12) == b"HTTP/1.1 200"
            started = time.monotonic()
            world.__exit__(None, None, None)
            assert time.monotonic() - started < 3
    assert threading.active_count() == before
    for connection in idle:
        connection.close()
    gc.collect()


class WorldWithoutEnd(DemoWorld):
    """A world whose last registry cannot be started."""

    def _gone(self, stack: ExitStack) -> Feed:
        raise OSError(stack)


def test_a_world_that_fails_to_start_leaves_nothing_open() -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="ExitStack"), WorldWithoutEnd():
        pass
    assert threading.active_count() == before
    gc.collect()


def test_it_is_silent_whatever_clients_do(capfd: pytest.CaptureFixture[str]) -> None:
    with DemoWorld() as world:
        demo, _, expired, _ = world.feeds
        for feed in (demo, expired):
            for junk in (b"", b"\x16\x03\x01\x00\x05hello", b"GET / HTTP/9\r\n\r\n", b"\r\n\r\n"):
                with connect(feed) as connection:
                    connection.sendall(junk)
        with connect(expired) as connection, pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(connection, server_hostname="localhost")
        with client_of(demo) as client:
            manifest = client.get("/v2/tools/backup/manifests/latest").json()
            child = client.get(f"/v2/tools/backup/manifests/{manifest['manifests'][0]['digest']}")
            layer = child.json()["layers"][-1]["digest"]
        # A client that hangs up in the middle of ten megabytes.
        with connect(demo) as connection:
            connection.sendall(f"GET /v2/tools/backup/blobs/{layer} HTTP/1.1\r\n\r\n".encode())
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
    assert capfd.readouterr() == ("", "")
