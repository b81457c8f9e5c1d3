"""Real login files, real helper programs and a keyring in memory."""

import base64
import json
import os
import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from regbrowse.credentials.helper import Helpers
from regbrowse.credentials.places import Surroundings
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login

SECRET = "s3cr3t-Pa55w0rd"

needs_sh = pytest.mark.skipif(os.name != "posix", reason="the fake helpers are shell scripts")


def basic(username: str, password: str = SECRET) -> dict[str, str]:
    """Return an entry of `auths` as docker writes it."""
    return {"auth": base64.b64encode(f"{username}:{password}".encode()).decode()}


class Machine:
    """A home directory, a PATH and an environment of our own."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.bin = root / "bin"
        self.home.mkdir()
        self.bin.mkdir()
        self.environ = {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "XDG_RUNTIME_DIR": str(root / "run"),
        }
        self.docker = self.home / ".docker" / "config.json"
        self.podman = root / "run" / "containers" / "auth.json"

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.environ, self.home, "linux", 1000)

    def write(self, path: Path, document: object) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    def helper(self, suffix: str, script: str) -> None:
        """Write a helper: a shell script, with the action in $1 and the server on stdin."""
        path = self.bin / f"docker-credential-{suffix}"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def helper_with(self, suffix: str, logins: dict[str, tuple[str, str]]) -> None:
        """Write a helper that has these logins, keyed by server, and says so as the real ones."""
        cases = "\n".join(
            f"'{server}') cat <<'END'\n"
            f"{json.dumps({'ServerURL': server, 'Username': user, 'Secret': secret})}\nEND\n;;"
            for server, (user, secret) in logins.items()
        )
        listed = json.dumps({server: user for server, (user, _) in logins.items()})
        self.helper(
            suffix,
            f'server=$(cat)\necho "$1 $server" >> {self.bin}/{suffix}.log\n'
            f"if [ \"$1\" = list ]; then echo '{listed}'; exit 0; fi\n"
            f'case "$server" in\n{cases}\n'
            "*) echo 'credentials not found in native keychain'; exit 1;;\nesac",
        )

    def asked(self, suffix: str) -> list[str]:
        """Return what a helper was asked, in order."""
        log = self.bin / f"{suffix}.log"
        return log.read_text().splitlines() if log.exists() else []


ANSWER = json.dumps({"ServerURL": "h", "Username": "ann", "Secret": SECRET})


async def ask_helper(
    machine: Machine, *, suffix: str = "fake", deadline: float = 5
) -> Login | None:
    helpers = Helpers(machine.environ, deadline=deadline)
    return await helpers.get(suffix, "host:5000", file="config.json", source="helper")


async def helper_failure(machine: Machine, *, suffix: str = "fake", deadline: float = 5) -> str:
    with pytest.raises(AuthError) as caught:
        await ask_helper(machine, suffix=suffix, deadline=deadline)
    assert caught.value.code == "credential-helper-failed"
    assert caught.value.facts["helper"] == f"docker-credential-{suffix}"
    assert caught.value.facts["file"] == "config.json"
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None
    return caught.value.facts["reason"]


class MemoryKeyring(KeyringBackend):
    """A keychain that works."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class FailingKeyring(MemoryKeyring):
    """A keychain that raises the same error whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


class HangingKeyring(MemoryKeyring):
    """A keychain that waits for somebody to unlock it, until `answer` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answer.wait()
        return None
