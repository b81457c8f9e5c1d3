"""The facts of an error, made ready for a sentence: short single lines, and what follows from them.

Nothing here makes control characters visible; that is the business of who draws the text.
"""

import math
import re
from urllib.parse import urlsplit

from regbrowse.diagnosis.conditions import at_token_server, is_hub
from regbrowse.diagnosis.raw_words import in_plain_words
from regbrowse.diagnosis.template import Facts, pasteable
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError
from regbrowse.domain.wording import plural

MAX_LENGTH = 300
"""Characters of a fact that are shown: the longest sentence must still be one."""

_MAX_CODE = 60
_SENTENCES = frozenset({"reason", "detail", "rule", "registry_message"})
_BYTES = re.compile(r"\bbytearray\(b(['\"])(.*)\1\)")
_ASYNCIO = re.compile(r"(Connect call failed|Multiple exceptions).*")
_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::(?P<port>[0-9]{1,5}))?\Z")
_ECR = re.compile(r"[0-9]+\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?\Z")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d.*\Z")
_QUERY = re.compile(r"([?#]).+")
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
_SIZES = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def facts_of(error: RegbrowseError, feed: str | None = None) -> Facts:
    """Return the facts of `error` that are known, and what follows from them.

    `feed` is the name of the feed that was being used, if the error does not say it itself.
    """
    facts = {name: _one_line(name, value) for name, value in error.facts.items()}
    if feed is not None:
        facts.setdefault("feed", _one_line("feed", feed))
    facts = {name: value for name, value in facts.items() if value}
    for more in (_place(facts), _login(facts), _proxy(facts, error.code), _amounts(facts)):
        facts |= {name: value for name, value in more.items() if value}
    if said := _said(facts):
        facts["said"] = said
    return facts


def _one_line(name: str, value: str) -> str:
    # Cut first: ten thousand characters are not worth a look.
    text = " ".join(value[: 10 * MAX_LENGTH].split())
    if name == "address":
        # An address that was not understood may hold a login where nobody looked for it.
        _, login, rest = text.rpartition("@")
        text = f"***@{rest}" if login else text
        # So may what comes after a question mark, which no address of a registry has.
        text = _QUERY.sub(r"\1***", text)
    if name == "detail":
        text = in_plain_words(_ASYNCIO.sub("", _BYTES.sub(r"'\2'", text)))
    if name in _SENTENCES:
        text = text.rstrip(" .")
    if name in {"not_after", "not_before"} and (time := _TIME.match(text)):
        text = time[1]
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 1]}…"


def _place(facts: Facts) -> Facts:
    """Where the registry is, in the forms that sentences and commands need."""
    host = facts.get("host", "")
    match = _HOST.match(host)
    url = facts.get("url", "")
    scheme = url.partition("://")[0]
    default = {"http": "80", "https": "443"}.get(scheme, "")
    root = url.partition("://")[2]
    at = root.removesuffix("/v2/") if root.endswith("/v2/") else host
    location = facts.get("location", "")
    origin = url.removesuffix(_path_of(url))
    inside = bool(origin) and location.startswith(f"{origin}/")
    return {
        "hostname": match["name"] if match else host,
        "at": f"{host}:{default}" if default and match and not match["port"] else host,
        "port": (match and match["port"]) or default,
        "plain_url": f"http://{at}" if host and scheme == "https" else "",
        "secure_url": f"https://{at}" if host and scheme == "http" else "",
        "page": url.partition("?")[0],
        "target": location.removeprefix(origin) if inside else location,
    }


def _path_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _login(facts: Facts) -> Facts:
    """Who logs in where, in the forms that commands need."""
    # What a token server answers carries its own host, and nobody logs in there by command.
    from_token_server = at_token_server(facts)
    registry = facts.get("registry") or ("" if from_token_server else facts.get("host", ""))
    plain = facts.get("url", "").startswith("http://") and not from_token_server
    region = _ECR.match(registry)
    username = facts.get("username", "")
    address = "docker.io" if is_hub(registry) else registry
    address = f"http://{address}" if plain and address else address
    new = "" if "feed" in facts else address
    return {
        "registry": registry,
        "place": facts.get("feed") or address,
        # A command that would change a feed adds one where there is none yet.
        "verb": "add" if new else "",
        "new": new if pasteable(new) else "URL" if new else "",
        "region": region["region"] if region else "",
        # Docker writes <token> where it does not know whose token it has.
        "who": facts.get("user", "") if username in {"", "<token>"} else username,
    }


def _proxy(facts: Facts, code: Code) -> Facts:
    source = facts.get("proxy_source", "")
    if code is Code.PROXY_MISCONFIGURED:
        source = facts.get("source", source)
    variable = "" if source == "the feed" else source
    # The exceptions are looked up in lower case first, so who writes one name so writes the other.
    exceptions = "no_proxy" if variable.islower() else "NO_PROXY"
    return {"proxy_source": source, "variable": variable, "no_proxy": exceptions}


def _amounts(facts: Facts) -> Facts:
    """Numbers with their units."""
    wait = _number(facts, "retry_after_s")
    return {
        # A registry that asks to wait for no time at all says nothing.
        "wait": _duration(wait) if wait >= 1 else "",
        "waited": _duration(_number(facts, "waited_s")),
        "within": _duration(_number(facts, "seconds")),
        "skew": about(abs(_number(facts, "skew_s"))),
        "ahead": _ahead(_number(facts, "skew_s")),
        "span": _duration(86400 * abs(_number(facts, "days"))),
        "limit": _size(_number(facts, "limit_bytes")),
        "received": _size(_number(facts, "received_bytes")),
        "expected": _size(_number(facts, "expected_bytes")),
    }


def _ahead(skew_s: float) -> str:
    """Whose clock is ahead, by how far that of the registry is."""
    return "theirs" if skew_s > 0 else "ours" if skew_s < 0 else ""


def _number(facts: Facts, name: str) -> float:
    try:
        number = float(facts.get(name, "0"))
    except ValueError:
        return 0
    return number if math.isfinite(number) and abs(number) < 1e12 else 0


def _duration(seconds: float) -> str:
    """Return a length of time, rounded up; empty for none."""
    for size, unit in _UNITS:
        if seconds >= 2 * size or seconds == size:
            return plural(math.ceil(seconds / size), unit)
    return plural(math.ceil(seconds), "second") if seconds > 0 else ""


def about(seconds: float) -> str:
    """Return a length of time, rounded to the nearest: clocks are told by the second only."""
    size = next((size for size, _ in _UNITS if seconds >= 2 * size - 1), 1)
    return _duration(round(seconds / size) * size)


def _size(number: float) -> str:
    """Return a number of bytes; empty for none."""
    for size, unit in _SIZES:
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + f" {unit}"
    return plural(int(number), "byte") if number >= 1 else ""


def _said(facts: Facts) -> str:
    """The registry's own words, in quotes."""
    message = facts.get("registry_message", "").replace('"', "'")
    code = facts.get("registry_code", "")
    code = code if len(code) <= _MAX_CODE else f"{code[: _MAX_CODE - 1]}…"
    if message and code and code.lower() != message.lower():
        return f'"{message}" ({code})'
    return f'"{message or code}"' if message or code else ""
