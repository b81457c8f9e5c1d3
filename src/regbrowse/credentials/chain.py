"""The chain of sources: the first that has a login supplies it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from regbrowse.credentials.source import Prospect, Resolution, Source, Wanted
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError

_LEAST_S = 0.1
"""Seconds that a source has, however late it is."""


class CredentialChain:
    """Asks its sources in their order. It remembers nothing: each `resolve` asks anew."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)

    def preceded_by(self, source: Source) -> "CredentialChain":
        """Return the same chain with one more source in front."""
        return CredentialChain((source, *self._sources))

    async def resolve(
        self,
        address: Address,
        username: str | None,
        repository: str | None = None,
        within_s: float | None = None,
    ) -> Resolution:
        """Return the login for `address`, if anybody has one, and what went wrong on the way.

        With a `username` only a login of that user is used (see `Wanted.accepts`). `within_s` are
        seconds for all sources together: each has half of what is left, so that one that hangs is
        named, and the others are asked all the same.
        """
        wanted = Wanted(address, username, repository)
        now = asyncio.get_running_loop().time
        ends_at = None if within_s is None else now() + within_s
        notices: list[RegbrowseError] = []
        for source in self._sources:
            patience_s = None if ends_at is None else max(_LEAST_S, (ends_at - now()) / 2)
            found = await source.find(replace(wanted, patience_s=patience_s))
            notices += found.notices
            if found.login:
                return Resolution(found.login, tuple(filter(_still_matters, notices)))
        return Resolution(None, tuple(notices))

    def describe(
        self, address: Address, username: str | None, repository: str | None = None
    ) -> str | None:
        """Say who would supply the login, without running a helper or opening the keychain.

        A source that surely has one is named before a keychain that would have to be opened.
        """
        wanted = Wanted(address, username, repository)
        uncertain: Prospect | None = None
        for source in self._sources:
            prospect = source.describe(wanted)
            if prospect and prospect.certain:
                return prospect.source
            uncertain = uncertain or prospect
        return uncertain.source if uncertain else None


def _still_matters(notice: RegbrowseError) -> bool:
    # A machine without a keychain is no news once somebody else has supplied the login.
    return notice.code is not Code.KEYCHAIN_UNAVAILABLE
