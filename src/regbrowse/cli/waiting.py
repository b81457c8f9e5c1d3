"""Tell on stderr that a registry is waited for."""

from typing import TextIO

from regbrowse.cli.output import Output
from regbrowse.domain.rate_limit import Waiting, waiting_words

_CLEAR = "\r\x1b[K"


class WaitTeller:
    """Counts down where a person is looking, and else says once for how long is waited."""

    def __init__(self, output: Output, feed: str) -> None:
        self._output = output
        self._feed = feed
        self._counting = False

    def tell(self, waiting: Waiting) -> None:
        """Say how long is still waited; the line disappears at the end."""
        stream = self._output.progress_stream
        if stream is not None:
            self._draw(stream, waiting)
        elif waiting.seconds_left and not self._counting:
            self._output.note(f"{self._feed}: {waiting_words(waiting)}")
        self._counting = waiting.seconds_left > 0

    def _draw(self, stream: TextIO, waiting: Waiting) -> None:
        words = f"{waiting_words(waiting)}, ctrl+c stops it" if waiting.seconds_left else ""
        stream.write(_CLEAR + words)
        stream.flush()
