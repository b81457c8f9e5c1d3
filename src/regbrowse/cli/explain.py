"""`regbrowse explain`: what a message of docker, podman or the like means, and what to do."""

import argparse
import sys
from typing import TYPE_CHECKING

from regbrowse.cli.command import Context, Run, add_format

if TYPE_CHECKING:
    from regbrowse.diagnosis.verdicts import Explanation

_STDIN = "-"
_MOST_BYTES = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument(
        "text",
        metavar="TEXT",
        nargs="+",
        help="the message, in quotes, or a code of regbrowse; - reads it from stdin",
    )
    add_format(parser, csv=False)
    run: Run = _run
    parser.set_defaults(run=run)


async def _run(arguments: argparse.Namespace, context: Context) -> int:
    from regbrowse.diagnosis.sentences import explanations

    text = " ".join(arguments.text)
    if text == _STDIN:
        text = sys.stdin.buffer.read(_MOST_BYTES).decode("utf-8", "replace")
    found = explanations(text)
    if arguments.json:
        context.output.json({"explanations": [_document(each) for each in found]})
    else:
        _show(found, context)
    return 0


def _document(explanation: "Explanation") -> dict[str, object]:
    from regbrowse.diagnosis.verdicts import WORDS

    return {
        "code": explanation.code.value,
        "title": WORDS[explanation.code].title,
        "summary": explanation.summary,
        "hints": list(explanation.hints),
    }


def _show(found: list["Explanation"], context: Context) -> None:
    if not found:
        context.output.note(
            "regbrowse does not know this message; `regbrowse check HOST` asks the registry itself"
        )
        return
    several = len(found) > 1
    if several:
        context.output.lines(["This can mean several things, most likely first.", ""])
    for number, explanation in enumerate(found, 1):
        head = f"{number}) " if several else ""
        lines = [f"{head}{explanation.summary} [{explanation.code.value}]"]
        lines += [f"   {count}. {hint}" for count, hint in enumerate(explanation.hints, 1)]
        context.output.lines([*lines, ""] if number < len(found) else lines)
    context.output.note("`regbrowse check HOST` finds out which it is, and why")
