"""Builds the machinery and hands it to the service. Nothing else does.

Also the only place that reads the process's environment: everything below is handed what it needs.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from regbrowse.catalog.store import Store
from regbrowse.config.feeds_file import FeedsFile
from regbrowse.config.paths import Paths
from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.handed import HandedOver
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.listing import Listing, list_logins
from regbrowse.credentials.places import Surroundings, auth_files
from regbrowse.credentials.standard import standard_chain
from regbrowse.domain.feed import Feed
from regbrowse.domain.login import Login
from regbrowse.service.access import Access
from regbrowse.service.accounts import Accounts
from regbrowse.service.registry_service import RegistryService


def user_service(environ: Mapping[str, str] | None = None) -> RegistryService:
    """Build the service of the user who started this process."""
    environ = os.environ if environ is None else environ
    paths = Paths.from_environment(environ)
    uid = os.getuid() if hasattr(os, "getuid") else None
    surroundings = Surroundings(environ, Path.home(), sys.platform, uid)
    helpers = Helpers(environ)
    keychain = Keychain()

    async def known_logins() -> Listing:
        return await list_logins(auth_files(surroundings), helpers)

    return RegistryService(
        FeedsFile(paths.feeds_file),
        Store(paths.cache_dir),
        Access(standard_chain(surroundings, helpers=helpers, keychain=keychain), environ),
        Accounts(keychain, known_logins),
    )


def separate_service(
    folder: Path, feeds: Sequence[Feed], logins: Sequence[tuple[Feed, Login]]
) -> RegistryService:
    """Build a service that shares nothing with the user's: for the demo.

    Its feeds and cache are in `folder`, its logins are those given, and no variable, keychain or
    login of docker has a say.
    """
    file = FeedsFile(folder / "feeds.toml")
    for feed in feeds:
        file.put(feed)

    async def no_logins() -> Listing:
        return Listing(())

    chain = CredentialChain([HandedOver(feed.address, login) for feed, login in logins])
    return RegistryService(
        file, Store(folder / "cache"), Access(chain, {}), Accounts(None, no_logins)
    )
