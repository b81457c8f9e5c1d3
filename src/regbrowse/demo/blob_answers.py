"""Blobs, whole or in part."""

import re

from regbrowse.demo.answers import Answer, Request, error_answer
from regbrowse.demo.content.blobs import Blob

_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\Z")


def blob_answer(blob: Blob, request: Request) -> Answer:
    """Return a blob or, if the client asks for one range of it, that range (RFC 9110, 14)."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "max-age=31536000",
        "Content-Type": "application/octet-stream",
        "Docker-Content-Digest": blob.digest,
        "Etag": f'"{blob.digest}"',
    }
    if not_modified(request, blob.digest):
        return Answer(304, headers)
    wanted = _RANGE.match(request.headers.get("range", ""))
    if not wanted or not (wanted["first"] or wanted["last"]):
        return Answer(200, headers, blob.read(), blob.size)
    first, stop = _bounds(wanted["first"], wanted["last"], blob.size)
    if first >= stop:
        return error_answer("RANGE_INVALID", headers={"Content-Range": f"bytes */{blob.size}"})
    headers["Content-Range"] = f"bytes {first}-{stop - 1}/{blob.size}"
    return Answer(206, headers, blob.read(first, stop), stop - first)


def not_modified(request: Request, digest: str) -> bool:
    """Whether the client already has what `digest` names."""
    known = request.headers.get("if-none-match", "")
    return digest in {tag.strip().removeprefix("W/").strip('"') for tag in known.split(",")}


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(int(last) + 1, size) if last else size
