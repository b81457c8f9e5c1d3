"""Services on a folder of their own, and what comes out of a walk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from regbrowse.bootstrap import separate_service
from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login, Secret
from regbrowse.domain.progress import Notice, WalkProgress, WalkReport
from regbrowse.service.registry_service import RegistryService


def service_on(folder: Path, *logins: tuple[Feed, str]) -> RegistryService:
    """A service with a cache in `folder` and a password for each of some feeds."""
    handed = [(feed, Login(feed.username or "", Secret(text), "the test")) for feed, text in logins]
    return separate_service(folder, [], handed)


def feed_at(url: str, username: str | None = None) -> Feed:
    return Feed("prod", Address.parse(url), username=username)


@dataclass(slots=True)
class Walked:
    """Everything that one refresh yielded."""

    progress: list[WalkProgress] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    reports: list[WalkReport] = field(default_factory=list)

    def take(self, event: object) -> None:
        if isinstance(event, WalkProgress):
            self.progress.append(event)
        elif isinstance(event, Notice):
            self.notices.append(event)
        elif isinstance(event, WalkReport):
            self.reports.append(event)

    @property
    def report(self) -> WalkReport:
        """The one report, which came last."""
        [report] = self.reports
        return report


async def walk(service: RegistryService, feed: Feed) -> Walked:
    walked = Walked()
    async for event in service.refresh(feed):
        assert not walked.reports
        walked.take(event)
    return walked


async def everything(service: RegistryService, feed: Feed) -> Sequence[str]:
    result = await service.search([feed], "")
    return [match.repository for match in result.matches]
