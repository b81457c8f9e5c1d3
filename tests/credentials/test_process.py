"""Helpers that misbehave, and what is left of them."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from regbrowse.credentials.process import MAX_OUTPUT
from tests.credentials.support import (
    ANSWER,
    SECRET,
    Machine,
    ask_helper,
    helper_failure,
    needs_sh,
)

pytestmark = needs_sh


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


async def gone(file: Path) -> bool:
    """Whether the process whose number is in `file` ends soon."""
    return await soon(lambda: not alive(int(file.read_text())))


async def soon(condition: Callable[[], bool]) -> bool:
    for _ in range(500):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_endless_output_is_cut_off(machine: Machine) -> None:
    machine.helper("fake", f"echo $$ > {machine.home}/pid; exec yes {SECRET}")
    assert await helper_failure(machine) == f"its answer is larger than {MAX_OUTPUT} bytes"
    assert await gone(machine.home / "pid")


async def test_endless_stderr_is_harmless(machine: Machine) -> None:
    machine.helper("fake", f"yes | head -c 300000 >&2; echo '{ANSWER}'")
    assert await ask_helper(machine)


async def test_hanging_helper_is_ended_with_its_children(machine: Machine) -> None:
    machine.helper("fake", f"sleep 60 & echo $! > {machine.home}/pid; wait")
    start = time.monotonic()
    assert await helper_failure(machine, deadline=0.5) == "it did not answer within 0.5 s"
    assert time.monotonic() - start < 5
    assert await gone(machine.home / "pid")


async def test_cancelling_ends_the_helper(machine: Machine) -> None:
    machine.helper(
        "fake",
        f"echo $$ > {machine.home}/new; mv {machine.home}/new {machine.home}/pid\nexec sleep 60",
    )
    task = asyncio.create_task(ask_helper(machine))
    assert await soon((machine.home / "pid").exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(machine.home / "pid")


async def test_agent_left_behind_does_not_hold_us_up(machine: Machine) -> None:
    machine.helper("fake", f"sleep 5 & echo $! > {machine.home}/pid; echo '{ANSWER}'")
    start = time.monotonic()
    assert await ask_helper(machine)
    assert time.monotonic() - start < 3
    agent = int((machine.home / "pid").read_text())
    assert alive(agent)
    os.kill(agent, 9)


async def test_helper_cannot_reach_the_terminal(machine: Machine) -> None:
    machine.helper("fake", f"(: < /dev/tty) 2> {machine.home}/no && exit 9; echo '{ANSWER}'")
    assert await ask_helper(machine)
