"""The commands against Debian's docker-registry, in every way that it is run."""

import json
from base64 import b64encode
from pathlib import Path

import httpx
import pytest

from tests.cli.support import SECRET, Cli, check_failure, check_no_secret, wait_until
from tests.conftest import RegistryFactory, TokenServerFactory
from tests.support.certificates import Certificates
from tests.support.machine import Machine
from tests.support.registry import RealRegistry
from tests.support.storage import SAMPLE, fill
from tests.support.tokens import PULL_ANYTHING, User

MANY = [f"team-{number % 97:02}/service-{number:05}" for number in range(10_000)]
SOME = [f"team-{number % 7}/app-{number:03}" for number in range(230)]
TAGS = ("1.0", "1.1", "latest")


def filled(registry: RealRegistry) -> RealRegistry:
    fill(registry.storage, dict.fromkeys(SOME, TAGS))
    return registry


def check_walk(cli: Cli, *, password: str | None = None, pages: int = 1) -> None:
    """The feed `prod` gives what is in the storage, name for name, and its tags."""
    [report] = cli("refresh", "prod", "--json", password=password).json
    assert (report["complete"], report["error"]) == (True, None)
    assert (report["repositories"], report["pages"]) == (len(SOME), pages)
    assert sorted(cli.everything("prod")) == sorted(SOME)
    tags = cli("tags", f"prod/{SOME[0]}", "--json", password=password).json
    assert [tag["name"] for tag in tags["tags"]] == ["1.1", "1.0", "latest"]


def test_ten_thousand_repositories_and_then_none_of_them(
    cli: Cli, docker_registry: RegistryFactory, memory_path: Path
) -> None:
    fill(memory_path, dict.fromkeys(MANY, TAGS))
    registry = docker_registry(storage=memory_path)
    cli.add("prod", registry.authority)
    [report] = cli("refresh", "--json").json
    assert (report["repositories"], report["pages"]) == (10_000, 10)
    assert (report["complete"], report["resumed"]) == (True, False)
    document = cli("search", "", "--json").json
    assert document["total"] == 10_000
    assert sorted(each["repository"] for each in document["results"]) == sorted(MANY)
    assert cli("tags", f"prod/{MANY[17]}", "--csv").status == 0
    registry.stop()
    found = cli("search", "service-09999", "--offline")
    assert (found.status, found.out) == (0, f"prod/{MANY[9999]}\n")
    assert "1 match in 10,000 repositories" in found.err
    assert "just now" in found.err
    tags = cli("tags", f"prod/{MANY[17]}")
    assert tags.status == 0
    assert "1.1" in tags.out
    assert "note: prod: " in tags.err
    assert "read just now" in tags.err
    check_failure(cli("tags", f"prod/{MANY[18]}"), 1, "connections")
    failed = cli("refresh", "--json")
    assert failed.status == 1
    assert json.loads(failed.out)[0]["repositories"] == 10_000
    assert sorted(cli.everything()) == sorted(MANY)


def test_the_login_of_docker(cli: Cli, machine: Machine, docker_registry: RegistryFactory) -> None:
    registry = filled(docker_registry(users={"ann": SECRET}))
    cli.add("prod", registry.authority)
    refused = cli("refresh")
    assert refused.status == 1
    assert "wants a login" in refused.err
    machine.docker_config.mkdir()
    entry = {"auth": b64encode(f"ann:{SECRET}".encode()).decode()}
    config = machine.docker_config / "config.json"
    config.write_text(json.dumps({"auths": {registry.authority: entry}}))
    check_walk(cli)
    check_no_secret(machine, refused, cli("refresh"), cli("feeds", "--json"))


def test_a_password_for_one_command(
    cli: Cli, machine: Machine, docker_registry: RegistryFactory
) -> None:
    registry = filled(docker_registry(users={"ann": SECRET}))
    cli.add("prod", registry.url, "--username", "ann")
    check_walk(cli, password=SECRET)
    result = cli("refresh", "prod", password="wrong")
    assert result.status == 1
    assert "refuses the login of ann" in result.err
    assert len(cli.everything("prod")) == len(SOME)
    check_no_secret(machine, result)


