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

    async def of_image(self, image: Image, *, asked: bool = True) -> Sequence[Referrer] | None:
        """Return what was pushed about an image: about its index, and about the chosen platform.

        Nothing that counts as a pull is read unless somebody `asked` for it; None says that there
        may be something, which only that would tell. Raises what `of_digests` raises.
        """
        if image.by_id:
            return ()  # v1 knows none.
        digests = [image.digest]
        if image.image_digest is not None and image.image_digest != image.digest:
            digests.append(image.image_digest)
        return await self.of_digests(image.feed, image.repository, digests, asked=asked)

    async def of_digests(
        self, feed: Feed, repository: str, digests: Sequence[str], *, asked: bool = True
    ) -> Sequence[Referrer] | None:
        """Return what was pushed about some digests, and what was pushed about that.

        By the referrers API, else by the fall-back tag, and what cosign keeps under tags of its
        own. Nothing is not an error. Raises AuthError, NotFound (`manifest-denied`), BadAnswer and
        the errors of the connection.
        """
        async with self._access.client(feed, repository) as client:
            try:
                look = _Look(
                    await client.images(), repository, asked or not await client.counts_pulls()
                )
                some = await together(look.about(digest) for digest in digests)
                found = await look.with_their_own([each for about in some for each in about])
                return None if look.unsure and not found else found
            except RegbrowseError as error:
                error.learn(feed=feed.saved_name, host=feed.address.netloc, repository=repository)
                raise


class _Look:
    """One look at what was pushed about images of a repository."""

    def __init__(self, images: Images, repository: str, may_get: bool) -> None:
        self._referrers = images.referrers
        self._repository = repository
        self._may_get = may_get
        self.unsure = False
        """Whether only what nobody asked for would tell all."""

    async def about(self, digest: str) -> list[Referrer]:
        """Return what refers to a digest, by the API or the fall-back tag, and cosign's tags."""

        async def by_tag() -> list[Referrer]:
            found = await self._referrers.tagged(self._repository, digest)
            return [Referrer(e.digest, digest, e.nature, size=e.size, tag=e.tag) for e in found]

        listed, tagged = await together([self._listed(digest), by_tag()])
        known = {referrer.digest for referrer in listed}
        return [*listed, *(each for each in tagged if each.digest not in known)]

    async def _listed(self, digest: str) -> list[Referrer]:
        listed = await self._referrers.listed(self._repository, digest, may_get=self._may_get)
        self.unsure = self.unsure or listed is None
        return [
            Referrer(
                each.digest,
                digest,
                nature_of_referrer(each),
                each.artifact_type,
                each.size,
                annotations=each.annotations,
            )
            for each in listed or ()
        ]

    async def with_their_own(self, referrers: Sequence[Referrer]) -> list[Referrer]:
        """Look one level further, where something may be: only what was listed is referred to."""
        branches = [each for each in referrers if each.tag is None][:_MAX_BRANCHES]
        known = {each.digest for each in referrers} | {each.subject for each in referrers}
        found = await together(self._listed(branch.digest) for branch in branches)
        own = {
            branch.digest: tuple(each for each in some if each.digest not in known)
            for branch, some in zip(branches, found, strict=True)
        }
        return [replace(each, referrers=own.get(each.digest, ())) for each in referrers]
