"""Read the body of an answer within a limit, whatever its encoding claims.

httpx decodes in whole chunks, so that a bomb of 300 kB becomes 67 MB at once (protocol facts,
H.0). Here the raw bytes are decoded under a cap of what may come out.
"""

import zlib
from typing import Protocol

import httpx

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer
from regbrowse.registry.failures import Attempt


class Progress:
    """How far an answer has come, for telling a slow server from a silent one."""

    __slots__ = ("received",)

    def __init__(self) -> None:
        self.received = 0


class _Decoder(Protocol):
    def __call__(self, data: bytes, room: int) -> bytes: ...


async def read_body(
    response: httpx.Response, max_bytes: int, attempt: Attempt, progress: Progress
) -> bytes:
    """Return the decoded body.

    Raises BadAnswer with `oversized-response` as soon as it is larger than `max_bytes`, and with
    `bad-encoding` if the body is not what its Content-Encoding says.
    """
    decode = _decoder(response.headers.get("content-encoding", ""), attempt)
    parts: list[bytes] = []
    size = 0
    async for raw in response.aiter_raw():
        progress.received += len(raw)
        try:
            part = decode(raw, max_bytes - size + 1) if decode else raw
        except zlib.error as error:
            raise attempt.error(BadAnswer, Code.BAD_ENCODING, str(error)) from error
        size += len(part)
        if size > max_bytes:
            raise attempt.error(BadAnswer, Code.OVERSIZED_RESPONSE, limit_bytes=max_bytes)
        parts.append(part)
    return b"".join(parts)


def _decoder(encoding: str, attempt: Attempt) -> _Decoder | None:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return None
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise attempt.error(BadAnswer, Code.BAD_ENCODING, f"unknown encoding {encoding!r}")
    # 32 lets zlib accept both a gzip and a zlib header.
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)

    def decode(data: bytes, room: int) -> bytes:
        return decompressor.decompress(data, max(1, room))

    return decode
