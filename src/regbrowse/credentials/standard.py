"""The order in which logins are looked for."""

from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.file_source import FileSource
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.keychain_source import KeychainSource
from regbrowse.credentials.places import Surroundings, auth_files
from regbrowse.credentials.source import Source


def standard_chain(
    surroundings: Surroundings,
    *,
    helpers: Helpers,
    keychain: Keychain | None = None,
) -> CredentialChain:
    """Build the chain that every command uses.

    1. our own entry in the keychain, if the feed names a user;
    2. the file that REGISTRY_AUTH_FILE names;
    3. DOCKER_AUTH_CONFIG;
    4. podman's auth.json files, unless REGISTRY_AUTH_FILE replaces them;
    5. docker's config.json, and the ~/.dockercfg of old.

    A password handed over for one command (REGBROWSE_PASSWORD, --password-stdin) goes before all
    of them: `chain.preceded_by(HandedOver(address, login))`.
    """
    sources: list[Source] = [KeychainSource(keychain)] if keychain else []
    sources += [FileSource(file, helpers) for file in auth_files(surroundings)]
    return CredentialChain(sources)
