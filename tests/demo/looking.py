"""Looking into the content of the demo."""

from regbrowse.demo.content.blobs import Blob
from regbrowse.demo.content.images import Manifest
from regbrowse.demo.content.repository import Repository


def read(blob: Blob | None) -> bytes:
    assert blob is not None
    return b"".join(blob.read())


def manifest_of(repository: Repository, reference: str) -> Manifest:
    found = repository.manifest(reference)
    assert found is not None, (repository.name, reference)
    return found


def images_under(repository: Repository, reference: str) -> list[Manifest]:
    """The manifests behind a reference that have layers: itself, or those of the index."""
    found = manifest_of(repository, reference)
    children = found.document.get("manifests")
    if children is None:
        return [found]
    return [image for child in children for image in images_under(repository, child["digest"])]


def layers(image: Manifest) -> list[str]:
    return [layer["digest"] for layer in image.document["layers"]]
