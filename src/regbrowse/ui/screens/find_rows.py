"""Tags that were found as rows, and repositories that could not be read."""

from collections.abc import Mapping, Sequence

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import Finding, FoundTag
from regbrowse.ui.marks import MarkBoard
from regbrowse.ui.widgets.columns import Cell, Column, Tone


class FoundRows:
    """What was found, in the order of the search."""

    def __init__(
        self, finding: Finding, feeds: Mapping[str, Feed], marks: MarkBoard, *, several: bool
    ) -> None:
        """`several` feeds get a column that says which."""
        self.found: Sequence[FoundTag] = finding.results
        self._feeds = feeds
        self._marks = marks
        self._several = several
        name = max((len(each.repository) for each in self.found), default=0)
        tag = max((len(each.tag or "") for each in self.found), default=0)
        columns = (
            Column("REPOSITORY", min(max(20, name), 60)),
            Column("TAG", min(max(12, tag), 32)),
            Column("DIGEST", 20, grow=1, rank=1),
        )
        self.columns: Sequence[Column] = (Column("FEED", 12), *columns) if several else columns

    def __len__(self) -> int:
        return len(self.found)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a hit."""
        found = self.found[row]
        content = found.digest or (f"image {found.image_id}" if found.image_id else "")
        marked = self._marks.reference_in(self._feeds[found.feed], found.repository)
        sign = "* " if marked is not None and marked == (found.tag or found.digest) else ""
        tone: Tone = "dim" if found.tag is None else "good"
        cells = (
            Cell.of(found.repository),
            Cell.of(sign + (found.tag or "no tag"), tone),
            Cell.of(content, "dim"),
        )
        return (Cell.of(found.feed, "dim"), *cells) if self._several else cells


class UnreadRows:
    """Repositories that could not be read, and feeds that gave up, with the reason of each."""

    def __init__(self, finding: Finding, *, several: bool) -> None:
        self._several = several
        self.unread: list[tuple[str, str | None, RegbrowseError]] = [
            *((each.feed, None, each.error) for each in finding.failures),
            *(
                (each.feed, each.repository, each.error)
                for each in finding.skipped
                if each.error is not None
            ),
        ]
        columns = (Column("REPOSITORY", 24, grow=1), Column("REASON", 26, grow=2))
        self.columns: Sequence[Column] = (Column("FEED", 12), *columns) if several else columns

    def __len__(self) -> int:
        return len(self.unread)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of what could not be read."""
        from regbrowse.diagnosis.verdicts import explain  # not needed where nothing fails

        feed, repository, error = self.unread[row]
        cells = (
            Cell.of(repository) if repository is not None else Cell("the rest of the feed", "bad"),
            Cell.of(explain(error).summary, "warn"),
        )
        return (Cell.of(feed, "dim"), *cells) if self._several else cells
