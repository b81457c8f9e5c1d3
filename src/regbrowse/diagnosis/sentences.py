"""What a message of docker, podman and their like means, with the facts that it tells."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from regbrowse.diagnosis.known import SENTENCES
from regbrowse.diagnosis.known.sentence import HOST, Sentence
from regbrowse.diagnosis.verdicts import Explanation, explain
from regbrowse.domain.address import is_engine_host
from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import RegbrowseError, RegistryError

MAX_EXPLANATIONS = 4
_LONGEST = 20_000

_BY_NAME: Mapping[str, Code] = {code.value: code for code in Code}

_URL = re.compile(r"https?://[^\s\"'<>\\]+")
_DIALLED = re.compile(rf"dial tcp {HOST}")
_LOOKED_UP = re.compile(r"lookup (?P<host>[A-Za-z0-9._-]+)")
_PATH = re.compile(r"/v2/(?P<repository>.+)/(?:manifests|blobs|tags)/(?P<reference>[^/]+)\Z")
_IMAGE = re.compile(
    rf"(?:image \"|reference \"|docker://|manifest \S+ in ){HOST}/[a-z0-9]", re.IGNORECASE
)
"""How podman and containerd name the image that they want, and so its registry."""

_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,128}\Z")

_OF_A_BLOB = re.compile(
    r"pulling image configuration|(?:reading|copying|fetching|downloading) (?:blob|layer|config)"
    r"|httpReadSeeker|download failed after attempts",
    re.IGNORECASE,
)
"""It is a file that could not be fetched, after the registry itself had answered."""

_ON_THE_WAY = frozenset({Step.DNS, Step.TCP, Step.TLS})


def explanations(text: str) -> list[Explanation]:
    """Return what a message may mean, most likely first; nothing if no message that is known fits.

    `text` may also be the code of a failure, as in the JSON of any command.
    """
    wanted = text[:_LONGEST].strip()
    if (code := _BY_NAME.get(wanted.lower())) is not None:
        return [explain(RegbrowseError(code))]
    return [explain(error) for error in _read(wanted)[:MAX_EXPLANATIONS]]


def _read(text: str) -> list[RegbrowseError]:
    for sentence in SENTENCES:
        if (match := sentence.pattern.search(text)) is not None:
            facts = dict(_facts(text, match, sentence))
            errors = [_error(code, facts) for code in sentence.codes]
            return [*_of_storage(text, errors), *errors]
    return []


def _error(code: Code, facts: Mapping[str, str]) -> RegistryError:
    error = RegistryError(code)
    error.learn(**facts)
    return error


def _of_storage(text: str, errors: list[RegistryError]) -> Iterator[RegbrowseError]:
    """Files may be kept by another server, whose URLs are not those of a registry."""
    if not errors or errors[0].code.step not in _ON_THE_WAY or not _OF_A_BLOB.search(text):
        return
    url = _url_of(text)
    if "/v2/" in url:
        return
    storage = urlsplit(url).netloc or errors[0].facts.get("host")
    error = RegbrowseError(Code.STORAGE_UNREACHABLE, storage=storage)
    error.__cause__ = errors[0]
    yield error


def _facts(text: str, match: re.Match[str], sentence: Sentence) -> Iterator[tuple[str, str]]:
    groups = {name.rstrip("0123456789"): told for name, told in match.groupdict().items() if told}
    yield from sentence.facts.items()
    yield from _place(text, groups, sentence.codes[0] if sentence.codes else None)
    for name in ("names", "helper", "reference", "not_before", "file", "reason", "platform"):
        if name in groups:
            yield name, groups[name]
    if "arch" in groups:
        yield "platform", f"linux/{groups['arch']}"
    if groups.get("reason", "").lower() == "permission denied":
        yield "unreadable", "yes"
    if "executable file not found" in text:
        yield "reason", "it is not on the PATH"
        yield "missing", "yes"
    if "not_after" in groups:
        yield "not_after", groups["not_after"]
        yield from _days_since(groups["not_after"])


def _place(text: str, groups: Mapping[str, str], code: Code | None) -> Iterator[tuple[str, str]]:
    """Where it happened, and with which image."""
    host = groups.get("host", "")
    if host and "port" in groups:
        host = f"{host}:{groups['port']}"
    if code is not None and code.step is Step.PROXY:
        if host:
            yield "proxy", f"http://{host}"
        host = ""
    else:
        spoken = next((m for m in (_DIALLED.search(text), _LOOKED_UP.search(text)) if m), None)
        host = host or (spoken["host"] if spoken else "")
    if url := _url_of(text):
        yield "url", url
        # The URL has the name that a person knows, the connection the number behind it.
        host = urlsplit(url).netloc if code is not Code.TLS_WRONG_HOST or not host else host
        path = _PATH.search(urlsplit(url).path)
        if path is not None:
            yield "repository", path["repository"]
            yield "reference", _named(path["repository"], unquote(path["reference"]))
    elif (image := _IMAGE.search(text)) is not None and is_engine_host(image["host"]):
        host = host or image["host"]
    if host:
        yield "host", host


def _named(repository: str, reference: str) -> str:
    return f"{repository}{':' if _REFERENCE.match(reference) else '@'}{reference}"


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
