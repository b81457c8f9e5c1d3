"""A login, whose secret cannot be printed by accident."""

from dataclasses import dataclass
from enum import Enum


class Secret:
    """A password or token. Only `reveal` gives it out; `repr`, `str` and logs show stars."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, to be put on the wire and nowhere else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class LoginKind(Enum):
    """What the secret of a login is, which decides where it may be sent."""

    PASSWORD = "password"  # noqa: S105 (a kind, not a password)
    """User and password, for Basic or for a token server."""

    IDENTITY_TOKEN = "identity-token"  # noqa: S105
    """A refresh token: for the token server only, by POST (docker's `identitytoken`)."""

    REGISTRY_TOKEN = "registry-token"  # noqa: S105
    """A ready Bearer token for the registry itself (docker's `registrytoken`)."""


class Supplier(Enum):
    """What kind of place a login is from, which decides how it is replaced."""

    DOCKER = "docker"
    """A file of docker, or a helper that is named in one."""

    DOCKER_VARIABLE = "docker-variable"
    PODMAN = "podman"
    KEYCHAIN = "keychain"
    VARIABLE = "variable"
    STDIN = "stdin"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Login:
    """A login for one registry.

    `source` says in words who supplied it, such as "docker config (/home/ann/.docker/config.json)".
    """

    username: str
    secret: Secret
    source: str
    kind: LoginKind = LoginKind.PASSWORD
    supplier: Supplier = Supplier.DOCKER

    @property
    def facts(self) -> dict[str, str]:
        """Whose it is and where it is from, for errors to tell."""
        return {
            "username": self.username,
            "source": self.source,
            "supplier": self.supplier.value,
        }
