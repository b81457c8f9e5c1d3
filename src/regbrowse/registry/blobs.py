"""Blobs: configs whole, layers as a stream. Both may be kept by another server.

Source: OCI distribution-spec, "Pulling blobs". A redirect to a storage is followed without any
login (`regbrowse.registry.redirects`).
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, NotFound, Unreachable
from regbrowse.domain.image.manifest import COMPUTABLE, digest_of
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import LAYER, METADATA, Limits
from regbrowse.registry.manifests import check_name, named
from regbrowse.registry.refusals import refusal
from regbrowse.registry.request import Purpose, Sink

_CHUNKS_AHEAD = 4
"""Chunks that wait to be read, each of up to 64 KiB."""


class Blobs:
    """The blobs of one registry."""

    def __init__(self, endpoint: Endpoint, auth: Authenticator) -> None:
        self._endpoint = endpoint
        self._auth = auth
        self._host = urlsplit(endpoint.root).netloc

    async def get(self, repository: str, digest: str) -> bytes:
        """Fetch a small blob, such as a config, of up to 4 MiB.

        Raises NotFound (`manifest-not-found`, `manifest-denied`, `policy-blocked`,
        `storage-unreachable`, `digest-mismatch`), BadAnswer with `oversized-response`, AuthError,
        and the errors of the connection.
        """
        answer = await self._send(repository, digest, METADATA)
        actual = digest_of(answer.body, digest.partition(":")[0])
        if actual not in {None, digest}:
            raise self._mismatch(repository, digest, actual)
        return answer.body

    async def stream(self, repository: str, digest: str) -> AsyncGenerator[bytes]:
        """Yield the bytes of a layer as they come; nothing of it is kept. Close it after use.

        Raises what `get` raises; `digest-mismatch` comes at the end, when all has been yielded,
        and `oversized-response` after 8 GiB.
        """
        chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        room = asyncio.Semaphore(_CHUNKS_AHEAD)

        async def take(chunk: bytes) -> None:
            await room.acquire()
            chunks.put_nowait(chunk)

        fetching = asyncio.create_task(self._send(repository, digest, LAYER, take))
        fetching.add_done_callback(lambda _: chunks.put_nowait(None))
        algorithm = digest.partition(":")[0]
        hashed = hashlib.new(algorithm) if algorithm in COMPUTABLE else None
        try:
            while (chunk := await chunks.get()) is not None:
                room.release()
                if hashed is not None:
                    hashed.update(chunk)
                yield chunk
            await fetching
        finally:
            fetching.cancel()
            await asyncio.wait([fetching])
            if not fetching.cancelled():
                fetching.exception()  # Whoever stopped reading does not want to know.
        if hashed is not None and (actual := f"{algorithm}:{hashed.hexdigest()}") != digest:
            raise self._mismatch(repository, digest, actual)

    async def _send(
        self, repository: str, digest: str, limits: Limits, into: Sink | None = None
    ) -> Answer:
        purpose = Purpose(
            f"repository:{repository}",
            f"read a part of {repository}",
            Code.MANIFEST_DENIED,
        )
        check_name(self._endpoint, purpose, repository, digest)
        url = f"{self._endpoint.root}{repository}/blobs/{digest}"
        try:
            answer = await self._auth.send(
                url, purpose, limits, "application/octet-stream, */*", into=into
            )
        except (Unreachable, BadAnswer) as error:
            if error.code is not Code.REDIRECT_ELSEWHERE:
                raise
            cause = error.__cause__
            if isinstance(cause, BadAnswer):
                # It answers, if badly: what it is that is wrong says more than where.
                raise cause from cause.__cause__
            place, reason = error.facts.get("location", ""), error.facts.get("reason")
            raise self._at_storage(purpose, repository, digest, place, reason=reason) from (
                cause or error
            )
        if answer.status == 200:
            return answer
        if answer.crossed:
            code, message = answer.registry_error
            raise self._at_storage(
                purpose,
                repository,
                digest,
                answer.url,
                status=answer.status,
                registry_code=code,
                registry_message=message,
            )
        failure = refusal(
            answer,
            purpose,
            missing=Code.MANIFEST_NOT_FOUND,
            unexpected=Code.MANIFEST_INVALID,
        )
        failure.learn(reference=named(repository, digest), repository=repository)
        raise failure

    def _at_storage(
        self, purpose: Purpose, repository: str, digest: str, url: str, **facts: Any
    ) -> NotFound:
        """The error for a file that a redirect has sent us to `url` for, where it is not had."""
        return NotFound(
            Code.STORAGE_UNREACHABLE,
            operation=purpose.operation,
            host=self._host,
            registry=self._host,
            storage=_host_in(url),
            reference=named(repository, digest),
            repository=repository,
            **facts,
        )

    def _mismatch(self, repository: str, digest: str, actual: str | None) -> NotFound:
        return NotFound(
            Code.DIGEST_MISMATCH,
            operation=f"read a part of {repository}",
            host=self._host,
            reference=f"a part of {repository}",
            repository=repository,
            digest=digest,
            actual=actual,
        )


def _host_in(url: str) -> str | None:
    try:
        return urlsplit(url).netloc or None
    except ValueError:
        return None
