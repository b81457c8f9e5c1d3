"""The demo's registry over real HTTP."""

import time

import httpx
import pytest

from regbrowse.demo.world import DemoWorld
from tests.demo.conftest import client_of, error_of, feed_named, sha256

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
NOTHING = "sha256:" + 64 * "0"


def test_the_version_check(demo: httpx.Client) -> None:
    answer = demo.get("/v2/")
    assert (answer.status_code, answer.text) == (200, "{}")
    assert answer.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
    assert demo.get("/v2").headers["Location"] == "/v2/"
    assert demo.get("/").status_code == 200


@pytest.mark.parametrize("name", ["charts/kafka", "payments/api", "tools/backup", "edge-legacy"])
def test_what_is_served_is_what_its_digest_says(demo: httpx.Client, name: str) -> None:
    newest = demo.get(f"/v2/{name}/tags/list").json()["tags"][-1]
    todo, done = [f"manifests/{newest}"], set()
    while todo:
        path = todo.pop()
        if path in done:
            continue
        done.add(path)
        answer = demo.get(f"/v2/{name}/{path}")
        assert answer.status_code == 200
        digest = sha256(answer.content)
        assert answer.headers["Docker-Content-Digest"] == digest
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        if "@" not in path and ":" in path:
            assert path.endswith(digest)
        if path.startswith("manifests/"):
            document = answer.json()
            assert answer.headers["Content-Type"] == document["mediaType"]
            todo += [f"manifests/{child['digest']}" for child in document.get("manifests", [])]
            blobs = document.get("layers", []) + [document[k] for k in ("config",) if k in document]
            todo += [f"blobs/{blob['digest']}" for blob in blobs]
    assert len(done) > 2


@pytest.mark.parametrize(
    "path", ["/v2/", "/v2/_catalog?n=5", "/v2/web/blog/tags/list", "/v2/web/blog/manifests/latest"]
)
def test_head_says_what_get_says_without_the_body(demo: httpx.Client, path: str) -> None:
    head, get = demo.head(path), demo.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    for headers in (head.headers, get.headers):
        headers.pop("Date")
    assert head.headers == get.headers


def test_what_the_client_does_not_accept_is_not_there(demo: httpx.Client) -> None:
    answer = demo.get("/v2/payments/api/manifests/latest", headers={"Accept": "*/*"})
    assert error_of(answer) == (
        404,
        "MANIFEST_UNKNOWN",
        "OCI index found, but accept header does not support OCI indexes",
    )
    answer = demo.get("/v2/charts/kafka/manifests/2.6.4", headers={"Accept": OCI_INDEX})
    assert error_of(answer)[2].startswith("OCI manifest found")


def test_a_list_gives_way_to_its_image_for_amd64(demo: httpx.Client) -> None:
    url = "/v2/mirror/library/postgres/manifests/13.18"
    whole = demo.get(url, headers={"Accept": DOCKER_LIST})
    first = whole.json()["manifests"][0]
    assert first["platform"]["architecture"] == "amd64"
    image = demo.get(url, headers={"Accept": f"{DOCKER_MANIFEST}; q=0.5"})
    assert image.headers["Docker-Content-Digest"] == first["digest"]
    assert image.headers["Content-Type"] == DOCKER_MANIFEST
    refused = demo.get(url, headers={"Accept": "*/*"})
    assert error_of(refused)[:2] == (400, "MANIFEST_INVALID")


def test_what_the_client_has_is_not_sent_again(demo: httpx.Client) -> None:
    url = "/v2/web/blog/manifests/latest"
    etag = demo.head(url).headers["Etag"]
    again = demo.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_broken_tag_is_listed_and_gone(demo: httpx.Client) -> None:
    tags = demo.get("/v2/logistics/tracker/tags/list").json()["tags"]
    gone = [t for t in tags if demo.head(f"/v2/logistics/tracker/manifests/{t}").status_code == 404]
    assert gone
    answer = demo.get(f"/v2/logistics/tracker/manifests/{gone[0]}")
    assert error_of(answer) == (404, "MANIFEST_UNKNOWN", "manifest unknown")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=5-", slice(5, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=3-99999999", slice(3, None)),
    ],
)
def test_part_of_a_blob(demo: httpx.Client, wanted: str, expected: slice) -> None:
    config = demo.get("/v2/charts/kafka/manifests/2.6.4").json()["config"]
    url = f"/v2/charts/kafka/blobs/{config['digest']}"
    whole = demo.get(url).content
    part = demo.get(url, headers={"Range": wanted})
    assert part.status_code == 206
    assert part.content == whole[expected]
    first, _, _ = expected.indices(len(whole))
    last = first + len(part.content) - 1
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"


