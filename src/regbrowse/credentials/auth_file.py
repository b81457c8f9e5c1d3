"""The files in which docker and podman keep logins.

Sources: docker/cli cli/config/configfile/file.go, containers/image docs/containers-auth.json.5.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regbrowse.credentials.document import invalid, kind_of, parse_object, read
from regbrowse.credentials.keys import matching
from regbrowse.domain.address import Address
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Secret, Supplier


@dataclass(frozen=True, slots=True)
class Stored:
    """What a login file says: who is logged in where, and which helper knows more.

    The values of `auths` are kept out of the repr, because they hold the secrets. They are looked
    at one by one, so that one broken entry does not spoil the others.
    """

    auths: Mapping[str, object] = field(repr=False)
    cred_helpers: Mapping[str, str]
    creds_store: str

    def own_helper(self, address: Address) -> str | None:
        """Return the suffix of the helper for this registry alone, None if none is named.

        An empty one says that no helper has this login, whatever `credsStore` is.
        """
        keys = matching(self.cred_helpers, address, None, namespaces=False)
        return self.cred_helpers[keys[0]] if keys else None

    def helper(self, address: Address) -> str:
        """Return the suffix of the helper to ask, empty if there is none."""
        own = self.own_helper(address)
        return self.creds_store if own is None else own


@dataclass(frozen=True, slots=True)
class AuthFile:
    """One login file, or an environment variable that holds the text of one.

    `kind` says in words what it is. `legacy` is the form of ~/.dockercfg, where the logins are
    the whole document. `namespaces` is podman's reading of keys that have a path (see `matching`).
    `helpers` says whether credential helpers may be named in it. `required` is set where the user
    named the file, so that its absence is worth a notice.
    """

    kind: str
    where: Path | str
    text: Secret | None = None
    legacy: bool = False
    namespaces: bool = False
    helpers: bool = True
    required: bool = False

    @property
    def name(self) -> str:
        """The path, or the name of the variable."""
        return str(self.where)

    @property
    def source(self) -> str:
        """Who supplies a login that is written down here, in words."""
        return self.kind if self.text else f"{self.kind} ({self.where})"

    @property
    def supplier(self) -> Supplier:
        """Which program such files belong to."""
        if self.text:
            return Supplier.DOCKER_VARIABLE
        return Supplier.PODMAN if self.namespaces else Supplier.DOCKER

    def helper_source(self, helper: str) -> str:
        """Who supplies a login that a helper named here keeps, in words."""
        return f"docker-credential-{helper} (named in {self.where})"

    def load(self) -> Stored | None:
        """Read the file; None if it does not exist.

        Raises AuthError with `docker-config-invalid`.
        """
        data = self.text.reveal().encode(errors="replace") if self.text else read(Path(self.name))
        if data is None:
            if self.required:
                failure = invalid(self.name, "it does not exist")
                failure.learn(set_by=self.kind)
                raise failure
            return None
        # Docker reads an empty file as one without logins.
        document = parse_object(data, self._fail) if data.strip() else {}
        if self.legacy:
            return Stored(document, {}, "")
        auths = self._object(document, "auths")
        if not self.helpers:
            return Stored(auths, {}, "")
        helpers = self._object(document, "credHelpers")
        return Stored(
            auths,
            {key: self._text(value, "a helper in credHelpers") for key, value in helpers.items()},
            self._text(document.get("credsStore"), "credsStore"),
        )

    def _fail(self, what: str) -> AuthError:
        return invalid(self.name, f"it {what}")

    def _object(self, document: Mapping[str, object], name: str) -> Mapping[str, object]:
        value = document.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise invalid(self.name, f"{name} is {kind_of(value)} instead of an object")
        return value

    def _text(self, value: object, name: str) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise invalid(self.name, f"{name} is {kind_of(value)} instead of a string")
        return value
