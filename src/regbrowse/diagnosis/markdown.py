"""A report as Markdown, to be pasted into a ticket.

It holds no secret, and what a registry sent cannot become markup in it: sentences are escaped, and
evidence stands in fenced blocks.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from regbrowse import __version__
from regbrowse.diagnosis.curl import curl_lines
from regbrowse.diagnosis.evidence import evidence_lines
from regbrowse.diagnosis.report_words import besides
from regbrowse.domain.check import CheckReport, StepReport
from regbrowse.domain.printable import visible
from regbrowse.domain.wording import rfc3339

_MARKUP = re.compile(r"([\\*_\[\]<>#|~`])")
_CODE = re.compile(r"((?<!`)`[^`]+`(?!`))")
"""What is between two single backticks. Runs of more are never a pair for one of these (CommonMark
0.31, 6.1), so they are escaped, as is a backtick that is left over."""

_FENCE = re.compile(r"`{3,}")


def markdown(report: CheckReport, made_at: datetime | None = None) -> str:
    """Return the report; `made_at` is when the check ran, now if it is not given."""
    when = rfc3339(made_at or datetime.now(UTC))
    parts = [
        f"## Check of {_escaped(report.target)}: {report.code}",
        _escaped(report.summary),
        _numbered("What to do, most likely first", report.hints),
        _table(report),
        _others(report),
        _again(report),
        *(_evidence(step) for step in report.steps),
        f"regbrowse {__version__}, {when}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _numbered(title: str, hints: Sequence[str]) -> str:
    if not hints:
        return ""
    lines = [f"{number}. {_escaped(hint)}" for number, hint in enumerate(hints, 1)]
    return "\n".join([f"{title}:", "", *lines])


def _table(report: CheckReport) -> str:
    rows = ["| step | status | code | found | time |", "|---|---|---|---|---|"]
    for step in report.steps:
        cells = (
            step.step.value,
            step.status.value,
            step.code.value if step.code else "",
            _escaped(step.summary),
            "" if step.elapsed_s is None else f"{step.elapsed_s * 1000:.0f} ms",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _others(report: CheckReport) -> str:
    """What there is to know beside the verdict: other failures, warnings, and notes."""
    lines: list[str] = []
    for words, hint in besides(report):
        lines.append(f"- {_escaped(words)}")
        if hint is not None:
            lines.append(f"  - {_escaped(hint)}")
    return "\n".join(lines)


def _again(report: CheckReport) -> str:
    if report.url is None:
        return ""
    lines = curl_lines(report)
    head = f"To see it yourself, on the same machine, open {_code(report.url)} in a browser"
    if not lines:
        return f"{head}."
    meanings = {
        "$TOKEN": "`TOKEN` is what the token server answers",
        "$REFRESH_TOKEN": "`REFRESH_TOKEN` is the identity token of the stored login",
    }
    told = [words for name, words in meanings.items() if any(name in line for line in lines)]
    note = f" ({'; '.join(told)})" if told else ""
    return "\n".join([f"{head}, or repeat what was done{note}:", "", _fenced(lines, "sh")])


def _evidence(step: StepReport) -> str:
    lines = [visible(line) for line in evidence_lines(step.evidence)]
    return f"### {step.step.value}\n\n{_fenced(lines)}" if lines else ""


def _fenced(lines: list[str], language: str = "") -> str:
    runs = [len(run) for line in lines for run in _FENCE.findall(line)]
    fence = "`" * max(3, *(length + 1 for length in runs), 0)
    return "\n".join([fence + language, *lines, fence])


def _code(text: str) -> str:
    return f"`{visible(text).replace('`', '')}`"


def _escaped(text: str) -> str:
    """Escape what is no command between backticks; those keep their characters."""
    parts = _CODE.split(visible(text))
    return "".join(
        part.replace("|", "\\|") if _CODE.fullmatch(part) else _MARKUP.sub(r"\\\1", part)
        for part in parts
    )
