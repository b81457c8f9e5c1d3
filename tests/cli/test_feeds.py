"""`regbrowse feeds`: the shape of its answers, what it refuses, and what it keeps."""

import csv
import io
from pathlib import Path

import pytest

from regbrowse.domain.feed import COMMAND_NAMES
from tests.cli.support import Cli, check_failure
from tests.support.machine import Machine

KEYS = [
    *("name", "url", "registry_path", "api", "username", "credentials"),
    *("repositories", "complete", "refreshed_at"),
]


def test_without_feeds(cli: Cli) -> None:
    for listing in (("feeds",), ("feeds", "list")):
        result = cli(*listing)
        assert (result.status, result.out) == (0, "")
        assert "regbrowse feeds add" in result.err
    assert cli("feeds", "--json").json == []
    assert cli("feeds", "list", "--csv").out == ",".join(KEYS) + "\r\n"


def test_what_is_listed(cli: Cli, machine: Machine) -> None:
    cli.add("prod", "https://r.example.com/x/v2/")
    assert cli("feeds", "list", "--json").json == [
        {
            "name": "prod",
            "url": "https://r.example.com/x",
            "registry_path": None,
            "api": "auto",
            "username": None,
            "credentials": None,
            "repositories": None,
            "complete": False,
            "refreshed_at": None,
        }
    ]
    cli.add("test", "localhost:5000", "--username", "ann", "--registry-path", "pull.example:1/x")
    machine.docker_config.mkdir()
    entry = '{"auths": {"r.example.com": {"auth": "YW5uOnB3"}}}'
    (machine.docker_config / "config.json").write_text(entry)
    first, second = cli("feeds", "--json").json
    assert list(first) == list(second) == KEYS
    assert "docker config" in first["credentials"]
    assert (second["username"], second["registry_path"]) == ("ann", "pull.example:1/x")
    table = cli("feeds").out.splitlines()
    assert table[0].split() == ["NAME", "ADDRESS", "API", "LOGIN", "REPOSITORIES", "REFRESHED"]
    assert [line.split()[0] for line in table[1:]] == ["prod", "test"]


@pytest.mark.parametrize("where", [("--json", "list"), ("list", "--json"), ("--json",)])
def test_an_option_of_the_list_may_stand_on_both_sides(cli: Cli, where: tuple[str, ...]) -> None:
    cli.add("prod", "r.example.com")
    assert [feed["name"] for feed in cli("feeds", *where).json] == ["prod"]


def test_csv(cli: Cli) -> None:
    cli.add("prod", "r.example.com", "--username", "=cmd|' /C calc'!A0")
    cli.add("test", "r.example.com", "--username=-2+3")
    header, *rows = csv.reader(io.StringIO(cli("feeds", "--csv").out, newline=""))
    assert header == KEYS
    assert [row[KEYS.index("username")] for row in rows] == ["'=cmd|' /C calc'!A0", "'-2+3"]
    assert [row[KEYS.index("complete")] for row in rows] == ["false", "false"]
    assert [row[KEYS.index("refreshed_at")] for row in rows] == ["", ""]


def test_all_settings_are_saved(cli: Cli, machine: Machine, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "cert", "key")}
    for path in files.values():
        path.touch()
    cli.add(
        *("prod", "https://r.example.com", "--api", "v2", "--insecure"),
        *("--ca", str(files["ca"]), "--client-cert", str(files["cert"])),
        *("--client-key", str(files["key"]), "--proxy", "proxy.example:3128"),
    )
    saved = (machine.config / "feeds.toml").read_text()
    assert saved.endswith(
        f'[feeds.prod]\nurl = "https://r.example.com"\napi = "v2"\nca = "{files["ca"]}"\n'
        f'client-cert = "{files["cert"]}"\nclient-key = "{files["key"]}"\n'
        'insecure = true\nproxy = "http://proxy.example:3128"\n'
    )


