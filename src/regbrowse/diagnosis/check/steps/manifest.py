"""One image: its manifest, and the small blob that describes it, which may be kept elsewhere."""

from urllib.parse import urlsplit

from regbrowse.diagnosis.check.outcome import Outcome, fail, ok, skip
from regbrowse.diagnosis.check.state import State
from regbrowse.diagnosis.check.steps.asked import asked, elsewhere
from regbrowse.domain.check import Evidence
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegbrowseError, RegistryError
from regbrowse.domain.image.descriptor import Descriptor
from regbrowse.domain.image.manifest import read_manifest
from regbrowse.domain.names import is_digest, is_tag
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.blobs import Blobs
from regbrowse.registry.dialects.known import counts_pulls
from regbrowse.registry.dialects.sighting import Sighting
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.manifests import FetchedManifest, Manifests
from regbrowse.registry.probes.recorder import Recorder
from regbrowse.registry.v1.registry import V1Registry

_MOST_TAGS = 3


async def run(state: State) -> Outcome:
    """Fetch a manifest and its config, by HEAD where pulls are counted."""
    endpoint, auth, transport = state.endpoint, state.auth, state.transport
    if endpoint is None or auth is None or transport is None or state.chosen is None:
        return skip("there is no repository to read from")
    if state.tag is None:
        return skip(f"{state.chosen} has no tag")
    if isinstance(state.registry, V1Registry):
        return await _of_v1(state, state.registry, state.chosen, state.tag, transport)
    began = len(transport.seen)
    evidence: dict[str, Evidence] = {"reference": f"{state.chosen}:{state.tag}"}
    counts = counts_pulls(Sighting(state.feed.address, endpoint))
    try:
        if counts:
            evidence |= await _head(state, endpoint, auth)
        else:
            evidence |= await _get(state, endpoint, auth, transport)
    except RegistryError as error:
        again = _explained(state, error, endpoint)
        evidence |= await _kept(state, error) | asked(transport, began)
        return fail(again, evidence, goes_on=True)
    evidence |= {"reference": f"{state.chosen}:{state.tag}", "digest": state.digest}
    counted = ", asked by HEAD, which counts as no pull" if counts else ""
    return ok(
        f"{state.chosen}:{state.tag} is {_short(state.digest)}{counted}",
        {
            **evidence,
            **asked(transport, began),
        },
    )


async def _of_v1(
    state: State, registry: V1Registry, repository: str, tag: str, transport: Recorder
) -> Outcome:
    """Read the description of an image, which is what version 1 has in place of a manifest."""
    began = len(transport.seen)
    evidence: dict[str, Evidence] = {"reference": f"{repository}:{tag}", "image": None}
    try:
        image_id = await registry.tag_image(repository, tag)
        evidence["image"] = image_id
        image = await registry.image(image_id, repository)
    except RegistryError as error:
        again = error.retold(reference=f"{repository}:{tag}", repository=repository)
        return fail(again, evidence | asked(transport, began), goes_on=True)
    evidence |= {"parent": image.parent, **asked(transport, began)}
    return ok(f"{repository}:{tag} is the image {image_id[:12]}", evidence)


async def _head(state: State, endpoint: Endpoint, auth: Authenticator) -> dict[str, Evidence]:
    head = await Manifests(endpoint, auth).head(state.chosen or "", state.tag or "")
    if head is None:
        return {"media_type": None, "pull_counted": False}
    state.digest = head.digest
    return {"media_type": head.media_type, "size": head.size, "pull_counted": False}


async def _get(
    state: State, endpoint: Endpoint, auth: Authenticator, transport: Recorder
) -> dict[str, Evidence]:
    manifests = Manifests(endpoint, auth)
    fetched = await _first(state, manifests)
    state.digest = fetched.digest
    if fetched.mismatch is not None:
        raise fetched.mismatch
    evidence: dict[str, Evidence] = {
        "media_type": fetched.media_type,
        "size": len(fetched.data),
        "config": None,
        "redirected_to": None,
    }
    manifest = read_manifest(fetched.data, fetched.media_type)
    if manifest.manifests:
        child = _preferred(manifest.manifests)
        inner = await manifests.get(state.chosen or "", child.digest)
        manifest = read_manifest(inner.data, inner.media_type)
        evidence["platform_manifest"] = child.digest
    config = manifest.config
    if config is None or not is_digest(config.digest):
        return evidence
    evidence["config"] = config.digest
    before = len(transport.seen)
    data = await Blobs(endpoint, auth).get(state.chosen or "", config.digest)
    hosts = [urlsplit(seen.url).netloc for seen in transport.seen[before:]]
    away = next((host for host in hosts if host != urlsplit(endpoint.root).netloc), None)
    return evidence | {"config_size": len(data), "redirected_to": away}


async def _kept(state: State, error: RegistryError) -> dict[str, Evidence]:
    """Where the file that was not to be had is kept, if that is another server."""
    storage = error.facts.get("storage")
    if storage is None:
        return {}
    cause = error.__cause__
    url = cause.url if isinstance(cause, RegistryError) and cause.url else error.url
    return {"redirected_to": storage, **await elsewhere(state, url)}


def _preferred(manifests: tuple[Descriptor, ...]) -> Descriptor:
    usable = [each for each in manifests if is_digest(each.digest)]
    return usable[0] if usable else manifests[0]


async def _first(state: State, manifests: Manifests) -> FetchedManifest:
    """Fetch the manifest of a tag; one that is listed and gone gives way to the next."""
    others = [tag for tag in state.tags if is_tag(tag) and tag != state.tag][: _MOST_TAGS - 1]
    if state.target.tag is not None:
        others = []
    missing: NotFound | None = None
    for tag in (state.tag or "", *others):
        try:
            fetched = await manifests.get(state.chosen or "", tag)
        except NotFound as error:
            if error.code is not Code.MANIFEST_NOT_FOUND:
                raise
            missing = missing or error
            continue
        state.tag = tag
        return fetched
    raise missing or AssertionError(state)


def _explained(state: State, error: RegistryError, endpoint: Endpoint) -> RegbrowseError:
    """Add what the error itself does not know."""
    if error.code is Code.MANIFEST_INVALID:
        # Found in the bytes alone, without a word of where they are from.
        host = urlsplit(endpoint.root).netloc
        return error.retold(host=host, reference=f"{state.chosen}:{state.tag}")
    return error


def _short(digest: str | None) -> str:
    return digest[:19] if digest else "there"
