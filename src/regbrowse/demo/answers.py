"""What is asked of a demo registry, and what it answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from regbrowse.demo.content.blobs import json_bytes

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
NOT_MODIFIED = 304

_MESSAGES = {
    "BLOB_UNKNOWN": (404, "blob unknown to registry"),
    "DIGEST_INVALID": (400, "provided digest did not match uploaded content"),
    "MANIFEST_INVALID": (400, "manifest invalid"),
    "MANIFEST_UNKNOWN": (404, "manifest unknown"),
    "NAME_UNKNOWN": (404, "repository name not known to registry"),
    "PAGINATION_NUMBER_INVALID": (400, "invalid number of results requested"),
    "RANGE_INVALID": (416, "invalid content range"),
    "UNAUTHORIZED": (401, "authentication required"),
    "UNSUPPORTED": (405, "The operation is unsupported."),
}
"""The status and the message of an error (distribution registry/api/errcode and api/v2)."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `path` is decoded, `query` holds the first value of each name.

    The names of headers are in lower case; a repeated header is joined with commas.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]

    def first(self, name: str) -> str | None:
        """Return the first value of a query parameter, or None."""
        values = self.query.get(name)
        return values[0] if values else None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `pieces` are the body, of `length` bytes."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterable[bytes] = ()
    length: int = 0


def answer(
    body: bytes, content_type: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return an answer with a short body."""
    return Answer(status, {"Content-Type": content_type, **(headers or {})}, (body,), len(body))


def json_answer(document: object, headers: Mapping[str, str] | None = None) -> Answer:
    """Return a good answer in JSON, with the line end that distribution puts after it."""
    return answer(json_bytes(document) + b"\n", JSON, headers=headers)


def error_answer(
    code: str,
    detail: Any = None,
    *,
    message: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return the answer for an error code (distribution-spec, "Error Codes")."""
    status, usual = _MESSAGES[code]
    error: dict[str, Any] = {"code": code, "message": message or usual}
    if detail is not None or code == "UNAUTHORIZED":
        error["detail"] = detail
    body = json_bytes({"errors": [error]}) + b"\n"
    return answer(body, JSON, status=status, headers=headers)


def no_such_page() -> Answer:
    """Return what a path that is none of the API gets."""
    return answer(b"404 page not found\n", TEXT, status=404)
