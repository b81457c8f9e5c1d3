"""The registry path: whether the address to pull by leads to the same images."""

from urllib.parse import urlsplit

from regbrowse.credentials.source import Resolution
from regbrowse.diagnosis.check.outcome import Outcome, ok, skip, warn
from regbrowse.diagnosis.check.state import LOGIN_S, State
from regbrowse.domain.address import DEFAULT_PORT, Address
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError, RegistryError, UsageError
from regbrowse.domain.feed import Feed
from regbrowse.registry.auth import Authenticator, FindLogin
from regbrowse.registry.discovery import PURPOSE, discover
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.limits import PING
from regbrowse.registry.manifests import Manifests
from regbrowse.registry.probes.recorder import Recorder

_DENIED = frozenset(
    {Code.CREDENTIALS_REQUIRED, Code.CREDENTIALS_REJECTED, Code.MANIFEST_DENIED, Code.TAGS_DENIED}
)


async def run(state: State) -> Outcome:
    """Ask the registry at the path for the image that was just read."""
    path = state.feed.registry_path
    if not path:
        return skip("the feed has none: images are pulled by its own address")
    authority, _, below = path.partition("/")
    try:
        address = Address.parse(authority)
    except UsageError as error:
        return warn(error.retold(Code.REGISTRY_PATH_UNREACHABLE, registry_path=path))
    # Only what is the registry's own is taken over: no login, no certificate, no proxy. And who
    # lets one server go unverified has said so of that one: this one may get a login.
    insecure = state.feed.insecure and _is_the_same(address, state)
    feed = Feed(path, address, ca_file=state.feed.ca_file, insecure=insecure)
    transport = state.open_transport(feed)
    evidence: dict[str, Evidence] = {"registry_path": path, "compared": None}
    try:
        endpoint = await discover(feed, transport)
        auth = Authenticator(transport, _finder(state, address), configured=False)
        await auth.verify(endpoint.ping, PURPOSE, PING)
    except RegbrowseError as error:
        return warn(_unreachable(path, error), evidence | transport.looks | _requests(transport))
    evidence |= {"status": endpoint.ping.status, "url": endpoint.root}
    found, more = await _compare(state, endpoint, auth, below)
    evidence |= more | _requests(transport)
    if found is not None:
        return warn(found, evidence)
    compared = f", and {more['compared']} is the same there" if more.get("compared") else ""
    return ok(f"{path} answers{compared}", evidence)


def _is_the_same(address: Address, state: State) -> bool:
    port = address.port or DEFAULT_PORT[address.schemes_to_try[0]]
    return (address.api_host, port) == (state.host, state.port)


def _finder(state: State, address: Address) -> FindLogin:
    async def find() -> Resolution:
        found = await state.around.find_login(address, None, None, state.at_most(LOGIN_S))
        if found.login is not None:
            state.veil.keep(found.login.secret.reveal())
        return found

    return find


async def _compare(
    state: State, endpoint: Endpoint, auth: Authenticator, below: str
) -> tuple[RegbrowseError | None, dict[str, Evidence]]:
    """Compare the digest of one image at both addresses, without a pull."""
    path = state.feed.registry_path
    if state.chosen is None or state.tag is None or state.digest is None:
        return None, {"compared": None}
    repository = f"{below}/{state.chosen}" if below else state.chosen
    reference = f"{repository}:{state.tag}"
    host = urlsplit(endpoint.root).netloc
    manifests = Manifests(endpoint, auth)
    try:
        head = await manifests.head(repository, state.tag)
        digest = head.digest if head else (await manifests.get(repository, state.tag)).digest
    except RegistryError as error:
        if error.code in _DENIED:
            return None, {"compared": None, "denied": error.code.value}
        reason = f"{reference} cannot be read there"
        if isinstance(error, NotFound):
            reason = f"there is no {reference} there"
        different = Code.REGISTRY_PATH_DIFFERENT
        return error.retold(different, registry_path=path, reason=reason), {}
    if digest == state.digest:
        return None, {"compared": reference, "digest": digest}
    other = NotFound(
        Code.REGISTRY_PATH_DIFFERENT,
        host=host,
        registry_path=path,
        reason=f"{reference} is another image there",
    )
    return other, {"digest": digest, "digest_here": state.digest}


def _unreachable(path: str, cause: RegbrowseError) -> NotFound:
    error = NotFound(
        Code.REGISTRY_PATH_UNREACHABLE, operation="ask the registry path", registry_path=path
    )
    error.__cause__ = cause
    return error


def _requests(transport: Recorder) -> dict[str, Evidence]:
    return {"requests": [seen.evidence for seen in transport.seen]}
