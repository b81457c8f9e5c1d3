"""GitHub's registry, whose packages are listed by GitHub's own API, owner by owner.

Source: docs.github.com/rest/packages/packages. The API answers nobody, public packages included:
it wants a personal access token with `read:packages`, which is what the registry takes, too. Its
own catalog is not asked, because it is said to list all of GitHub.

The token goes to the API only when a person names an owner there. So tags are not described by it,
which would show the token to another host for a look at some tags: they are asked for one by one.
"""

from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import LoginKind
from regbrowse.domain.ways import Found
from regbrowse.registry.answer import Answer
from regbrowse.registry.dialects.api import SEARCH, Show
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.finding import asked, fitting, is_namespace, page_of, query
from regbrowse.registry.dialects.reading import json_of
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.json_reading import names_at
from regbrowse.registry.paging import next_cursor
from regbrowse.registry.refusals import error_for
from regbrowse.registry.request import Purpose

_API = "https://api.github.com"
_PAGE_SIZE = 100
_KINDS = ("users", "orgs")
"""An owner is either; which one, only asking tells."""


class GitHub(Dialect):
    """ghcr.io."""

    key = "github"
    title = "GitHub"
    asks_catalog = False
    searches = True
    prompt = (
        "OWNER/ or OWNER/part finds packages of a user or organization; "
        "api.github.com is asked with your login"
    )
    vendor = _API

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server and the service that this is asked for."""
        return seen.realm() == "https://ghcr.io/token" and seen.service() == "ghcr.io"

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """List the packages of an owner. Text without a slash names none, and finds nothing.

        Raises AuthError with `credentials-required` if there is no token, and BadAnswer with
        `rate-limited`, which GitHub also says as a 403.
        """
        owner, part = asked(text)
        if part is None or not is_namespace(owner):
            return Found(())
        if not await self._has_token():
            raise AuthError(
                Code.CREDENTIALS_REQUIRED,
                operation=SEARCH.operation,
                host=urlsplit(_API).netloc,
                registry=self.api.seen.host,
            )

        async def read(at: str | None) -> Found:
            kind, _, number = (at or "").partition(" ")
            page = page_of(number)
            asking = query(package_type="container", per_page=_PAGE_SIZE, page=page)
            answer, kind = await self._of_owner(owner, f"packages?{asking}", SEARCH, kind)
            if answer.status == 404:
                return Found(())
            document = json_of(answer, SEARCH, Code.CATALOG_UNSUPPORTED, Code.CATALOG_INVALID)
            if not isinstance(document, list):
                raise invalid(SEARCH.operation, "it is no list of packages")
            names = [f"{owner}/{name}" for name in names_at(document, "name")]
            following = f"{kind} {page + 1}" if names and _has_next(answer) else None
            return Found(names, following)

        return await fitting(read, cursor, part)

    async def _has_token(self) -> bool:
        login = await self.api.login()
        return login is not None and login.kind is LoginKind.PASSWORD

    async def _of_owner(
        self, owner: str, path: str, purpose: Purpose, kind: str
    ) -> tuple[Answer, str]:
        """Ask for something of an owner; `kind` is empty as long as it is not known which it is.

        Whoever is not known as a user (404), or has nothing as one, is asked for as an
        organization.
        """
        kinds = (kind,) if kind in _KINDS else _KINDS
        answer = await self._ask(f"{_API}/{kinds[0]}/{owner}/{path}", purpose)
        if len(kinds) == 1 or not _is_nothing(answer):
            return answer, kinds[0]
        other = await self._ask(f"{_API}/{kinds[1]}/{owner}/{path}", purpose)
        if other.status == 404 and answer.status == 200:
            return answer, kinds[0]
        return other, kinds[1]

    async def _ask(self, url: str, purpose: Purpose) -> Answer:
        answer = await self.api.get(url, purpose, Show.BEARER)
        spent = answer.headers.get("x-ratelimit-remaining", "").strip() == "0"
        limited = spent or "retry-after" in answer.headers
        if answer.status == 429 or (answer.status == 403 and limited):
            # docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
            raise error_for(answer, Code.RATE_LIMITED, purpose.operation)
        return answer


def _is_nothing(answer: Answer) -> bool:
    return answer.status == 404 or (answer.status == 200 and answer.body.strip() == b"[]")


def _has_next(answer: Answer) -> bool:
    # The link names owners by number. Only that there is one counts, for pages are numbered, too.
    return next_cursor(answer, "", _PAGE_SIZE)[0] is not None
