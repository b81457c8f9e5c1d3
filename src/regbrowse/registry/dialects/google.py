"""Google's registries (gcr.io and pkg.dev), whose lists of tags say more than v2 asks for.

Source: google/go-containerregistry pkg/v1/google/list.go: `tags/list` of any path has the paths
below it in `child`, and in `manifest` every manifest with its tags, size and times. Times of GCR
are texts, those of Artifact Registry may be numbers.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.domain.image.media_types import INDEX_TYPES
from regbrowse.domain.names import is_repository
from regbrowse.domain.tag_details import TagDetails
from regbrowse.domain.ways import Found
from regbrowse.registry.dialects.api import SEARCH
from regbrowse.registry.dialects.details import describing, tag_document
from regbrowse.registry.dialects.dialect import Dialect, invalid
from regbrowse.registry.dialects.reading import digest_of, moment_of_s, text_of, texts
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.json_reading import field, number
from regbrowse.registry.request import Purpose
from regbrowse.registry.together import together

_DOMAINS = (".gcr.io", ".pkg.dev")
_AT_ONCE = 8
_BATCHES = 6
"""How many batches of paths one page of a search asks for."""

_PENDING = 1000
"""Paths that may be left for the next page; of a project with more, the rest is not listed."""


class Google(Dialect):
    """Google Artifact Registry and Container Registry."""

    key = "google"
    title = "Google Artifact Registry"
    searches = True
    prompt = "PROJECT/ or PROJECT/PATH lists what is below it"
    describes_tags = True

    @classmethod
    def recognises(cls, seen: Sighting) -> bool:
        """By its token server, which is the registry itself, in a domain of Google's."""
        host = seen.realm_host()
        in_google = f".{host}".endswith(_DOMAINS) and host == seen.host == seen.service()
        return in_google and seen.realm_path() == "/v2/token"

    async def search(self, text: str, cursor: str | None = None) -> Found:
        """Walk what is below a path; a cursor is what is left to be asked."""
        if cursor is not None:
            return await self._walk([path for path in cursor.split(" ") if is_repository(path)])
        base, slash, part = text.strip().lower().rpartition("/")
        if not slash or not is_repository(base):
            return Found(())
        try:
            name, children = await self._list(base)
        except RegistryError as error:
            if error.status == 404:
                return Found(())
            raise
        found = await self._walk([each for each in children if each.startswith(f"{base}/{part}")])
        return Found([*([name] if name and not part else []), *found.names], found.cursor)

    async def _walk(self, pending: list[str]) -> Found:
        names: list[str] = []
        for _ in range(_BATCHES):
            batch, pending = pending[:_AT_ONCE], pending[_AT_ONCE:]
            answers = await together(self._list_or_skip(path) for path in batch)
            below: list[str] = []
            for name, children in answers:
                names += [name] if name else []
                below += children
            pending = list(dict.fromkeys([*below, *pending]))[:_PENDING]
            if not pending:
                break
        return Found(names, " ".join(pending) or None)

    async def _list_or_skip(self, path: str) -> tuple[str | None, list[str]]:
        """List a path; what is closed to us, or gone meanwhile, is left out."""
        try:
            return await self._list(path)
        except RegistryError as error:
            if error.code in {Code.CATALOG_DENIED, Code.CATALOG_UNSUPPORTED}:
                return None, []
            raise

    async def _list(self, path: str) -> tuple[str | None, list[str]]:
        """Return the path itself if it is a repository, and the paths right below it."""
        purpose = Purpose(f"repository:{path}", SEARCH.operation, SEARCH.denied)
        document, _ = await self.api.document(self._url(path), purpose)
        if not isinstance(document, dict):
            raise invalid(SEARCH.operation, "it is not an object")
        children = [f"{path}/{child}" for child in texts(document.get("child"))]
        has_images = bool(document.get("manifest") or document.get("tags"))
        return path if has_images else None, [each for each in children if is_repository(each)]

    async def tag_details(self, repository: str) -> AsyncIterator[Sequence[TagDetails]]:
        """Yield all tags at once: one call describes them all."""
        if not is_repository(repository):
            return
        purpose = describing(repository)
        document, _ = await tag_document(self.api, self._url(repository), purpose)
        manifests = field(document, "manifest")
        if not isinstance(document, dict):
            reason = "it is not an object"
            raise NotFound(Code.TAGS_INVALID, operation=purpose.operation, reason=reason)
        if isinstance(manifests, dict):
            yield [
                detail
                for digest, manifest in manifests.items()
                if isinstance(manifest, dict)
                for detail in _details(digest, manifest)
            ]

    def _url(self, path: str) -> str:
        return f"{self.api.seen.endpoint.root}{path}/tags/list"


def _details(digest: str, manifest: Mapping[str, Any]) -> list[TagDetails]:
    """Read a manifest with all its tags. The time 0, or one before, is that of Bazel's builds.

    What the size of an index counts is not said, so it is left out.
    """
    media_type = text_of(manifest.get("mediaType"))
    size = number(manifest.get("imageSizeBytes"))
    built, uploaded = (
        moment_of_s((number(manifest.get(key)) or 0) // 1000)
        for key in ("timeCreatedMs", "timeUploadedMs")
    )
    return [
        TagDetails(
            name,
            digest_of(digest),
            None if media_type in INDEX_TYPES else size or None,
            built or uploaded,
            (),
            media_type,
        )
        for name in texts(manifest.get("tag"))
    ]
