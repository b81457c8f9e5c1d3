"""The lists of the demo's registry over real HTTP: the catalog and tags."""

import re

import httpx
import pytest

from regbrowse.demo.content.registry import Content
from tests.demo.conftest import error_of


def walk(client: httpx.Client, url: str, key: str) -> tuple[list[str], int]:
    """Follow the Links from `url`: all entries, and how many pages they came in."""
    entries: list[str] = []
    for pages in range(1, 200):
        answer = client.get(url)
        assert answer.status_code == 200
        entries += answer.json()[key]
        link = answer.headers.get("Link")
        if link is None:
            return entries, pages
        match = re.fullmatch(r'<(/v2/[^>]+)>; rel="next"', link)
        assert match, link
        url = match[1]
    pytest.fail("the pages do not end")


@pytest.mark.parametrize("query", ["", "?n=7", "?n=50", "?n=1000"])
def test_a_walk_lists_the_content(demo: httpx.Client, content: Content, query: str) -> None:
    names, pages = walk(demo, f"/v2/_catalog{query}", "repositories")
    assert names == list(content.repositories)
    size = int(query.partition("=")[2] or 100)
    assert pages == -(-len(names) // size)


def test_a_full_last_page_has_no_link(demo: httpx.Client, content: Content) -> None:
    last = list(content.repositories)[-3]
    answer = demo.get("/v2/_catalog", params={"n": 2, "last": last})
    assert len(answer.json()["repositories"]) == 2
    assert "Link" not in answer.headers


@pytest.mark.parametrize(
    ("query", "expected"), [("n=0", 0), ("n=-1", 100), ("n=abc", 100), ("n=2&last=zzz", 0)]
)
def test_odd_numbers_of_repositories(demo: httpx.Client, query: str, expected: int) -> None:
    assert len(demo.get(f"/v2/_catalog?{query}").json()["repositories"]) == expected


def test_too_large_a_page_is_refused(demo: httpx.Client) -> None:
    answer = demo.get("/v2/_catalog?n=1001")
    assert error_of(answer)[:2] == (400, "PAGINATION_NUMBER_INVALID")
    assert answer.json()["errors"][0]["detail"] == {"n": 1001}


def test_tags_come_whole_or_in_pages(demo: httpx.Client, content: Content) -> None:
    expected = content.repositories["builds/nightly"].tags()
    path = "/v2/builds/nightly/tags/list"
    assert walk(demo, path, "tags") == (expected, 1)
    assert walk(demo, path + "?n=500", "tags") == (expected, 5)
    assert walk(demo, path + "?n=999999", "tags") == (expected, 3)
    assert demo.get(path + "?n=0").json()["tags"] == []
    assert error_of(demo.get(path + "?n=x"))[:2] == (400, "PAGINATION_NUMBER_INVALID")


def test_a_repository_without_tags_and_one_that_is_none(demo: httpx.Client) -> None:
    name = "sandbox/ines/scratchpad"
    assert demo.get(f"/v2/{name}/tags/list").json() == {"name": name, "tags": None}
    assert error_of(demo.get("/v2/no/such/tags/list"))[:2] == (404, "NAME_UNKNOWN")
    assert error_of(demo.get("/v2/no/such/manifests/1"))[:2] == (404, "MANIFEST_UNKNOWN")
