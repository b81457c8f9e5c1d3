"""Which feed a reference is in: what a person types or pastes names it in several ways."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from regbrowse.domain.address import Address, is_engine_host
from regbrowse.domain.feed import Feed
from regbrowse.domain.pull import pull_base
from regbrowse.domain.reference import Reference, hub_repository, parse_reference, pasted

_HERE = "here"
"""Stands for a feed in front of a name that is in it."""


def resolve(
    text: str, feeds: Mapping[str, Feed], within: Feed | None = None
) -> tuple[Feed, Reference]:
    """Read a reference and return the feed that it is in, saved or not.

    `within` is the feed that is in front of a person: what begins with neither a feed nor a host is
    a name there, not one of Docker Hub. A host is the feed that is there, or whose images are
    pulled by it, for that has its settings: `within`, else the only one. A line that pulls an image
    will do, too. Raises UsageError with `invalid-reference` or a code of `Address.parse`.
    """
    text = pasted(text)
    pulled = _pulled_by(text, within, feeds)
    if pulled is not None:
        return _named(text[len(pull_base(pulled)) :], pulled)
    first, slash, _ = text.partition("/")
    names_one = first in feeds or "://" in text or (slash and is_engine_host(first))
    if within is not None and not names_one:
        return _named(text, within)
    reference = parse_reference(text, feeds)
    if reference.address is not None:
        feed = _feed_at(reference.address, within, feeds.values())
        if feed.saved:
            reference = replace(reference, feed=feed.name, address=None)
        return feed, reference
    feed = feeds[reference.feed or ""]
    repository = hub_repository(feed.address, reference.repository)
    return feed, replace(reference, repository=repository)


def _named(text: str, feed: Feed) -> tuple[Feed, Reference]:
    reference = parse_reference(f"{_HERE}/{text}", (_HERE,))
    repository = hub_repository(feed.address, reference.repository)
    return feed, replace(reference, feed=feed.saved_name, repository=repository)


def _pulled_by(text: str, within: Feed | None, feeds: Mapping[str, Feed]) -> Feed | None:
    """Return the feed whose images are pulled by such names, if it is one.

    A feed's own name goes before it, and the longest registry path before a shorter one.
    """
    if text.partition("/")[0] in feeds:
        return None
    if within is not None and _is_pulled_by(text, within):
        return within
    there = [feed for feed in feeds.values() if _is_pulled_by(text, feed)]
    longest = max((len(pull_base(feed)) for feed in there), default=0)
    best = [feed for feed in there if len(pull_base(feed)) == longest]
    return best[0] if len(best) == 1 else None


def _is_pulled_by(text: str, feed: Feed) -> bool:
    base = pull_base(feed)
    return bool(base) and text.startswith(base)


def _feed_at(address: Address, within: Feed | None, feeds: Iterable[Feed]) -> Feed:
    """Return the feed at an address, whose path is no part of a reference; a new one if none is.

    Of several it is not known whose settings are meant.
    """
    if within is not None and within.address.is_at(address) and not within.address.prefix:
        return within
    there = [feed for feed in feeds if feed.address.is_at(address) and not feed.address.prefix]
    return there[0] if len(there) == 1 else Feed(str(address), address, saved=False)
