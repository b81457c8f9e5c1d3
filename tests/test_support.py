"""The real registries that the tests start: they answer as a registry should."""

import os
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import RegistryFactory, TokenServerFactory
from tests.support.certificates import Certificates
from tests.support.images import OCI_INDEX, OCI_MANIFEST, docker_image, oci_image, oci_index
from tests.support.push import delete, push
from tests.support.registry import RealRegistry, RegistryFailedError
from tests.support.storage import SAMPLE, fill
from tests.support.tokens import PULL_ANYTHING, User


def get(url: str, *, verify: ssl.SSLContext | bool = False, **options: Any) -> httpx.Response:
    return httpx.get(url, verify=verify, trust_env=False, **options)


def catalog(registry: RealRegistry, **options: Any) -> list[str]:
    repositories: list[str] = get(f"{registry.url}/v2/_catalog", **options).json()["repositories"]
    return repositories


def test_every_test_with_a_registry_is_marked(
    request: pytest.FixtureRequest, open_registry: RealRegistry
) -> None:
    assert request.node.get_closest_marker("registry") is not None


def test_the_open_registry_serves_the_sample_byte_for_byte(open_registry: RealRegistry) -> None:
    assert catalog(open_registry) == sorted(SAMPLE)
    for name, tags in SAMPLE.items():
        root = f"{open_registry.url}/v2/{name}"
        assert sorted(get(f"{root}/tags/list").json()["tags"]) == sorted(tags)
        for tag, manifest in tags.items():
            for reference in (tag, manifest.digest):
                accept = {"Accept": manifest.media_type}
                answer = get(f"{root}/manifests/{reference}", headers=accept)
                assert answer.content == manifest.data
                assert answer.headers["Docker-Content-Digest"] == manifest.digest
            for blob in manifest.blobs:
                assert get(f"{root}/blobs/{blob.digest}").content == blob.data


def test_an_index_has_its_images_and_its_attestation(open_registry: RealRegistry) -> None:
    index = SAMPLE["team/multi"]["latest"]
    assert index.media_type == OCI_INDEX
    for entry in index.document["manifests"]:
        url = f"{open_registry.url}/v2/team/multi/manifests/{entry['digest']}"
        answer = get(url, headers={"Accept": OCI_MANIFEST})
        assert len(answer.content) == entry["size"]
    assert [entry["platform"]["os"] for entry in index.document["manifests"]] == [
        "linux",
        "linux",
        "unknown",
    ]


def test_a_login_is_asked_for(docker_registry: RegistryFactory) -> None:
    registry = docker_registry(users={"alice": "wonder"})
    refused = get(f"{registry.url}/v2/", auth=("alice", "wrong"))
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Basic realm="basic-realm"'
    assert get(f"{registry.url}/v2/", auth=("alice", "wonder")).status_code == 200


