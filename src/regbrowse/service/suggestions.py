"""Registries that could become feeds, from the logins that docker and podman have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed, feed_name_for

if TYPE_CHECKING:
    from regbrowse.credentials.listing import KnownLogin


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A registry that could become a feed, because somebody is logged in to it.

    `username` is None if it is not known; `source` says in words who has the login.
    """

    address: Address
    name: str
    username: str | None
    source: str


def suggest(logins: Iterable["KnownLogin"], feeds: Mapping[str, Feed]) -> list[Suggestion]:
    """Return the registries of `logins` that are no feed yet, with names that are free."""
    return [
        Suggestion(
            Address.parse(login.registry),
            free_name(login.registry, feeds),
            login.username,
            login.source,
        )
        for login in logins
        if not any(is_same(feed, login) for feed in feeds.values())
    ]


def is_same(feed: Feed, login: "KnownLogin") -> bool:
    """Whether a feed is the registry that a login is for."""
    address = Address.parse(login.registry)
    if feed.address.is_hub and address.is_hub:
        return True
    return feed.address.netloc == address.netloc and not feed.address.prefix


def free_name(registry: str, taken: Mapping[str, Feed]) -> str:
    """Return a name for the feed of a registry that no feed has."""
    name = feed_name_for(registry)
    number = 2
    while name in taken:
        name = f"{feed_name_for(registry)}-{number}"
        number += 1
    return name
