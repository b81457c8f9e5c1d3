"""Which repositories and tags the demo holds, and when it makes them."""

from datetime import timedelta

from regbrowse.demo.content.names import families
from regbrowse.demo.content.registry import Content
from regbrowse.demo.world import DEFAULT_EPOCH
from regbrowse.domain.names import is_repository, is_tag
from tests.demo.looking import images_under, manifest_of


def test_the_catalog_is_big_varied_and_valid(content: Content) -> None:
    names = list(content.repositories)
    assert 300 <= len(names) <= 400
    assert len({name.partition("/")[0] for name in names}) >= 12
    assert all(is_repository(name) for name in names)
    assert names.index("edge") < names.index("edge/agent") < names.index("edge-legacy")


def test_a_repository_is_made_when_it_is_first_asked_for() -> None:
    content = Content(families(), DEFAULT_EPOCH)
    assert not any(repository.is_planned for repository in content.repositories.values())
    content.repositories["orders/api"].tags()
    planned = [name for name, one in content.repositories.items() if one.is_planned]
    assert planned == ["orders/api"]


def test_all_tags_are_valid_and_only_the_deleted_ones_are_missing(content: Content) -> None:
    empty = []
    for name, repository in content.repositories.items():
        tags = repository.tags()
        if tags is None:
            empty.append(name)
        else:
            assert tags == sorted(set(tags))
            assert all(is_tag(tag) for tag in tags)
    assert empty == ["sandbox/ines/scratchpad"]


def test_the_same_epoch_gives_the_same_digests_and_another_gives_others() -> None:
    def digests(epoch_shift: int) -> list[str]:
        content = Content(families(), DEFAULT_EPOCH + timedelta(days=epoch_shift))
        names = ["payments/api", "mirror/library/redis", "charts/kafka"]
        repositories = [content.repositories[name] for name in names]
        return [
            manifest_of(one, (one.tags() or [])[number]).digest
            for number in (0, 3)
            for one in repositories
        ]

    assert digests(0) == digests(0)
    assert not set(digests(0)) & set(digests(1))


def test_the_repository_of_the_documentation_is_as_drawn(content: Content) -> None:
    payments = content.repositories["payments/api"]
    tags = payments.tags() or []
    assert len(tags) == 14
    assert {"2.8.0-rc.1", "2.7.1", "2.7.0"} < set(tags)
    newest = manifest_of(payments, "2.7.1").digest
    assert [tag for tag in tags if manifest_of(payments, tag).digest == newest] == [
        "2",
        "2.7",
        "2.7.1",
        "latest",
    ]
    assert newest.replace(":", "-") + ".sig" in tags
    amd64 = images_under(payments, "2.7.1")[0]
    assert round(sum(layer["size"] for layer in amd64.document["layers"]) / 1e6) == 48


def test_one_repository_has_thousands_of_tags(content: Content) -> None:
    nightly = content.repositories["builds/nightly"]
    assert len(nightly.tags() or []) > 2000
    assert (
        manifest_of(nightly, "nightly").digest
        == manifest_of(nightly, f"4.40.0-nightly.{DEFAULT_EPOCH:%Y%m%d}").digest
    )


def test_a_digest_is_found_although_its_image_was_not_asked_for_yet(content: Content) -> None:
    known = manifest_of(content.repositories["tools/yaml-lint"], "latest").digest
    fresh = Content(families(), DEFAULT_EPOCH).repositories["tools/yaml-lint"]
    assert manifest_of(fresh, known).digest == known