def test_tls_with_a_trusted_certificate(
    docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = docker_registry(tls=certificates.server)
    trusting = ssl.create_default_context(cafile=certificates.ca)
    for host in ("127.0.0.1", "localhost"):
        assert get(f"{registry.url_for(host)}/v2/", verify=trusting).status_code == 200
    with pytest.raises(httpx.ConnectError, match="unable to get local issuer"):
        get(f"{registry.url}/v2/", verify=True)


def test_a_client_certificate_is_asked_for(
    docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = docker_registry(tls=certificates.server, client_cas=[certificates.ca])
    context = ssl.create_default_context(cafile=certificates.ca)
    with pytest.raises((ssl.SSLError, httpx.ReadError)):
        get(f"{registry.url}/v2/", verify=context)
    context.load_cert_chain(certificates.client.certificate, certificates.client.key)
    assert get(f"{registry.url}/v2/", verify=context).status_code == 200


def test_filled_storage_lists_exactly(docker_registry: RegistryFactory, memory_path: Path) -> None:
    names = [f"team-{number // 100:02}/app-{number:04}" for number in range(1500)]
    filled = fill(memory_path, dict.fromkeys(names, ("1.0", "latest")))
    registry = docker_registry(storage=memory_path)
    first = get(f"{registry.url}/v2/_catalog?n=1000")
    rest = get(registry.url + first.headers["Link"].partition("<")[2].partition(">")[0])
    assert first.json()["repositories"] + rest.json()["repositories"] == names == filled.names
    assert "Link" not in rest.headers
    root = f"{registry.url}/v2/{names[-1]}"
    assert sorted(get(f"{root}/tags/list").json()["tags"]) == ["1.0", "latest"]
    answer = get(f"{root}/manifests/1.0", headers={"Accept": OCI_MANIFEST})
    assert answer.headers["Docker-Content-Digest"] == filled.digest(names[-1], "1.0")


def test_storage_can_be_filled_again_while_the_registry_runs(
    docker_registry: RegistryFactory,
) -> None:
    registry = docker_registry()
    fill(registry.storage, {"a": ["1"]})
    assert catalog(registry) == ["a"]
    fill(registry.storage, {"b": ["1"], "c": {"2": docker_image()}})
    assert catalog(registry) == ["a", "b", "c"]


def test_repositories_may_be_nested(docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    fill(registry.storage, {"a/b": ["1"], "a": ["1"], "a/b/c": ["1"], "a/d": {"1": oci_image()}})
    assert catalog(registry) == ["a", "a/b", "a/b/c", "a/d"]
    with pytest.raises(ValueError, match="shares its files"):
        fill(registry.storage, {"a/b/c/d": ["1"]})


def test_the_page_size_and_the_prefix_can_be_set(docker_registry: RegistryFactory) -> None:
    registry = docker_registry(catalog_max=2, prefix="/registry")
    fill(registry.storage, dict.fromkeys("abc", ("1",)))
    assert catalog(registry) == ["a", "b"]
    refused = get(f"{registry.url}/v2/_catalog?n=3")
    assert refused.json()["errors"][0]["code"] == "PAGINATION_NUMBER_INVALID"


def test_a_cache_lists_what_was_fetched_through_it(
    docker_registry: RegistryFactory, open_registry: RealRegistry
) -> None:
    cache = docker_registry(proxy_of=open_registry.url)
    assert catalog(cache) == []
    answer = get(f"{cache.url}/v2/team/api/manifests/1.0.0", headers={"Accept": OCI_MANIFEST})
    assert answer.content == SAMPLE["team/api"]["1.0.0"].data


def test_more_configuration_is_laid_over(docker_registry: RegistryFactory) -> None:
    extra = {"storage": {"maintenance": {"readonly": {"enabled": True}}}}
    registry = docker_registry(extra=extra)
    with pytest.raises(httpx.HTTPStatusError, match="405"):
        push(registry.url, "a", ["1"], oci_image())


def test_images_can_be_pushed_and_deleted(docker_registry: RegistryFactory) -> None:
    registry = docker_registry(users={"alice": "wonder"})
    auth = ("alice", "wonder")
    image = oci_index(annotations={"who": "me"})
    digest = push(registry.url, "team/app", ["1", "2"], image, auth=auth)
    url = f"{registry.url}/v2/team/app"
    answer = get(f"{url}/manifests/2", auth=auth, headers={"Accept": OCI_INDEX})
    assert answer.content == image.data
    delete(registry.url, "team/app", digest, auth=auth)
    assert get(f"{url}/tags/list", auth=auth).json()["tags"] is None


def test_a_token_opens_what_it_was_given_for(
    docker_registry: RegistryFactory, token_server: TokenServerFactory
) -> None:
    tokens = token_server(users={"alice": User("wonder", PULL_ANYTHING)})
    registry = docker_registry(token=tokens.auth)
    fill(registry.storage, {"team/app": ["1"]})
    refused = get(f"{registry.url}/v2/_catalog")
    challenge = refused.headers["WWW-Authenticate"]
    assert refused.status_code == 401
    assert f'realm="{tokens.realm}",service="test-service",scope="registry:catalog:*"' in challenge
    query = {"service": "test-service", "scope": "registry:catalog:*"}
    reply = get(tokens.realm, params=query, auth=("alice", "wonder")).json()
    bearer = {"Authorization": f"Bearer {reply['token']}"}
    assert catalog(registry, headers=bearer) == ["team/app"]
    other = get(f"{registry.url}/v2/team/app/tags/list", headers=bearer)
    assert 'error="insufficient_scope"' in other.headers["WWW-Authenticate"]
    assert len(tokens.fetched) == 1


def test_an_anonymous_token_opens_nothing_more(
    docker_registry: RegistryFactory, token_server: TokenServerFactory
) -> None:
    tokens = token_server()
    registry = docker_registry(token=tokens.auth)
    bearer = {"Authorization": f"Bearer {tokens.token(['registry:catalog:*'])}"}
    assert get(f"{registry.url}/v2/", headers=bearer).status_code == 200
    assert get(f"{registry.url}/v2/_catalog", headers=bearer).status_code == 401


@pytest.mark.parametrize("skew", [-600, 600])
def test_a_token_of_a_server_with_a_wrong_clock_is_refused(
    docker_registry: RegistryFactory, token_server: TokenServerFactory, skew: float
) -> None:
    tokens = token_server()
    registry = docker_registry(token=tokens.auth)
    tokens.rules.skew = skew
    refused = get(f"{registry.url}/v2/", headers={"Authorization": f"Bearer {tokens.token()}"})
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_a_registry_that_cannot_start_says_why(docker_registry: RegistryFactory) -> None:
    with pytest.raises(RegistryFailedError, match="nonsense"):
        docker_registry(extra={"storage": {"nonsense": {}}})


def test_a_stopped_registry_is_gone(docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    registry.stop()
    registry.stop()
    with pytest.raises(httpx.ConnectError):
        get(f"{registry.url}/v2/")
    with pytest.raises(ProcessLookupError):
        os.kill(registry.pid, 0)
    again = docker_registry(storage=registry.storage, port=registry.port)
    assert again.url == registry.url
