"""URLs as they may be shown: without logins, and without values that could be secrets."""

from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

_HARMLESS = frozenset({"n", "last", "service", "scope", "page", "artifactType", "q"})
"""Query parameters whose values are protocol, not secrets (storage URLs carry signatures)."""


def redact(url: str) -> str:
    """Return `url` without userinfo and fragment, unknown query values replaced by stars."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
        query = "&".join(
            f"{quote(key)}={quote(value, safe='/:*,') if key in _HARMLESS else '***'}"
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
        )
    except ValueError:
        return "(an unreadable URL)"
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))
