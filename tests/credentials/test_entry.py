import base64

import pytest

from regbrowse.credentials.entry import TOKEN_USERNAME, login_of
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind, Secret
from tests.credentials.support import SECRET, basic


def read(entry: object) -> Login | None:
    return login_of(entry, "registry.example.com", "config.json", "docker config")


def encode(text: bytes) -> dict[str, str]:
    return {"auth": base64.b64encode(text).decode()}


@pytest.mark.parametrize(
    ("entry", "username", "password"),
    [
        (encode(b"ann:pw"), "ann", "pw"),
        (encode(b"ann:p:w:"), "ann", "p:w:"),
        (encode(b"ann:pw\0\0"), "ann", "pw"),
        (encode("ann:pä€".encode()), "ann", "pä€"),
        ({"auth": "YW5u\nOnB3\r\n"}, "ann", "pw"),
        ({"username": "ann", "password": "pw"}, "ann", "pw"),
        ({"username": "bob", "password": "x", **encode(b"ann:pw")}, "ann", "pw"),
        ({"auth": None, "username": "ann", "password": "pw", "email": 3}, "ann", "pw"),
    ],
)
def test_passwords(entry: object, username: str, password: str) -> None:
    assert read(entry) == Login(username, Secret(password), "docker config")


@pytest.mark.parametrize("entry", [{}, None, {"auth": ""}, {"email": "a@b.c"}, encode(b"ann:")])
def test_entry_without_secret_is_no_login(entry: object) -> None:
    assert read(entry) is None


def test_tokens() -> None:
    identity = read({**basic("ann", ""), "identitytoken": SECRET})
    assert identity == Login("ann", Secret(SECRET), "docker config", LoginKind.IDENTITY_TOKEN)
    ready = read({**basic("ann"), "identitytoken": "x", "registrytoken": SECRET})
    assert ready == Login("ann", Secret(SECRET), "docker config", LoginKind.REGISTRY_TOKEN)
    nobodys = read({"identitytoken": SECRET})
    assert nobodys
    assert nobodys.username == TOKEN_USERNAME
    marked = read(basic(TOKEN_USERNAME))
    assert marked
    assert marked.kind is LoginKind.IDENTITY_TOKEN


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"auth": "!!" + SECRET}, "auth in the entry of registry.example.com is not valid base64"),
        ({"auth": "YW5uOnB"}, "auth in the entry of registry.example.com is not valid base64"),
        ({"auth": "ä" + SECRET}, "auth in the entry of registry.example.com is not valid base64"),
        (encode(b"ann:\xff"), "auth in the entry of registry.example.com is not valid UTF-8"),
        (encode(b"s3cr3t"), "is not of the form user:password"),
        (encode(b":s3cr3t"), "is not of the form user:password"),
        ({"auth": 5}, "auth in the entry of registry.example.com is a number instead of a string"),
        ({"identitytoken": [SECRET]}, "is a list instead of a string"),
        ({"identitytoken": f"{SECRET}\ud800"}, "identitytoken in the entry of"),
        ({"password": SECRET}, "has a password but no user name"),
        ([SECRET], "the entry of registry.example.com is a list instead of an object"),
        (SECRET, "the entry of registry.example.com is a string instead of an object"),
    ],
)
def test_broken_entries_are_named_and_not_shown(entry: object, reason: str) -> None:
    with pytest.raises(AuthError) as caught:
        read(entry)
    assert caught.value.code == "docker-config-invalid"
    assert caught.value.facts["file"] == "config.json"
    assert reason in caught.value.facts["reason"]
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__context__ is None
