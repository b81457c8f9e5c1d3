"""What an unwelcome status means, where it means the same for every request."""

from urllib.parse import urlsplit

from regbrowse.domain.codes import Code, Step
from regbrowse.domain.errors import (
    AuthError,
    BadAnswer,
    CatalogError,
    NotFound,
    RegistryError,
    Unreachable,
)
from regbrowse.domain.rate_limit import allowance_words
from regbrowse.registry.answer import Answer
from regbrowse.registry.rate_limits import asked_wait_s, read_rate_limit
from regbrowse.registry.redact import redact
from regbrowse.registry.request import Purpose
from regbrowse.registry.software import software_in

_GATEWAY = frozenset({502, 503, 504})
_SAME_FOR_ALL = {
    407: Code.PROXY_AUTH_REQUIRED,
    412: Code.POLICY_BLOCKED,  # Harbor: PROJECTPOLICYVIOLATION
    429: Code.RATE_LIMITED,
}
_TLS_PORT_PHRASES = (
    b"Client sent an HTTP request to an HTTPS server",  # Go's net/http
    b"plain HTTP request was sent to HTTPS port",  # nginx
)


def refusal(answer: Answer, purpose: Purpose, *, missing: Code, unexpected: Code) -> RegistryError:
    """Return the error for an answer that is not what was asked for.

    `missing` is the code for a 404 (405 and 501, too: the endpoint is not there), `unexpected` the
    one for what has no meaning of its own.
    """
    code = refusal_code(answer, purpose, missing=missing, unexpected=unexpected)
    return error_for(answer, code, purpose.operation)


def refusal_code(answer: Answer, purpose: Purpose, *, missing: Code, unexpected: Code) -> Code:
    """Return the code of that error."""
    status = answer.status
    if status == 400 and any(phrase in answer.body for phrase in _TLS_PORT_PHRASES):
        return Code.HTTP_TO_HTTPS_PORT
    if status in _SAME_FOR_ALL:
        return _SAME_FOR_ALL[status]
    if status == 403:
        return Code.BLOCKED_BY_GATEWAY if answer.looks_like_html else purpose.denied
    if status in {404, 405, 501}:
        return missing
    if status >= 500:
        from_gateway = status in _GATEWAY and answer.registry_error[0] is None
        return Code.GATEWAY_ERROR if from_gateway else Code.SERVER_ERROR
    if 300 <= status < 400:
        return Code.REDIRECT_ELSEWHERE
    return Code.HTML_INSTEAD_OF_REGISTRY if answer.looks_like_html else unexpected


_KINDS: dict[Step, type[RegistryError]] = {
    Step.PROXY: Unreachable,
    Step.TLS: Unreachable,
    Step.AUTH: AuthError,
    Step.CATALOG: CatalogError,
    Step.TAGS: NotFound,
    Step.MANIFEST: NotFound,
}


def error_for(answer: Answer, code: Code, operation: str, **facts: str | None) -> RegistryError:
    """Make the error with `code` for an answer, with what it says about itself."""
    registry_code, message = answer.registry_error
    host = urlsplit(answer.url).netloc
    status, allowance = answer.status, None
    if code is Code.RATE_LIMITED:
        status = 429  # GitHub says it by a 403, too.
        said = read_rate_limit(status, answer.headers, host)
        allowance = said and allowance_words(said)
    error = _KINDS.get(code.step, BadAnswer)(
        code,
        operation=operation,
        url=redact(answer.url),
        status=answer.status,
        registry_code=registry_code,
        registry_message=message,
        host=host,
        server=answer.headers.get("server") or answer.headers.get("via"),
        software=software_in(answer.headers),
        location=redact(answer.location) if answer.location else None,
        proxy=answer.proxy.display if answer.proxy else None,
        proxy_source=answer.proxy.source if answer.proxy else None,
        proxy_login="yes" if answer.proxy and answer.proxy.has_login else None,
        retry_after_s=asked_wait_s(status, answer.headers),
        allowance=allowance,
        **facts,
    )
    error.veil(answer.veil.over)
    return error
