"""The registry API (OCI distribution-spec; where it is silent, as distribution 2.8 answers)."""

from regbrowse.demo.answers import (
    Answer,
    Request,
    answer,
    error_answer,
    no_such_page,
)
from regbrowse.demo.blob_answers import blob_answer, not_modified
from regbrowse.demo.content.images import OCI_INDEX
from regbrowse.demo.content.registry import Content
from regbrowse.demo.content.repository import Repository, referrers_of
from regbrowse.demo.negotiation import negotiated
from regbrowse.demo.pages import catalog_page, tags_page
from regbrowse.demo.routes import Endpoint, Route, find_route
from regbrowse.demo.tokens import TokenServer
from regbrowse.domain.names import is_digest, is_tag

_TOKEN_PATH = "/token"  # noqa: S105 (a path)


class RegistryApi:
    """A registry over `content`, open or behind the tokens of `tokens`."""

    def __init__(self, content: Content, tokens: TokenServer | None = None) -> None:
        self._content = content
        self._tokens = tokens

    def answer(self, request: Request) -> Answer:
        """Answer one request; a HEAD is answered as a GET, whose body the caller leaves out."""
        if request.path == "/":
            return Answer(200, {})
        if request.path == "/v2":
            return Answer(301, {"Location": "/v2/"})
        if self._tokens and request.path == _TOKEN_PATH:
            return self._tokens.issue(request)
        route = find_route(request.path)
        if route is None:
            return no_such_page()
        refusal = self._tokens.refusal(request, route.access) if self._tokens else None
        if refusal:
            return refusal
        if request.method not in {"GET", "HEAD"}:
            return error_answer("UNSUPPORTED", headers={"Allow": "GET, HEAD"})
        return self._routed(request, route)

    def _routed(self, request: Request, route: Route) -> Answer:
        if route.endpoint is Endpoint.BASE:
            return answer(b"{}", "application/json; charset=utf-8")
        if route.endpoint is Endpoint.CATALOG:
            return catalog_page(self._content.repositories, request)
        repository = self._content.repositories.get(route.repository)
        if route.endpoint is Endpoint.TAGS:
            return _tags(repository, request, route)
        if route.endpoint is Endpoint.MANIFESTS:
            return _manifest(repository, request, route)
        if not is_digest(route.reference):
            return error_answer("DIGEST_INVALID", route.reference)
        if route.endpoint is Endpoint.BLOBS:
            return _blob(repository, request, route)
        return _referrers(repository, request, route)


def _tags(repository: Repository | None, request: Request, route: Route) -> Answer:
    if repository is None:
        return error_answer("NAME_UNKNOWN", {"name": route.repository})
    return tags_page(route.repository, repository.tags(), request)


def _manifest(repository: Repository | None, request: Request, route: Route) -> Answer:
    reference = route.reference
    if ":" in reference:
        if not is_digest(reference):
            return error_answer("DIGEST_INVALID", reference)
        detail = {"Name": route.repository, "Revision": reference}
    elif is_tag(reference):
        detail = {"Tag": reference}
    else:
        return no_such_page()
    found = repository.manifest(reference) if repository else None
    if repository is None or found is None:
        return error_answer("MANIFEST_UNKNOWN", detail)
    chosen = negotiated(repository, found, request, by_tag=":" not in reference)
    if isinstance(chosen, Answer):
        return chosen
    headers = {"Docker-Content-Digest": chosen.digest, "Etag": f'"{chosen.digest}"'}
    if not_modified(request, chosen.digest):
        return Answer(304, headers)
    return answer(chosen.body, chosen.media_type, headers=headers)


def _blob(repository: Repository | None, request: Request, route: Route) -> Answer:
    blob = repository.blob(route.reference) if repository else None
    if blob is None:
        return error_answer("BLOB_UNKNOWN", route.reference)
    return blob_answer(blob, request)


def _referrers(repository: Repository | None, request: Request, route: Route) -> Answer:
    if repository is None:
        return error_answer("NAME_UNKNOWN", {"name": route.repository})
    wanted = request.first("artifactType")
    index = referrers_of(repository, route.reference, wanted)
    filtered = {"OCI-Filters-Applied": "artifactType"} if wanted else {}
    return answer(index.body, OCI_INDEX, headers=filtered)