def test_a_range_behind_the_end_and_one_that_is_none(demo: httpx.Client) -> None:
    config = demo.get("/v2/charts/kafka/manifests/2.6.4").json()["config"]
    url = f"/v2/charts/kafka/blobs/{config['digest']}"
    behind = demo.get(url, headers={"Range": "bytes=99999999-"})
    assert error_of(behind)[:2] == (416, "RANGE_INVALID")
    assert behind.headers["Content-Range"] == f"bytes */{config['size']}"
    assert demo.get(url, headers={"Range": "lines=1-2"}).status_code == 200
    unknown = demo.get(f"/v2/charts/kafka/blobs/{NOTHING}")
    assert error_of(unknown)[:2] == (404, "BLOB_UNKNOWN")


def test_referrers_by_type_and_without_any(demo: httpx.Client) -> None:
    name = "platform/policy-gate"
    digest = demo.head(f"/v2/{name}/manifests/latest").headers["Docker-Content-Digest"]
    answer = demo.get(f"/v2/{name}/referrers/{digest}")
    assert answer.headers["Content-Type"] == OCI_INDEX
    found = answer.json()["manifests"]
    assert len(found) == 3
    for referrer in found:
        manifest = demo.get(f"/v2/{name}/manifests/{referrer['digest']}").json()
        assert manifest["subject"]["digest"] == digest
        assert manifest["artifactType"] == referrer["artifactType"]
    wanted = found[0]["artifactType"]
    filtered = demo.get(f"/v2/{name}/referrers/{digest}", params={"artifactType": wanted})
    assert filtered.headers["OCI-Filters-Applied"] == "artifactType"
    assert [one["artifactType"] for one in filtered.json()["manifests"]] == [wanted]
    assert demo.get(f"/v2/{name}/referrers/{NOTHING}").json()["manifests"] == []
    bad = demo.get(f"/v2/{name}/referrers/sha256:00")
    assert error_of(bad)[:2] == (400, "DIGEST_INVALID")


def test_the_fallback_tag_holds_the_same_referrers(demo: httpx.Client) -> None:
    name = "identity/token-service"
    digest = demo.head(f"/v2/{name}/manifests/latest").headers["Docker-Content-Digest"]
    tag = digest.replace(":", "-")
    assert {tag, tag + ".sbom"} <= set(demo.get(f"/v2/{name}/tags/list").json()["tags"])
    fallback = demo.get(f"/v2/{name}/manifests/{tag}").json()["manifests"]
    assert fallback == demo.get(f"/v2/{name}/referrers/{digest}").json()["manifests"]


@pytest.mark.parametrize(
    "path",
    [
        "/v2/nope",
        "/v2//tags/list",
        "/v2/../../etc/passwd",
        "/v2/%2e%2e/%2e%2e/tags/list",
        "/v2/Upper/Case/tags/list",
        "/v2/a/tags/list/more",
        "/v2/a/manifests/bad!tag",
        "/v2/a/manifests/sha256:00",
        "/v2/a/blobs/" + 300 * "x",
        "/v2/%00%ff/tags/list",
        "/v2/" + 300 * "a" + "/tags/list",
        "/v1/_ping",
        "/v2/payments/api/manifests/%F0%9F%90%8B",
        "//[",
        "/v2/_catalog?" + 200 * "x=1&",
    ],
)
def test_junk_is_answered_and_harmless(demo: httpx.Client, path: str) -> None:
    request = demo.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    answer = demo.send(request)
    assert answer.status_code in ({200} if "_catalog" in path else {400, 404})
    assert demo.get("/v2/").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(demo: httpx.Client, method: str) -> None:
    answer = demo.request(method, "/v2/payments/api/manifests/latest", content=b"x" * 5000)
    assert error_of(answer)[:2] == (405, "UNSUPPORTED")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_answers_can_be_slowed_down() -> None:
    with DemoWorld(latency_s=0.05) as world, client_of(feed_named(world, "acme")) as client:
        before = time.monotonic()
        client.get("/v2/")
        client.get("/v2/")
        assert time.monotonic() - before >= 0.1
