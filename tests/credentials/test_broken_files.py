import json
import os

import pytest

from regbrowse.credentials.auth_file import AuthFile
from regbrowse.credentials.document import MAX_BYTES
from regbrowse.credentials.file_source import FileSource
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.source import Resolution, Wanted
from regbrowse.domain.address import Address
from tests.credentials.support import SECRET, Machine, basic

HOST = "registry.example.com"


def source(machine: Machine) -> FileSource:
    return FileSource(AuthFile("docker config", machine.docker), Helpers(machine.environ))


def wanted() -> Wanted:
    return Wanted(Address.parse(HOST))


async def find(machine: Machine, document: object) -> Resolution:
    machine.write(machine.docker, document)
    return await source(machine).find(wanted())


def user(resolution: Resolution) -> str | None:
    return resolution.login.username if resolution.login else None


BROKEN = {
    f'{{"auths": {{\n  "x": "{SECRET}" "y"': "it is not valid JSON at line 2, column",
    f'{{"{SECRET}': "it is not valid JSON at line 1, column 2",
    "[" * 100_000: "it is nested too deeply",
    '{"auths": ' + "9" * 5000 + "}": "it holds a number that is too long",
    f'["{SECRET}"]': "it is a list instead of an object",
    f'"{SECRET}"': "it is a string instead of an object",
    "7": "it is a number instead of an object",
    "null": "it is null instead of an object",
    f'{{"auths": ["{SECRET}"]}}': "auths is a list instead of an object",
    f'{{"auths": "{SECRET}"}}': "auths is a string instead of an object",
    '{"credHelpers": true}': "credHelpers is true or false instead of an object",
    f'{{"credHelpers": {{"{SECRET}": 1}}}}': "a helper in credHelpers is a number",
    '{"credsStore": {}}': "credsStore is an object instead of a string",
    f'{{"auths": {{"{HOST}": "{SECRET}"}}}}': "the entry of registry.example.com is a string",
    " " * (MAX_BYTES + 1): f"it is larger than {MAX_BYTES} bytes",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:12])
async def test_broken_files_are_notices(machine: Machine, text: str) -> None:
    found = await find(machine, text)
    assert found.login is None
    (notice,) = found.notices
    assert notice.code == "docker-config-invalid"
    assert notice.facts["file"] == str(machine.docker)
    assert BROKEN[text] in notice.facts["reason"]
    assert "s3cr3t" not in repr(found)
    assert source(machine).describe(wanted()) is None


async def test_text_that_is_not_utf8(machine: Machine) -> None:
    machine.write(machine.docker, "")
    machine.docker.write_bytes(b'{"auths": "\xff"}')
    (notice,) = (await source(machine).find(wanted())).notices
    assert notice.facts["reason"] == "it is not valid UTF-8 at byte 12"


async def test_windows_byte_order_mark_is_accepted(machine: Machine) -> None:
    machine.write(machine.docker, "")
    for encoding in ("utf-8-sig", "utf-16"):
        machine.docker.write_bytes(json.dumps({"auths": {HOST: basic("ann")}}).encode(encoding))
        assert user(await source(machine).find(wanted())) == "ann"


async def test_broken_entry_of_another_registry_is_no_news(machine: Machine) -> None:
    document = {"auths": {"other.example.com": {"auth": "!"}, HOST: basic("ann")}}
    found = await find(machine, document)
    assert user(found) == "ann"
    assert found.notices == ()


async def test_files_that_cannot_be_read(machine: Machine) -> None:
    machine.docker.mkdir(parents=True)
    (notice,) = (await source(machine).find(wanted())).notices
    assert notice.facts["reason"] == "it is not a file"
    machine.docker.rmdir()
    machine.docker.symlink_to(machine.docker)
    (notice,) = (await source(machine).find(wanted())).notices
    assert notice.facts["reason"].startswith("it cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
async def test_pipe_does_not_block(machine: Machine) -> None:
    machine.docker.parent.mkdir()
    os.mkfifo(machine.docker)
    (notice,) = (await source(machine).find(wanted())).notices
    assert notice.facts["reason"] == "it is not a file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
async def test_forbidden_file(machine: Machine) -> None:
    machine.write(machine.docker, {}).chmod(0)
    (notice,) = (await source(machine).find(wanted())).notices
    assert notice.facts["reason"] == "it cannot be read: Permission denied"
