import json
from dataclasses import dataclass, field

import pytest

from regbrowse.credentials.chain import CredentialChain
from regbrowse.credentials.handed import HandedOver
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keychain import Keychain
from regbrowse.credentials.standard import standard_chain
from regbrowse.domain.address import Address
from regbrowse.domain.login import Login, Secret
from tests.credentials.support import SECRET, FailingKeyring, Machine, MemoryKeyring, basic

HOST = "registry.example.com"
ADDRESS = Address.parse(HOST)
HANDED = Login("ann", Secret("handed"), "REGBROWSE_PASSWORD")


@dataclass
class Setup:
    machine: Machine
    keyring: MemoryKeyring = field(default_factory=MemoryKeyring)
    handed: HandedOver | None = None

    @property
    def chain(self) -> CredentialChain:
        chain = standard_chain(
            self.machine.surroundings,
            helpers=Helpers(self.machine.environ),
            keychain=Keychain(self.keyring),
        )
        return chain.preceded_by(self.handed) if self.handed else chain

    async def password(self, address: str = HOST, username: str | None = None) -> str | None:
        login = (await self.chain.resolve(Address.parse(address), username)).login
        return login.secret.reveal() if login else None


@pytest.fixture
def setup(machine: Machine) -> Setup:
    return Setup(machine)


async def test_the_whole_order(setup: Setup) -> None:
    machine = setup.machine

    def login(password: str) -> dict[str, object]:
        return {"auths": {HOST: basic("ann", password)}}

    config = machine.home / ".config" / "containers" / "auth.json"
    assert await setup.password() is None
    machine.write(machine.home / ".dockercfg", {HOST: basic("ann", "dockercfg")})
    assert await setup.password() == "dockercfg"
    machine.write(machine.docker, login("docker"))
    assert await setup.password() == "docker"
    machine.write(config, login("podman-config"))
    assert await setup.password() == "podman-config"
    machine.write(machine.podman, login("podman-run"))
    assert await setup.password() == "podman-run"
    machine.environ["DOCKER_AUTH_CONFIG"] = json.dumps(login("variable"))
    assert await setup.password() == "variable"
    named = machine.write(machine.home / "named.json", login("named"))
    machine.environ["REGISTRY_AUTH_FILE"] = str(named)
    assert await setup.password() == "named"
    await Keychain(setup.keyring).set(ADDRESS, "ann", Secret("keychain"))
    assert await setup.password() == "named"
    assert await setup.password(username="ann") == "keychain"
    setup.handed = HandedOver(ADDRESS, HANDED)
    assert await setup.password(username="ann") == "handed"
    assert await setup.password() == "handed"


async def test_feeds_user_is_looked_for_in_the_whole_chain(setup: Setup) -> None:
    machine = setup.machine
    setup.handed = HandedOver(ADDRESS, HANDED)
    machine.write(machine.podman, {"auths": {HOST: basic("bob", "bobs")}})
    machine.write(machine.docker, {"auths": {HOST: basic("eve", "eves")}})
    assert await setup.password(username="eve") == "eves"
    assert await setup.password(username="zoe") is None


async def test_broken_sources_do_not_stop_the_chain(setup: Setup) -> None:
    machine = setup.machine
    machine.environ["REGISTRY_AUTH_FILE"] = str(machine.home / "absent.json")
    machine.environ["DOCKER_AUTH_CONFIG"] = f'{{"auths": "{SECRET}"}}'
    machine.write(machine.docker, {"auths": {HOST: {"auth": "!"}}, "credsStore": "absent"})
    machine.write(machine.home / ".dockercfg", {HOST: basic("ann")})
    found = await setup.chain.resolve(ADDRESS, None)
    assert found.login
    assert found.login.username == "ann"
    assert [(notice.code, notice.facts["file"]) for notice in found.notices] == [
        ("docker-config-invalid", str(machine.home / "absent.json")),
        ("docker-config-invalid", "DOCKER_AUTH_CONFIG"),
        ("credential-helper-failed", str(machine.docker)),
        ("docker-config-invalid", str(machine.docker)),
    ]
    assert found.notices[0].facts["reason"] == "it does not exist"


async def test_missing_keychain_is_news_only_without_a_login(setup: Setup) -> None:
    setup.keyring = FailingKeyring(RuntimeError(SECRET))
    found = await setup.chain.resolve(ADDRESS, "ann")
    assert [notice.code for notice in found.notices] == ["keychain-unavailable"]
    setup.machine.write(setup.machine.docker, {"auths": {HOST: basic("ann")}})
    found = await setup.chain.resolve(ADDRESS, "ann")
    assert found.login
    assert found.notices == ()


async def test_variable_names_no_helpers(setup: Setup) -> None:
    setup.machine.environ["DOCKER_AUTH_CONFIG"] = '{"credsStore": "absent", "auths": {}}'
    assert (await setup.chain.resolve(ADDRESS, None)).notices == ()


async def test_empty_device_switches_podmans_file_off(setup: Setup) -> None:
    setup.machine.environ["REGISTRY_AUTH_FILE"] = "/dev/null"
    found = await setup.chain.resolve(ADDRESS, None)
    assert (found.login, found.notices) == (None, ())


@pytest.mark.parametrize(
    ("meant", "asked", "used"),
    [
        (HOST, HOST, True),
        (HOST, f"https://{HOST}:443/prefix", True),
        (HOST, f"http://{HOST}", False),
        (f"http://{HOST}", f"http://{HOST}", True),
        (HOST, "other.example.com", False),
        (HOST, f"{HOST}:5000", False),
        ("localhost:5000", "http://localhost:5000", True),
        ("localhost", "http://localhost", True),
        ("localhost:5000", "localhost:5001", False),
        ("docker.io", "registry-1.docker.io", True),
        ("docker.io", "http://docker.io", False),
    ],
)
async def test_handed_over_password_is_for_one_registry(
    setup: Setup, meant: str, asked: str, used: bool
) -> None:
    setup.handed = HandedOver(Address.parse(meant), HANDED)
    assert await setup.password(asked) == ("handed" if used else None)
    described = setup.chain.describe(Address.parse(asked), "ann")
    assert described == ("REGBROWSE_PASSWORD" if used else "keychain (not opened)")


async def test_describe_prefers_who_surely_has_it(setup: Setup) -> None:
    machine = setup.machine
    setup.keyring = FailingKeyring(AssertionError("the keychain was opened"))
    assert setup.chain.describe(ADDRESS, None) is None
    assert setup.chain.describe(ADDRESS, "ann") == "keychain (not opened)"
    machine.write(machine.docker, {"auths": {HOST: {}}, "credsStore": "absent"})
    words = f"docker-credential-absent (named in {machine.docker})"
    assert setup.chain.describe(ADDRESS, None) == words
    assert setup.chain.describe(ADDRESS, "ann") == "keychain (not opened)"
    machine.write(machine.podman, {"auths": {HOST: basic("ann"), "quay.io/team": basic("bob")}})
    assert setup.chain.describe(ADDRESS, "ann") == f"podman login ({machine.podman})"
    quay = Address.parse("quay.io")
    assert setup.chain.describe(quay, None) is None
    assert setup.chain.describe(quay, None, "team/app") == f"podman login ({machine.podman})"


async def test_repository_reaches_podmans_namespaces(setup: Setup) -> None:
    setup.machine.write(setup.machine.podman, {"auths": {"quay.io/team": basic("robot")}})
    quay = Address.parse("quay.io")
    assert (await setup.chain.resolve(quay, None)).login is None
    found = await setup.chain.resolve(quay, None, "team/app")
    assert found.login
    assert found.login.username == "robot"
