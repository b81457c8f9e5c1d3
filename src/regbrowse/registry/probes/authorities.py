"""Whose certificate authorities decide, and where docker keeps those for single registries."""

import contextlib
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from regbrowse.domain.feed import Feed

_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True, slots=True)
class Authorities:
    """The authorities that are trusted for a feed.

    `system` is where the system keeps its own, `variable` the variable that says so, if one does,
    and `missing` what that variable names and is not there. `certs_d` are files that docker or
    podman trust for this registry alone, which regbrowse does not read by itself.
    """

    system: str
    variable: str | None
    missing: str | None
    certs_d: Sequence[Path]


def authorities_of(feed: Feed, host: str, environ: Mapping[str, str]) -> Authorities:
    """Find out whose authorities decide about `host[:port]`. Raises nothing."""
    paths = ssl.get_default_verify_paths()
    named = [(name, environ[name]) for name in _VARIABLES if environ.get(name)]
    missing = next((value for _, value in named if not Path(value).exists()), None)
    return Authorities(
        system=paths.cafile or paths.capath or "the system's own store",
        variable=named[0][0] if named else None,
        missing=missing,
        certs_d=[] if feed.ca_file else _certs_d(host, environ),
    )


def trusted_organizations(feed: Feed) -> frozenset[str]:
    """Return the organizations of the authorities that are trusted for `feed`.

    Authorities that a system keeps in a folder are not among them: those are looked up by name.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    if feed.ca_file is not None:
        with contextlib.suppress(OSError):
            context.load_verify_locations(feed.ca_file.expanduser())
    names = (
        part[0][1]
        for authority in context.get_ca_certs()
        for part in cast("Iterable[tuple[tuple[str, str]]]", authority.get("subject", ()))
        if part[0][0] == "organizationName"
    )
    return frozenset(names)


def _certs_d(host: str, environ: Mapping[str, str]) -> list[Path]:
    """The folders of docker (moby `CertsDir`) and podman (containers/image `dockerCertDir`)."""
    config = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "/")) / ".config")
    roots = (
        config / "docker",
        config / "containers",
        Path("/etc/containers"),
        Path("/etc/docker"),
    )
    if "/" in host or host.startswith("."):
        return []
    found: list[Path] = []
    for root in roots:
        try:
            found += sorted((root / "certs.d" / host).glob("*.crt"))
        except OSError:
            continue
    return found
