"""The ways into a registry: how its repositories can be found where there may be no catalog."""

from collections.abc import Sequence
from dataclasses import dataclass

from regbrowse.domain.codes import Code

NO_LIST = frozenset(
    {
        Code.CATALOG_UNSUPPORTED,
        Code.CATALOG_DENIED,
        Code.CATALOG_EMPTY,
        Code.CATALOG_EMPTY_ANONYMOUS,
        Code.SEARCH_UNSUPPORTED,
    }
)
"""Why a registry that works has no list for us: it has not failed, and has another way in."""

BY_LOGIN = frozenset({Code.CATALOG_DENIED, Code.CATALOG_EMPTY_ANONYMOUS})
"""Those of which another login may see more."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What a registry allows us, as it was seen when its list was last asked for.

    `software` names the registry where it is recognised ("Docker Hub"). `no_list` is why there is
    no list of all its repositories, None if there is one; `source` says whose list that is if it is
    not the catalog ("Quay's API"). `searches` says that it searches for us, and `prompt` what it
    wants to be asked ("OWNER/ lists the packages of a user or an organization"), None for any text.
    `login` is the user name that it was asked by, empty for nobody: another may be shown more.
    """

    software: str | None = None
    no_list: Code | None = None
    source: str | None = None
    searches: bool = False
    prompt: str | None = None
    login: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what a registry found when it was asked to search.

    `names` are repositories as references to this registry name them, best first. `cursor` is
    opaque and leads to the next page, None at the end; `total` is what the registry says that there
    are, None if it does not.
    """

    names: Sequence[str]
    cursor: str | None = None
    total: int | None = None
