"""What a command does not need is not loaded: it has to answer before a person notices."""

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.cli.support import Cli
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution2, serve_catalog

REPORT = """
import json, sys
from regbrowse.cli.main import run
try:
    status = run(sys.argv[1:])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
sys.exit(status)
"""
NETWORK = {"httpx", "truststore", "textual", "rich", "keyring"}
HEAVY = NETWORK | {"asyncio", "ssl", "sqlite3", "filelock"}


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    scripted_server: ServerFactory,
) -> Cli:
    """A command line with a feed that was read."""
    cli = Cli(capsys, monkeypatch)
    server = scripted_server()
    serve_catalog(server, Distribution2(["team/app"]))
    cli.add("prod", server.url)
    assert cli("refresh").status == 0
    return cli


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules: Sequence[str] = json.loads(done.stderr.splitlines()[-1])
    return set(modules)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("feeds", "--help"), ("search", "--help")]
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()


@pytest.mark.usefixtures("cli")
def test_what_needs_no_network_loads_none() -> None:
    for arguments in (
        ("feeds",),
        ("feeds", "list", "--json"),
        ("search", "app", "--offline"),
        ("search", "app"),
        ("feeds", "add", "other", "r.example.com"),
        ("feeds", "remove", "other"),
    ):
        assert loaded_by(*arguments) & NETWORK == set(), arguments


@pytest.mark.usefixtures("cli")
def test_the_screens_are_loaded_for_nobody_else() -> None:
    assert loaded_by("refresh") & {"textual", "regbrowse.ui", "keyring"} == set()


def test_importing_the_package_loads_its_version_only() -> None:
    code = (
        "import sys; before = set(sys.modules); import regbrowse; print(set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'regbrowse'}\n"
