"""Requests to the feed's own v1 server, be it an index, a registry or both: Basic or nothing.

Source: docker 1.8.3 and moby (daemon/pkg/registry/search_session.go): over https Basic goes along
with every request. Over http it is shown when it was asked for, by a 401 with whatever challenge:
v1 servers say `WWW-Authenticate: Token` or nothing, web servers in front of them say Basic.
"""

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import AuthError
from regbrowse.domain.login import Login, LoginKind
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.grants import auth_error
from regbrowse.registry.headers import basic
from regbrowse.registry.limits import PING, Limits
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.transport import Transport

_LOGIN = Purpose("ping", "log in", Code.CREDENTIALS_REJECTED)


class OwnServer:
    """Sends requests to the server that discovery found."""

    def __init__(self, transport: Transport, auth: Authenticator, endpoint: Endpoint) -> None:
        self.root = endpoint.root
        self._transport = transport
        self._auth = auth
        self._encrypted = endpoint.root.startswith("https:")
        self._asked_for: Login | None = None

    async def verify(self) -> None:
        """Log in as `docker login` did, by `GET /v1/users/`, so that a wrong password is told.

        Raises AuthError with `credentials-rejected`. A login that was merely found is dropped then,
        with a notice. Nothing is asked without a login, and a server that has no users is fine.
        """
        login = await self._login()
        if login is None:
            return
        try:
            answer = await self._send(request_for(self.root, "users/", _LOGIN, PING))
            if answer.status == 403 and not answer.looks_like_html:  # "Account is not Active"
                raise _refused(answer, _LOGIN.operation, login)
        except AuthError as error:
            if not self._auth.drop_stale(error):
                raise

    async def send(
        self, request: Request, *, begun: bool = False, or_token: bool = False
    ) -> Answer:
        """Send `request`, with Basic where it is wanted.

        Returns any answer but a 401, with `or_token` also one that asks for a token. Raises
        AuthError with `credentials-rejected`, or with `credentials-required` if there is no login,
        and the errors of the connection. For `begun` see `Authenticator.send`.
        """
        return await self._auth.forgiving(
            lambda: self._send(request, or_token=or_token), begun=begun
        )

    async def _login(self) -> Login | None:
        """The login, if it is one for Basic; v1 knows no other."""
        login = await self._auth.login()
        return login if login is not None and login.kind is LoginKind.PASSWORD else None

    async def _send(self, request: Request, *, or_token: bool = False) -> Answer:
        # A redirect to another host drops the login, and a 401 from there is not answered.
        login = await self._login()
        shown = login if self._encrypted or login is self._asked_for else None
        answer = await self._transport.send(_with_basic(request, shown))
        if answer.status == 401 and shown is None and login is not None and not answer.crossed:
            shown = login
            answer = await self._transport.send(_with_basic(request, shown))
            if answer.status != 401:
                self._asked_for = login
        if answer.status == 401 and not (or_token and _wants_token(answer)):
            raise _refused(answer, request.operation, None if answer.crossed else shown)
        return answer


def request_for(root: str, path: str, purpose: Purpose, limits: Limits) -> Request:
    """Make the request for `path` below `root`, the URL of a `/v1/`."""
    return Request(root + path, purpose.operation, limits, {"Accept": "application/json"})


def _with_basic(request: Request, login: Login | None) -> Request:
    return request if login is None else request.authorized(basic(login))


def _wants_token(answer: Answer) -> bool:
    return any(challenge.scheme == "token" for challenge in answer.challenges)


def _refused(answer: Answer, operation: str, login: Login | None) -> AuthError:
    code = Code.CREDENTIALS_REJECTED if login else Code.CREDENTIALS_REQUIRED
    return auth_error(code, answer, operation, **(login.facts if login else {}))
