"""The repositories that show something of their own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from regbrowse.demo.content.applications import PYTHON_SERVICE
from regbrowse.demo.content.attestations import spdx
from regbrowse.demo.content.blobs import Blob, json_blob
from regbrowse.demo.content.builder import rfc3339
from regbrowse.demo.content.company import service
from regbrowse.demo.content.compiled import GO_SERVICE
from regbrowse.demo.content.images import Bundle, Manifest
from regbrowse.demo.content.plan import About, Plan
from regbrowse.demo.content.signatures import (
    attached_sbom,
    cosign_signature,
    referrer,
    referrers_index,
)
from regbrowse.demo.content.site import Family, Site, release_tags
from regbrowse.demo.content.versions import Release

_PAYMENTS_RELEASES = (
    Release("2.8.0-rc.1", 1),
    Release("2.7.1", 3),
    Release("2.7.0", 9),
    Release("2.6.2", 31),
    Release("2.6.1", 44),
    Release("2.6.0", 58),
    Release("2.5.0", 97),
)

SPDX_TYPE = "application/spdx+json"
SIGSTORE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
NOTATION_TYPE = "application/vnd.cncf.notary.signature"


def payments_api(site: Site) -> Plan:
    """The repository that the documentation looks at: 14 tags, signed, with referrers."""
    images = {r.version: site.make(site.recipe(PYTHON_SERVICE, r)) for r in _PAYMENTS_RELEASES}
    tip = Release("2.8.0-rc.1+1", 0.2)
    images[tip.version] = site.make(site.recipe(PYTHON_SERVICE, tip))
    tags = {**release_tags(_PAYMENTS_RELEASES), site.commit_tag(tip.version): tip.version}
    signature = About("2.7.1", lambda image: cosign_signature(image, site.name), ".sig")
    return Plan(images, tags, (signature, *_referrers(site, "2.7.1", 3)))


def with_referrers(site: Site) -> Plan:
    """A service whose newest release has an SBOM and signatures that refer to it."""
    plan = service(GO_SERVICE)(site)
    return replace(plan, about=_referrers(site, plan.tags["latest"], 2))


def with_fallback_tag(site: Site) -> Plan:
    """A service pushed with a tool that keeps the index of referrers under a tag.

    Source: OCI distribution-spec, "Referrers Tag Schema".
    """
    plan = service(GO_SERVICE)(site)
    latest = plan.tags["latest"]
    makers = [about.make for about in _referrers(site, latest, 2)]
    created = rfc3339(site.workshop.epoch - timedelta(days=2))
    about = (
        About(latest, partial(_fallback_index, makers), ""),
        About(latest, lambda _: attached_sbom(site.name, created), ".sbom"),
    )
    return replace(plan, about=about)


def with_broken_tag(family: Family) -> Family:
    """A repository in which the garbage collector took the manifest of the oldest release."""

    def plan(site: Site) -> Plan:
        whole = family(site)
        oldest = [key for tag, key in whole.tags.items() if tag == key][-1]
        images = {key: make for key, make in whole.images.items() if key != oldest}
        return replace(whole, images=images)

    return plan


def empty(_site: Site) -> Plan:
    """A repository whose tags were all deleted."""
    return Plan()


def _referrers(site: Site, key: str, age: float) -> tuple[About, ...]:
    created = rfc3339(site.workshop.epoch - timedelta(days=age))
    sbom = json_blob(spdx(site.name, created))
    bundle = json_blob(
        {"mediaType": SIGSTORE_TYPE, "dsseEnvelope": {"payload": "", "signatures": []}}
    )
    signature = Blob.of(b"no signature of anybody")
    statements = (
        (SPDX_TYPE, sbom, "sbom.spdx.json"),
        (SIGSTORE_TYPE, bundle, "provenance.sigstore.json"),
        (NOTATION_TYPE, signature, "signature.jws"),
    )
    return tuple(
        About(key, partial(_refer, artifact_type, content, created, title))
        for artifact_type, content, title in statements
    )


def _refer(artifact_type: str, content: Blob, created: str, title: str, image: Manifest) -> Bundle:
    return referrer(image, artifact_type, content, created, title)


def _fallback_index(makers: list[Callable[[Manifest], Bundle]], image: Manifest) -> Bundle:
    bundles = [make(image) for make in makers]
    return Bundle(
        referrers_index([bundle.root for bundle in bundles]),
        tuple(bundle.root for bundle in bundles),
        tuple(blob for bundle in bundles for blob in bundle.blobs),
    )
