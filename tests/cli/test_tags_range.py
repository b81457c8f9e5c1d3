"""`regbrowse tags --range`: which versions are shown, and ranges that cannot be read."""

import csv
import io

import pytest

from tests.cli.support import Cli, check_failure
from tests.conftest import ServerFactory
from tests.support.dialects import Distribution3, serve_tags
from tests.support.scripted import Reply, ScriptedServer

TAGS = """
    3.0 2.1.0 2.1.0-alpine 2.1.0-rc.2 2.0.0_build 2.0 2.0-rc.1 1.9.9 v1.2 1.2-alpine 1.0-beta
    latest a1b2c3d
"""


@pytest.fixture
def server(cli: Cli, scripted_server: ServerFactory) -> ScriptedServer:
    server = scripted_server()
    server.on("/v2/", Reply(200, b"{}"))
    serve_tags(server, "app", Distribution3(TAGS.split(), maximum=100))
    cli.add("prod", server.url)
    return server


def found(cli: Cli, *arguments: str) -> list[str]:
    document = cli("tags", "prod/app", *arguments, "--json").json
    assert document["total"] == len(document["tags"])
    return [tag["name"] for tag in document["tags"]]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("--range", ">=1.2,<2"), "1.9.9 v1.2 1.2-alpine"),
        (("--range", "~=2.0"), "2.1.0 2.1.0-alpine 2.0 2.0.0_build"),
        (("--range", "[1.2,2.0)"), "1.9.9 v1.2 1.2-alpine"),
        (("--range", "2.1"), "3.0 2.1.0 2.1.0-alpine"),
        (("--range", "2.0.*", "--semver"), "2.0"),
        (("--range", "2.*", "--match", "alpine"), "2.1.0-alpine"),
        (("--range", "2.*", "--kind", "release"), "2.1.0 2.0"),
        (("--range", ">=9"), ""),
        # Asked for: by a bound, by a star, by kinds, by a text.
        (("--range", ">=2.0-rc.1,<2.1"), "2.0 2.0.0_build 2.0-rc.1"),
        (("--range", "2.0.*-*"), "2.0 2.0.0_build 2.0-rc.1"),
        (("--range", "2.*", "--kind", "prerelease"), "2.1.0-rc.2 2.0-rc.1"),
        (("--range", "1.*", "--kind", "all"), "1.9.9 v1.2 1.2-alpine 1.0-beta"),
        (("--range", "2.*", "--match", "rc"), "2.1.0-rc.2 2.0-rc.1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_in_the_range(cli: Cli, arguments: tuple[str, ...], names: str) -> None:
    assert found(cli, *arguments) == names.split()


@pytest.mark.usefixtures("server")
def test_the_total_counts_before_the_limit(cli: Cli) -> None:
    document = cli("tags", "prod/app", "--range", "2.*", "--limit", "1", "--json").json
    assert document["total"] == 4
    assert [tag["name"] for tag in document["tags"]] == ["2.1.0"]
    result = cli("tags", "prod/app", "--range", "2.*", "--limit", "1")
    assert "the first 1 of 4 that fit, of 13 tags" in result.err
    rows = list(csv.reader(io.StringIO(cli("tags", "prod/app", "--range", "[2.0]", "--csv").out)))
    assert [row[0] for row in rows] == ["name", "2.0", "2.0.0_build"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "there is nothing in it"),
        ("~=3", 'The range "~=3" cannot be read: ~= takes two numbers'),
        (">=1,<", "a version is missing"),
        ("[1.0,2.0", "is closed"),
        (">=1.2-alpine", 'the variant "alpine"'),
        ("latest", '"latest" is no version'),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_range_that_cannot_be_read(
    cli: Cli, server: ScriptedServer, text: str, word: str, form: tuple[str, ...]
) -> None:
    check_failure(cli("tags", "prod/app", "--range", text, *form), 2, "--range '>=1.2,<2'")
    result = cli("tags", "prod/app", "--range", text)
    assert word.replace('"', "'") in result.err.replace('"', "'")
    assert not server.asked("/v2/app/tags/list")
