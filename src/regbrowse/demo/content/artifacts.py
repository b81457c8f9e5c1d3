"""Things in a registry that are no images: charts, policies, modules."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from regbrowse.demo.content.blobs import Blob, json_blob
from regbrowse.demo.content.builder import rfc3339
from regbrowse.demo.content.images import OCI_MANIFEST, Bundle, Document, Manifest, descriptor
from regbrowse.demo.content.plan import Plan
from regbrowse.demo.content.signatures import EMPTY
from regbrowse.demo.content.site import Family, Site, prefixed, release_tags
from regbrowse.demo.content.tarball import File
from regbrowse.demo.content.versions import history

HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json"
HELM_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"


def chart(site: Site) -> Plan:
    """A Helm chart (helm.sh, "Use OCI-based registries"). Charts have versions and nothing else."""
    newest = (site.rng.randint(0, 4), site.rng.randint(1, 12), site.rng.randint(0, 5))
    releases = history(site.rng, site.rng.randint(4, 14), newest)
    images = {
        release.version: partial(_build_chart, site, release.version, release.age)
        for release in releases
    }
    return Plan(images, {version: version for version in images})


def artifact(artifact_type: str, media_type: str, file_name: str, prefix: str = "") -> Family:
    """An artifact of one file: a policy, a module, a model (image-spec manifest.md)."""

    def plan(site: Site) -> Plan:
        releases = history(site.rng, site.rng.randint(3, 7), (1, site.rng.randint(0, 5), 1))
        images = {}
        for release in releases:
            text = f"{site.name} {release.version}\n" * 40
            created = rfc3339(site.workshop.epoch - timedelta(days=release.age))
            images[release.version] = partial(
                _build_artifact, artifact_type, media_type, file_name, text, created
            )
        return Plan(images, prefixed(release_tags(releases), prefix))

    return plan


def _build_chart(site: Site, version: str, age: float) -> Bundle:
    title = site.name.rpartition("/")[2]
    created = site.workshop.epoch - timedelta(days=age)
    meta: Document = {
        "name": title,
        "version": version,
        "description": f"A Helm chart for {title} on Kubernetes",
        "apiVersion": "v2",
        "appVersion": version,
        "type": "application",
        "home": f"https://git.acme.example/{site.name}",
        "maintainers": [{"name": "Platform team", "email": "platform@acme.example"}],
    }
    content = site.workshop.archive(_chart_files(title, meta)).blob
    config = json_blob(meta)
    annotations = {
        "org.opencontainers.image.title": title,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.description": meta["description"],
        "org.opencontainers.image.created": rfc3339(created),
        "org.opencontainers.image.authors": "Platform team (platform@acme.example)",
        "org.opencontainers.image.url": meta["home"],
    }
    return _bundle({"annotations": annotations}, HELM_CONFIG, config, HELM_CHART, content)


def _chart_files(title: str, meta: Mapping[str, object]) -> list[File]:
    scalars = [f"{key}: {value}" for key, value in meta.items() if isinstance(value, str)]
    image = f"registry.demo.example/{title}"
    values = f"replicas: 2\nimage:\n  repository: {image}\nresources: {{}}\n"
    kinds = ("deployment", "service", "ingress", "serviceaccount", "hpa")
    templates = [
        File(
            f"{title}/templates/{kind}.yaml",
            f"kind: {kind.capitalize()}\nmetadata:\n  name: {{{{ .Release.Name }}}}\n",
        )
        for kind in kinds
    ]
    return [
        File(f"{title}/Chart.yaml", "\n".join([*scalars, ""])),
        File(f"{title}/values.yaml", values),
        File(f"{title}/templates/_helpers.tpl", f'{{{{- define "{title}.name" -}}}}\n'),
        *templates,
        File(f"{title}/README.md", f"# {title}\n\n{meta['description']}.\n"),
    ]


def _build_artifact(
    artifact_type: str, media_type: str, file_name: str, text: str, created: str
) -> Bundle:
    more = {
        "artifactType": artifact_type,
        "annotations": {"org.opencontainers.image.created": created},
    }
    content = Blob.of(text.encode())
    return _bundle(more, EMPTY, json_blob({}), media_type, content, file_name)


def _bundle(
    more: Document,
    config_type: str,
    config: Blob,
    content_type: str,
    content: Blob,
    file_name: str = "",
) -> Bundle:
    title = {"org.opencontainers.image.title": file_name} if file_name else {}
    document = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": descriptor(config_type, config),
        "layers": [descriptor(content_type, content, annotations=title)],
        **more,
    }
    return Bundle(Manifest.of(document), (), (config, content))
