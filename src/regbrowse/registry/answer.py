"""An HTTP answer, read to its end within its limits, and what it says when it is a refusal."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from regbrowse.domain.veil import Veil
from regbrowse.registry.challenge import Challenge, parse_challenges
from regbrowse.registry.limits import ERROR_BYTES
from regbrowse.registry.proxy import Proxy

_XML = re.compile(r"<(?:Code|Message)>([^<]{1,500})</")


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer.

    `url` is where it came from after redirects, `crossed` says that a redirect led to another
    origin (to which no login was sent), `location` is the last redirect that was taken. The body
    may hold a token, so it is kept out of the repr. `veil` knows what the server may say back
    and nobody may see.
    """

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    url: str
    crossed: bool = False
    location: str | None = None
    proxy: Proxy | None = None
    veil: Veil = field(default_factory=Veil, repr=False, compare=False)

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
        start = self.body[:1000].lstrip().lower()
        return start[:1] == b"<" and (start[:5] != b"<?xml" or b"<html" in start)

    @property
    def looks_like_xml(self) -> bool:
        """Whether the body is XML, as storages speak it (S3, MinIO) and no registry does."""
        return self.body.lstrip()[:5] == b"<?xml" and not self.looks_like_html

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
        is given back as the message, markup is not, but for the errors of storages
        (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). Secrets are taken
        out of both.
        """
        try:
            document = json.loads(self.body[:ERROR_BYTES])
        except (ValueError, RecursionError):
            text = self.body[:ERROR_BYTES].decode("utf-8", "replace").strip()
            if self.looks_like_xml or text.startswith("<Error>"):
                # No code of a registry, by which others would take it for one.
                return None, self._text(": ".join(_XML.findall(text)[:2]))
            return None, None if text.startswith("<") or not text else self._short(text, 200)
        if not isinstance(document, dict):
            return None, None
        errors = document.get("errors")
        if isinstance(errors, list) and errors and isinstance(errors[0], dict):
            return self._text(errors[0].get("code")), self._text(errors[0].get("message"))
        for key in ("error", "details", "message", "detail"):
            if message := self._text(document.get(key)):
                return None, message
        return None, None

    def _text(self, value: object) -> str | None:
        return self._short(str(value)) if isinstance(value, str | int) and value != "" else None

    def _short(self, text: str, length: int = 500) -> str:
        return self.veil.over(text)[:length]
