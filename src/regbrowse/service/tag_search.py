"""One repository, looked through for a tag or a digest, with as few requests as will do.

What it costs: a tag is one HEAD in each repository, which counts as no pull, also on Docker Hub
(docs.docker.com, "Docker Hub pull usage and limits"). A digest is the same, and where it is there,
its tags are looked up: in one call where the registry has one, else by the list of tags and a HEAD
for each. A pattern is the list of tags, and a HEAD for each that fits.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError, Unreachable
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import FoundTag, QueryKind, TagQuery
from regbrowse.domain.tag import read_tag, sort_tags
from regbrowse.registry.together import together

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient
    from regbrowse.registry.v1.registry import V1Registry

MAX_TAGS = 200
"""Tags of one repository that are asked for by themselves, the newest versions first."""

_AT_ONCE = 4
"""Of them, at the same time: other repositories are looked at meanwhile."""


class TagSearch:
    """Looks for one query in the repositories of one registry."""

    def __init__(self, client: "RegistryClient", feed: Feed, query: TagQuery) -> None:
        self._client = client
        self._feed = feed
        self._query = query

    async def look(self, repository: str) -> tuple[Sequence[FoundTag], bool]:
        """Return the hits, and whether all tags were looked at that could be hits.

        Nothing is found where there is no such repository. Raises what `Manifests.find`,
        `RegistryClient.tags` and `V1Registry.tag_image` raise.
        """
        v1 = await self._client.v1_images()
        if v1 is not None:
            return await self._look_v1(v1, repository), True
        if self._query.kind is QueryKind.TAG:
            digest = await self._digest_of(repository, self._query.text)
            found = [] if digest is None else [self._hit(repository, self._query.text, digest)]
            return found, True
        if self._query.kind is QueryKind.PATTERN:
            return await self._fitting(repository)
        if await self._digest_of(repository, self._query.text) is None:
            return [], True
        return await self._named(repository)

    async def _fitting(self, repository: str) -> tuple[list[FoundTag], bool]:
        known = {tag: known for tag, known in (await self._tags(repository)).items()
                 if self._query.fits(tag)}  # fmt: skip
        digests, whole = await self._digests(repository, known)
        return [self._hit(repository, tag, digests.get(tag, "")) for tag in known], whole

    async def _named(self, repository: str) -> tuple[list[FoundTag], bool]:
        """The tags of the digest, which is there; it need not have one."""
        wanted = self._query.text
        try:
            known = await self._tags(repository)
        except RegistryError as error:
            if _ends_all(error):
                raise
            # That it is there is known, whatever the list says.
            return [self._hit(repository, None, wanted)], False
        digests, whole = await self._digests(repository, known)
        tags = [tag for tag in known if digests.get(tag) == wanted]
        return [self._hit(repository, tag, wanted) for tag in tags or (None,)], whole

    async def _tags(self, repository: str) -> dict[str, str | None]:
        """The tags in their order, each with its digest where one call tells them all."""
        found: dict[str, str | None] = {}
        try:
            async for details in self._client.tag_details(repository):
                found.update({each.name: each.digest for each in details})
        except RegistryError as error:
            # The registry's own API may be closed to a login that may read by v2.
            if _ends_all(error):
                raise
            found.clear()
        if not found:
            try:
                async for page in self._client.tags(repository):
                    found.update(dict.fromkeys(page.names))
            except NotFound as error:
                if error.code is not Code.TAGS_NOT_FOUND or error.status != 404:
                    raise
        return {tag.name: found[tag.name] for tag in sort_tags(map(read_tag, found))}

    async def _digests(
        self, repository: str, known: dict[str, str | None]
    ) -> tuple[dict[str, str], bool]:
        """The digests of tags, and whether all were asked for that were not known."""
        digests = {tag: digest for tag, digest in known.items() if digest is not None}
        asked = [tag for tag in known if tag not in digests]
        for start in range(0, min(len(asked), MAX_TAGS), _AT_ONCE):
            some = asked[start : min(start + _AT_ONCE, MAX_TAGS)]
            found = await together(self._digest_of(repository, tag) for tag in some)
            digests.update({tag: digest for tag, digest in zip(some, found, strict=True) if digest})
        return digests, len(asked) <= MAX_TAGS

    async def _digest_of(self, repository: str, reference: str) -> str | None:
        """The digest behind a tag, empty if it is not said; None if there is nothing."""
        manifests = (await self._client.images()).manifests
        may_get = not await self._client.counts_pulls()
        found = await manifests.find(repository, reference, may_get=may_get)
        return None if found is None else found.digest

    async def _look_v1(self, v1: "V1Registry", repository: str) -> list[FoundTag]:
        query = self._query
        try:
            if query.kind is QueryKind.TAG:
                images = {query.text: await v1.tag_image(repository, query.text)}
            else:
                images = await v1.tag_images(repository)
        except NotFound as error:
            if error.code in _ABSENT and error.status in {200, 404}:
                return []
            raise
        if query.kind is QueryKind.DIGEST:
            # The id of an image is no digest, but whoever has 64 digits may have got them there.
            wanted = query.text.partition(":")[2]
            images = {tag: image for tag, image in images.items() if wanted.startswith(image)}
        else:
            images = {tag: image for tag, image in images.items() if query.fits(tag)}
        tags = [tag.name for tag in sort_tags(map(read_tag, images))]
        return [FoundTag(self._feed.name, repository, tag, None, images[tag]) for tag in tags]

    def _hit(self, repository: str, tag: str | None, digest: str) -> FoundTag:
        return FoundTag(self._feed.name, repository, tag, digest or None)


_ABSENT = frozenset({Code.MANIFEST_NOT_FOUND, Code.TAGS_NOT_FOUND})


def _ends_all(error: RegistryError) -> bool:
    return isinstance(error, Unreachable) or error.code is Code.RATE_LIMITED
