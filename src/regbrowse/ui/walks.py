"""The walks that run behind the screens: they go on whatever is in front."""

from contextlib import aclosing
from dataclasses import dataclass

from textual.app import App
from textual.message import Message
from textual.worker import Worker

from regbrowse.domain.feed import Feed
from regbrowse.domain.progress import Notice, WalkProgress, WalkReport
from regbrowse.domain.rate_limit import Waiting
from regbrowse.service.registry_service import RegistryService
from regbrowse.ui.messages import NoticeRaised


@dataclass(slots=True)
class Walk:
    """A walk of this session: running as long as there is no report, unless it was cancelled.

    `waiting` is the wait that the registry asked for, None if it is being asked. `first` is the
    first progress of a walk that was resumed: what is in it was mostly read at another time.
    """

    feed: Feed
    worker: Worker[None] | None = None
    progress: WalkProgress | None = None
    first: WalkProgress | None = None
    waiting: Waiting | None = None
    report: WalkReport | None = None
    cancelled: bool = False

    @property
    def running(self) -> bool:
        """Whether pages are still being read."""
        return self.report is None and not self.cancelled

    @property
    def rate(self) -> float:
        """Repositories per second so far, in this walk; 0 as long as that is not known."""
        now, first = self.progress, self.first
        if now is None:
            return 0.0
        read = now.repositories - (first.repositories if first else 0)
        elapsed_s = now.elapsed_s - (first.elapsed_s if first else 0)
        return read / elapsed_s if elapsed_s > 0 else 0.0

    def advance(self, progress: WalkProgress) -> None:
        """Take over how far it has come."""
        if progress.resumed and self.first is None:
            self.first = progress
        self.progress = progress


class WalkChanged(Message):
    """A walk came a page further, or ended."""

    bubble = False

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """Only the newest state of a walk counts."""
        return isinstance(message, WalkChanged) and message.walk is self.walk and self.walk.running


class WalkBoard:
    """Starts and cancels walks, and tells the screen in front how they do."""

    def __init__(self, app: App[str], service: RegistryService) -> None:
        self._app = app
        self._service = service
        self._walks: dict[str, Walk] = {}

    def of(self, feed: Feed) -> Walk | None:
        """Return the newest walk of a feed in this session."""
        return self._walks.get(feed.name)

    def start(self, feed: Feed) -> None:
        """Start a walk, unless one is running."""
        walk = self._walks.get(feed.name)
        if walk is not None and walk.running:
            return
        walk = self._walks[feed.name] = Walk(feed)
        # The app owns the worker: one of a screen would end with its screen.
        walk.worker = self._app.run_worker(self._run(walk), group=f"walk {feed.name}")
        self._tell(walk)

    def cancel(self, feed: Feed) -> bool:
        """Stop a walk; what was read is kept. Returns whether one was running."""
        walk = self._walks.get(feed.name)
        if walk is None or not walk.running or walk.worker is None:
            return False
        walk.cancelled = True
        walk.worker.cancel()
        self._tell(walk)
        return True

    async def _run(self, walk: Walk) -> None:
        async with aclosing(self._service.refresh(walk.feed)) as events:
            async for event in events:
                if isinstance(event, WalkProgress):
                    walk.advance(event)
                elif isinstance(event, Waiting):
                    walk.waiting = event if event.seconds_left else None
                elif isinstance(event, Notice):
                    self._app.post_message(NoticeRaised(event))
                else:
                    walk.report = event
                self._tell(walk)

    def _tell(self, walk: Walk) -> None:
        self._app.screen.post_message(WalkChanged(walk))
