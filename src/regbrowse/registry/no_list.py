"""Why there is no list of all repositories, as far as that is no failure of the registry.

Once a registry has let us in, what it answers to the request for its list is about the list alone:
many keep that for administrators, and say so in their own ways. Repositories can still be read by
their names.
"""

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import CatalogError, RegistryError
from regbrowse.registry.answer import Answer

_DENIED = frozenset(
    {
        Code.CREDENTIALS_REQUIRED,
        Code.CREDENTIALS_REJECTED,
        Code.STALE_CREDENTIALS,
        Code.CHALLENGE_MISSING,  # nginx and gateways: a 401 that asks for nothing
        Code.BLOCKED_BY_GATEWAY,  # nginx: `deny all` for the catalog alone
    }
)
_UNSUPPORTED = frozenset({Code.CATALOG_INVALID, Code.HTML_INSTEAD_OF_REGISTRY})
_PAGES_TOO_LARGE = "PAGINATION_NUMBER_INVALID"
"""distribution: there is a list, whose settings are wrong."""

_NAMED = frozenset({"operation", "url", "status", "registry_code", "registry_message"})


def no_list(error: RegistryError, ping: Answer) -> RegistryError:
    """Return what the refusal of a list means, which is `error` itself if it says so already.

    That is one with a code of `NO_LIST`, unless `error` is a failure. `ping` is the version check
    of the registry.
    """
    code = _why(error, ping)
    if code is None:
        return error
    return CatalogError(
        code,
        operation=error.operation,
        url=error.url,
        status=error.status,
        registry_code=error.registry_code,
        registry_message=error.registry_message,
        **{key: value for key, value in error.facts.items() if key not in _NAMED},
    )


def _why(error: RegistryError, ping: Answer) -> Code | None:
    if error.code in _DENIED:
        return Code.CATALOG_DENIED if _let_in(error, ping) else None
    # Artifactory has no catalog at some addresses, and answers 400.
    is_refusal = error.status == 400 and error.registry_code != _PAGES_TOO_LARGE
    return Code.CATALOG_UNSUPPORTED if is_refusal and error.code in _UNSUPPORTED else None


def _let_in(error: RegistryError, ping: Answer) -> bool:
    """Whether the registry took us at its version check.

    Where that wants a login, its refusals of one are no news about the list. Where it wants a
    token, nobody is in, too, if he was given one (its `realm` is known), or was only refused one
    for the list (403).
    """
    if ping.status != 401 or error.code is Code.BLOCKED_BY_GATEWAY:
        return True
    given = "realm" in error.facts or error.status == 403
    return error.code is Code.CREDENTIALS_REQUIRED and given
