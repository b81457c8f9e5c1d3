"""URLs as they may be shown: without logins, and without values that could be secrets."""

import re
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

_HARMLESS = frozenset({"n", "last", "service", "scope", "page", "artifactType", "q"})
"""Query parameters whose values are protocol, not secrets (storage URLs carry signatures)."""

_LOGIN = re.compile(r"((?:[a-z][a-z0-9+.-]*:)?[/\\]+)?[^/?#\\]*@", re.IGNORECASE)
"""A login where one may stand, also if the scheme or a slash is missing."""


def redact(url: str) -> str:
    """Return `url` without userinfo and fragment, unknown query values replaced by stars."""
    login = _LOGIN.match(url)
    bare = (login[1] or "") + url[login.end() :] if login else url
    try:
        parts = urlsplit(bare)
        query = "&".join(_parameter(each) for each in parts.query.split("&") if each)
    except ValueError:
        return "(an unreadable URL)"
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _parameter(text: str) -> str:
    name, equals, value = text.partition("=")
    key = unquote_plus(name)
    if key in _HARMLESS:
        return f"{key}{equals}{quote(unquote_plus(value), safe='/:*,')}"
    # A word alone may be a value whose name is known from its place.
    return f"{quote(key)}=***" if equals else "***"
