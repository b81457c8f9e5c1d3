"""`regbrowse feeds import`: a feed for each login of docker and podman, and no secret with it."""

import json
from base64 import b64encode

from tests.cli.support import SECRET, Cli, check_no_secret
from tests.support.machine import Machine

AUTH = {"auth": b64encode(f"ann:{SECRET}".encode()).decode()}


def log_in(machine: Machine, *registries: str) -> None:
    machine.docker_config.mkdir(exist_ok=True)
    document = {"auths": dict.fromkeys(registries, AUTH)}
    (machine.docker_config / "config.json").write_text(json.dumps(document))


def test_nobody_is_logged_in(cli: Cli, machine: Machine) -> None:
    result = cli("feeds", "import")
    assert (result.status, result.out) == (0, "")
    assert "not logged in" in result.err
    assert not (machine.config / "feeds.toml").exists()


def test_each_login_becomes_a_feed(cli: Cli, machine: Machine) -> None:
    log_in(machine, "localhost:5000", "https://index.docker.io/v1/", "r.example.com", "tags")
    podman = machine.runtime / "containers" / "auth.json"
    podman.parent.mkdir(parents=True)
    podman.write_text(json.dumps({"auths": {"quay.io/team": AUTH, "r.example.com": AUTH}}))
    result = cli("feeds", "import")
    assert result.status == 0
    feeds = {feed["name"]: feed for feed in cli("feeds", "--json").json}
    assert {name: feed["url"] for name, feed in feeds.items()} == {
        "localhost-5000": "localhost:5000",
        "docker.io": "docker.io",
        "r.example.com": "r.example.com",
        "tags-registry": "tags",
        "quay.io": "quay.io",
    }
    assert "docker config" in feeds["localhost-5000"]["credentials"]
    check_no_secret(machine, result)


def test_what_is_there_stays_as_it_is(cli: Cli, machine: Machine) -> None:
    cli.add("mine", "http://localhost:5000")
    cli.add("hub", "https://index.docker.io")
    cli.add("r.example.com", "other.example")
    log_in(machine, "localhost:5000", "docker.io", "r.example.com")
    result = cli("feeds", "import")
    assert result.out.splitlines() == [
        "added r.example.com-2 (r.example.com)",
        "already there: mine",
        "already there: hub",
    ]
    again = cli("feeds", "import")
    assert "added" not in again.out
    assert len(cli("feeds", "--json").json) == 4


def test_what_is_broken_is_a_notice(cli: Cli, machine: Machine) -> None:
    machine.docker_config.mkdir()
    document = {"auths": {"a.example": {"auth": "!"}, "b.example": AUTH}, "credsStore": "missing"}
    (machine.docker_config / "config.json").write_text(json.dumps(document))
    result = cli("feeds", "import")
    assert result.status == 0
    assert "docker-credential-missing" in result.err
    assert {feed["url"] for feed in cli("feeds", "--json").json} == {"a.example", "b.example"}