def test_a_private_authority(
    cli: Cli, docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = filled(docker_registry(tls=certificates.server))
    cli.add("prod", registry.authority)
    untrusted = cli("refresh")
    assert untrusted.status == 1
    assert "error: prod: " in untrusted.err
    assert cli("feeds", "edit", "prod", "--ca", str(certificates.ca)).status == 0
    check_walk(cli)
    cli.add("careless", registry.url, "--insecure")
    assert cli("refresh", "careless").status == 0


def test_a_client_certificate(
    cli: Cli, docker_registry: RegistryFactory, certificates: Certificates
) -> None:
    registry = filled(docker_registry(tls=certificates.server, client_cas=[certificates.ca]))
    cli.add("prod", registry.url, "--ca", str(certificates.ca))
    assert cli("refresh").status == 1
    files = certificates.client
    edit = ("--client-cert", str(files.certificate), "--client-key", str(files.key))
    assert cli("feeds", "edit", "prod", *edit).status == 0
    check_walk(cli)


def test_tokens(
    cli: Cli, machine: Machine, docker_registry: RegistryFactory, token_server: TokenServerFactory
) -> None:
    tokens = token_server(users={"ann": User(SECRET, PULL_ANYTHING), "bob": User("pw", {})})
    registry = filled(docker_registry(token=tokens.auth))
    cli.add("prod", registry.url, "--username", "ann")
    check_walk(cli, password=SECRET)
    cli.add("bob", registry.url, "--username", "bob")
    denied = cli("refresh", "bob", "--json", password="pw")
    assert denied.json[0]["error"] == "catalog-denied"
    check_failure(cli("tags", f"bob/{SOME[0]}", password="pw"), 1, SOME[0])
    assert cli.everything("bob") == []
    check_no_secret(machine, denied)


def test_a_prefix(cli: Cli, docker_registry: RegistryFactory) -> None:
    registry = filled(docker_registry(prefix="/registry", catalog_max=100))
    cli.add("prod", registry.url)
    check_walk(cli, pages=3)
    tags = cli("tags", f"prod/{SOME[0]}:latest", "--json").json
    assert tags["registry"] == registry.url
    cli.add("wrong", registry.url.removesuffix("/registry"))
    assert cli("refresh", "wrong").status == 1


def test_small_pages(cli: Cli, docker_registry: RegistryFactory) -> None:
    cli.add("prod", filled(docker_registry(catalog_max=100)).url)
    check_walk(cli, pages=3)


def test_a_cache_of_another_registry(
    cli: Cli, docker_registry: RegistryFactory, open_registry: RealRegistry
) -> None:
    cache = docker_registry(proxy_of=open_registry.url)
    cli.add("prod", cache.url)
    assert cli("refresh", "--json").json[0]["repositories"] == 0
    blob = SAMPLE["team/api"]["1.0.0"].blobs[0]
    answer = httpx.get(f"{cache.url}/v2/team/api/blobs/{blob.digest}", trust_env=False)
    assert answer.content == blob.data
    # The cache keeps what it fetched after it has answered.
    wait_until(lambda: cli("refresh", "--json").json[0]["repositories"] == 1)
    assert cli.everything("prod") == ["team/api"]
    assert "1.0.0" in cli("tags", "prod/team/api").out


def test_repositories_within_repositories(cli: Cli, docker_registry: RegistryFactory) -> None:
    names = ["a", "a/b", "a/b/c", "a/d", "b/a"]
    registry = docker_registry()
    fill(registry.storage, dict.fromkeys(names, ("1.0",)))
    cli.add("prod", registry.url)
    assert cli("refresh", "--json").json[0]["complete"] is True
    assert cli.everything() == names


def test_a_catalog_without_tags(cli: Cli, docker_registry: RegistryFactory) -> None:
    registry = docker_registry()
    fill(registry.storage, {"empty": []})
    cli.add("prod", registry.url)
    assert cli("refresh").status == 0
    assert cli.everything() == ["empty"]
    result = cli("tags", "prod/empty", "--json")
    assert result.status in {0, 1}
    assert "Traceback" not in result.err


@pytest.mark.parametrize("scheme", ["", "http://"])
def test_by_its_address_alone(cli: Cli, docker_registry: RegistryFactory, scheme: str) -> None:
    registry = filled(docker_registry())
    target = scheme + registry.authority
    document = cli("search", "app-00", "--feed", target, "--json").json
    assert document["total"] == 10
    tags = cli("tags", f"{target}/{SOME[0]}", "--json").json
    assert (tags["feed"], tags["total"]) == (None, 3)
