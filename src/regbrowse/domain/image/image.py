"""An image or artifact as it was found in a registry, whichever way that registry keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.feed import Feed
from regbrowse.domain.image.annotations import BaseImage, base_image, facts
from regbrowse.domain.image.config import ImageConfig
from regbrowse.domain.image.created import UNKNOWN, BuildTime, read_created
from regbrowse.domain.image.descriptor import Descriptor, total_size
from regbrowse.domain.image.history import Step
from regbrowse.domain.image.kinds import Nature
from regbrowse.domain.image.platform import Platform
from regbrowse.domain.names import is_digest, is_tag
from regbrowse.domain.progress import Notice


class ConfigState(Enum):
    """What came of the config of an image. Those of artifacts may be anything, and are not read."""

    READ = auto()
    FAILED = auto()
    NOT_ASKED = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class RawManifest:
    """A manifest byte for byte, whatever it is. `media_type` is what it was labelled as."""

    digest: str
    media_type: str
    data: bytes = field(repr=False)
    notices: Sequence[Notice] = ()


@dataclass(frozen=True, slots=True)
class PlatformImage:
    """One platform of an index. `size` is that of its layers in bytes, None if nobody asked."""

    platform: Platform
    digest: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """What BuildKit keeps in an index beside an image.

    `subject` is the digest of the image that it is about, `predicates` says what it states
    (`https://spdx.dev/Document`), empty if nobody asked. `size` is that of the manifest in bytes.
    """

    digest: str
    subject: str | None
    size: int | None = None
    predicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referrer:
    """Something that was pushed about an image: a signature, an attestation, an SBOM.

    `subject` is the digest that it is about, `tag` the tag by which it was found if it is not a
    referrer by the API, and `referrers` is what was pushed about itself. `size` is that of its
    manifest in bytes.
    """

    digest: str
    subject: str
    nature: Nature
    artifact_type: str | None = None
    size: int | None = None
    tag: str | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    referrers: tuple["Referrer", ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """What a reference leads to.

    `reference` is the tag or digest that was asked for. `digest`, `media_type`, `nature` and `raw`
    are those of what it names, which may be an index; everything below `platform` is of the one
    image that was chosen from it, and `image_digest` is that one's digest. `raw` is what the
    registry sent, byte for byte, `image_raw` the same for the chosen image, and `config_raw` the
    config blob, None if it was not read. With `by_id` it is of a v1 registry, which has no digests:
    all that are called so here, also those of layers, are ids, which prove nothing of the content.
    `pushed` is when the tag was pushed, in UTC, where the registry says it. `others` are entries of
    an index that are neither images for a platform nor attestations: artifacts, images that do not
    say their platform, and indexes that were not followed. `failure` is why the image that was
    chosen from an index could not be read, so that nothing is known of it, and `config_failure` why
    its config could not.
    """

    feed: Feed
    repository: str
    reference: str
    digest: str
    media_type: str
    nature: Nature
    raw: bytes = field(repr=False)
    image_raw: bytes | None = field(default=None, repr=False)
    artifact_type: str | None = None
    platforms: Sequence[PlatformImage] = ()
    attestations: Sequence[Attestation] = ()
    others: Sequence[Descriptor] = ()
    platform: Platform | None = None
    image_digest: str | None = None
    config_blob: Descriptor | None = None
    config: ImageConfig | None = None
    config_raw: bytes | None = field(default=None, repr=False)
    layers: tuple[Descriptor, ...] = ()
    steps: tuple[Step, ...] = ()
    subject: Descriptor | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[Notice] = ()
    by_id: bool = False
    pushed: datetime | None = None
    failure: RegbrowseError | None = field(default=None, compare=False)
    config_failure: RegbrowseError | None = field(default=None, compare=False)

    @property
    def tag(self) -> str | None:
        """The tag that was asked for, None for a digest."""
        return self.reference if is_tag(self.reference) else None

    @property
    def by_digest(self) -> bool:
        """Whether a digest was asked for."""
        return is_digest(self.reference)

    @property
    def size(self) -> int | None:
        """Bytes of all layers as they are transferred, None if that is not known."""
        return None if self.image_raw is None else total_size(self.layers)

    @property
    def config_digest(self) -> str | None:
        """The digest of the config, None if it has none."""
        return self.config_blob.digest if self.config_blob else None

    @property
    def config_state(self) -> "ConfigState":
        """What is known of the config: `config_raw`, and `config` if it is that of an image."""
        if self.config is not None or self.config_raw is not None:
            return ConfigState.READ
        if self.failure is not None or self.config_failure is not None:
            return ConfigState.FAILED
        return ConfigState.NONE if self.config_blob is None else ConfigState.NOT_ASKED

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of the config."""
        return self.config.labels if self.config else {}

    @property
    def created(self) -> BuildTime:
        """When it was built: by its config, else by its annotations."""
        if self.config is not None and self.config.created != UNKNOWN:
            return self.config.created
        return read_created(self.facts.get("created"))

    @property
    def facts(self) -> Mapping[str, str]:
        """What annotations and labels say, by name; see `annotations.facts`."""
        return facts(self.annotations, self.labels)

    @property
    def base(self) -> BaseImage | None:
        """The image that it was built on, if it says so."""
        return base_image(self.annotations, self.labels)
