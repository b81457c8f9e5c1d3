"""The feeds file: read strictly, written without losing what a person put into it.

    [feeds.prod]
    url = "https://registry.example.com"
    registry-path = "images.example.com"

The keys of a feed are those of `domain.feed_settings.SETTINGS`.
"""

import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_settings import SETTINGS, build_feed, settings_of

if TYPE_CHECKING:
    from regbrowse.config.feeds_text import FeedsText

_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_HEADER = (
    "# The feeds of regbrowse. Edit it by hand or with `regbrowse feeds`; no secrets here.\n\n"
)
_BY_HAND = "it is written in a way that only a person can change: write each feed as [feeds.NAME]"


class FeedsFile:
    """The feeds of a user. A file that cannot be read is reported, and never overwritten."""

    def __init__(self, path: Path, *, patience_s: float = 10.0) -> None:
        """`patience_s` is how many seconds a write waits for that of another process."""
        self.path = path
        self._patience_s = patience_s

    def load(self) -> dict[str, Feed]:
        """Return the feeds in the order of the file, by name; empty if there is no file.

        Raises UsageError with `feeds-file-invalid` (file, line, reason) or `feeds-file-unusable`.
        """
        return self._parse(self._read())

    def put(self, feed: Feed, replacing: str | None = None) -> None:
        """Add `feed`, or put it in the place of the feed named `replacing`.

        Raises what `load` raises, and UsageError with `feed-exists` or `feed-unknown`.
        """
        feed = replace(feed, saved=True)

        def change(text: "FeedsText", feeds: dict[str, Feed]) -> dict[str, Feed]:
            if feed.name in feeds and feed.name != replacing:
                raise UsageError(Code.FEED_EXISTS, feed=feed.name)
            settings = settings_of(feed)
            if replacing is None:
                text.add(feed.name, settings)
                return {**feeds, feed.name: feed}
            old = settings_of(_known(feeds, replacing))
            # What stays the same stays as it was written: `~/ca.pem`, an explicit `api = "auto"`.
            changed = [key for key in SETTINGS if settings.get(key) != old.get(key)]
            text.change(replacing, {key: settings.get(key) for key in changed})
            if replacing != feed.name:
                text.rename(replacing, feed.name)
            return dict(
                (feed.name, feed) if name == replacing else (name, other)
                for name, other in feeds.items()
            )

        self._rewrite(change)

    def remove(self, name: str) -> None:
        """Remove a feed. Raises UsageError with `feed-unknown`, and what `load` raises."""

        def change(text: "FeedsText", feeds: dict[str, Feed]) -> dict[str, Feed]:
            _known(feeds, name)
            text.remove(name)
            return {key: feed for key, feed in feeds.items() if key != name}

        self._rewrite(change)

    def _read(self) -> str:
        try:
            # Bytes, so that line ends stay as they are; an editor may have put a mark in front.
            return self.path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise self._invalid(line, "it is not UTF-8") from error
        except OSError as error:
            raise self._unusable(error) from error

    def _parse(self, text: str) -> dict[str, Feed]:
        try:
            document = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            position = _LINE.search(str(error))
            line = int(position[1]) if position and position[1] else text.count("\n") + 1
            raise self._invalid(line, _LINE.sub("", str(error))) from error
        for key in document:
            if key != "feeds":
                raise self._invalid(_line_of(text, key), f"unknown entry {key!r}: only feeds")
        tables = document.get("feeds", {})
        if not isinstance(tables, dict):
            raise self._invalid(_line_of(text, "feeds"), "feeds must be tables: [feeds.NAME]")
        return {name: self._feed(name, table, text) for name, table in tables.items()}

    def _feed(self, name: str, table: Any, text: str) -> Feed:
        if not isinstance(table, dict):
            raise self._invalid(_line_of(text, "feeds", name), f"feed {name!r} must be a table")
        for key, value in table.items():
            if not isinstance(value, str | bool):
                reason = f"{key} must be text in quotes"
                raise self._invalid(_line_of(text, "feeds", name, key), reason)
        try:
            return build_feed(name, table, self.path.parent)
        except UsageError as error:
            reason = error.facts.get("reason", error.code.value.replace("-", " "))
            if error.code is Code.INVALID_FEED_NAME:
                line = _line_of(text, "feeds", name)
            else:
                setting = error.facts.get("setting", "url")
                line, reason = _line_of(text, "feeds", name, setting), f"{setting}: {reason}"
            raise self._invalid(line, f"feed {name}: {reason}") from error

    def _rewrite(self, change: "Callable[[FeedsText, dict[str, Feed]], dict[str, Feed]]") -> None:
        # What only writing needs is not imported by those who only read: they wait for it.
        import filelock

        from regbrowse.config.feeds_text import FeedsText

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.path.with_suffix(".lock"), timeout=self._patience_s):
                text = self._read()
                feeds = self._parse(text)
                changed = FeedsText(text or _HEADER)
                wanted = change(changed, feeds)
                self._check(str(changed), wanted)
                _replace(self.path, str(changed))
        except filelock.Timeout:
            reason = f"another regbrowse has been writing it for {self._patience_s:g} seconds"
            code = Code.FEEDS_FILE_UNUSABLE
            raise UsageError(code, file=self.path, reason=reason, busy="yes") from None
        except OSError as error:
            raise self._unusable(error) from error

    def _check(self, text: str, wanted: dict[str, Feed]) -> None:
        """Read what is about to be written: no feed may be lost or changed along the way."""
        try:
            found = self._parse(text)
        except UsageError:
            found = {}
        if list(found.items()) != list(wanted.items()):
            raise UsageError(Code.FEEDS_FILE_UNUSABLE, file=self.path, reason=_BY_HAND)

    def _invalid(self, line: int, reason: str) -> UsageError:
        return UsageError(Code.FEEDS_FILE_INVALID, file=self.path, line=line, reason=reason)

    def _unusable(self, error: OSError) -> UsageError:
        return UsageError(Code.FEEDS_FILE_UNUSABLE, file=self.path, reason=error.strerror)


def _known(feeds: dict[str, Feed], name: str) -> Feed:
    if name not in feeds:
        raise UsageError(Code.FEED_UNKNOWN, feed=name)
    return feeds[name]


def _line_of(text: str, *path: str) -> int:
    from regbrowse.config.feeds_text import FeedsText

    return FeedsText(text).line_of(*path)


def _replace(path: Path, text: str) -> None:
    """Write a whole new file and swap it in, so that no crash leaves half of one."""
    import tempfile

    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".feeds-", suffix=".toml")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
