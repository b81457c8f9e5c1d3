"""A machine of its own for each test: an empty home, no logins, no proxies, no extra CAs."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

_FORGOTTEN = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "FTP_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SSLKEYLOGFILE",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "REGISTRY_AUTH_FILE",
    "DOCKER_AUTH_CONFIG",
    "DOCKER_CERT_PATH",
    "DOCKER_CONTEXT",
    "DOCKER_HOST",
    "DBUS_SESSION_BUS_ADDRESS",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the test's own machine keeps things; none of the directories but `home` exists yet."""

    home: Path
    docker_config: Path
    """The directory in which docker's `config.json` is looked for."""
    config: Path
    """regbrowse's own directories."""
    cache: Path
    runtime: Path
    """XDG_RUNTIME_DIR, where podman keeps its logins."""


def isolate(monkeypatch: pytest.MonkeyPatch, root: Path) -> Machine:
    """Point the environment at `root`, and forget what the developer's machine says."""
    machine = Machine(
        home=root / "home",
        docker_config=root / "docker",
        config=root / "config",
        cache=root / "cache",
        runtime=root / "run",
    )
    machine.home.mkdir(parents=True)
    for name in list(os.environ):
        upper = name.upper()
        if upper in _FORGOTTEN or upper.startswith(("REGBROWSE_", "XDG_")):
            monkeypatch.delenv(name)
    for name, value in _environment(machine, root).items():
        monkeypatch.setenv(name, str(value))
    return machine


def _environment(machine: Machine, root: Path) -> dict[str, Path | str]:
    return {
        "HOME": machine.home,
        "USERPROFILE": machine.home,
        "DOCKER_CONFIG": machine.docker_config,
        "REGBROWSE_CONFIG_DIR": machine.config,
        "REGBROWSE_CACHE_DIR": machine.cache,
        "XDG_CONFIG_HOME": root / "xdg-config",
        "XDG_CACHE_HOME": root / "xdg-cache",
        "XDG_DATA_HOME": root / "xdg-data",
        "XDG_STATE_HOME": root / "xdg-state",
        "XDG_RUNTIME_DIR": machine.runtime,
        # A machine without a keychain: a test that wants one hands one in.
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
