"""Lists that come in pages."""

from collections.abc import Iterable, Sequence
from itertools import dropwhile
from urllib.parse import quote

from regbrowse.demo.answers import Answer, Request, error_answer, json_answer
from regbrowse.demo.content.registry import by_path

_USUAL_PAGE = 100
_LARGEST_PAGE = 1000


def catalog_page(repositories: Iterable[str], request: Request) -> Answer:
    """Return a page of the catalog, as distribution 2.8 does.

    A number that is none counts as not given; a page that ends the list has no Link, even if it
    is full (distribution registry/handlers/catalog.go).
    """
    size = _number(request.first("n"))
    if size is None or size < 0:
        size = _USUAL_PAGE
    if size > _LARGEST_PAGE:
        return error_answer("PAGINATION_NUMBER_INVALID", {"n": size})
    last = by_path(request.first("last") or "")
    left = (
        list(dropwhile(lambda name: by_path(name) <= last, repositories))
        if last
        else [*repositories]
    )
    page = left[:size]
    return json_answer({"repositories": page}, _link("/v2/_catalog", page, len(left)))


def tags_page(name: str, tags: Sequence[str] | None, request: Request) -> Answer:
    """Return the tags of a repository: all of them unless `n` asks for fewer.

    This is what the specification says and distribution 3 does; 2.8 does not know pages here.
    """
    if tags is None:
        return json_answer({"name": name, "tags": None})
    last = request.first("last") or ""
    left = [tag for tag in tags if tag > last]
    written = request.first("n")
    if written is None:
        return json_answer({"name": name, "tags": left})
    size = _number(written)
    if size is None or size < 0:
        return error_answer("PAGINATION_NUMBER_INVALID", {"n": written})
    page = left[: min(size, _LARGEST_PAGE)]
    return json_answer(
        {"name": name, "tags": page}, _link(f"/v2/{name}/tags/list", page, len(left))
    )


def _link(path: str, page: Sequence[str], left: int) -> dict[str, str]:
    """The header that leads on, if something is left behind `page`."""
    if not page or len(page) == left:
        return {}
    last = quote(page[-1], safe="")
    return {"Link": f'<{path}?last={last}&n={len(page)}>; rel="next"'}


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text else None
    except ValueError:
        return None
