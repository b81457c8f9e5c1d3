"""What an index leads to, also through indexes in it, in a bounded number of requests.

An index may name any number of further indexes, each of them, too (OCI image-spec image-index.md
says "MAY" of nested ones, and names no bound): followed without one, a few kilobytes of manifests
would be a day of requests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegbrowseError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.index import Entries, sort_entries
from regbrowse.domain.image.manifest import Form, Manifest, read_manifest
from regbrowse.registry.manifests import FetchedManifest, named
from regbrowse.registry.together import together
from regbrowse.service.documents import Documents

MAX_NESTED = 3
"""Indexes within indexes are followed this far."""

MAX_REQUESTS = 128
"""Manifests that one look at an index asks for, besides the index itself."""


class IndexReader:
    """Reads the manifests that one index leads to, until so many have been asked for.

    With `only_kept` nothing is asked of the registry, because each manifest would count as a pull.
    """

    def __init__(
        self,
        documents: Documents,
        repository: str,
        *,
        only_kept: bool,
        requests: int = MAX_REQUESTS,
    ) -> None:
        self._documents = documents
        self._repository = repository
        self._only_kept = only_kept
        self._left = requests
        self._failed: dict[str, RegbrowseError] = {}
        self._limits: list[RegbrowseError] = []

    async def entries(self, manifests: Iterable[Descriptor]) -> Entries:
        """Sort the entries of an index, those of the indexes in it among them.

        `nested` of the answer are the indexes that were not followed.
        """
        found = sort_entries(manifests)
        waiting, found = found.nested, replace(found, nested=())
        seen: set[str] = set()
        for _ in range(MAX_NESTED):
            level = {each.digest: each for each in waiting if each.digest not in seen}
            if not level:
                return found
            seen.update(level)
            read = await together(map(self.beside, level))
            waiting = []
            for entry, manifest in zip(level.values(), read, strict=True):
                if manifest is None or manifest.form is not Form.INDEX:
                    if manifest is None and self._only_kept:
                        self._cut("each index in it would count as a pull")
                    found = replace(found, nested=[*found.nested, entry])
                    continue
                more = sort_entries(manifest.manifests)
                waiting += more.nested
                found = _joined(found, replace(more, nested=()))
        deeper = [each for each in waiting if each.digest not in seen]
        if deeper:
            self._cut(f"indexes in it are nested more than {MAX_NESTED} deep")
        return replace(found, nested=[*found.nested, *deeper])

    async def read(self, digest: str) -> tuple[FetchedManifest, Manifest]:
        """Return a manifest that is wanted by itself. Raises what `Documents.manifest` raises.

        What has failed is not asked for again, and told once.
        """
        if digest in self._failed:
            raise self._failed[digest]
        try:
            fetched = await self._documents.manifest(digest)
            return fetched, read_manifest(fetched.data, fetched.media_type)
        except RegbrowseError as error:
            error.learn(reference=named(self._repository, digest))
            self._failed[digest] = error
            raise

    async def beside(self, digest: str) -> Manifest | None:
        """Return a manifest that nobody asked for by name, None if it cannot or may not be read."""
        if await self._documents.kept(digest) is None and digest not in self._failed:
            if self._only_kept:
                return None
            if self._left == 0:
                self._cut("it leads to more manifests than are asked for")
                return None
            self._left -= 1
        try:
            return (await self.read(digest))[1]
        except RegbrowseError:
            return None

    @property
    def errors(self) -> list[RegbrowseError]:
        """What could not be read, and that there was more than may be asked for."""
        return [*self._failed.values(), *self._limits]

    def _cut(self, reason: str) -> None:
        if not self._limits:
            error = BadAnswer(Code.INDEX_LIMIT, operation="read an index", reason=reason)
            self._limits.append(error)


def _joined(first: Entries, second: Entries) -> Entries:
    def both(mine: Sequence[Descriptor], theirs: Sequence[Descriptor]) -> list[Descriptor]:
        return [*mine, *theirs]

    return Entries(
        both(first.platforms, second.platforms),
        both(first.nested, second.nested),
        both(first.attestations, second.attestations),
        both(first.others, second.others),
    )
