"""A token server whose tokens the real registry accepts.

tokens = token_server(users={"alice": User("wonder", {"repository:team/*": {"pull"}})})
registry = docker_registry(token=tokens.auth)
tokens.rules.expires_in = 60
...
assert len(tokens.fetched) == 1
"""

import json
import re
import ssl
import time
import uuid
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.support.certificates import CertificateFiles, self_signed_certificate
from tests.support.registry import TokenAuth
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

Permissions = Mapping[str, Collection[str]]
"""Allowed actions for each `type:name`; `*` in a name stands for anything."""

EVERYTHING: Permissions = {"repository:*": {"pull", "push", "delete"}, "registry:catalog": {"*"}}
PULL_ANYTHING: Permissions = {"repository:*": {"pull"}, "registry:catalog": {"*"}}

_PATH = "/token"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in."""

    password: str
    permissions: Permissions = field(default_factory=lambda: EVERYTHING)


@dataclass(slots=True)
class TokenRules:
    """How the server behaves; a test may change it at any time."""

    fields: Collection[str] = ("token", "access_token")
    """Under which names the token is given."""
    expires_in: int | None = 300
    """Seconds that the reply promises; None says nothing."""
    lifetime: float = 300
    """Seconds that the token is really good for (the registry allows 60 more)."""
    skew: float = 0
    """Seconds by which the server's clock is ahead."""
    delay: float = 0
    """Seconds before each answer."""
    anonymous: Permissions | None = field(default_factory=dict)
    """What may be done without a login; None answers 401 to whoever has none."""
    post_status: int | None = None
    """The answer to every POST, like 404 or 405; None serves it."""
    scope_pattern: str | None = None
    """Any scope that does not match is 400."""


class TokenServer(ScriptedServer):
    """A token server; rules set by `on("/token", ...)` go before its own, for broken answers."""

    def __init__(
        self,
        directory: Path,
        *,
        users: Mapping[str, User] | None = None,
        service: str = "test-service",
        issuer: str = "test-issuer",
        host: str = "127.0.0.1",
        tls: CertificateFiles | ssl.SSLContext | None = None,
    ) -> None:
        self.users = dict(users or {})
        self.service = service
        self.issuer = issuer
        self.rules = TokenRules()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = self_signed_certificate(self._key, "token-signer")
        self._bundle = directory / f"token-signer-{uuid.uuid4().hex}.pem"
        self._bundle.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self._refresh_tokens: dict[str, str] = {}
        super().__init__(host=host, tls=tls)
        self.on(_PATH, self._get, method="GET")
        self.on(_PATH, self._post, method="POST")

    @property
    def realm(self) -> str:
        """The address of the token endpoint."""
        return self.url + _PATH

    @property
    def auth(self) -> TokenAuth:
        """The configuration of a registry that trusts this server."""
        return TokenAuth(self.realm, self.service, self.issuer, self._bundle)

    @property
    def fetched(self) -> list[Request]:
        """Every request for a token, in order, granted or not."""
        return self.asked(_PATH)

    def token(self, scopes: Iterable[str] = (), user: str = "") -> str:
        """A token as this user (or nobody) would get it."""
        return self._token(user, self.service, self._granted(user, scopes))

    def _get(self, request: Request) -> Reply:
        query = parse_qs(request.target.partition("?")[2])
        user = ""
        if authorization := request.header("Authorization"):
            name, _, password = b64decode(authorization.partition(" ")[2]).decode().partition(":")
            if not self._knows(name, password):
                return self._denied()
            user = name
        elif self.rules.anonymous is None:
            return self._denied()
        offline = query.get("offline_token") == ["true"] and bool(user)
        service = query.get("service", [""])[-1]
        return self._reply(user, service, query.get("scope", []), offline=offline)

    def _post(self, request: Request) -> Reply:
        if self.rules.post_status is not None:
            return Reply(self.rules.post_status, b"404 page not found\n")
        form = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        service, scopes = form.get("service", ""), form.get("scope", "").split()
        if form.get("grant_type") == "password":
            user = form.get("username", "")
            if not self._knows(user, form.get("password", "")):
                return self._denied()
            return self._reply(user, service, scopes, offline=form.get("access_type") == "offline")
        known = self._refresh_tokens.get(form.get("refresh_token", ""))
        if form.get("grant_type") == "refresh_token" and known:
            return self._reply(known, service, scopes, offline=True)
        return self._denied()

    def _reply(self, user: str, service: str, scopes: list[str], *, offline: bool) -> Reply:
        pattern = self.rules.scope_pattern
        if pattern and not all(re.fullmatch(pattern, scope) for scope in scopes):
            return error_reply(400, "INVALID_REQUEST", "Unable to decode repository and actions")
        token = self._token(user, service, self._granted(user, scopes))
        document: dict[str, object] = dict.fromkeys(self.rules.fields, token)
        document["issued_at"] = datetime.fromtimestamp(self._now(), UTC).isoformat()
        if self.rules.expires_in is not None:
            document["expires_in"] = self.rules.expires_in
        if offline:
            document["refresh_token"] = self._refresh_token(user)
        return self._delayed(json_reply(document))

    def _granted(self, user: str, scopes: Iterable[str]) -> list[dict[str, object]]:
        # As the specification has it: what is not allowed is left out, not refused.
        allowed = self.users[user].permissions if user else self.rules.anonymous or {}
        access: list[dict[str, object]] = []
        for scope in scopes:
            kind, _, rest = scope.partition(":")
            name, _, wanted = rest.rpartition(":")
            subject = f"{kind.partition('(')[0]}:{name}"
            patterns = [pattern for pattern in allowed if fnmatchcase(subject, pattern)]
            granted = {action for pattern in patterns for action in allowed[pattern]}
            actions = [action for action in wanted.split(",") if action in granted]
            access.append({"type": subject.partition(":")[0], "name": name, "actions": actions})
        return access

    def _token(self, user: str, service: str, access: list[dict[str, object]]) -> str:
        certificate = self._certificate.public_bytes(serialization.Encoding.DER)
        header = {"alg": "ES256", "typ": "JWT", "x5c": [b64encode(certificate).decode()]}
        now = int(self._now())
        claims = {
            "iss": self.issuer,
            "sub": user,
            "aud": service,
            "exp": now + int(self.rules.lifetime),
            "nbf": now - 10,
            "iat": now,
            "jti": uuid.uuid4().hex,
            "access": access,
        }
        signed = b".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        r, s = decode_dss_signature(self._key.sign(signed, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return (signed + b"." + _base64(signature)).decode()

    def _refresh_token(self, user: str) -> str:
        token = f"refresh-{uuid.uuid4().hex}"
        self._refresh_tokens[token] = user
        return token

    def _knows(self, name: str, password: str) -> bool:
        return name in self.users and self.users[name].password == password

    def _now(self) -> float:
        return time.time() + self.rules.skew

    def _denied(self) -> Reply:
        challenge = ("WWW-Authenticate", 'Basic realm="token"')
        message = "authentication required"
        return self._delayed(error_reply(401, "UNAUTHORIZED", message, headers=[challenge]))

    def _delayed(self, reply: Reply) -> Reply:
        return Reply(reply.status, reply.body, reply.headers, delay=self.rules.delay)


def _base64(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
