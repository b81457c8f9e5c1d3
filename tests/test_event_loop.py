"""A name service that does not answer holds nothing up."""

import asyncio
import socket
import threading

import pytest

from regbrowse.event_loop import run

STUCK_S = 20
"""Seconds after which a look-up gives up by itself, so that a failing test ends."""


def test_a_name_is_looked_up() -> None:
    async def look_up() -> object:
        loop = asyncio.get_running_loop()
        return (await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM))[0][4]

    assert run(look_up()) == ("127.0.0.1", 80)


def test_a_look_up_that_hangs_does_not_keep_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, free, ended = threading.Event(), threading.Event(), threading.Event()

    def silent(*_: object) -> object:
        asked.set()
        free.wait(STUCK_S)
        ended.set()
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    async def give_up() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(loop.create_connection(asyncio.Protocol, "registry.test", 443))
        await asyncio.to_thread(asked.wait, STUCK_S)
        task.cancel()

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    run(give_up())
    assert not ended.is_set()
    free.set()
