"""Read the body of an answer within a limit, whatever its encoding claims.

httpx decodes in whole chunks, so that a bomb of 300 kB becomes 67 MB at once (protocol facts,
H.0). Here the raw bytes are decoded under a cap of what may come out.
"""

import zlib

import httpx

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.registry.attempt import Attempt
from regbrowse.registry.request import Sink
from regbrowse.registry.stage import Progress


async def read_body(
    response: httpx.Response,
    max_bytes: int,
    attempt: Attempt,
    progress: Progress,
    into: Sink | None = None,
) -> bytes:
    """Return the decoded body, empty if it went `into` a sink.

    Raises BadAnswer with `oversized-response` as soon as it is larger than `max_bytes`, with
    `bad-encoding` if the body is not what its Content-Encoding says, and with `truncated-response`
    if it ends before its compressed data does. What a sink raises goes through.
    """
    decoder = _decoder(response.headers.get("content-encoding", ""), attempt)
    parts: list[bytes] = []
    size = 0
    async for raw in response.aiter_raw():
        progress.received += len(raw)
        try:
            part = decoder.decode(raw, max_bytes - size + 1) if decoder else raw
        except zlib.error as error:
            raise attempt.error(BadAnswer, Code.BAD_ENCODING, str(error)) from error
        size += len(part)
        if size > max_bytes:
            raise attempt.error(BadAnswer, Code.OVERSIZED_RESPONSE, limit_bytes=max_bytes)
        if into is None:
            parts.append(part)
        else:
            await into(part)
    if decoder is not None and progress.received and not decoder.ended:
        raise attempt.error(BadAnswer, Code.TRUNCATED_RESPONSE, "the compressed data does not end")
    return b"".join(parts)


class _Inflater:
    """Decodes gzip and deflate. What follows the end of the compressed data is ignored."""

    def __init__(self) -> None:
        # 32 lets zlib accept both a gzip and a zlib header.
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    @property
    def ended(self) -> bool:
        """Whether the data so far is whole."""
        return self._stream.eof

    def decode(self, data: bytes, room: int) -> bytes:
        """Decode more, up to `room` bytes; beyond that the rest is lost."""
        return b"" if self._stream.eof else self._stream.decompress(data, room)


def _decoder(encoding: str, attempt: Attempt) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return None
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise attempt.error(BadAnswer, Code.BAD_ENCODING, f"unknown encoding {encoding!r}")
    return _Inflater()
