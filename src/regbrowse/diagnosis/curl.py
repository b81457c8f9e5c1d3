"""The lines for a shell that repeat what a check did, so that somebody else can see it, too.

No secret is in them: a password is asked for by curl itself, a token is a variable.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

from regbrowse.domain.check import CheckReport, Evidence, StepReport
from regbrowse.domain.codes import Step
from regbrowse.domain.image.media_types import (
    DOCKER_LIST,
    DOCKER_MANIFEST,
    OCI_INDEX,
    OCI_MANIFEST,
)
from regbrowse.domain.printable import visible

_HIDDEN = "***"
_MOST_LINES = 40
_ACCEPT = f"Accept: {', '.join((OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST))}"
_BEARER = '-H "Authorization: Bearer $TOKEN"'


def curl_lines(report: CheckReport) -> list[str]:
    """Return the commands in the order in which the check asked, and a word on those left out."""
    if report.url is None or not urlsplit(report.url).hostname:
        return []
    steps = {step.step: step for step in report.steps}
    lines = [*_below_http(report.url, steps), *_requests(report, steps)]
    different = [visible(line) for line in dict.fromkeys(lines)]
    left_out = len(different) - _MOST_LINES
    more = [f"# and {left_out} more, which are in the evidence"] if left_out > 0 else []
    return different[:_MOST_LINES] + more


def _below_http(url: str, steps: Mapping[Step, StepReport]) -> Iterator[str]:
    """What is worth a look where it did not come to a request."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _evidence(steps, Step.HTTP):
        return
    is_number = ":" in host or host.replace(".", "").isdigit()
    if not is_number and not _evidence(steps, Step.PROXY).get("proxy"):
        yield f"nslookup {shlex.quote(host)}"
    tls = _evidence(steps, Step.TLS)
    if "ca_store" in tls:
        name = f"[{host}]" if ":" in host else host
        authority = shlex.quote(f"{name}:{parts.port or 443}")
        server = "" if is_number else f" -servername {shlex.quote(host)}"
        yield f"openssl s_client -connect {authority}{server} -showcerts </dev/null"
    yield f"curl -v{_options(steps)} {shlex.quote(url)}"


def _requests(report: CheckReport, steps: Mapping[Step, StepReport]) -> Iterator[str]:
    user = _evidence(steps, Step.AUTH).get("username")
    for step in report.steps:
        requests = step.evidence.get("requests")
        if not isinstance(requests, list | tuple):
            continue
        elsewhere = step.step is Step.REGISTRY_PATH
        options = _ca_option(steps) if elsewhere else _options(steps)
        login = user if isinstance(user, str) and not elsewhere else None
        for request in requests:
            if isinstance(request, Mapping):
                yield _line(request, options, login)


def _line(request: Mapping[str, Evidence], options: str, user: str | None) -> str:
    url = _without_hidden(str(request.get("url", "")))
    head = " -I" if request.get("method") == "HEAD" else " -i"
    if request.get("method") == "POST":
        return f"curl -sS{head}{options}{_form(request)} {shlex.quote(url)}"
    login = ""
    if request.get("authorization") == "Basic":
        login = f" -u {shlex.quote(user or 'USER')}"
    elif request.get("authorization") == "Bearer":
        login = f" {_BEARER}"
    # A registry says 404 for a manifest of a type that was not asked for.
    accept = f" -H {shlex.quote(_ACCEPT)}" if "/manifests/" in url else ""
    return f"curl -sS{head}{options}{login}{accept} {shlex.quote(url)}"


def _form(request: Mapping[str, Evidence]) -> str:
    """What was asked for by POST: the form of OAuth2, whose secret is a variable."""
    form = request.get("form")
    fields = form if isinstance(form, Mapping) else {}
    known = "".join(
        f" --data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in fields.items()
    )
    return f'{known} --data-urlencode "refresh_token=$REFRESH_TOKEN"'


def _options(steps: Mapping[Step, StepReport]) -> str:
    """How curl is told of the feed's own settings; the environment has its say there as here."""
    options = ""
    proxy = _evidence(steps, Step.PROXY)
    if proxy.get("source") == "the feed":
        options += f" --proxy {shlex.quote(str(proxy.get('proxy')))}"
    tls = _evidence(steps, Step.TLS)
    options += _ca_option(steps)
    if tls.get("verified") is False:
        options += " --insecure"
    if isinstance(file := tls.get("client_certificate"), str):
        options += f" --cert {shlex.quote(file)}"
    if isinstance(file := tls.get("client_key"), str):
        options += f" --key {shlex.quote(file)}"
    return options


def _ca_option(steps: Mapping[Step, StepReport]) -> str:
    file = _evidence(steps, Step.TLS).get("ca_file")
    return f" --cacert {shlex.quote(file)}" if isinstance(file, str) else ""


def _evidence(steps: Mapping[Step, StepReport], step: Step) -> Mapping[str, Evidence]:
    found = steps.get(step)
    return found.evidence if found is not None else {}


def _without_hidden(url: str) -> str:
    """Drop the parameters whose values were hidden: curl gets an answer without them, too."""
    parts = urlsplit(url)
    kept: Sequence[str] = [each for each in parts.query.split("&") if _HIDDEN not in each]
    return urlunsplit(parts._replace(query="&".join(kept)))
