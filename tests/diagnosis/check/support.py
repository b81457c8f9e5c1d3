"""Runs checks against real registries and faults on loopback, and looks for secrets afterwards."""

import json
from base64 import b64encode
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from regbrowse.cli.check import document
from regbrowse.cli.check_text import step_line, verdict_lines
from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.source import Resolution
from regbrowse.diagnosis.check.run import run_check
from regbrowse.diagnosis.check.state import Surroundings
from regbrowse.diagnosis.markdown import markdown
from regbrowse.domain.address import Address
from regbrowse.domain.check import CheckReport, Evidence, StepReport, StepStatus
from regbrowse.domain.check_target import CheckTarget
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret

SECRET = "s3cr3t-Pa55w0rd"
SOURCE = "docker config (config.json)"
ANN = Login("ann", Secret(SECRET), SOURCE)
EVERYWHERE = replace(ANN)
"""The same login, for a feed that names its user, where a test says nothing about logins."""


REPORTED: dict[str, set[str]] = {}
"""The codes that the checks of each test have reported: of all steps, and the verdict."""


@dataclass(frozen=True, slots=True)
class Checks:
    """`await checks(url)` runs one check; what it may never say is looked for in its report."""

    environ: dict[str, str] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)

    def keep(self, report: CheckReport) -> None:
        """Remember what was reported; see `test_rows`."""
        self.reported.add(report.code)
        self.reported.update(step.code.value for step in report.steps if step.code is not None)

    async def __call__(
        self,
        target: str | Feed,
        login: Login | None = EVERYWHERE,
        *,
        repository: str | None = None,
        tag: str | None = None,
        timeout_s: float = 10.0,
        environ: Mapping[str, str] | None = None,
        chain: CredentialChain | None = None,
    ) -> CheckReport:
        """Run a check; `login` is what the chain of logins finds, or `chain` is a real one.

        Without a word about logins an address is checked as ann, so that in every row a password
        goes wherever one may go.
        """
        user = ANN.username if login is EVERYWHERE and not chain else None
        feed = target if isinstance(target, Feed) else _feed(target, user)

        async def find(address: Address, username: str | None, *_: object) -> Resolution:
            mine = address == feed.address and (username in {None, login and login.username})
            return Resolution(login if mine else None)

        around = Surroundings(chain.resolve if chain else find, {**self.environ, **(environ or {})})
        wanted = CheckTarget(feed, repository, tag)
        report: CheckReport | None = None
        async with aclosing(run_check(wanted, around, timeout_s)) as events:
            async for event in events:
                if isinstance(event, CheckReport):
                    report = event
        assert report is not None
        self.keep(report)
        _look_for_secrets(report, login)
        return report


def _feed(address: str, username: str | None) -> Feed:
    return Feed("prod", Address.parse(address), username=username)


def said(report: CheckReport) -> str:
    """Everything that can be shown of a report, in all its forms."""
    lines = [line for step in report.steps for line in step_line(step, verbose=True)]
    lines += verdict_lines(report)
    return "\n".join([json.dumps(document(report)), markdown(report), repr(report), *lines])


def _look_for_secrets(report: CheckReport, login: Login | None) -> None:
    text = said(report)
    secret = login.secret.reveal() if login else SECRET
    pair = b64encode(f"{login.username if login else 'ann'}:{secret}".encode()).decode()
    assert secret not in text
    assert pair not in text
    assert "eyJ" not in text, "a token"


def step_of(report: CheckReport, step: Step) -> StepReport:
    return next(each for each in report.steps if each.step is step)


def expect(report: CheckReport, step: Step, code: Code, *phrases: str) -> StepReport:
    """The verdict is a failure of `step` with `code`, and its sentence has the facts."""
    found = step_of(report, step)
    assert (report.code, found.status, found.code) == (code.value, StepStatus.FAIL, code), report
    assert not report.ok
    _expect_words(report, found, phrases)
    return found


def expect_warning(report: CheckReport, step: Step, code: Code, *phrases: str) -> StepReport:
    """The verdict is a warning of `step` with `code`, and its sentence has the facts."""
    found = step_of(report, step)
    assert (report.code, found.status, found.code) == (code.value, StepStatus.WARN, code), report
    assert report.ok
    _expect_words(report, found, phrases)
    return found


def _expect_words(report: CheckReport, found: StepReport, phrases: tuple[str, ...]) -> None:
    assert report.summary == found.summary
    assert report.hints
    for phrase in phrases:
        assert phrase in report.summary, report.summary


def expect_healthy(report: CheckReport) -> None:
    assert (report.code, report.ok) == ("healthy", True), report
    assert not report.hints
    assert {step.status for step in report.steps} <= {StepStatus.OK, StepStatus.SKIP}


def told(report: CheckReport, step: Step, *path: str | int) -> Evidence:
    """A piece of evidence: `told(report, Step.TLS, "chain", 0, "issuer")`."""
    value: Evidence = dict(step_of(report, step).evidence)
    for key in path:
        if isinstance(key, int):
            assert isinstance(value, list | tuple), value
            value = value[key]
        else:
            assert isinstance(value, Mapping), value
            value = value[key]
    return value
