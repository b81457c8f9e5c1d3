"""What was pushed about an image: signatures, attestations, SBOMs."""

from collections.abc import Sequence
from dataclasses import replace

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.kinds import nature_of_referrer
from regbrowse.registry.images import Images
from regbrowse.registry.together import together
from regbrowse.service.access import Access

_MAX_BRANCHES = 8
"""Referrers that are asked for their own referrers, such as the signature of an SBOM."""


class ReferrerReader:
    """Lists referrers."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def of_image(self, image: Image) -> Sequence[Referrer]:
        """Return what was pushed about an image: about its index, and about the chosen platform.

        Raises what `of_digests` raises.
        """
        if image.by_id:
            return ()  # v1 knows none.
        digests = [image.digest]
        if image.image_digest is not None and image.image_digest != image.digest:
            digests.append(image.image_digest)
        return await self.of_digests(image.feed, image.repository, digests)

    async def of_digests(
        self, feed: Feed, repository: str, digests: Sequence[str]
    ) -> Sequence[Referrer]:
        """Return what was pushed about some digests, and what was pushed about that.

        By the referrers API, else by the fall-back tag, and what cosign keeps under tags of its
        own. Nothing is not an error. Raises AuthError, NotFound (`manifest-denied`), BadAnswer and
        the errors of the connection.
        """
        async with self._access.client(feed, repository) as client:
            try:
                images = await client.images()
                found = await together(_about(images, repository, digest) for digest in digests)
                flat = [referrer for some in found for referrer in some]
                return await _with_their_own(images, repository, flat)
            except RegbrowseError as error:
                error.learn(feed=feed.saved_name, host=feed.address.netloc, repository=repository)
                raise


async def _about(images: Images, repository: str, digest: str) -> list[Referrer]:
    async def by_tag() -> list[Referrer]:
        found = await images.referrers.tagged(repository, digest)
        return [Referrer(e.digest, digest, e.nature, size=e.size, tag=e.tag) for e in found]

    listed, tagged = await together([_listed(images, repository, digest), by_tag()])
    known = {referrer.digest for referrer in listed}
    return [*listed, *(each for each in tagged if each.digest not in known)]


async def _listed(images: Images, repository: str, digest: str) -> list[Referrer]:
    return [
        Referrer(
            each.digest,
            digest,
            nature_of_referrer(each),
            each.artifact_type,
            each.size,
            annotations=each.annotations,
        )
        for each in await images.referrers.listed(repository, digest)
    ]


async def _with_their_own(
    images: Images, repository: str, referrers: Sequence[Referrer]
) -> list[Referrer]:
    """Look one level further, where something may be: only what was listed can be referred to."""
    branches = [each for each in referrers if each.tag is None][:_MAX_BRANCHES]
    known = {each.digest for each in referrers} | {each.subject for each in referrers}
    found = await together(_listed(images, repository, each.digest) for each in branches)
    own = {
        branch.digest: tuple(each for each in some if each.digest not in known)
        for branch, some in zip(branches, found, strict=True)
    }
    return [replace(each, referrers=own.get(each.digest, ())) for each in referrers]
