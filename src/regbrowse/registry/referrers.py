"""What refers to an image: by the API, and by tags where there is none.

Sources: OCI distribution-spec, "Listing Referrers" and "Referrers Tag Schema"; cosign
specs/SIGNATURE_SPEC.md for the tags that end in `.sig`, `.att` and `.sbom`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, BadAnswer, NotFound
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.kinds import Kind, Nature
from regbrowse.domain.image.manifest import Form, read_manifest
from regbrowse.domain.image.media_types import OCI_INDEX, base_type
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import METADATA
from regbrowse.registry.manifests import Manifests, check_name, named
from regbrowse.registry.paging import next_cursor
from regbrowse.registry.refusals import refusal
from regbrowse.registry.request import Purpose
from regbrowse.registry.together import together
from regbrowse.registry.urls import is_web_url

_MAX_PAGES = 20
MAX_REFERRERS = 1000
_NO_API = frozenset({400, 404, 405, 406, 501})
"""Answers of registries without the API; they never mean that there are no referrers."""

_ILLEGAL = re.compile(r"[^A-Za-z0-9._-]")
COSIGN = (
    (".sig", Nature(Kind.SIGNATURE, "cosign signature")),
    (".att", Nature(Kind.ATTESTATION, "cosign attestation")),
    (".sbom", Nature(Kind.SBOM, "SBOM (cosign)")),
)
"""What cosign keeps under a tag made of the digest of the image."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was found under a tag of cosign's; `size` is that of the manifest in bytes."""

    tag: str
    nature: Nature
    digest: str
    size: int | None


class Referrers:
    """The referrers in one registry."""

    def __init__(self, endpoint: Endpoint, auth: Authenticator) -> None:
        self._endpoint = endpoint
        self._auth = auth
        self._manifests = Manifests(endpoint, auth)

    async def listed(
        self, repository: str, digest: str, *, may_get: bool = True
    ) -> Sequence[Descriptor] | None:
        """Return what refers to `digest`, up to 1,000 descriptors; nothing is not an error.

        Without `may_get` no manifest is fetched: None says that only the fall-back tag could tell.
        Raises what `Manifests.get` raises, but for what is not found.
        """
        found = await self._by_api(repository, digest)
        if found is None and not may_get:
            return None
        return await self._under_tag(repository, digest) if found is None else found

    async def _by_api(self, repository: str, digest: str) -> Sequence[Descriptor] | None:
        """Ask the API, page by page; None where there is none."""
        operation = f"list what refers to {named(repository, digest)}"
        purpose = Purpose(f"repository:{repository}", operation, Code.MANIFEST_DENIED)
        check_name(self._endpoint, purpose, repository, digest)
        path = f"{urlsplit(self._endpoint.root).path}{repository}/referrers/{digest}"
        cursor: str | None = path
        found: dict[str, Descriptor] = {}
        asked: set[str] = set()
        while cursor is not None and cursor not in asked and len(asked) < _MAX_PAGES:
            url = self._endpoint.origin + cursor
            if not is_web_url(url):
                break
            answer = await self._auth.send(url, purpose, METADATA, OCI_INDEX, begun=bool(asked))
            page = _page(answer)
            if page is None and answer.status not in _NO_API | {200}:
                invalid = Code.MANIFEST_INVALID
                raise refusal(answer, purpose, missing=invalid, unexpected=invalid)
            if page is None:
                return list(found.values()) if asked else None
            asked.add(cursor)
            found.update((each.digest, each) for each in page)
            if len(found) >= MAX_REFERRERS:
                break
            cursor, _ = next_cursor(answer, path, MAX_REFERRERS)
        return list(found.values())[:MAX_REFERRERS]

    async def _under_tag(self, repository: str, digest: str) -> Sequence[Descriptor]:
        """Return the entries of the index under the fall-back tag."""
        try:
            fetched = await self._manifests.get(repository, fallback_tag(digest))
        except NotFound as error:
            if error.code is Code.MANIFEST_NOT_FOUND:
                return ()
            raise
        manifest = read_manifest(fetched.data, fetched.media_type)
        return manifest.manifests if manifest.form is Form.INDEX else ()

    async def tagged(self, repository: str, digest: str) -> Sequence[Tagged]:
        """Return what cosign has pushed about `digest` under tags, found by HEAD.

        Where a registry refuses to say, there is nothing to see.
        """
        stem = fallback_tag(digest)

        async def look(suffix: str, nature: Nature) -> Tagged | None:
            try:
                head = await self._manifests.head(repository, stem + suffix)
            except (AuthError, NotFound):
                return None
            return Tagged(stem + suffix, nature, head.digest, head.size) if head else None

        found = await together(look(*each) for each in COSIGN)
        return [each for each in found if each is not None]


def fallback_tag(digest: str) -> str:
    """Return the tag of the index of referrers of `digest`: `sha256-<hex>`.

    The algorithm is cut to 32 characters, the rest to 64, and what no tag may have becomes `-`.
    """
    algorithm, _, encoded = digest.partition(":")
    return _ILLEGAL.sub("-", f"{algorithm[:32]}-{encoded[:64]}")


def _page(answer: Answer) -> Sequence[Descriptor] | None:
    """Read a page, or None if it is no answer of this API.

    Single-page applications answer any path with 200 and a page of HTML.
    """
    label = base_type(answer.headers.get("content-type", ""))
    if answer.status != 200 or answer.looks_like_html:
        return None
    try:
        manifest = read_manifest(answer.body, label)
    except BadAnswer:
        return None
    return manifest.manifests if manifest.form is Form.INDEX else None
