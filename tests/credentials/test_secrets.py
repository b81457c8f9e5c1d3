"""Whatever the sources hold, no repr and no text of anything shows a secret."""

import json

from regbrowse.credentials.auth_file import AuthFile, Stored
from regbrowse.credentials.handed import HandedOver
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.listing import list_logins
from regbrowse.credentials.places import auth_files
from regbrowse.credentials.process import Output
from regbrowse.credentials.standard import standard_chain
from regbrowse.domain.address import Address
from regbrowse.domain.login import Login, Secret
from tests.credentials.support import SECRET, Machine, MemoryKeyring, basic, needs_sh

HOST = "registry.example.com"
ADDRESS = Address.parse(HOST)


def shown(*things: object) -> str:
    return " ".join(f"{thing!r} {thing}" for thing in things)


@needs_sh
async def test_no_secret_in_anything_that_is_returned(machine: Machine) -> None:
    entry = basic("ann")
    machine.environ["REGBROWSE_PASSWORD"] = SECRET
    machine.environ["DOCKER_AUTH_CONFIG"] = json.dumps({"auths": {"quay.io": entry}})
    machine.write(machine.podman, {"auths": {HOST: {"auth": SECRET}}, "x": SECRET})
    machine.write(machine.docker, {"auths": {HOST: entry}, "credsStore": "leaky"})
    machine.helper("leaky", f"echo '{SECRET}'; echo 'error: {SECRET}' >&2; exit 1")
    keyring, helpers = MemoryKeyring(), Helpers(machine.environ)
    keychain = Keychain(keyring)
    await keychain.set(ADDRESS, "eve", Secret(SECRET))
    handed = HandedOver(Address.parse("ghcr.io"), Login("ann", Secret(SECRET), "--password-stdin"))
    chain = standard_chain(machine.surroundings, helpers=helpers, keychain=keychain)
    chain = chain.preceded_by(handed)
    files = auth_files(machine.surroundings)
    results: list[object] = [helpers, keychain, handed, chain, files, machine.surroundings]
    for address, user in ((HOST, None), (HOST, "eve"), ("quay.io", "ann"), ("ghcr.io", "ann")):
        found = await chain.resolve(Address.parse(address), user)
        assert found.login
        assert found.login.secret.reveal() == SECRET
        results += [found, found.login, *found.notices, chain.describe(ADDRESS, user)]
    results += [await list_logins(files, helpers), await keychain.get(ADDRESS, "eve")]
    text = shown(*results)
    assert "credential-helper-failed" in text
    assert "docker-config-invalid" in text
    assert SECRET not in text
    assert entry["auth"] not in text


def test_no_secret_in_what_is_passed_around_inside(machine: Machine) -> None:
    machine.write(machine.docker, {"auths": {HOST: basic("ann")}})
    file = AuthFile("docker config", machine.docker)
    variable = AuthFile("variable", "VARIABLE", text=Secret(SECRET))
    output = Output(1, SECRET.encode(), SECRET.encode(), overflow=False)
    stored = file.load()
    assert isinstance(stored, Stored)
    text = shown(file, variable, output, stored)
    assert SECRET not in text
    assert str(basic("ann")["auth"]) not in text
