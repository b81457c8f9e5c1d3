"""What a dialect can do. Each registry that needs one derives from `Dialect` in a file of its own.

A dialect turns the API of a registry into pages of repository names, search results and details of
tags. What it does not offer it leaves as it is here. Names are given as references to this
registry name them (`library/nginx`, `project/app`), so that tags can be asked for by them.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import Api
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.json_reading import field, names_of
from regbrowse.registry.paging import Page, PageGuard


class Dialect:
    """A registry's own API beside v2, or in place of what it lacks of that."""

    key: ClassVar[str]
    """Names the dialect in cursors that are kept: lower case, never changed."""

    title: ClassVar[str]
    """The registry's name for people."""

    asks_catalog: ClassVar[bool] = True
    """Whether `/v2/_catalog` is worth a try before the API."""

    lists: ClassVar[bool] = False
    """Whether `repositories` can list what there is."""

    searches: ClassVar[bool] = False
    """Whether `search` can be asked."""

    prompt: ClassVar[str | None] = None
    """What `search` wants to be asked, if not any text."""

    describes_tags: ClassVar[bool] = False
    """Whether `tag_details` describes all tags of a repository in few calls."""

    counts_pulls: ClassVar[bool] = False
    """Whether each GET of a manifest is counted, and only so many are allowed; a HEAD is free."""

    vendor: ClassVar[str | None] = None
    """Origin of the vendor's API where the login may go besides the feed's own, a constant."""

    def __init__(self, api: Api) -> None:
        self.api = api

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """Whether this is that registry, judged by what its version check said."""
        raise NotImplementedError

    async def confirm(self) -> bool:
        """Ask the registry itself, where its version check alone does not tell it from others."""
        return True

    def repositories(self, cursor: str | None, guard: PageGuard) -> AsyncIterator[Page]:
        """Yield pages of all repositories that the login may see, from `cursor` on.

        Cursors are the dialect's own: short texts that are kept with the page before. `guard`
        knows what was read already; see `regbrowse.registry.dialects.walking`. Raises CatalogError,
        AuthError and the errors of the connection.
        """
        raise NotImplementedError

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Search for `text`; a `cursor` of the page before leads on. Raises as `repositories`."""
        raise NotImplementedError

    def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield details of the tags of a repository, page by page, without spending pull quota."""
        raise NotImplementedError


def repositories_of(document: Any, operation: str) -> list[str]:
    """Return the names under `repositories`, as v2's catalog has them. Raises CatalogError."""
    found = names_of(field(document, "repositories"))
    if found is None or not isinstance(document, dict) or "repositories" not in document:
        raise invalid(operation, "it has no list 'repositories'")
    return found[0]


def invalid(operation: str, reason: str) -> CatalogError:
    """Make the error for JSON that does not have the shape of the API."""
    return CatalogError(Code.CATALOG_INVALID, operation=operation, reason=reason)
