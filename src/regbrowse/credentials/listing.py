"""Which registries docker and podman are logged in to, without any secret."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regbrowse.credentials.auth_file import AuthFile, Stored
from regbrowse.credentials.entry import TOKEN_USERNAME, login_of
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keys import is_namespace, is_part_of_web_login, split_key
from regbrowse.domain.address import Address
from regbrowse.domain.errors import AuthError, RegbrowseError, UsageError


@dataclass(frozen=True, slots=True)
class KnownLogin:
    """A registry that somebody is logged in to.

    `registry` is `host[:port]`, docker.io for Docker Hub. `username` is None if it is not known,
    or if the login is for a namespace only. `source` says in words who has the login.
    """

    registry: str
    username: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The logins that were found, each registry once, and what went wrong on the way."""

    logins: tuple[KnownLogin, ...]
    notices: tuple[RegbrowseError, ...] = ()


async def list_logins(files: Sequence[AuthFile], helpers: Helpers) -> Listing:
    """Return the registries of all login files, in their order.

    `auths` and `credHelpers` are read, and the helper of `credsStore` is asked for its list.
    Helpers of `credHelpers` are not asked: they make logins for whole clouds and list none.
    """
    found: dict[str, KnownLogin] = {}
    notices: list[RegbrowseError] = []
    for file in files:
        try:
            stored = await asyncio.to_thread(file.load)
        except AuthError as error:
            notices.append(error)
            continue
        if stored is None:
            continue
        for login in await _logins_of(file, stored, helpers, notices):
            known = found.get(login.registry)
            # A login that names its user says more than one of a namespace beside it.
            if known is None or (known.username is None and known.source == login.source):
                found[login.registry] = login
    return Listing(tuple(found.values()), tuple(notices))


async def _logins_of(
    file: AuthFile, stored: Stored, helpers: Helpers, notices: list[RegbrowseError]
) -> list[KnownLogin]:
    """Return the logins of one file, those of helpers first, as `FileSource` asks them."""
    logins = [
        KnownLogin(registry, None, file.helper_source(helper))
        for key, helper in stored.cred_helpers.items()
        if helper and (registry := _registry(key))
    ]
    marks_count = False
    if stored.creds_store:
        source = file.helper_source(stored.creds_store)
        try:
            listed = await helpers.servers(stored.creds_store, file=file.name)
        except AuthError as error:
            notices.append(error)
            marks_count = True
        else:
            logins += [
                KnownLogin(registry, _user(username), source)
                for key, username in listed.items()
                if (registry := _registry(key))
            ]
    return [*logins, *_written(file, stored, notices, marks_count=marks_count)]


def _written(
    file: AuthFile, stored: Stored, notices: list[RegbrowseError], *, marks_count: bool
) -> Iterator[KnownLogin]:
    """Yield the logins written in a file.

    Docker leaves an empty entry where the helper of `credsStore` has the login. `marks_count` says
    to take its word for it, because the helper could not be asked.
    """
    for key, entry in stored.auths.items():
        registry = _registry(key)
        if not registry:
            continue
        try:
            login = login_of(entry, registry, file.name, file.source)
        except AuthError as error:
            notices.append(error)
            yield KnownLogin(registry, None, file.source)
            continue
        if login:
            namespace = file.namespaces and is_namespace(key)
            yield KnownLogin(registry, None if namespace else _user(login.username), login.source)
        elif marks_count:
            yield KnownLogin(registry, None, file.helper_source(stored.creds_store))


def _user(username: str) -> str | None:
    return None if username in {"", TOKEN_USERNAME} else username


def _registry(key: str) -> str | None:
    """Return `host[:port]` of a key, None if it is no registry's."""
    if is_part_of_web_login(key):
        return None
    try:
        address = Address.parse(split_key(key)[0])
    except UsageError:
        return None
    return "docker.io" if address.is_hub else address.netloc
