"""An HTTP answer, read to its end within its limits, and what it says when it is a refusal."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from regbrowse.registry.challenge import Challenge, parse_challenges
from regbrowse.registry.limits import ERROR_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer.

    `url` is where it came from after redirects, `crossed` says that a redirect led to another
    origin (to which no login was sent), `location` is the last redirect that was taken.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    url: str
    crossed: bool = False
    location: str | None = None

    @property
    def challenges(self) -> tuple[Challenge, ...]:
        """What the server asks for; some send challenges with a 200, too."""
        return parse_challenges(self.headers.get_list("www-authenticate"))

    @property
    def scheme(self) -> str:
        """The scheme of the URL that answered."""
        return urlsplit(self.url).scheme

    @property
    def looks_like_html(self) -> bool:
        """Whether the body is a page for people.

        The type alone does not tell: Google labels an empty ping as text/html.
        """
        return self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """Parse the body. Raises ValueError for everything that is not JSON, however broken."""
        try:
            return json.loads(self.body)
        except RecursionError:
            msg = "nested too deeply"
            raise ValueError(msg) from None

    @property
    def registry_error(self) -> tuple[str | None, str | None]:
        """The code and message of an error body, in any of the shapes that registries send.

        Source: distribution-spec "Error Codes"; v1 sends `{"error": "..."}`, some token servers
        `{"details": "..."}`, Artifactory a `status` in place of the code. Text that is not JSON
        is given back as the message, markup is not.
        """
        try:
            document = json.loads(self.body[:ERROR_BYTES])
        except (ValueError, RecursionError):
            text = self.body[:200].decode("utf-8", "replace").strip()
            return None, None if self.looks_like_html or not text else text
        if not isinstance(document, dict):
            return None, None
        errors = document.get("errors")
        if isinstance(errors, list) and errors and isinstance(errors[0], dict):
            return _text(errors[0].get("code")), _text(errors[0].get("message"))
        for key in ("error", "details", "message", "detail"):
            if message := _text(document.get(key)):
                return None, message
        return None, None


def _text(value: object) -> str | None:
    return str(value)[:500] if isinstance(value, str | int) and value != "" else None
