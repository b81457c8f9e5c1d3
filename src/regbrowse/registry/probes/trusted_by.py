"""Which certificates on this machine would make a server's certificate good: tried, not guessed."""

import ssl
from pathlib import Path

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.registry.probes.authorities import Authorities
from regbrowse.registry.probes.tls import shake_hands
from regbrowse.registry.probes.way import Way
from regbrowse.registry.tls import tls_context

_MOST = 4
"""Files that are tried."""


async def trusted_by(way: Way, found: Authorities, within_s: float) -> dict[str, str]:
    """Return the fact that names what makes the certificate good; nothing if nothing does.

    `certs_d` is a file that docker or podman trust for this registry, `bundle` one that
    `bundle_variable` names for other programs, and `system` the system's own store, which
    `ca_variable` hides. Each is tried by a handshake, within `within_s` seconds in all.
    """
    candidates = [({"certs_d": str(path)}, path) for path in found.certs_d]
    candidates += [
        ({"bundle": str(path), "bundle_variable": name}, path) for name, path in found.bundles
    ]
    if found.hidden is not None:
        candidates.append(({"hidden": str(found.hidden)}, found.hidden))
    for facts, place in candidates[:_MOST]:
        if await _is_trusted(way, place, within_s / _MOST):
            return facts
    return {}


async def _is_trusted(way: Way, place: Path, within_s: float) -> bool:
    try:
        return (await shake_hands(way, within_s, _with(way.feed, place))).error is None
    except (OSError, RegbrowseError):  # ssl.SSLError is an OSError
        return False


def _with(feed: Feed, place: Path) -> ssl.SSLContext:
    """The context of the feed, with the authorities of one more file or folder."""
    context = tls_context(feed)
    if place.is_dir():
        context.load_verify_locations(capath=place)
    else:
        context.load_verify_locations(cafile=place)
    return context
