"""The values of the header Authorization."""

import base64
import re

from regbrowse.domain.login import Login, Secret

_TOKEN = re.compile(r"[\x21-\x7e]+\Z")
"""What may be put into a header; anything else would be an injection, or no token."""


def is_token(text: str) -> bool:
    """Whether `text` can be sent as a Bearer token."""
    return _TOKEN.match(text) is not None


def bearer(token: Secret) -> Secret:
    """Return the value for a Bearer token (RFC 6750, 2.1)."""
    return Secret(f"Bearer {token.reveal()}")


def basic(login: Login) -> Secret:
    """Return the value for Basic (RFC 7617, in UTF-8).

    Bytes of the environment that are no UTF-8 are sent as they were.
    """
    pair = f"{login.username}:{login.secret.reveal()}".encode("utf-8", "surrogateescape")
    return Secret(f"Basic {base64.b64encode(pair).decode('ascii')}")
