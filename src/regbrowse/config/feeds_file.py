"""The feeds file: read strictly, written without losing what a person put into it.

    [feeds.prod]
    url = "https://registry.example.com"
    registry-path = "images.example.com"

The keys of a feed are those of `domain.feed_settings.SETTINGS`. Reading uses the standard library,
because every command does it; writing uses tomlkit, which keeps comments and order.
"""

import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import Feed
from regbrowse.domain.feed_settings import SETTINGS, build_feed, settings_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_HEADER = "# The feeds of regbrowse. Edit it by hand or with `regbrowse feeds`; no secrets here.\n"


class FeedsFile:
    """The feeds of a user. A file that cannot be read is reported, and never overwritten."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> dict[str, Feed]:
        """Return the feeds in the order of the file, by name; empty if there is no file.

        Raises UsageError with `feeds-file-invalid` (file, line, reason) or `feeds-file-unusable`.
        """
        return self._parse(self._read())

    def put(self, feed: Feed, replacing: str | None = None) -> None:
        """Add `feed`, or put it in the place of the feed named `replacing`.

        Raises what `load` raises, and UsageError with `feed-exists` or `feed-unknown`.
        """

        def change(document: "TOMLDocument") -> None:
            import tomlkit

            feeds = document.setdefault("feeds", tomlkit.table(is_super_table=True))
            if replacing is None or replacing != feed.name:
                _refuse_existing(feeds, feed.name)
            if replacing is None:
                feeds[feed.name] = tomlkit.table()
            elif replacing not in feeds:
                raise UsageError(Code.FEED_UNKNOWN, feed=replacing)
            elif replacing != feed.name:
                _rename(feeds, replacing, feed.name)
            _write_settings(feeds[feed.name], settings_of(feed))

        self._rewrite(change)

    def remove(self, name: str) -> None:
        """Remove a feed. Raises UsageError with `feed-unknown`, and what `load` raises."""

        def change(document: "TOMLDocument") -> None:
            feeds = document.get("feeds", {})
            if name not in feeds:
                raise UsageError(Code.FEED_UNKNOWN, feed=name)
            del feeds[name]

        self._rewrite(change)

    def _read(self) -> str:
        try:
            return self.path.read_text("utf-8")
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
        except tomllib.TOMLDecodeError as error:
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
            raise self._invalid(_line_of(text, name), f"feed {name!r} must be a table")
        for key, value in table.items():
            if not isinstance(value, str | bool):
                reason = f"{key} must be text in quotes"
                raise self._invalid(_line_of(text, name, key), reason)
        try:
            return build_feed(name, table, self.path.parent)
        except UsageError as error:
            setting = error.facts.get("setting", "url")
            reason = error.facts.get("reason", error.code.value.replace("-", " "))
            if error.code is not Code.INVALID_FEED_NAME:
                reason = f"{setting}: {reason}"
            line = _line_of(text, name, setting)
            raise self._invalid(line, f"feed {name}: {reason}") from error

    def _rewrite(self, change: Callable[["TOMLDocument"], None]) -> None:
        import filelock
        import tomlkit

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.path.with_suffix(".lock"), timeout=10):
                text = self._read()
                self._parse(text)
                document = tomlkit.parse(text or _HEADER)
                change(document)
                new = tomlkit.dumps(document)
                self._parse(new)
                _replace(self.path, new)
        except filelock.Timeout:
            reason = "another regbrowse has been writing it for 10 seconds"
            raise UsageError(Code.FEEDS_FILE_UNUSABLE, file=self.path, reason=reason) from None
        except OSError as error:
            raise self._unusable(error) from error

    def _invalid(self, line: int, reason: str) -> UsageError:
        return UsageError(Code.FEEDS_FILE_INVALID, file=self.path, line=line, reason=reason)

    def _unusable(self, error: OSError) -> UsageError:
        return UsageError(Code.FEEDS_FILE_UNUSABLE, file=self.path, reason=error.strerror)


def _refuse_existing(feeds: Mapping[str, Any], name: str) -> None:
    if name in feeds:
        raise UsageError(Code.FEED_EXISTS, feed=name)


def _rename(feeds: Any, old: str, new: str) -> None:
    """Rename a table in its place: the order of the file is the order on the screen."""
    entries = list(feeds.items())
    for name, _ in entries:
        del feeds[name]
    for name, table in entries:
        feeds[new if name == old else name] = table


def _write_settings(table: Any, settings: Mapping[str, str | bool]) -> None:
    # What follows the last entry is mostly about the next feed, so new entries go before it.
    body = table.value.body
    trailing = []
    while body and body[-1][0] is None:
        trailing.append(body.pop()[1])
    for key in SETTINGS:
        if key in settings:
            if table.get(key) != settings[key]:
                table[key] = settings[key]
        elif key in table:
            del table[key]
    for item in reversed(trailing):
        table.add(item)


def _line_of(text: str, name: str, key: str | None = None) -> int:
    """Find the line of a feed, or of one of its keys, as well as text can be searched for it."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[\s*feeds\s*\.\s*[\"']?{re.escape(name)}[\"']?\s*\]")
    start = next((i for i, line in enumerate(lines) if header.match(line)), None)
    if start is None:
        loose = re.compile(rf".*\b{re.escape(name)}\b")
        return next((i for i, line in enumerate(lines, 1) if loose.match(line)), 1)
    if key is not None:
        entry = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for number, line in enumerate(lines[start + 1 :], start + 2):
            if line.lstrip().startswith("["):
                break
            if entry.match(line):
                return number
    return start + 1


def _replace(path: Path, text: str) -> None:
    """Write a whole new file and swap it in, so that no crash leaves half of one."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".feeds-", suffix=".toml")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
