"""Pushes images to a real registry over HTTP, as docker does.

digest = push(registry.url, "team/app", ["1.0", "latest"], oci_image())
"""

import ssl
from collections.abc import Iterable, Mapping

import httpx

from tests.support.images import Blob, Manifest


def push(
    url: str,
    repository: str,
    tags: Iterable[str],
    manifest: Manifest,
    *,
    auth: tuple[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    verify: ssl.SSLContext | bool = True,
) -> str:
    """Push a manifest with everything it refers to, and name it; its digest is returned.

    Raises httpx.HTTPStatusError if the registry refuses.
    """
    with httpx.Client(auth=auth, headers=headers, verify=verify, trust_env=False) as client:
        root = f"{url}/v2/{repository}"
        _push_parts(client, root, manifest)
        for reference in [manifest.digest, *tags]:
            _put_manifest(client, root, reference, manifest)
    return manifest.digest


def delete(url: str, repository: str, digest: str, *, auth: tuple[str, str] | None = None) -> None:
    """Delete a manifest, and with it all tags that point to it."""
    path = f"{url}/v2/{repository}/manifests/{digest}"
    with httpx.Client(auth=auth, trust_env=False) as client:
        client.delete(path).raise_for_status()


def _push_parts(client: httpx.Client, root: str, manifest: Manifest) -> None:
    for blob in manifest.blobs:
        _push_blob(client, root, blob)
    for child in manifest.manifests:
        _push_parts(client, root, child)
        _put_manifest(client, root, child.digest, child)


def _push_blob(client: httpx.Client, root: str, blob: Blob) -> None:
    started = client.post(f"{root}/blobs/uploads/").raise_for_status()
    location = httpx.URL(started.headers["Location"])
    complete = location.copy_add_param("digest", blob.digest)
    client.put(complete, content=blob.data).raise_for_status()


def _put_manifest(client: httpx.Client, root: str, reference: str, manifest: Manifest) -> None:
    client.put(
        f"{root}/manifests/{reference}",
        content=manifest.data,
        headers={"Content-Type": manifest.media_type},
    ).raise_for_status()
