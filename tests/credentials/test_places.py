from collections.abc import Mapping
from pathlib import Path

from regbrowse.credentials.places import Surroundings, auth_files
from tests.credentials.support import SECRET

HOME = Path("/home/ann")


def names(
    environ: Mapping[str, str] | None = None, platform: str = "linux", uid: int | None = 1000
) -> list[str]:
    environ = environ or {}
    return [file.name for file in auth_files(Surroundings(environ, HOME, platform, uid))]


DOCKER = ["/home/ann/.docker/config.json", "/home/ann/.dockercfg"]
CONFIG = "/home/ann/.config/containers/auth.json"


def test_linux() -> None:
    assert names() == ["/run/containers/1000/auth.json", CONFIG, *DOCKER]
    expected = ["/run/user/1000/containers/auth.json", "/x/containers/auth.json", *DOCKER]
    assert names({"XDG_RUNTIME_DIR": "/run/user/1000", "XDG_CONFIG_HOME": "/x"}) == expected
    assert names(uid=None) == [CONFIG, *DOCKER]


def test_macos_and_windows_name_each_file_once() -> None:
    assert names({"XDG_RUNTIME_DIR": "/run"}, "darwin") == [CONFIG, *DOCKER]
    assert names({}, "win32", None) == [CONFIG, *DOCKER]


def test_docker_config_is_a_directory() -> None:
    assert names({"DOCKER_CONFIG": "/x"})[-2:] == ["/x/config.json", DOCKER[1]]


def test_registry_auth_file_replaces_podmans_files_and_not_dockers() -> None:
    environ = {"REGISTRY_AUTH_FILE": "/x.json", "DOCKER_AUTH_CONFIG": SECRET}
    assert names(environ) == ["/x.json", "DOCKER_AUTH_CONFIG", *DOCKER]


def test_empty_variables_are_unset_ones() -> None:
    variables = ("REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "XDG_CONFIG_HOME")
    assert names(dict.fromkeys((*variables, "XDG_RUNTIME_DIR"), "")) == names()


def test_environment_is_not_in_any_repr() -> None:
    surroundings = Surroundings({"DOCKER_AUTH_CONFIG": SECRET}, HOME, "linux")
    assert SECRET not in repr(surroundings)
    assert SECRET not in repr(auth_files(surroundings))
