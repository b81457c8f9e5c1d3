"""The real thing: Debian's docker-registry (distribution 2.8.2), run on loopback.

registry = RealRegistry(tmp_path, users={"alice": "wonder"}, catalog_max=10)
httpx.get(registry.url + "/v2/", auth=("alice", "wonder"))
registry.stop()
"""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

import bcrypt

from tests.support.certificates import CertificateFiles

START_SECONDS = 10.0
STOP_SECONDS = 5.0

_LISTENING = re.compile(r'msg="listening on 127\.0\.0\.1:(?P<port>[0-9]+)')


def registry_binary() -> str | None:
    """Where docker-registry is, or None if it is not installed."""
    return shutil.which("docker-registry")


class RegistryFailedError(Exception):
    """The registry did not start; the text is what it logged."""


@dataclass(frozen=True, slots=True)
class TokenAuth:
    """How the registry trusts a token server; `TokenServer.auth` makes one that fits."""

    realm: str
    service: str
    issuer: str
    bundle: Path


class RegistryOptions(TypedDict, total=False):
    """What a test may say about the registry it wants."""

    storage: Path
    """The directory with its contents; a new empty one if it is not given."""
    port: int
    """A free one if it is not given."""
    users: Mapping[str, str]
    """Names and passwords, for basic authentication."""
    tls: CertificateFiles
    """The server's certificate and key: https instead of http."""
    client_cas: Sequence[Path]
    """Who may sign the client certificates that are then required."""
    token: TokenAuth
    proxy_of: str
    """The registry of which this one is a pull-through cache."""
    catalog_max: int
    """The largest page of the catalog that may be asked for; 1000 if it is not given."""
    prefix: str
    """The path under which the API is served, like `/registry/`."""
    extra: Mapping[str, object]
    """More configuration, laid over the rest."""
    environment: Mapping[str, str]


class RealRegistry:
    """A running registry, which answers when the constructor returns.

    Raises RegistryFailedError with its log if it does not within 10 seconds.
    """

    def __init__(self, directory: Path, **options: Unpack[RegistryOptions]) -> None:
        self.directory = directory
        self.storage = options.get("storage", directory / "storage")
        self.storage.mkdir(parents=True, exist_ok=True)
        self._log = directory / "registry.log"
        self._scheme = "https" if "tls" in options else "http"
        self._prefix = options.get("prefix", "").rstrip("/")
        configuration = directory / "config.yml"
        # JSON is YAML, so no YAML writer is needed.
        configuration.write_text(json.dumps(_configuration(directory, self.storage, options)))
        self._process = self._run(configuration, options.get("environment", {}))
        try:
            self.port = self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    @property
    def authority(self) -> str:
        """`127.0.0.1:PORT`."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, with the prefix if there is one, without a slash at the end."""
        return self.url_for("127.0.0.1")

    def url_for(self, host: str) -> str:
        """The same by another name of this machine, like `localhost`."""
        return f"{self._scheme}://{host}:{self.port}{self._prefix}"

    @property
    def log(self) -> str:
        """Everything the registry has logged, one line per request among it."""
        return self._log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End it; a second call does nothing."""
        if not self.running:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _run(
        self, configuration: Path, environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        binary = registry_binary()
        if binary is None:
            message = "docker-registry is not installed"
            raise RegistryFailedError(message)
        with self._log.open("wb") as log:
            return subprocess.Popen(
                [binary, "serve", str(configuration)],
                # Its own: REGISTRY_* variables would change its configuration.
                env={"HOME": str(self.directory), **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait_until_it_answers(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.running:
            if match := _LISTENING.search(self.log):
                port = int(match["port"])
                with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS):
                    return port
            time.sleep(0.01)
        raise RegistryFailedError(self.log)


def _configuration(directory: Path, storage: Path, options: RegistryOptions) -> dict[str, object]:
    configuration: dict[str, object] = {
        "version": "0.1",
        "log": {"level": "info", "accesslog": {"disabled": True}},
        "storage": {
            "cache": {"blobdescriptor": "inmemory"},
            "filesystem": {"rootdirectory": str(storage)},
            "delete": {"enabled": True},
            "maintenance": {"uploadpurging": {"enabled": False}},
        },
        "http": _http(options),
    }
    if auth := _auth(directory, options):
        configuration["auth"] = auth
    if "proxy_of" in options:
        configuration["proxy"] = {"remoteurl": options["proxy_of"]}
    if "catalog_max" in options:
        configuration["catalog"] = {"maxentries": options["catalog_max"]}
    return _merged(configuration, options.get("extra", {}))


def _http(options: RegistryOptions) -> dict[str, object]:
    # Port 0: the system chooses a free one, and the registry logs which.
    address = f"127.0.0.1:{options.get('port', 0)}"
    http: dict[str, object] = {"addr": address, "secret": "not-a-secret"}
    if "prefix" in options:
        http["prefix"] = "/" + options["prefix"].strip("/") + "/"
    if "tls" in options:
        files = options["tls"]
        http["tls"] = {
            "certificate": str(files.certificate),
            "key": str(files.key),
            "clientcas": [str(path) for path in options.get("client_cas", ())],
        }
    return http


def _auth(directory: Path, options: RegistryOptions) -> dict[str, object]:
    auth: dict[str, object] = {}
    if users := options.get("users"):
        htpasswd = directory / "htpasswd"
        htpasswd.write_text("".join(_htpasswd_line(*user) for user in users.items()))
        auth["htpasswd"] = {"realm": "basic-realm", "path": str(htpasswd)}
    if token := options.get("token"):
        auth["token"] = {
            "realm": token.realm,
            "service": token.service,
            "issuer": token.issuer,
            "rootcertbundle": str(token.bundle),
        }
    return auth


def _htpasswd_line(name: str, password: str) -> str:
    # Four rounds, the fewest there are: a test waits for each of them.
    return f"{name}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()}\n"


def _merged(base: Mapping[str, object], extra: Mapping[str, object]) -> dict[str, object]:
    result = dict(base)
    for key, value in extra.items():
        before = result.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            result[key] = _merged(before, value)
        else:
            result[key] = value
    return result
