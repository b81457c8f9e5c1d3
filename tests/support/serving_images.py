"""A scripted registry with images in it: real ones, and any that no registry would take.

serve(server, "team/app", {"1.0": image})
"""

import re

from tests.support.images import Blob, Manifest
from tests.support.scripted import Reply, ScriptedServer

PING = Reply(200, b"{}", [("Docker-Distribution-Api-Version", "registry/2.0")])


def serve(server: ScriptedServer, repository: str, tags: dict[str, Manifest]) -> None:
    """Serve manifests by tag and digest, with all that they refer to."""
    server.on("/v2/", PING)
    for tag, manifest in tags.items():
        server.on(f"/v2/{repository}/manifests/{tag}", manifest_reply(manifest))
        _serve_parts(server, repository, manifest)


def serve_blob(server: ScriptedServer, repository: str, blob: Blob) -> None:
    server.on(f"/v2/{repository}/blobs/{blob.digest}", Reply(200, blob.data))


def manifest_reply(manifest: Blob, *, digest: str | None = None, label: str | None = None) -> Reply:
    """The answer with a manifest; another `digest` or `label` makes it a lie."""
    return Reply(
        200,
        manifest.data,
        [
            ("Content-Type", manifest.media_type if label is None else label),
            ("Docker-Content-Digest", digest or manifest.digest),
        ],
    )


def _serve_parts(server: ScriptedServer, repository: str, manifest: Manifest) -> None:
    path = re.compile(f"/v2/{repository}/manifests/{manifest.digest}")
    server.on(path, manifest_reply(manifest))
    for blob in manifest.blobs:
        serve_blob(server, repository, blob)
    for child in manifest.manifests:
        _serve_parts(server, repository, child)
