"""docs/check.md tells of what there is."""

import re
import shlex
from pathlib import Path

import pytest

from regbrowse.cli.output import Output
from regbrowse.cli.parser import build_parser
from regbrowse.domain.check import STEPS
from regbrowse.domain.codes import Code

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
