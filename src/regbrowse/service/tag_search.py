"""One repository, looked through for a tag or a digest, with as few requests as will do.

What it costs: a tag is one HEAD in each repository, which counts as no pull, also on Docker Hub
(docs.docker.com, "Docker Hub pull usage and limits"). A digest is the same, and where it is there,
its tags are looked up: in one call where the registry has one, else by the list of tags and a HEAD
for each. A pattern is the list of tags, and a HEAD for each that fits.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import NotFound, RegistryError
from regbrowse.domain.feed import Feed
from regbrowse.domain.finding import FoundTag, QueryKind, TagQuery, UnreadTag
from regbrowse.domain.tag import read_tag, sort_tags
from regbrowse.registry.together import together
from regbrowse.service.failing import Streak, ends_all

if TYPE_CHECKING:
    from regbrowse.registry.client import RegistryClient
    from regbrowse.registry.v1.registry import V1Registry

MAX_TAGS = 200
"""Tags of one repository that are asked for by themselves, the newest versions first."""

_AT_ONCE = 4
"""Of them, at the same time: other repositories are looked at meanwhile."""


class Hits(NamedTuple):
    """What one repository has; see `Looked`."""

    found: Sequence[FoundTag] = ()
    whole: bool = True
    unread: Sequence[UnreadTag] = ()


class _Asked(NamedTuple):
    """The digests of tags, as far as they were told."""

    digests: dict[str, str]
    whole: bool
    unread: Sequence[UnreadTag]


class TagSearch:
    """Looks for one query in the repositories of one registry."""

    def __init__(self, client: "RegistryClient", feed: Feed, query: TagQuery) -> None:
        self._client = client
        self._feed = feed
        self._query = query

    async def look(self, repository: str) -> Hits:
        """Return the hits, and what was not looked at though it could be one.

        Nothing is found where there is no such repository. Raises what `Manifests.find`,
        `RegistryClient.tags` and `V1Registry.tag_image` raise, but for what single tags of several
        fail with.
        """
        v1 = await self._client.v1_images()
        if v1 is not None:
            return Hits(await self._look_v1(v1, repository))
        if self._query.kind is QueryKind.TAG:
            digest = await self._digest_of(repository, self._query.text)
            found = [] if digest is None else [self._hit(repository, self._query.text, digest)]
            return Hits(found)
        if self._query.kind is QueryKind.PATTERN:
            return await self._fitting(repository)
        if await self._digest_of(repository, self._query.text) is None:
            return Hits()
        return await self._named(repository)

    async def _fitting(self, repository: str) -> Hits:
        known = {tag: known for tag, known in (await self._tags(repository)).items()
                 if self._query.fits(tag)}  # fmt: skip
        asked = await self._digests(repository, known)
        found = [self._hit(repository, tag, asked.digests.get(tag, "")) for tag in known]
        return Hits(found, asked.whole, asked.unread)

    async def _named(self, repository: str) -> Hits:
        """The tags of the digest, which is there; it need not have one."""
        wanted = self._query.text
        try:
            known = await self._tags(repository)
        except RegistryError as error:
            if ends_all(error):
                raise
            # That it is there is known, whatever the list says.
            return Hits([self._hit(repository, None, wanted)], whole=False)
        asked = await self._digests(repository, known)
        tags = [tag for tag in known if asked.digests.get(tag) == wanted]
        found = [self._hit(repository, tag, wanted) for tag in tags or (None,)]
        return Hits(found, asked.whole, asked.unread)

    async def _tags(self, repository: str) -> dict[str, str | None]:
        """The tags in their order, each with its digest where one call tells them all."""
        found: dict[str, str | None] = {}
        try:
            async for details in self._client.tag_details(repository):
                found.update({each.name: each.digest for each in details})
        except RegistryError as error:
            # The registry's own API may be closed to a login that may read by v2.
            if ends_all(error):
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

    async def _digests(self, repository: str, known: dict[str, str | None]) -> "_Asked":
        """The digests of tags, those asked for that are not known."""
        digests = {tag: digest for tag, digest in known.items() if digest is not None}
        missing = [tag for tag in known if tag not in digests]
        unread: list[UnreadTag] = []
        streak = Streak()

        async def ask(tag: str) -> None:
            try:
                digest = await self._digest_of(repository, tag)
            except RegistryError as error:
                if streak.ends(error):
                    raise
                unread.append(UnreadTag(tag, error))
            else:
                streak.interrupted()
                if digest:
                    digests[tag] = digest

        for start in range(0, min(len(missing), MAX_TAGS), _AT_ONCE):
            await together(map(ask, missing[start : min(start + _AT_ONCE, MAX_TAGS)]))
        return _Asked(digests, len(missing) <= MAX_TAGS, unread)

    async def _digest_of(self, repository: str, reference: str) -> str | None:
        """The digest behind a tag, empty if it is not said; None if there is nothing."""
        manifests = (await self._client.images()).manifests
        may_get = not self._feed.address.is_hub
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
