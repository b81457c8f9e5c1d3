"""Build a feed from settings as text, as they come from a file, a command line or a form."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from regbrowse.domain.address import NO_LOGIN, Address, is_engine_host
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import UsageError
from regbrowse.domain.feed import ApiVersion, Feed, check_feed_name

SETTINGS = (
    "url",
    "registry-path",
    "api",
    "username",
    "ca",
    "client-cert",
    "client-key",
    "insecure",
    "proxy",
)
"""The names of all settings, in the order in which a feeds file writes them."""

_REGISTRY_PATH = re.compile(
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?)(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z"
)
_PROXY = re.compile(r"https?://[^\s/?#]+/?\Z", re.IGNORECASE)


def build_feed(name: str, settings: Mapping[str, str | bool], base: Path) -> Feed:
    """Make a feed of `settings`, whose keys are those of `SETTINGS`; `url` is required.

    Relative files are taken from `base`; an empty text means that a setting is not set. Raises
    UsageError: `invalid-feed-name`, `invalid-setting` (with the setting and a reason), or a code of
    `Address.parse`.
    """
    check_feed_name(name)
    for key, value in settings.items():
        if key not in SETTINGS:
            raise _invalid(key, _unknown(key))
        if key != "insecure" and not isinstance(value, str):
            raise _invalid(key, "it must be text in quotes")
    text = {key: value.strip() for key, value in settings.items() if isinstance(value, str)}
    if not text.get("url"):
        raise _invalid("url", "it is missing")
    cert, key_file = _file(text, "client-cert", base), _file(text, "client-key", base)
    if key_file is not None and cert is None:
        raise _invalid("client-key", "it needs a client-cert, too")
    return Feed(
        name=name,
        address=Address.parse(text["url"]),
        registry_path=_registry_path(text.get("registry-path", "")),
        api=_api(text.get("api", "")),
        username=_username(text.get("username", "")),
        ca_file=_file(text, "ca", base),
        client_cert=cert,
        client_key=key_file,
        insecure=_flag(settings.get("insecure", False)),
        proxy=_proxy(text.get("proxy", "")),
    )


def settings_of(feed: Feed) -> dict[str, str | bool]:
    """Return the settings that `build_feed` makes the same feed of; unset ones are left out."""
    texts: dict[str, object] = {
        "url": feed.address,
        "registry-path": feed.registry_path,
        "api": None if feed.api is ApiVersion.AUTO else feed.api.value,
        "username": feed.username,
        "ca": feed.ca_file,
        "client-cert": feed.client_cert,
        "client-key": feed.client_key,
        "proxy": feed.proxy,
    }
    values: dict[str, str | bool] = {
        key: str(value) for key, value in texts.items() if value is not None
    }
    if feed.insecure:
        values["insecure"] = True
    return {key: values[key] for key in SETTINGS if key in values}


def _unknown(key: str) -> str:
    if key in {"password", "secret", "token"}:
        return "secrets do not belong here: use --password-stdin, which keeps them in the keychain"
    return f"there is no such setting (there are: {', '.join(SETTINGS)})"


def _registry_path(text: str) -> str | None:
    path = re.sub(r"\Ahttps?://", "", text).rstrip("/")
    if not path:
        return None
    if "@" in path:
        raise UsageError(Code.SECRET_IN_ADDRESS, setting="registry-path", reason=NO_LOGIN)
    match = _REGISTRY_PATH.match(path)
    if not match:
        raise _invalid("registry-path", "write it as host[:port][/path]")
    if not is_engine_host(match["host"]):
        reason = f"engines take {match['host']!r} for a namespace of Docker Hub: add its port"
        raise _invalid("registry-path", reason)
    return path


def _api(text: str) -> ApiVersion:
    try:
        return ApiVersion(text.lower() or "auto")
    except ValueError:
        raise _invalid("api", "write auto, v1 or v2") from None


def _username(text: str) -> str | None:
    if ":" in text or not text.isprintable():
        # RFC 7617: a colon would end the user name, and the rest become the password.
        raise _invalid("username", "it cannot contain a colon or control characters")
    return text or None


def _file(text: Mapping[str, str], key: str, base: Path) -> Path | None:
    value = text.get(key, "")
    if not value:
        return None
    if not value.isprintable():
        raise _invalid(key, "it contains control characters")
    try:
        return base / Path(value).expanduser()
    except RuntimeError:
        # What pathlib says to `~user` of somebody unknown.
        raise _invalid(key, f"there is no home folder {Path(value).parts[0]}") from None


def _flag(value: str | bool) -> bool:
    if isinstance(value, bool):
        return value
    raise _invalid("insecure", "write true or false, without quotes")


def _proxy(text: str) -> str | None:
    if not text:
        return None
    if "@" in text:
        raise UsageError(Code.SECRET_IN_ADDRESS, setting="proxy", reason=NO_LOGIN)
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        usable = bool(_PROXY.match(url)) and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _invalid("proxy", "write it as http://host:port")
    return url


def _invalid(setting: str, reason: str) -> UsageError:
    return UsageError(Code.INVALID_SETTING, setting=setting, reason=reason)
