"""A registry that wants a login, as scripts: which challenge, and who is let in."""

from collections.abc import Callable

from tests.registry.support import PING
from tests.support.scripted import Reply, Request, ScriptedServer, error_reply, json_reply

Opens = Callable[[str | None], bool]
"""Whether an Authorization lets in."""

CATALOG = json_reply({"repositories": ["team/app"]})


def unauthorized(*challenges: str) -> Reply:
    return error_reply(
        401,
        "UNAUTHORIZED",
        "authentication required",
        headers=[("WWW-Authenticate", challenge) for challenge in challenges],
    )


def gate(good: Reply, opens: Opens, *challenges: str) -> Callable[[Request], Reply]:
    """Give `good` to those who are let in, and the challenges to all others."""

    def answer(request: Request) -> Reply:
        return good if opens(request.header("Authorization")) else unauthorized(*challenges)

    return answer


def bearer(realm: str, scope: str = "registry:catalog:*", service: str = "test-service") -> str:
    return f'Bearer realm="{realm}",service="{service}",scope="{scope}"'


def any_bearer(authorization: str | None) -> bool:
    return authorization is not None and authorization.startswith("Bearer ")


def guard(
    server: ScriptedServer, opens: Opens, *challenges: str, ping: Reply | None = None
) -> None:
    """Let a server have a catalog behind a gate, and a version check behind another or none."""
    server.on("/v2/", ping or gate(PING, opens, *challenges))
    server.on("/v2/_catalog", gate(CATALOG, opens, *challenges))


def sent(server: ScriptedServer, path: str | None = None) -> list[str | None]:
    """The Authorization of each request, in order."""
    requests = server.requests if path is None else server.asked(path)
    return [request.header("Authorization") for request in requests]
