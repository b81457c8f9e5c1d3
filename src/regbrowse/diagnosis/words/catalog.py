"""The words for the catalog, the list of all repositories of a registry."""

from regbrowse.diagnosis.conditions import both, hub, lacks, no, says
from regbrowse.diagnosis.template import When, Words, only, texts
from regbrowse.diagnosis.words.shared import BY_NAME, LOGIN, SEE_LOG, readdressed
from regbrowse.domain.codes import Code

_REVERSE_PROXY = (
    "Let the reverse proxy in front of the registry pass on the headers `Host`,"
    " `X-Forwarded-Host` and `X-Forwarded-Proto`."
)

WORDS = {
    Code.CATALOG_UNSUPPORTED: Words(
        title="The registry has no list of its repositories",
        summary=texts(
            "{host|The registry} has no list of all its repositories[ (status {status})]."
        ),
        hints=texts(
            *BY_NAME,
            *only(
                lacks("software"),
                *readdressed("If the registry is below a path, add it to the address"),
            ),
        ),
    ),
    Code.CATALOG_DENIED: Words(
        title="The list of repositories is not shown",
        summary=texts(
            "{host|The registry} does not show {who} the list of all repositories[; it says"
            " {said}].",
            "{host|The registry} does not show the list of all repositories[; it says {said}].",
        ),
        hints=texts(
            *BY_NAME,
            *only(both(lacks("username"), no(hub)), *LOGIN),
            When(
                no(hub),
                "Ask for the right to list it: in Harbor and GitLab only administrators have it.",
            ),
        ),
    ),
    Code.CATALOG_EMPTY: Words(
        title="The list of repositories is empty",
        summary=texts(
            "{host|The registry} shows {who} no repository at all.",
            "{host|The registry} has no repository to show.",
        ),
        hints=texts(
            "If there should be some, this login may not see them: ask for the right, or use"
            " another one.",
            "A registry that passes on images of another one lists only what was pulled through"
            " it.",
            *BY_NAME,
        ),
    ),
    Code.CATALOG_EMPTY_ANONYMOUS: Words(
        title="The list of repositories is empty without a login",
        summary=texts("{host|The registry} shows no repository to visitors without a login."),
        hints=texts(*LOGIN, *BY_NAME),
    ),
    Code.CATALOG_PAGE_SIZE: Words(
        title="The registry gives the catalog in smaller pages only",
        summary=texts(
            "{host|The registry} refuses pages of {page_size|the usual number of} repositories, so"
            " its catalog is read in smaller ones[; it says {said}].",
        ),
        hints=texts(
            "Nothing must be done; larger pages make it quicker (distribution:"
            " `catalog.maxentries: 1000`).",
        ),
    ),
    Code.CATALOG_LINK_REWRITTEN: Words(
        title="The links between the pages of the catalog are wrong",
        summary=texts(
            "The pages of the catalog of {host|the registry} link to {link|another address}, so"
            " regbrowse stays at the one that works.",
        ),
        hints=texts(
            _REVERSE_PROXY,
            "On the registry, set its external address (distribution: `http.host`); other clients"
            " stop after the first page.",
        ),
    ),
    Code.CATALOG_SLOW: Words(
        title="The catalog is slow",
        summary=texts(
            "{host|The registry} did not finish one page of its catalog within {waited}.",
            "{host|The registry} took {within} for one page of its catalog.",
            "{host|The registry} is slow to list its repositories.",
        ),
        hints=texts(
            "Read the catalog once, then search it locally: `regbrowse refresh {place|NAME}`.",
            "Update the registry: distribution 2 reads its whole storage for each page, 3 is many"
            " times faster.",
        ),
    ),
    Code.SEARCH_UNSUPPORTED: Words(
        title="The registry has no search",
        summary=texts(
            "{host|The registry} has no search, and version 1 of the registry API has no other"
            " list of repositories.",
        ),
        hints=texts(
            *BY_NAME,
            "On the registry (docker-registry 0.9), set `SEARCH_BACKEND=sqlalchemy`.",
        ),
    ),
    Code.CATALOG_INVALID: Words(
        title="The list of repositories cannot be read",
        summary=texts(
            "The list of repositories of {host|the registry} cannot be read: {reason}.",
            "The list of repositories of {host|the registry} cannot be read[ (status {status})][;"
            " the registry says {said}].",
        ),
        hints=texts(
            *BY_NAME,
            When(
                says("registry_code", "PAGINATION_NUMBER_INVALID"),
                "On the registry, allow pages of 100 repositories (`catalog.maxentries`).",
            ),
            "Begin from the start: `regbrowse refresh {place|NAME}`.",
            SEE_LOG,
        ),
    ),
    Code.CATALOG_LOOP: Words(
        title="The list of repositories does not end",
        summary=texts(
            "The list of repositories of {host|the registry} does not end: {rule}.",
            "The list of repositories of {host|the registry} does not end.",
        ),
        hints=texts(
            "Search what was read, which is kept: `regbrowse search TERM --feed {feed}`.",
            _REVERSE_PROXY,
            *BY_NAME,
        ),
    ),
}
"""Codes of the step `catalog`."""
