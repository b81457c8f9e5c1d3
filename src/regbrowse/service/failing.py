"""Whose failure it is when a tag cannot be read: that of the tag, or of the whole registry."""

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError, RegbrowseError, Unreachable

_MOST_UNLUCKY = 5
"""So many tags in a row may end in what may as well be the server's failure."""

_OF_ONE_TAG = frozenset(
    {
        Code.MANIFEST_NOT_FOUND,
        Code.MANIFEST_DENIED,
        Code.MANIFEST_INVALID,
        Code.POLICY_BLOCKED,
        Code.DIGEST_MISMATCH,
        Code.OVERSIZED_RESPONSE,
    }
)


def ends_all(error: RegbrowseError) -> bool:
    """Whether nothing else can be had of the registry either: it is not reached, or had enough."""
    return isinstance(error, Unreachable) or error.code is Code.RATE_LIMITED


def is_of_one_tag(error: RegbrowseError) -> bool:
    """Whether it is the tag that is broken, and will be the next time, too."""
    return error.code in _OF_ONE_TAG


class Streak:
    """Counts what went wrong in a row while the tags of one repository are asked for.

    distribution answers 500 for a tag whose manifest is damaged, and gateways put a page in its
    place; both may as well be the end of the server. So what is not plainly the tag's own ends
    everything only when it comes again and again.
    """

    def __init__(self) -> None:
        self._unlucky = 0

    def ends(self, error: RegbrowseError) -> bool:
        """Note a failure, and say whether the other tags need not be asked for.

        A login that is not accepted for one tag is not accepted for the others of its repository.
        """
        if ends_all(error) or isinstance(error, AuthError):
            return True
        if not is_of_one_tag(error):
            self._unlucky += 1
        return self._unlucky > _MOST_UNLUCKY

    def interrupted(self) -> None:
        """Note that a tag could be read."""
        self._unlucky = 0
