"""docs/check.md tells of what there is."""

import re
import shlex
from pathlib import Path

import pytest

from regbrowse.cli.check_text import opening, step_line, verdict_lines
from regbrowse.cli.output import Output
from regbrowse.cli.parser import build_parser
from regbrowse.diagnosis.check.outcome import fail, ok
from regbrowse.diagnosis.check.report import concluded, report_of
from regbrowse.domain.check import STEPS
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import Unreachable

PAGE = (Path(__file__).parent.parent.parent / "docs" / "check.md").read_text("utf-8")


def test_every_step_is_there_in_order() -> None:
    table = PAGE.partition("## The steps")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert rows[1:] == [step.value for step in STEPS]


def test_codes_that_are_named_exist() -> None:
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", PAGE)) - {"registry-path"}
    assert named
    assert named <= {code.value for code in Code}


@pytest.mark.parametrize("line", re.findall(r"^\$ regbrowse (.*)$", PAGE, re.MULTILINE))
def test_commands_can_be_typed(line: str) -> None:
    words = shlex.split(line, comments=True)
    if "<" in words:
        words = words[: words.index("<")]
    assert build_parser(Output()).parse_args(words).run is not None


def sample() -> list[str]:
    """What is printed for a registry whose certificate has expired."""
    url = "https://registry.example.com/v2/"
    host = "registry.example.com"
    expired = Unreachable(Code.TLS_EXPIRED, url=url, host=host, not_after="2026-11-02", days=21)
    outcomes = [
        (Step.ADDRESS, ok(url)),
        (Step.PROXY, ok("none, the connection is direct")),
        (Step.DNS, ok("192.0.2.7")),
        (Step.TCP, ok("192.0.2.7:443 takes connections")),
        (Step.TLS, fail(expired)),
    ]
    times = [0, 0.0004, 0.002, 0.011, 0.019]
    steps = [
        report_of(step, outcome, elapsed_s, "prod")
        for (step, outcome), elapsed_s in zip(outcomes, times, strict=True)
    ]
    lines = [opening("prod")]
    for step in steps:
        lines += step_line(step, verbose=False)
    return [*lines, *verdict_lines(concluded("prod", None, steps, url, url))]


def test_the_sample_is_what_is_printed() -> None:
    block = PAGE.partition("## How to read it\n\n")[2].partition("\n\n`ok` works")[0]
    assert [line.removeprefix("    ") for line in block.splitlines()] == sample()
