"""Registries in which something is to be found, and what comes of looking for it."""

from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import Finding, read_query
from regbrowse.service.registry_service import RegistryService
from tests.support import serving_images
from tests.support.dialects import Distribution2, serve_catalog
from tests.support.images import oci_image
from tests.support.scripted import ScriptedServer

OTHER = oci_image(text="other")


def serve(server: ScriptedServer, names: list[str], has: str = "") -> None:
    """A registry with repositories, of which those with `has` in their names have tag 1."""
    serve_catalog(server, Distribution2(names))
    for name in names:
        if has and has in name:
            serving_images.serve(server, name, {"1": OTHER})


async def find(service: RegistryService, text: str, *feeds: Feed, within: str = "") -> Finding:
    finding = Finding(read_query(text))
    async for event in service.find(feeds, finding.query, within):
        finding.take(event)
    return finding


def named(finding: Finding) -> list[str]:
    return [f"{each.repository}:{each.tag}" for each in finding.results]


def manifests(server: ScriptedServer) -> list[str]:
    return [each.method for each in server.requests if "/manifests/" in each.path]
