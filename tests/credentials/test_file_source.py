from regbrowse.credentials.auth_file import AuthFile
from regbrowse.credentials.file_source import FileSource
from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.keys import HUB_KEY
from regbrowse.credentials.source import Prospect, Resolution, Wanted
from regbrowse.domain.address import Address
from regbrowse.domain.login import LoginKind
from tests.credentials.support import SECRET, Machine, basic, needs_sh

HOST = "registry.example.com"


def source(machine: Machine, *, namespaces: bool = False) -> FileSource:
    file = AuthFile("docker config", machine.docker, namespaces=namespaces)
    return FileSource(file, Helpers(machine.environ))


def wanted(address: str = HOST, username: str | None = None, repo: str | None = None) -> Wanted:
    return Wanted(Address.parse(address), username, repo)


async def find(machine: Machine, document: object, asked: Wanted | None = None) -> Resolution:
    machine.write(machine.docker, document)
    return await source(machine).find(asked or wanted())


def user(resolution: Resolution) -> str | None:
    return resolution.login.username if resolution.login else None


async def test_inline_login(machine: Machine) -> None:
    found = await find(machine, {"auths": {HOST: basic("ann")}})
    assert found.login
    assert found.login.secret.reveal() == SECRET
    assert found.login.source == f"docker config ({machine.docker})"
    assert found.notices == ()
    assert source(machine).describe(wanted()) == Prospect(found.login.source)


async def test_missing_and_empty_files_are_no_news(machine: Machine) -> None:
    assert await source(machine).find(wanted()) == Resolution(None)
    assert await find(machine, "") == Resolution(None)
    assert await find(machine, "{}") == Resolution(None)
    assert await find(machine, '{"auths": null, "credHelpers": null}') == Resolution(None)


async def test_other_users_login_is_not_used(machine: Machine) -> None:
    document = {"auths": {HOST: basic("bob"), f"https://{HOST}/v1/": basic("ann")}}
    assert user(await find(machine, document, wanted(username="ann"))) == "ann"
    assert user(await find(machine, document)) == "bob"
    assert await find(machine, document, wanted(username="eve")) == Resolution(None)
    assert source(machine).describe(wanted(username="eve")) is None


async def test_token_of_unknown_owner_is_not_used_for_a_named_user(machine: Machine) -> None:
    document = {"auths": {HOST: {"identitytoken": SECRET}}}
    assert await find(machine, document, wanted(username="ann")) == Resolution(None)
    found = await find(machine, document)
    assert found.login
    assert found.login.kind is LoginKind.IDENTITY_TOKEN


async def test_ports_do_not_share(machine: Machine) -> None:
    document = {"auths": {"localhost": basic("any"), "localhost:5001": basic("other")}}
    assert await find(machine, document, wanted("localhost:5000")) == Resolution(None)


async def test_namespaced_logins_of_podman(machine: Machine) -> None:
    document = {"auths": {"quay.io/team": basic("robot"), "quay.io/team/app": basic("app")}}
    machine.write(machine.docker, document)
    podman = source(machine, namespaces=True)
    assert user(await podman.find(wanted("quay.io", repo="team/app"))) == "app"
    assert user(await podman.find(wanted("quay.io", repo="team/web"))) == "robot"
    assert user(await podman.find(wanted("quay.io"))) is None


@needs_sh
async def test_helper_of_the_host_goes_before_the_store_and_the_file(machine: Machine) -> None:
    machine.helper_with("host", {HOST: ("ann", SECRET)})
    machine.helper_with("store", {HOST: ("bob", "x"), "ghcr.io": ("gus", "x")})
    document = {
        "auths": {HOST: basic("inline"), "ghcr.io": basic("inline"), "quay.io": basic("inline")},
        "credHelpers": {HOST: "host", "quay.io": ""},
        "credsStore": "store",
    }
    found = await find(machine, document)
    assert user(found) == "ann"
    assert found.login
    assert found.login.source == f"docker-credential-host (named in {machine.docker})"
    assert user(await find(machine, document, wanted("ghcr.io"))) == "gus"
    assert user(await find(machine, document, wanted("quay.io"))) == "inline"
    assert machine.asked("host") == [f"get {HOST}"]
    assert machine.asked("store") == ["get ghcr.io"]


@needs_sh
async def test_helper_is_asked_in_dockers_words(machine: Machine) -> None:
    machine.helper_with("store", {HUB_KEY: ("ann", SECRET)})
    document = {"auths": {HUB_KEY: {}}, "credsStore": "store"}
    assert user(await find(machine, document, wanted("docker.io"))) == "ann"
    assert machine.asked("store") == [f"get {HUB_KEY}"]


@needs_sh
async def test_key_that_cannot_be_encoded(machine: Machine) -> None:
    document = {"auths": {f"https://{HOST}/\ud800": {}}, "credsStore": "store"}
    machine.helper_with("store", {})
    assert await find(machine, document) == Resolution(None)


@needs_sh
async def test_helper_is_asked_for_the_spelling_in_the_file(machine: Machine) -> None:
    legacy = f"https://{HOST}/v1/"
    machine.helper_with("store", {legacy: ("ann", SECRET)})
    found = await find(machine, {"auths": {legacy: {}}, "credsStore": "store"})
    assert user(found) == "ann"
    assert machine.asked("store") == [f"get {HOST}", f"get {legacy}"]


@needs_sh
async def test_empty_helper_is_no_news_and_the_file_still_counts(machine: Machine) -> None:
    machine.helper_with("store", {})
    document = {"auths": {HOST: {}, "ghcr.io": basic("inline")}, "credsStore": "store"}
    assert await find(machine, document) == Resolution(None)
    found = await find(machine, document, wanted("ghcr.io"))
    assert user(found) == "inline"
    assert found.notices == ()


async def test_broken_helper_is_a_notice_and_the_file_still_counts(machine: Machine) -> None:
    document = {"auths": {HOST: basic("ann")}, "credsStore": "nowhere"}
    found = await find(machine, document)
    assert user(found) == "ann"
    (notice,) = found.notices
    assert notice.code == "credential-helper-failed"
    assert notice.facts == {
        "helper": "docker-credential-nowhere",
        "file": str(machine.docker),
        "reason": "it is not on the PATH",
        "missing": "yes",
    }


@needs_sh
async def test_describe_runs_no_helper(machine: Machine) -> None:
    machine.helper_with("store", {HOST: ("ann", SECRET)})
    document = {"auths": {HOST: {}}, "credsStore": "store", "credHelpers": {"gcr.io": "gcloud"}}
    machine.write(machine.docker, document)
    words = f"docker-credential-store (named in {machine.docker})"
    assert source(machine).describe(wanted()) == Prospect(words)
    assert source(machine).describe(wanted(username="ann")) == Prospect(words, certain=False)
    words = f"docker-credential-gcloud (named in {machine.docker})"
    assert source(machine).describe(wanted("gcr.io")) == Prospect(words)
    assert source(machine).describe(wanted("ghcr.io")) is None
    same = {"credHelpers": {"gcr.io": "store"}, "credsStore": "store"}
    machine.write(machine.docker, {**same, "auths": {HOST: basic("bob")}})
    words = f"docker-credential-store (named in {machine.docker})"
    assert source(machine).describe(wanted("gcr.io")) == Prospect(words)
    assert source(machine).describe(wanted()) == Prospect(f"docker config ({machine.docker})")
    assert machine.asked("store") == []
