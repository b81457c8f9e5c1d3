"""What belongs to one repository of a v1 registry, and how repositories are named there."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound
from regbrowse.domain.names import MAX_REPOSITORY_LENGTH
from regbrowse.registry.answer import Answer
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import METADATA, Limits
from regbrowse.registry.request import Purpose
from regbrowse.registry.v1.session import V1Session

_COMPONENT = r"(?!\.\.?(?:/|\Z))[A-Za-z0-9._-]+"
_NAME = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*\Z")
"""Wider than v2's grammar (docker 1.8.3 registry/config.go allows `a--_`), and safe in a URL."""


class Repositories:
    """Asks for what belongs to a repository.

    A name without a namespace means `library/NAME` (docker-registry's toolkit, `parse_repository`).
    docker-registry knows that itself, other standalone servers may not, and an index gives tokens
    for the whole name only, so it is asked with that.
    """

    def __init__(self, endpoint: Endpoint, session: V1Session) -> None:
        self._host = urlsplit(endpoint.root).netloc
        self._session = session
        self._known: dict[str, str] = {}

    async def get(
        self,
        repository: str,
        below: str,
        purpose: Purpose,
        limits: Limits = METADATA,
        missing: Callable[[Answer], bool] | None = None,
    ) -> Answer:
        """GET what is at `below` the repository. `missing` knows answers that mean a 404.

        Raises NotFound with `tags-not-found` for a name that cannot be one, which is not asked for,
        and what `V1Session.get_of` raises.
        """
        names = self._names(repository, purpose)
        for name in names:
            path = f"repositories/{name}/{below}"
            try:
                answer = await self._session.get_of(name, path, purpose, limits)
            except NotFound:
                if name == names[-1]:
                    raise
                continue
            if answer.status != 404 and not (missing and missing(answer)):
                self._known[repository] = name
                return answer
            if name == names[-1]:
                return answer
        raise AssertionError(names)

    async def get_image(
        self, image_id: str, below: str, repository: str | None, purpose: Purpose
    ) -> Answer:
        """GET what is at `below` an image, by the right to read `repository`."""
        path = f"images/{image_id}/{below}"
        if repository is None:
            return await self._session.get(path, purpose, METADATA)
        name = self._names(repository, purpose)[0]
        return await self._session.get_of(name, path, purpose, METADATA)

    def _names(self, repository: str, purpose: Purpose) -> list[str]:
        if len(repository) > MAX_REPOSITORY_LENGTH or not _NAME.match(repository):
            raise NotFound(
                Code.TAGS_NOT_FOUND,
                operation=purpose.operation,
                host=self._host,
                reason="no repository can have that name",
            )
        if repository in self._known:
            return [self._known[repository]]
        if "/" in repository:
            return [repository]
        whole = f"library/{repository}"
        return [repository, whole] if self._session.standalone else [whole]
