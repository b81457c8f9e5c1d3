"""A login file as a source: its credential helper first, then what is written in it."""

import asyncio
from dataclasses import replace
from functools import partial

from regbrowse.credentials.auth_file import AuthFile, Stored
from regbrowse.credentials.entry import login_of
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keys import matching, names_of
from regbrowse.credentials.source import Prospect, Resolution, Wanted
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login


class FileSource:
    """The logins of one file of docker or podman.

    The helper that the file names goes before the logins written in it. Where it fails or has
    none, a login that is written in the file is still used: it was made for this very registry.
    """

    def __init__(self, file: AuthFile, helpers: Helpers) -> None:
        self._file = file
        self._helpers = helpers

    async def find(self, wanted: Wanted) -> Resolution:
        """Look in the file and ask its helper; whatever is broken becomes a notice."""
        try:
            stored = await asyncio.to_thread(self._file.load)
        except AuthError as error:
            return Resolution(None, (error,))
        if stored is None:
            return Resolution(None)
        notices: list[AuthError] = []
        try:
            login = await self._from_helper(stored, wanted)
        except AuthError as error:
            notices.append(error)
            login = None
        login = login or self._written(stored, wanted, notices)
        if login is not None:
            login = replace(login, supplier=self._file.supplier)
        return Resolution(login, tuple(notices))

    def describe(self, wanted: Wanted) -> Prospect | None:
        """Say whether the file has the login, or a helper that it says has it."""
        try:
            stored = self._file.load()
        except AuthError:
            return None
        if stored is None:
            return None
        if own := stored.own_helper(wanted.address):
            return self._by_helper(own, wanted)
        if login := self._written(stored, wanted, []):
            return Prospect(login.source)
        helper = stored.helper(wanted.address)
        # Docker leaves an empty entry for each login that it gave to the helper of `credsStore`.
        marked = matching(stored.auths, wanted.address, None, namespaces=self._file.namespaces)
        return self._by_helper(helper, wanted) if helper and marked else None

    def _by_helper(self, helper: str, wanted: Wanted) -> Prospect:
        # Whose login the helper has, only asking would tell.
        return Prospect(self._file.helper_source(helper), certain=not wanted.username)

    async def _from_helper(self, stored: Stored, wanted: Wanted) -> Login | None:
        helper = stored.helper(wanted.address)
        if not helper:
            return None
        ask = partial(
            self._helpers.get,
            helper,
            file=self._file.name,
            source=self._file.helper_source(helper),
        )
        now = asyncio.get_running_loop().time
        began = now()
        for server in _server_keys(stored, wanted):
            patience_s = wanted.patience_s and max(0.0, wanted.patience_s - (now() - began))
            login = await ask(server, patience_s=patience_s)
            if login and wanted.accepts(login.username):
                return login
        return None

    def _written(self, stored: Stored, wanted: Wanted, notices: list[AuthError]) -> Login | None:
        namespaces = self._file.namespaces
        registry = wanted.address.netloc
        for key in matching(stored.auths, wanted.address, wanted.repository, namespaces=namespaces):
            try:
                login = login_of(stored.auths[key], registry, self._file.name, self._file.source)
            except AuthError as error:
                notices.append(error)
                continue
            if login and wanted.accepts(login.username):
                return login
        return None


def _server_keys(stored: Stored, wanted: Wanted) -> list[str]:
    """Return the keys to ask a helper for: docker's, then any other spelling in the file."""
    first = names_of(wanted.address)[0]
    spelled = [
        key
        for keys in (stored.auths, stored.cred_helpers)
        for key in matching(keys, wanted.address, None, namespaces=True)
    ]
    return list(dict.fromkeys([first, *spelled]))