def test_files_are_found_from_where_one_is(
    cli: Cli, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.chdir(tmp_path)
    cli.add("prod", "r.example.com", "--ca", "ca.pem")
    assert f'ca = "{tmp_path / "ca.pem"}"' in (machine.config / "feeds.toml").read_text()


def test_edit(cli: Cli, machine: Machine) -> None:
    cli.add("prod", "r.example.com", "--username", "ann", "--insecure")
    result = cli("feeds", "edit", "prod", "--url", "x.example.com", "--api", "v1")
    assert (result.status, result.out) == (0, "changed prod (x.example.com)\n")
    assert cli("feeds", "edit", "prod", "--username", "", "--no-insecure").status == 0
    assert cli("feeds", "edit", "prod", "--name", "new").out == "changed new (x.example.com)\n"
    [feed] = cli("feeds", "--json").json
    assert (feed["name"], feed["url"], feed["api"]) == ("new", "x.example.com", "v1")
    assert feed["username"] is None
    assert "insecure" not in (machine.config / "feeds.toml").read_text()


def test_remove(cli: Cli) -> None:
    cli.add("one", "one.example")
    cli.add("two", "two.example")
    result = cli("feeds", "remove", "one")
    assert (result.status, result.out, result.err) == (0, "removed one\n", "")
    assert [feed["name"] for feed in cli("feeds", "--json").json] == ["two"]


@pytest.mark.parametrize("name", [*sorted(COMMAND_NAMES), "host:5000", "a/b", "", "-x", "ä", "a b"])
def test_names_that_cannot_be_used(cli: Cli, name: str, machine: Machine) -> None:
    check_failure(cli("feeds", "add", "--", name, "r.example.com"), 2)
    assert not (machine.config / "feeds.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("add", "new", "ftp://r.example.com"), "ftp"),
        (("add", "new", "https://ann:s3cr3t@r.example.com"), "--password-stdin"),
        (("add", "new", "host name"), "host"),
        (("add", "prod", "other.example"), "already"),
        (("add", "new", "r.example.com", "--api", "v3"), "v3"),
        (("add", "new", "r.example.com", "--ca", "/no/such/file"), "/no/such/file"),
        (("add", "new", "r.example.com", "--client-key", "/dev/null"), "client-cert"),
        (("add", "new", "r.example.com", "--proxy", "http://u:s3cr3t@p:1"), "proxy"),
        (("add", "new", "r.example.com", "--username", "a", "--password-stdin"), "stdin"),
        (("add", "new", "r.example.com", "--password", "s3cr3t"), "--password-stdin"),
        (("add", "new", "r.example.com", "--password=s3cr3t"), "--password-stdin"),
        (("add", "new", "r.example.com", "--password-stdin=s3cr3t"), "--password-stdin"),
        (("add", "new", "r.example.com", "--user", "ann"), "--user"),
        (("add", "new"), "URL"),
        (("edit", "prdo", "--api", "v2"), "prod"),
        (("edit", "prod", "--name", "tags"), "command"),
        (("edit", "prod", "--url", ""), "url"),
        (("edit", "other", "--name", "prod"), "already"),
        (("remove", "nothing"), "nothing"),
        (("frobnicate",), "frobnicate"),
        (("list", "--xml"), "--xml"),
        (("list", "--json", "--csv"), "--csv"),
    ],
)
def test_what_is_refused_changes_nothing(
    cli: Cli, machine: Machine, arguments: tuple[str, ...], word: str
) -> None:
    cli.add("prod", "r.example.com")
    cli.add("other", "other.example")
    before = (machine.config / "feeds.toml").read_bytes()
    result = cli("feeds", *arguments)
    check_failure(result, 2, word)
    assert (machine.config / "feeds.toml").read_bytes() == before
    assert "s3cr3t" not in result.err


def test_a_broken_file_stops_every_command_and_stays(cli: Cli, machine: Machine) -> None:
    machine.config.mkdir()
    path = machine.config / "feeds.toml"
    path.write_text('[feeds.prod]\nurl = "r.example.com"\ncolor = "red"\n')
    for arguments in (
        ("feeds",),
        ("feeds", "add", "new", "new.example"),
        ("feeds", "edit", "prod", "--api", "v2"),
        ("feeds", "remove", "prod"),
        ("feeds", "import"),
        ("refresh",),
        ("refresh", "prod"),
        ("search", "x", "--offline"),
        ("tags", "prod/app"),
    ):
        check_failure(cli(*arguments), 2, str(path), "line 3", "color")
    assert path.read_text() == '[feeds.prod]\nurl = "r.example.com"\ncolor = "red"\n'
