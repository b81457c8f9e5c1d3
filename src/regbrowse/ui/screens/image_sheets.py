"""What there is to read of an image: overview, config, labels and annotations."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from regbrowse.domain.feed import Feed
from regbrowse.domain.image.image import Image, Referrer
from regbrowse.domain.image.kinds import predicate_title
from regbrowse.domain.image.media_types import MANIFEST_TYPES
from regbrowse.domain.image.words import (
    chart_of,
    config_rows,
    entry_title,
    overview,
    own_annotations,
    short,
)
from regbrowse.domain.wording import size_text
from regbrowse.ui.screens.image_rows import About, InIndex
from regbrowse.ui.screens.sheet_rows import Entry

_ATTESTATION = "BuildKit attestation"
"""What an attestation is called that nobody has looked into."""


def known_before(feed: Feed, repository: str, reference: str) -> Iterator[Entry]:
    """Yield what is known before the registry has answered."""
    yield Entry("registry", str(feed.address))
    yield Entry("repository", repository)
    yield Entry("digest" if ":" in reference else "tag", reference)


def overview_entries(
    image: Image, referrers: Sequence[Referrer] | None, now: datetime
) -> Iterator[Entry]:
    """Yield what is said first; `referrers` is None as long as they are not known."""
    for notice in image.notices:
        from regbrowse.diagnosis.verdicts import explain

        yield Entry("note", explain(notice.error).summary, "warn")
    for name, text in overview(image, now):
        yield Entry(name, text, "strong" if name == "what" else "")
    if (beside := _beside(image, referrers)) is not None:
        yield beside
    chart = chart_of(image)
    if chart:
        yield from _section("CHART", chart)
    yield from _platforms(image)
    yield from _others(image)


def config_entries(image: Image) -> Iterator[Entry]:
    """Yield what an image runs, and its variables."""
    if image.config is None:
        return
    for name, text in config_rows(image.config):
        yield Entry(name, text)
    yield from _section("ENVIRONMENT", dict(_variables(image.config.env)))


def label_entries(image: Image) -> Iterator[Entry]:
    """Yield labels, and the annotations that do not repeat them."""
    yield from _section("LABELS", dict(sorted(image.labels.items())))
    yield from _section("ANNOTATIONS", dict(sorted(own_annotations(image).items())))


def _platforms(image: Image) -> Iterator[Entry]:
    if image.platforms:
        yield Entry("PLATFORMS")
    width = max((len(each.platform.full) for each in image.platforms), default=0)
    for each in image.platforms:
        chosen = each.digest == image.image_digest
        name, size = each.platform.full, size_text(each.size)
        text = f"{name:{min(width, 32)}}  {size:>7}  {short(each.digest)}"
        label = "shown here" if chosen else ""
        yield Entry(label, text, "good" if chosen else "", opens=InIndex(each.digest))


def _others(image: Image) -> Iterator[Entry]:
    """Yield the entries of an index that are no images for a platform."""
    if image.others:
        yield Entry("OTHER ENTRIES")
    for each in image.others:
        label = "shown here" if each.digest == image.image_digest else ""
        platform = f", {each.platform.full}" if each.platform and each.platform.is_known else ""
        text = f"{short(each.digest)}  {entry_title(each)}{platform}"
        manifest = not each.media_type or each.media_type in MANIFEST_TYPES
        yield Entry(label, text, "good" if label else "", About(each.digest) if manifest else each)


def _section(title: str, pairs: Mapping[str, str]) -> Iterator[Entry]:
    if pairs:
        yield Entry(title)
        # An entry without a text is a heading, and an empty value is not one.
        yield from (Entry(name, text or '""') for name, text in pairs.items())


def _variables(env: Sequence[str]) -> Iterator[tuple[str, str]]:
    for entry in env:
        name, _, value = entry.partition("=")
        yield name, value


def _beside(image: Image, referrers: Sequence[Referrer] | None) -> Entry | None:
    titles = [
        title
        for each in image.attestations
        for title in map(predicate_title, each.predicates or (_ATTESTATION,))
    ]
    titles += [each.nature.title for each in referrers or ()]
    if titles:
        return Entry("beside it", f"{', '.join(dict.fromkeys(titles))}   (7 lists them)", "good")
    if referrers is None:
        return None
    return Entry("beside it", "no signature, attestation or SBOM is known", "dim")
