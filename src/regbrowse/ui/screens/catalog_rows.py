"""Repositories and namespaces as rows."""

from collections.abc import Sequence

from regbrowse.domain.catalog import Namespace, SearchResult
from regbrowse.domain.names import is_repository
from regbrowse.domain.wording import count_text
from regbrowse.ui.highlight import match_spans
from regbrowse.ui.widgets.columns import Cell, Column, Tone


class RepositoryRows:
    """The hits of a search. A row is looked up when it is drawn."""

    def __init__(self, result: SearchResult, *, several: bool) -> None:
        """`several` feeds get a column that says which."""
        self._result = result
        self._several = several
        name = Column("REPOSITORY", 20, grow=1)
        self.columns: Sequence[Column] = (Column("FEED", 12), name) if several else (name,)

    def __len__(self) -> int:
        return len(self._result.matches)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a hit; names that no registry could serve are dim."""
        match = self._result.matches[row]
        spans = match_spans(match.repository, self._result.query, fuzzy=self._result.fuzzy)
        tone: Tone = "" if is_repository(match.repository) else "dim"
        name = Cell.of(match.repository, tone, spans)
        return (Cell.of(match.feed, "dim"), name) if self._several else (name,)


class NamespaceRows:
    """Namespaces, and how many repositories each has."""

    columns: Sequence[Column] = (
        Column("NAMESPACE", 20, grow=1),
        Column("REPOSITORIES", 12, right=True),
    )

    def __init__(self, namespaces: Sequence[Namespace], query: str) -> None:
        self._namespaces = namespaces
        self._query = query

    def __len__(self) -> int:
        return len(self._namespaces)

    def cells(self, row: int) -> Sequence[Cell]:
        """Return the cells of a namespace."""
        namespace = self._namespaces[row]
        if namespace.alone is not None:
            return (Cell.of(namespace.name, "", match_spans(namespace.name, self._query)), Cell(""))
        name = f"{namespace.name}/"
        return (
            Cell.of(name, "strong", match_spans(name, self._query)),
            Cell(count_text(namespace.repositories)),
        )
