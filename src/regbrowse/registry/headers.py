"""The values of the header Authorization."""

import base64
import binascii
import re
from collections.abc import Iterator

from regbrowse.domain.login import Login, Secret

_TOKEN = re.compile(r"[\x21-\x7e]+\Z")
"""What may be put into a header; anything else would be an injection, or no token."""

_SIGNATURE = re.compile(r"signature=\"?([^\",\s]+)")
"""What is secret in a token of version 1 (docker-registry 0.9.1, docker_registry/index.py)."""


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


def secrets_in(authorization: str) -> Iterator[str]:
    """Yield what is secret in a value of the header: the whole, and what can be read out of it."""
    scheme, _, secret = authorization.partition(" ")
    yield secret
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(secret).decode("utf-8", "surrogateescape")
        except (binascii.Error, ValueError):
            return
        yield from (pair, pair.partition(":")[2])
    elif scheme.lower() == "token":
        yield from _SIGNATURE.findall(secret)
