"""Messages about answers that are not those of a working registry."""

from regbrowse.diagnosis.known.sentence import known
from regbrowse.domain.codes import Code

_STATUS = r"(?:status(?: code)?|HTTP(?:/[\d.]+)?|error|code|registry)[^\n\w]{1,3}(?:code )?"

SENTENCES = (
    known(
        rf"too ?many ?requests|{_STATUS}429\b|pull rate limit|exceeded a secondary rate limit",
        Code.RATE_LIMITED,
    ),
    known(r"error parsing HTTP (?P<status>50[234]) response body", Code.GATEWAY_ERROR),
    known(r"error parsing HTTP (?P<status>5\d\d) response body", Code.SERVER_ERROR),
    known(
        r"error parsing HTTP (?P<status>403) response body",
        Code.BLOCKED_BY_GATEWAY,
        Code.NOT_A_REGISTRY,
        Code.HTML_INSTEAD_OF_REGISTRY,
    ),
    known(
        r"error parsing HTTP (?P<status>40[45]) response body",
        Code.NOT_A_REGISTRY,
        Code.WRONG_PATH_PREFIX,
        Code.HTML_INSTEAD_OF_REGISTRY,
    ),
    known(
        r"error parsing HTTP (?P<status>4\d\d) response body",
        Code.HTML_INSTEAD_OF_REGISTRY,
        Code.NOT_A_REGISTRY,
        Code.BLOCKED_BY_GATEWAY,
    ),
    known(
        r"invalid character '<' looking for beginning of value",
        Code.HTML_INSTEAD_OF_REGISTRY,
        Code.GATEWAY_ERROR,
    ),
    known(
        rf"{_STATUS}(?P<status>50[234])\b|bad gateway|service (?:temporarily )?unavailable"
        r"|gateway time-?out",
        Code.GATEWAY_ERROR,
        Code.SERVER_ERROR,
    ),
    known(rf"{_STATUS}(?P<status>5\d\d)\b|internal server error", Code.SERVER_ERROR),
    known(r"stopped after 10 redirects|too many redirects", Code.REDIRECT_LOOP),
    known(r"\bunexpected EOF\b", Code.TRUNCATED_RESPONSE, Code.CONNECTION_RESET, Code.TLS_CLOSED),
    known(
        r"(?:^|[:\"] )EOF[\"')\s]*$",
        Code.TLS_CLOSED,
        Code.CONNECTION_RESET,
        Code.TRUNCATED_RESPONSE,
    ),
    known(
        r"empty reply from server|remote end closed connection|server disconnected",
        Code.CONNECTION_RESET,
    ),
)
