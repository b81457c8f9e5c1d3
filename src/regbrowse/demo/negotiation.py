"""Which manifest a client gets for what it says it accepts.

Source: distribution registry/handlers/manifests.go, `GetManifest`: media types must be named, a
wildcard counts for nothing. Docker manifests are not turned into schema 1 any more, as in 3.x.
"""

from regbrowse.demo.answers import Answer, Request, error_answer
from regbrowse.demo.content.images import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
    Manifest,
)
from regbrowse.demo.content.repository import Repository

_MUST_BE_ACCEPTED = {
    OCI_MANIFEST: "OCI manifest found, but accept header does not support OCI manifests",
    OCI_INDEX: "OCI index found, but accept header does not support OCI indexes",
}


def negotiated(
    repository: Repository, found: Manifest, request: Request, *, by_tag: bool
) -> Manifest | Answer:
    """Return `found`, what stands in for it, or the answer that says why there is none."""
    accepted = _accepted(request)
    message = _MUST_BE_ACCEPTED.get(found.media_type)
    if message and found.media_type not in accepted:
        return error_answer("MANIFEST_UNKNOWN", message=message)
    if found.media_type != DOCKER_LIST or DOCKER_LIST in accepted or not by_tag:
        return found
    if DOCKER_MANIFEST not in accepted:
        refusal = "Schema 2 manifest not supported by client"
        return error_answer("MANIFEST_INVALID", message=refusal)
    for entry in found.document["manifests"]:
        if (entry["platform"]["os"], entry["platform"]["architecture"]) == ("linux", "amd64"):
            return repository.manifest(entry["digest"]) or found
    return error_answer("MANIFEST_UNKNOWN")


def _accepted(request: Request) -> set[str]:
    written = request.headers.get("accept", "")
    return {one.partition(";")[0].strip().lower() for one in written.split(",")}
