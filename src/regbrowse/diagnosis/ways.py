"""What a registry allows, in one line for people."""

from regbrowse.domain.codes import Code
from regbrowse.domain.ways import Ways

_WHY = {
    Code.CATALOG_DENIED: "does not show its list to {who}",
    Code.CATALOG_EMPTY: "lists nothing when it is asked for everything",
    Code.CATALOG_EMPTY_ANONYMOUS: "shows its list only to those who are logged in",
    Code.CATALOG_UNSUPPORTED: "has no list of its repositories",
    Code.SEARCH_UNSUPPORTED: "cannot list or search its repositories",
}

BY_NAME = "type a repository's whole name and press enter; it is remembered"


def allows(ways: Ways, *, kept: bool = False) -> str:
    """Say in one line what there is in place of a catalog, nothing where there is one.

    `kept` says that a list of before is still there.
    """
    if ways.no_list is None:
        return f"Listed by {_possessive(ways.source)} own API." if ways.source else ""
    why = _WHY.get(ways.no_list, _WHY[Code.CATALOG_UNSUPPORTED])
    why = why.format(who="this login" if ways.login else "visitors without a login")
    why = f"{ways.software or 'This registry'} {why}"
    if kept:
        return f"{why}: this is the one that was read before."
    if not ways.searches:
        return f"{why}: {BY_NAME}."
    if ways.prompt is not None:
        return f"{why}: {ways.prompt}."
    return f"{why}, but searches: type what you look for."


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
