"""Whose certificate authorities decide, and where docker keeps those for single registries."""

import contextlib
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from regbrowse.domain.feed import Feed

_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_OF_OTHERS = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@dataclass(frozen=True, slots=True)
class Authorities:
    """The authorities that are trusted for a feed.

    `system` is where the system keeps its own, `variable` the variable that says so, if one does,
    and `broken` what that variable names and cannot be used, for `reason`. `hidden` is the system's
    own store where a variable names another.

    `certs_d` are files that docker or podman trust for this registry alone, `client_pairs` the
    certificates and keys that they show to it, and `bundles` what variables of other programs name.
    regbrowse reads none of these by itself.
    """

    system: str
    variable: str | None
    broken: str | None
    reason: str | None
    hidden: Path | None
    certs_d: Sequence[Path]
    client_pairs: Sequence[tuple[Path, Path]]
    bundles: Sequence[tuple[str, Path]]

    def facts(self) -> dict[str, str | None]:
        """What an error about trust should tell."""
        return {
            "ca_variable": self.variable,
            "ca_broken": self.broken,
            "ca_reason": self.reason,
        }


def authorities_of(feed: Feed, host: str, environ: Mapping[str, str]) -> Authorities:
    """Find out whose authorities decide about `host[:port]`. Raises nothing."""
    paths = ssl.get_default_verify_paths()
    named = [(name, environ[name]) for name in _VARIABLES if environ.get(name)]
    broken = next(((value, reason) for _, value in named if (reason := _trouble(value))), None)
    folders = _certs_d(host, environ)
    return Authorities(
        system=paths.cafile or paths.capath or "the system's own store",
        variable=named[0][0] if named else None,
        broken=broken[0] if broken else None,
        reason=broken[1] if broken else None,
        hidden=_own_store(paths) if named else None,
        certs_d=[] if feed.ca_file else [each for place in folders for each in _in(place, "*.crt")],
        client_pairs=[
            (each, each.with_suffix(".key"))
            for place in folders
            for each in _in(place, "*.cert")
            if each.with_suffix(".key").is_file()
        ],
        bundles=[(name, Path(environ[name])) for name in _OF_OTHERS if environ.get(name)],
    )


def _trouble(named: str) -> str | None:
    """Why no authority can be read from what a variable names."""
    place = Path(named)
    if not place.exists():
        return "does not exist"
    if place.is_dir():
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=place)
    except OSError:  # ssl.SSLError is one
        return "holds no certificate in PEM form"
    return None


def _own_store(paths: ssl.DefaultVerifyPaths) -> Path | None:
    """What OpenSSL would use if no variable said otherwise."""
    places = (Path(paths.openssl_cafile), Path(paths.openssl_capath))
    return next((place for place in places if place.exists()), None)


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
    if "/" in host or host.startswith("."):
        return []
    config = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "/")) / ".config")
    roots = (
        config / "docker",
        config / "containers",
        Path("/etc/containers"),
        Path("/etc/docker"),
    )
    return [root / "certs.d" / host for root in roots]


def _in(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []
