"""Which feed is meant by what a person types or pastes."""

import pytest

from regbrowse.domain.address import Address
from regbrowse.domain.feed import Feed
from regbrowse.service.references import resolve

PROD = Feed("prod", Address.parse("http://10.0.0.5:5000"), registry_path="r.example.com/images")
OLD = Feed("old", Address.parse("https://r.example.com"))
ART = Feed("art", Address.parse("https://art.example.com/artifactory/api/docker/key"))
TWINS = [Feed(f"twin{n}", Address.parse(f"h{n}.example"), registry_path="t.example") for n in "12"]
HUB = Feed("hub", Address.parse("docker.io"))
FEEDS = {feed.name: feed for feed in (PROD, OLD, ART, *TWINS, HUB)}


@pytest.mark.parametrize(
    ("text", "feed", "repository"),
    [
        ("prod/team/app:1", "prod", "team/app"),
        ("docker pull r.example.com/images/team/app:1", "prod", "team/app"),
        ("10.0.0.5:5000/team/app:1", "prod", "team/app"),
        ("r.example.com/team/app:1", "old", "team/app"),
        ("r.example.com/images:1", "old", "images"),
        ("art.example.com/key/app:1", "art", "app"),
        ("docker pull nginx:1", "hub", "library/nginx"),
    ],
)
def test_names_lead_to_the_feed_that_they_are_pulled_from(
    text: str, feed: str, repository: str
) -> None:
    found, reference = resolve(text, FEEDS)
    assert (found.name, reference.repository, reference.tag) == (feed, repository, "1")
    assert reference.feed == feed


def test_of_several_the_one_in_front_is_meant() -> None:
    assert resolve("t.example/app", FEEDS, TWINS[1])[0] is TWINS[1]
    assert not resolve("t.example/app", FEEDS)[0].saved


def test_without_a_host_it_is_a_name_in_the_feed_in_front() -> None:
    found, reference = resolve("team/app:2", FEEDS, PROD)
    assert (found, reference.repository, reference.tag) == (PROD, "team/app", "2")


def test_a_host_that_no_feed_is_at_is_asked_as_it_is() -> None:
    found, reference = resolve("other.example.com/app", FEEDS, PROD)
    assert (found.saved, found.address.host, reference.feed) == (False, "other.example.com", None)
