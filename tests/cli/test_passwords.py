"""How a command gets a password, and that it stays nowhere."""

from pathlib import Path

import pytest

from tests.cli.support import SECRET, Cli, check_failure, check_no_secret, process
from tests.conftest import RegistryFactory
from tests.support.machine import Machine
from tests.support.registry import RealRegistry
from tests.support.storage import fill

KEYRING = """
import json
from pathlib import Path
from keyring.backend import KeyringBackend

FILE = Path(__file__).with_name("keyring.json")

class Keyring(KeyringBackend):
    priority = 1

    def _entries(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._entries().get(f"{service} {username}")

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps({**self._entries(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        entries = self._entries()
        del entries[f"{service} {username}"]
        FILE.write_text(json.dumps(entries))
"""


@pytest.fixture
def registry(docker_registry: RegistryFactory) -> RealRegistry:
    registry = docker_registry(users={"ann": SECRET, "bob": "other"})
    fill(registry.storage, dict.fromkeys(["team/app", "team/web"], ("1.0", "2.0")))
    return registry


def test_without_a_keychain_the_feed_is_saved_and_it_is_said(
    cli: Cli, machine: Machine, registry: RealRegistry
) -> None:
    add = ("feeds", "add", "prod", registry.url, "--username", "ann", "--password-stdin")
    result = cli(*add, stdin=SECRET.encode())
    assert (result.status, result.out) == (0, f"added prod ({registry.url})\n")
    assert "keychain" in result.err
    assert "prod is saved without its password" in result.err
    assert [feed["username"] for feed in cli("feeds", "--json").json] == ["ann"]
    check_no_secret(machine, result)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_test_uses_what_came_on_stdin(
    cli: Cli, machine: Machine, registry: RealRegistry, end: bytes
) -> None:
    add = ("feeds", "add", "prod", registry.authority, "--username", "ann", "--password-stdin")
    result = cli(*add, "--test", stdin=SECRET.encode() + end)
    assert result.status == 0
    added, works = result.out.splitlines()
    assert added == f"added prod ({registry.authority})"
    assert "works: version 2, logged in as ann, by --password-stdin" in works
    check_no_secret(machine, result)


def test_a_test_that_fails_leaves_the_feed(cli: Cli, registry: RealRegistry) -> None:
    add = ("feeds", "add", "prod", registry.url, "--username", "ann", "--password-stdin", "--test")
    result = cli(*add, stdin=b"wrong")
    check_failure(result, 1, "ann", f"note: added prod ({registry.url})")
    edit = ("feeds", "edit", "prod", "--test")
    check_failure(cli(*edit), 1, "note: changed prod", "login")
    assert cli(*edit, password=SECRET).status == 0
    check_failure(cli(*edit, password="wrong"), 1)
    assert len(cli("feeds", "--json").json) == 1


def test_a_password_is_wanted_and_must_be_text(cli: Cli, machine: Machine) -> None:
    add = ("feeds", "add", "prod", "r.example.com", "--password-stdin")
    check_failure(cli(*add, stdin=SECRET.encode()), 2, "user name")
    for stdin, word in ((b"", "nothing"), (b"\n", "nothing"), (b"caf\xe9", "UTF-8")):
        check_failure(cli(*add, "--username", "ann", stdin=stdin), 2, word)
    assert not (machine.config / "feeds.toml").exists()


def test_the_variable_is_for_the_feed_that_is_named(
    cli: Cli, machine: Machine, registry: RealRegistry
) -> None:
    cli.add("prod", registry.url, "--username", "ann")
    check_failure(cli("tags", "prod/team/app"), 1)
    results = [
        cli("refresh", "prod", password=SECRET),
        cli("search", "web", "--feed", "prod", password=SECRET),
        cli("tags", "prod/team/app", "--json", password=SECRET),
    ]
    assert [result.status for result in results] == [0, 0, 0]
    assert all("ignored" not in result.err for result in results)
    assert results[1].out == "prod/team/web\n"
    wrong = cli("tags", "prod/team/app", password="wrong-" + SECRET)
    check_failure(wrong, 1, "REGBROWSE_PASSWORD")
    check_no_secret(machine, *results, wrong)


def test_the_variable_is_ignored_where_nobody_knows_whose_it_is(
    cli: Cli, machine: Machine, registry: RealRegistry
) -> None:
    cli.add("prod", registry.url, "--username", "ann")
    cli.add("test", registry.url, "--username", "bob")
    cli.add("nobody", registry.url)
    for arguments in (
        ("refresh",),
        ("refresh", "prod", "test"),
        ("refresh", "nobody"),
        ("refresh", registry.authority),
        ("search", "x"),
        ("search", "x", "--feed", "prod", "--feed", "test"),
        ("tags", "nobody/team/app"),
    ):
        result = cli(*arguments, password=SECRET)
        assert result.status == 1
        assert "note: REGBROWSE_PASSWORD is ignored" in result.err
        check_no_secret(machine, result)


def test_the_same_feed_twice_is_one(cli: Cli, registry: RealRegistry) -> None:
    cli.add("prod", registry.url, "--username", "ann")
    assert cli("refresh", "prod", "prod", password=SECRET).status == 0


def test_a_password_that_no_registry_could_understand(cli: Cli, registry: RealRegistry) -> None:
    cli.add("prod", registry.url, "--username", "ann")
    result = cli("refresh", "prod", password="caf\udce9")
    assert result.status == 1
    assert "note: REGBROWSE_PASSWORD is ignored" in result.err


def test_the_keychain_keeps_and_forgets(
    machine: Machine, registry: RealRegistry, tmp_path: Path
) -> None:
    (tmp_path / "filekeyring.py").write_text(KEYRING)
    keyring = {"PYTHON_KEYRING_BACKEND": "filekeyring.Keyring", "PYTHONPATH": str(tmp_path)}
    add = ("feeds", "add", "prod", registry.url, "--username", "ann", "--password-stdin")
    added = process(*add, stdin=SECRET.encode(), environment=keyring)
    assert (added.status, added.err) == (0, "")
    refreshed = process("refresh", "prod", "--json", environment=keyring)
    assert [report["repositories"] for report in refreshed.json] == [2]
    listed = process("feeds", "--json", environment=keyring)
    assert "keychain" in listed.json[0]["credentials"]
    check_no_secret(machine, added, refreshed, listed)
    entries = tmp_path / "keyring.json"
    assert SECRET in entries.read_text()
    removed = process("feeds", "remove", "prod", environment=keyring)
    assert (removed.status, removed.err, entries.read_text()) == (0, "", "{}")
