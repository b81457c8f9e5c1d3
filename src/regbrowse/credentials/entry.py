"""One entry of `auths`: how docker writes a login down.

Source: docker/cli cli/config/types/authconfig.go and cli/config/configfile/file.go (decodeAuth).
"""

import binascii
from functools import partial

from regbrowse.credentials.document import invalid, kind_of, text_in
from regbrowse.domain.login import Login, LoginKind, Secret

TOKEN_USERNAME = "<token>"  # noqa: S105 (a user name)
"""The user name that docker writes beside an identity token whose owner it does not know."""


def login_of(entry: object, registry: str, file: str, source: str) -> Login | None:
    """Return the login in an entry, or None if it holds no secret.

    An entry without a secret is docker's mark that a credential helper has the login. A ready
    token goes before an identity token, and that before a password, as in docker's daemon.
    `registry` and `file` are named in errors: AuthError with `docker-config-invalid`.
    """
    if entry is None:
        return None
    if not isinstance(entry, dict):
        reason = f"the entry of {registry} is {kind_of(entry)} instead of an object"
        raise invalid(file, reason)
    where, fail = f"the entry of {registry}", partial(invalid, file)
    fields = {name: text_in(entry, name, fail, where) for name in _FIELDS}
    username, password = fields["username"], fields["password"]
    if fields["auth"]:
        username, password = _decode(fields["auth"], registry, file)
    if fields["registrytoken"]:
        kind, secret = LoginKind.REGISTRY_TOKEN, fields["registrytoken"]
    elif fields["identitytoken"]:
        kind, secret = LoginKind.IDENTITY_TOKEN, fields["identitytoken"]
    elif password and not username:
        raise invalid(file, f"the entry of {registry} has a password but no user name")
    else:
        kind, secret = password_kind(username), password
    return Login(username or TOKEN_USERNAME, Secret(secret), source, kind) if secret else None


def password_kind(username: str) -> LoginKind:
    """Return what a secret beside this user name is."""
    return LoginKind.IDENTITY_TOKEN if username == TOKEN_USERNAME else LoginKind.PASSWORD


_FIELDS = ("auth", "username", "password", "identitytoken", "registrytoken")


def _decode(auth: str, registry: str, file: str) -> tuple[str, str]:
    # Go's decoder passes over line ends, and so do the tools that read this file.
    encoded = auth.replace("\n", "").replace("\r", "")
    try:
        text = binascii.a2b_base64(encoded, strict_mode=True).decode()
    except UnicodeDecodeError:
        what = "valid UTF-8"
    except ValueError:
        what = "valid base64"
    else:
        username, colon, password = text.partition(":")
        if colon and username:
            return username, password.rstrip("\0")
        what = "of the form user:password"
    raise invalid(file, f"auth in the entry of {registry} is not {what}")
