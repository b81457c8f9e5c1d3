"""Builds the machinery and hands it to the service. Nothing else does.

Also the only place that reads the process's environment: everything below is handed what it needs.
"""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.config.paths import Paths
from regbrowse.credentials.keychain import Keychain
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.platform import machine_platform
from regbrowse.domain.login import Login
from regbrowse.service.access import Access
from regbrowse.service.accounts import Accounts
from regbrowse.service.registry_service import RegistryService

if TYPE_CHECKING:
    from regbrowse.credentials.chain import CredentialChain
    from regbrowse.credentials.listing import Listing
    from regbrowse.credentials.places import Surroundings


def user_service(environ: Mapping[str, str] | None = None) -> RegistryService:
    """Build the service of the user who started this process.

    What looks for logins is imported when one is needed: the screens must be there at once.
    """
    environ = os.environ if environ is None else environ
    paths = Paths.from_environment(environ)
    keychain = Keychain()

    def make_chain() -> "CredentialChain":
        from regbrowse.credentials.helper import Helpers
        from regbrowse.credentials.standard import standard_chain

        return standard_chain(_surroundings(environ), helpers=Helpers(environ), keychain=keychain)

    async def known_logins() -> "Listing":
        from regbrowse.credentials.helper import Helpers
        from regbrowse.credentials.listing import list_logins
        from regbrowse.credentials.places import auth_files

        return await list_logins(auth_files(_surroundings(environ)), Helpers(environ))

    return RegistryService(
        FeedsFile(paths.feeds_file),
        Store(paths.cache_dir),
        Access(make_chain, environ),
        Accounts(keychain, known_logins),
        machine_platform(platform.machine()),
    )


def _surroundings(environ: Mapping[str, str]) -> "Surroundings":
    from regbrowse.credentials.places import Surroundings

    uid = os.getuid() if hasattr(os, "getuid") else None
    return Surroundings(environ, Path.home(), sys.platform, uid)


def separate_service(
    folder: Path, feeds: Sequence[Feed], logins: Sequence[tuple[Feed, Login]]
) -> RegistryService:
    """Build a service that shares nothing with the user's: for the demo.

    Its feeds and cache are in `folder`, its logins are those given, and no variable, keychain or
    login of docker has a say.
    """
    from regbrowse.credentials.chain import CredentialChain
    from regbrowse.credentials.handed import HandedOver
    from regbrowse.credentials.listing import Listing

    file = FeedsFile(folder / "feeds.toml")
    for feed in feeds:
        file.put(feed)

    async def no_logins() -> Listing:
        return Listing(())

    chain = CredentialChain([HandedOver(feed.address, login) for feed, login in logins])
    return RegistryService(
        file,
        Store(folder / "cache"),
        Access(lambda: chain, {}),
        Accounts(None, no_logins),
        machine_platform(platform.machine()),
    )
