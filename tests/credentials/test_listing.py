import json

from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keys import HUB_KEY
from regbrowse.credentials.listing import KnownLogin, Listing, list_logins
from regbrowse.credentials.places import auth_files
from tests.credentials.support import SECRET, Machine, basic, needs_sh


async def listing(machine: Machine) -> Listing:
    return await list_logins(auth_files(machine.surroundings), Helpers(machine.environ))


async def registries(machine: Machine) -> dict[str, str | None]:
    found = await listing(machine)
    assert found.notices == ()
    return {login.registry: login.username for login in found.logins}


async def test_nothing(machine: Machine) -> None:
    assert await listing(machine) == Listing(())


async def test_written_logins(machine: Machine) -> None:
    auths = {
        HUB_KEY: basic("ann"),
        "localhost:5000": basic("dev"),
        "https://registry.example.com/v1/": {"identitytoken": SECRET},
        "quay.io/team": basic("robot"),
        "stale.example.com": {},
        "not a host": basic("ann"),
        f"https://ann:{SECRET}@evil.example.com": basic("ann"),
        f"{HUB_KEY}access-token": basic("ann"),
    }
    machine.write(machine.docker, {"auths": auths})
    found = await listing(machine)
    source = f"docker config ({machine.docker})"
    assert found.logins == (
        KnownLogin("docker.io", "ann", source),
        KnownLogin("localhost:5000", "dev", source),
        KnownLogin("registry.example.com", None, source),
        KnownLogin("quay.io", "robot", source),
    )
    assert SECRET not in repr(found)


async def test_podmans_namespaces_are_reduced_to_their_registry(machine: Machine) -> None:
    auths = {"quay.io/team": basic("robot"), "ghcr.io/a": basic("x"), "ghcr.io": basic("ann")}
    machine.write(machine.podman, {"auths": auths})
    machine.write(machine.docker, {"auths": {"quay.io": basic("ann")}})
    assert await registries(machine) == {"quay.io": None, "ghcr.io": "ann"}


@needs_sh
async def test_helpers(machine: Machine) -> None:
    logins = {
        HUB_KEY: ("ann", SECRET),
        "https://ghcr.io": ("<token>", SECRET),
        f"{HUB_KEY}refresh-token": ("ann", SECRET),
    }
    machine.helper_with("store", logins)
    config = {
        "auths": {HUB_KEY: {}, "logged-out.example.com": {}, "quay.io": basic("bob")},
        "credHelpers": {"gcr.io": "gcloud", "quay.io": ""},
        "credsStore": "store",
    }
    machine.write(machine.docker, config)
    expected = {"gcr.io": None, "docker.io": "ann", "ghcr.io": None, "quay.io": "bob"}
    assert await registries(machine) == expected
    assert machine.asked("store") == ["list unused"]


async def test_marks_count_where_the_helper_cannot_be_asked(machine: Machine) -> None:
    machine.write(machine.docker, {"auths": {"ghcr.io": {}}, "credsStore": "absent"})
    found = await listing(machine)
    source = f"docker-credential-absent (named in {machine.docker})"
    assert found.logins == (KnownLogin("ghcr.io", None, source),)
    assert [notice.code for notice in found.notices] == ["credential-helper-failed"]


async def test_broken_files_and_entries(machine: Machine) -> None:
    machine.environ["DOCKER_AUTH_CONFIG"] = json.dumps({"auths": {"ghcr.io": basic("ann")}})
    machine.write(machine.podman, f'"{SECRET}')
    machine.write(machine.docker, {"auths": {"quay.io": {"auth": f"!{SECRET}"}}})
    found = await listing(machine)
    source = f"docker config ({machine.docker})"
    assert found.logins == (
        KnownLogin("ghcr.io", "ann", "DOCKER_AUTH_CONFIG"),
        KnownLogin("quay.io", None, source),
    )
    assert [notice.facts["file"] for notice in found.notices] == [
        str(machine.podman),
        str(machine.docker),
    ]
    assert SECRET not in repr(found)
