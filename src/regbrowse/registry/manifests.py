"""Manifests: asked for with all types that there are, and checked against their digests.

Source: OCI distribution-spec, "Pulling manifests" and "Checking if content exists in the
registry"; distribution docs/content/spec/api.md, "Digest Header".
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.domain.image.manifest import digest_of, manifest_digest
from regbrowse.domain.image.media_types import ACCEPT, base_type
from regbrowse.domain.names import is_digest, is_repository, is_tag
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import METADATA
from regbrowse.registry.refusals import error_for, refusal
from regbrowse.registry.request import Purpose

_ACCEPT = ", ".join(ACCEPT)

_HEAD_HAS_NO_SAY = frozenset({400, 403, 404, 405, 412, 501})
"""Some registries know no HEAD (distribution 2.0: 405), or answer it wrongly; and what refuses one
has no body that would say why. So the GET decides."""


@dataclass(frozen=True, slots=True)
class FetchedManifest:
    """A manifest as it came.

    `media_type` is what it was labelled as. `digest` is what we computed of `data`, or the one that
    was asked for if its algorithm cannot be computed here. `mismatch` says that the registry named
    another one.
    """

    data: bytes = field(repr=False)
    media_type: str
    digest: str
    mismatch: RegistryError | None = None


@dataclass(frozen=True, slots=True)
class ManifestHead:
    """What is known of a manifest without fetching it; `size` is that of the manifest itself."""

    digest: str
    media_type: str
    size: int | None


class Manifests:
    """The manifests of one registry."""

    def __init__(self, endpoint: Endpoint, auth: Authenticator) -> None:
        self._endpoint = endpoint
        self._auth = auth

    async def head(self, repository: str, reference: str) -> ManifestHead | None:
        """Ask for a manifest by HEAD, which costs no pull where pulls are counted.

        Returns None where only a GET can tell: the registry does not answer a HEAD, says that
        there is nothing, or names no digest. Raises what `get` raises, but nothing for a refusal.
        """
        purpose = manifest_purpose(repository, reference)
        answer = await self._send(repository, reference, purpose, head=True)
        if answer.status in _HEAD_HAS_NO_SAY:
            return None
        if answer.status != 200:
            raise _refused(answer, purpose, repository, reference)
        digest = answer.headers.get("docker-content-digest", "").strip()
        if not is_digest(digest):
            return None
        length = answer.headers.get("content-length", "")
        size = int(length) if length.isdecimal() and len(length) < 16 else None
        return ManifestHead(digest, base_type(answer.headers.get("content-type", "")), size)

    async def find(self, repository: str, reference: str, *, may_get: bool) -> ManifestHead | None:
        """Say whether there is a manifest, by HEAD; None if there is none.

        Unlike `head` it believes a 404 without a GET: to look through many repositories costs one
        request each. Only with `may_get`, where no pulls are counted, a GET decides where a HEAD
        cannot (distribution 2.0: 405) or names no digest; else the digest is empty. Raises what
        `get` raises, for a refusal, too.
        """
        purpose = manifest_purpose(repository, reference)
        answer = await self._send(repository, reference, purpose, head=True)
        if answer.status == 404:
            return None
        digest = answer.headers.get("docker-content-digest", "").strip()
        if answer.status == 200 and (is_digest(digest) or not may_get):
            media_type = base_type(answer.headers.get("content-type", ""))
            return ManifestHead(digest if is_digest(digest) else "", media_type, None)
        if answer.status not in {200, 400, 405, 501} or not may_get:
            raise _refused(answer, purpose, repository, reference)
        try:
            fetched = await self.get(repository, reference)
        except NotFound as error:
            if error.status == 404:
                return None
            raise
        return ManifestHead(fetched.digest, fetched.media_type, len(fetched.data))

    async def get(self, repository: str, reference: str) -> FetchedManifest:
        """Fetch a manifest by tag or digest, of up to 4 MiB.

        Raises NotFound with `manifest-not-found`, `manifest-denied` or `policy-blocked`, BadAnswer
        with `oversized-response`, NotFound with `digest-mismatch` if it is not what the digest
        says, AuthError, and the errors of the connection.
        """
        purpose = manifest_purpose(repository, reference)
        answer = await self._send(repository, reference, purpose)
        if answer.status != 200:
            raise _refused(answer, purpose, repository, reference)
        if answer.looks_like_html:
            raise error_for(answer, Code.HTML_INSTEAD_OF_REGISTRY, purpose.operation)
        return _checked(answer, purpose, repository, reference)

    async def _send(
        self, repository: str, reference: str, purpose: Purpose, *, head: bool = False
    ) -> Answer:
        check_name(self._endpoint, purpose, repository, reference)
        url = f"{self._endpoint.root}{repository}/manifests/{reference}"
        return await self._auth.send(url, purpose, METADATA, _ACCEPT, head=head)


def manifest_purpose(repository: str, reference: str) -> Purpose:
    """Return the purpose of reading an image."""
    what = named(repository, reference)
    return Purpose(f"repository:{repository}", f"read {what}", Code.MANIFEST_DENIED)


def named(repository: str, reference: str) -> str:
    """Write a reference without its registry: `team/app:1.0`, `team/app@sha256:...`."""
    return f"{repository}{'@' if ':' in reference else ':'}{reference}"


def check_name(endpoint: Endpoint, purpose: Purpose, repository: str, reference: str) -> None:
    """Refuse a name that cannot be one: in a URL it could lead elsewhere. Raises NotFound."""
    if is_repository(repository) and (is_tag(reference) or is_digest(reference)):
        return
    raise NotFound(
        Code.MANIFEST_NOT_FOUND,
        operation=purpose.operation,
        host=urlsplit(endpoint.root).netloc,
        reference=named(repository, reference),
        reason="no image can have that name",
    )


def _checked(answer: Answer, purpose: Purpose, repository: str, reference: str) -> FetchedManifest:
    media_type = base_type(answer.headers.get("content-type", ""))
    said = answer.headers.get("docker-content-digest", "").strip()
    if is_digest(reference):
        algorithm = reference.partition(":")[0]
        # Some registries keep signed schema 1 manifests under the digest of the whole body.
        actual = manifest_digest(answer.body, media_type, algorithm)
        if reference not in {actual or reference, digest_of(answer.body, algorithm)}:
            raise _mismatch(answer, purpose, repository, reference, reference, actual)
        return FetchedManifest(answer.body, media_type, reference)
    actual = manifest_digest(answer.body, media_type) or ""
    mismatch = None
    if is_digest(said):
        theirs = manifest_digest(answer.body, media_type, said.partition(":")[0])
        if theirs == said:
            actual = said
        elif theirs is not None:
            mismatch = _mismatch(answer, purpose, repository, reference, said, theirs)
    return FetchedManifest(answer.body, media_type, actual, mismatch)


def _refused(answer: Answer, purpose: Purpose, repository: str, reference: str) -> RegistryError:
    error = refusal(
        answer,
        purpose,
        missing=Code.MANIFEST_NOT_FOUND,
        unexpected=Code.MANIFEST_INVALID,
    )
    error.learn(reference=named(repository, reference), repository=repository)
    return error


def _mismatch(
    answer: Answer,
    purpose: Purpose,
    repository: str,
    reference: str,
    digest: str,
    actual: str | None,
) -> RegistryError:
    return error_for(
        answer,
        Code.DIGEST_MISMATCH,
        purpose.operation,
        reference=named(repository, reference),
        repository=repository,
        digest=digest,
        actual=actual,
    )
