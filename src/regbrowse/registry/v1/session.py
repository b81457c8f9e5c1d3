"""Requests to a v1 registry, with logins as v1 has them.

A standalone registry takes Basic. An index takes Basic, too, and gives a token for each repository,
which the registries that it names take. Source: docker 1.8.3 registry/session.go, moby
daemon/pkg/registry/search_session.go. The password goes to the feed's own origin only, a token to
the endpoints of its index only, with the index's scheme.
"""

import asyncio
from dataclasses import replace

from regbrowse.domain.codes import Code
from regbrowse.domain.errors import BadAnswer, RegistryError, Unreachable
from regbrowse.registry.answer import Answer
from regbrowse.registry.auth import Authenticator
from regbrowse.registry.endpoint import Endpoint
from regbrowse.registry.grants import auth_error
from regbrowse.registry.limits import LIST, Limits
from regbrowse.registry.refusals import error_for, refusal
from regbrowse.registry.request import Purpose, Request
from regbrowse.registry.transport import Transport
from regbrowse.registry.v1.detection import is_standalone
from regbrowse.registry.v1.own import OwnServer, request_for
from regbrowse.registry.v1.repository_grants import RepositoryGrant, authorization, grant_from


class V1Session:
    """Sends requests to a v1 registry."""

    def __init__(self, transport: Transport, auth: Authenticator, endpoint: Endpoint) -> None:
        self._transport = transport
        self._own = OwnServer(transport, auth, endpoint)
        self._grants: dict[str, RepositoryGrant] = {}
        self._granting = asyncio.Lock()
        self.standalone = is_standalone(endpoint.ping)
        """Whether the registry is its own index; one that asks for tokens turns out not to be."""

    async def verify(self) -> None:
        """See `OwnServer.verify`."""
        await self._own.verify()

    async def get(
        self, path: str, purpose: Purpose, limits: Limits = LIST, *, begun: bool = False
    ) -> Answer:
        """GET `path` below `/v1/` of the feed's own server. See `OwnServer.send`."""
        return await self._own.send(request_for(self._own.root, path, purpose, limits), begun=begun)

    async def get_of(
        self, repository: str, path: str, purpose: Purpose, limits: Limits = LIST
    ) -> Answer:
        """GET `path` below `/v1/`, which belongs to `repository`, from where that is.

        Raises what `get` raises, and: AuthError with `token-refused`, or `challenge-unsupported` if
        a token is wanted and there is no index to give one; NotFound with `tags-not-found` if the
        index does not know the repository.
        """
        if self.standalone:
            request = request_for(self._own.root, path, purpose, limits)
            answer = await self._own.send(request, or_token=True)
            if answer.status != 401:
                return answer
            self.standalone = False
        for last in (False, True):  # The first token may have run out.
            grant = await self._grant(repository, purpose)
            answer = await self._ask_endpoints(repository, grant, path, purpose, limits)
            if answer.status != 401:
                return answer
            self._forget(repository, grant)
            if grant.token is None:
                wanted = Code.CHALLENGE_UNSUPPORTED
                raise auth_error(wanted, answer, purpose.operation, schemes="token")
            if last:
                raise auth_error(Code.TOKEN_REFUSED, answer, purpose.operation)
        raise AssertionError(repository)

    async def _ask_endpoints(
        self,
        repository: str,
        grant: RepositoryGrant,
        path: str,
        purpose: Purpose,
        limits: Limits,
    ) -> Answer:
        """Ask one endpoint after the other until one answers; that is the first to be asked next.

        Returns any answer; a 401 is one to the token, or asks for one.
        """
        failure: RegistryError | None = None
        broken: Answer | None = None
        for root in grant.roots:
            try:
                answer = await self._send(request_for(root, path, purpose, limits), grant, root)
            except (Unreachable, BadAnswer) as error:
                failure = failure or error
                continue
            if answer.status < 500:
                if root != grant.roots[0] and self._grants.get(repository) is grant:
                    self._grants[repository] = grant.preferring(root)
                return answer
            broken = broken or answer
        if broken is not None:
            return broken
        raise failure or AssertionError(grant)

    async def _send(self, request: Request, grant: RepositoryGrant, root: str) -> Answer:
        if grant.token is not None:
            return await self._transport.send(request.authorized(authorization(grant.token)))
        if root == self._own.root:
            return await self._own.send(request, or_token=True)
        return await self._transport.send(request)

    async def _grant(self, repository: str, purpose: Purpose) -> RepositoryGrant:
        async with self._granting:
            if repository not in self._grants:
                self._grants[repository] = await self._new_grant(repository, purpose)
            return self._grants[repository]

    async def _new_grant(self, repository: str, purpose: Purpose) -> RepositoryGrant:
        root = self._own.root
        request = request_for(root, f"repositories/{repository}/images", purpose, LIST)
        request = replace(request, headers={**request.headers, "X-Docker-Token": "true"})
        answer = await self._own.send(request)
        if answer.status == 404 and not _is_object(answer):
            # A registry whose index is elsewhere has no such page (docker-registry 0.9.1).
            return RepositoryGrant(None, (root,))
        if answer.status != 200:
            missing, unexpected = Code.TAGS_NOT_FOUND, Code.TAGS_INVALID
            raise refusal(answer, purpose, missing=missing, unexpected=unexpected)
        grant = grant_from(answer, root)
        if grant is None:
            reason = "the index names no registry that can be asked"
            raise error_for(answer, Code.TAGS_INVALID, purpose.operation, reason=reason)
        return grant

    def _forget(self, repository: str, grant: RepositoryGrant) -> None:
        """Drop a token that was refused, unless there is a new one already."""
        kept = self._grants.get(repository)
        if kept is not None and kept.token == grant.token:
            del self._grants[repository]


def _is_object(answer: Answer) -> bool:
    try:
        return isinstance(answer.json(), dict)
    except ValueError:
        return False
