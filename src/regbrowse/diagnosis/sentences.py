"""What a message of docker, podman and their like means, with the facts that it tells."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from regbrowse.diagnosis.known_sentences import HOST, SENTENCES
from regbrowse.diagnosis.verdicts import Explanation, explain
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError

MAX_EXPLANATIONS = 4
_LONGEST = 20_000

_BY_NAME: Mapping[str, Code] = {code.value: code for code in Code}

_URL = re.compile(r"https?://[^\s\"'<>\\]+")
_DIALLED = re.compile(rf"dial tcp {HOST}")


def explanations(text: str) -> list[Explanation]:
    """Return what a message may mean, most likely first; nothing if no message that is known fits.

    `text` may also be the code of a failure, as in the JSON of any command.
    """
    wanted = text[:_LONGEST].strip()
    codes, facts = _read(wanted)
    return [explain(RegbrowseError(code, **facts)) for code in codes[:MAX_EXPLANATIONS]]


def _read(text: str) -> tuple[tuple[Code, ...], dict[str, str]]:
    if (code := _BY_NAME.get(text.lower())) is not None:
        return (code,), {}
    for sentence in SENTENCES:
        if (match := sentence.pattern.search(text)) is not None:
            return sentence.codes, dict(_facts(text, match, sentence.codes[0]))
    return (), {}


def _facts(text: str, match: re.Match[str], code: Code) -> Iterator[tuple[str, str]]:
    groups: Mapping[str, str] = {k: v for k, v in match.groupdict().items() if v is not None}
    host = groups.get("host") or groups.get("host2") or ""
    url = _url_of(text)
    if code.value.startswith("proxy-"):
        if host:
            yield "proxy", f"http://{host}"
        host = ""
    elif not host and (dialled := _DIALLED.search(text)) is not None:
        host = dialled["host"]
    if url:
        yield "url", url
        # The URL has the name that a person knows, the connection the number behind it.
        host = urlsplit(url).netloc if code is not Code.TLS_WRONG_HOST else host
    if host:
        yield "host", host
    for name in ("names", "helper", "reference", "not_before"):
        if name in groups:
            yield name, groups[name]
    if code is Code.CREDENTIAL_HELPER_FAILED and "executable file not found" in text:
        yield "reason", "it is not on the PATH"
    if "not_after" in groups:
        yield "not_after", groups["not_after"]
        yield from _days_since(groups["not_after"])


def _url_of(text: str) -> str:
    """The address in the message, without a login and without what follows its path."""
    match = _URL.search(text)
    if match is None:
        return ""
    try:
        parts = urlsplit(match[0].rstrip(".,;:)\"'"))
    except ValueError:
        return ""
    netloc = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{netloc}{parts.path}" if netloc else ""


def _days_since(moment: str) -> Iterator[tuple[str, str]]:
    try:
        then = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    except ValueError:
        return
    days = (datetime.now(UTC) - then).total_seconds() / 86400
    if days > 0:
        yield "days", f"{days:.2f}"
