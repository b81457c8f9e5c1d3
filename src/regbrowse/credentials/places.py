"""Where docker and podman keep their logins on this machine.

Sources: docker/cli cli/config/config.go; containers/image docs/containers-auth.json.5.md and
pkg/docker/config/config.go (getPathToAuth).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regbrowse.credentials.auth_file import AuthFile
from regbrowse.domain.login import Secret

_CONTAINERS = Path("containers", "auth.json")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the process was started with, as far as logins depend on it.

    `platform` is `sys.platform`. `uid` is the numeric user id, None where users have none; podman
    on Linux keeps its logins under it when there is no XDG_RUNTIME_DIR. The environment is kept
    out of the repr, because it may hold secrets.
    """

    environ: Mapping[str, str] = field(repr=False)
    home: Path
    platform: str
    uid: int | None = None


def auth_files(surroundings: Surroundings) -> tuple[AuthFile, ...]:
    """Return the login files in the order in which they are asked.

    Podman reads nothing but the file that REGISTRY_AUTH_FILE names. Docker does not know that
    variable. So it replaces podman's own files here, and docker's are read after it as ever: a
    registry that only docker is logged in to stays reachable. An empty variable is an unset one.
    """
    environ, home = surroundings.environ, surroundings.home
    named = environ.get("REGISTRY_AUTH_FILE")
    text = environ.get("DOCKER_AUTH_CONFIG")
    docker = Path(environ.get("DOCKER_CONFIG") or home / ".docker")
    files: list[AuthFile] = []
    if named:
        files.append(AuthFile("REGISTRY_AUTH_FILE", Path(named), namespaces=True, required=True))
    if text:
        name = "DOCKER_AUTH_CONFIG"
        files.append(AuthFile(name, name, text=Secret(text), helpers=False))
    if not named:
        paths = dict.fromkeys(_podman_paths(surroundings))
        files += [AuthFile("podman login", path, namespaces=True) for path in paths]
    files.append(AuthFile("docker config", docker / "config.json"))
    files.append(AuthFile("docker config", home / ".dockercfg", legacy=True))
    return tuple(files)


def _podman_paths(surroundings: Surroundings) -> Iterator[Path]:
    environ, home = surroundings.environ, surroundings.home
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    if surroundings.platform in {"darwin", "win32"}:
        yield home / ".config" / _CONTAINERS
    elif runtime := environ.get("XDG_RUNTIME_DIR"):
        yield runtime / _CONTAINERS
    elif surroundings.uid is not None:
        yield Path("/run/containers", str(surroundings.uid), "auth.json")
    yield config / _CONTAINERS
