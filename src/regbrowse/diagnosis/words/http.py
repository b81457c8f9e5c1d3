"""The words for exchanges that break on the way."""

from regbrowse.diagnosis.conditions import either, knows, lacks, no, reading_catalog, says
from regbrowse.diagnosis.template import Facts, Text, When, Words, only, texts
from regbrowse.diagnosis.words.shared import (
    AGAIN,
    PROXY_BETWEEN,
    SEE_LOG,
    WHILE,
    readdressed,
)
from regbrowse.domain.codes import Code

_reading_image = either(says("operation", "read a part of"), knows("reference"))
_CATALOG_TAKES_LONG: tuple[Text, ...] = (
    When(
        reading_catalog,
        "Large catalogs take registries minutes; go on with `regbrowse refresh {place|NAME}`: what"
        " was read is kept.",
    ),
)


_to_https = says("location", "https://")


def _arrived(facts: Facts) -> bool:
    """The redirect was followed, so the host is the one that it led to."""
    return "location" in facts and facts["location"] == facts.get("url")


WORDS = {
    Code.NOT_HTTP: Words(
        title="The port does not speak HTTP",
        summary=texts("{at|The port} does not answer in HTTP, which registries speak[: {detail}]."),
        hints=texts(
            "Check the port: another service is listening there.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.HTTP_TIMEOUT: Words(
        title="The registry accepts the connection and does not answer",
        summary=texts(f"{{host|The registry}} gave no answer[ within {{within}}]{WHILE}."),
        hints=texts(
            *_CATALOG_TAKES_LONG,
            AGAIN,
            "Check that the registry works, and that a load balancer in front of it has a server"
            " to send to.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.SLOW_RESPONSE: Words(
        title="The answer arrives too slowly",
        summary=texts(
            "The answer of {host|the registry} was still arriving after {within|a long time}"
            f"[ ({{received}} so far)]{WHILE}.",
        ),
        hints=texts(*_CATALOG_TAKES_LONG, AGAIN, "Check how fast the network is.", *PROXY_BETWEEN),
    ),
    Code.TRUNCATED_RESPONSE: Words(
        title="The answer breaks off",
        summary=texts(
            f"The answer of {{host|the registry}} broke off after {{received}} of {{expected}}"
            f"{WHILE}.",
            f"The answer of {{host|the registry}} broke off before its end{WHILE}.",
        ),
        hints=texts(
            AGAIN,
            "Check the time and size limits of the reverse proxy or load balancer in front of the"
            " registry.",
            SEE_LOG,
            *PROXY_BETWEEN,
        ),
    ),
    Code.MALFORMED_HTTP: Words(
        title="The answer breaks the rules of HTTP",
        summary=texts("The answer of {host|the registry} breaks the rules of HTTP[ ({detail})]."),
        hints=texts(
            "Check the port, and what stands in front of the registry: `curl -i {page|URL}`.",
            SEE_LOG,
            *PROXY_BETWEEN,
        ),
    ),
    Code.BAD_ENCODING: Words(
        title="The answer is not compressed the way it says",
        summary=texts(
            "The answer of {host|the registry} is not compressed the way it says[ ({detail})]."
        ),
        hints=texts(
            "Switch compression off where it happens, in the reverse proxy in front of the"
            " registry, for all paths under `/v2/`.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.OVERSIZED_RESPONSE: Words(
        title="The answer is too large",
        summary=texts(
            When(
                knows("headers"),
                "The headers of the answer of {host|the registry} are larger than"
                " {limit|regbrowse accepts}.",
            ),
            "The answer of {host|the registry} is larger than {limit|regbrowse accepts}, so it was"
            " not read to its end.",
        ),
        hints=texts(
            When(
                knows("headers"),
                "Let the reverse proxy in front of the registry add fewer headers and cookies.",
            ),
            When(
                reading_catalog,
                "The registry sends its whole catalog at once; name a repository instead:"
                " `regbrowse tags {place|FEED}/REPOSITORY`.",
            ),
            When(
                _reading_image,
                "Have it pushed again with less in it: a manifest of more than 4 MiB is taken by"
                " few registries, and read by few tools.",
            ),
            When(
                no(_reading_image),
                "Check that the address is one of a registry: `curl -I {page|URL}`.",
            ),
        ),
    ),
    Code.REDIRECT_LOOP: Words(
        title="The redirects lead in a circle",
        summary=texts("{host|The registry} redirects in a circle[, again to {target}]."),
        hints=texts(
            "If a proxy in front of the registry takes care of https, let it pass on the header"
            " `X-Forwarded-Proto: https`.",
            *readdressed("Use https in the address", "{secure_url}"),
        ),
    ),
    Code.REDIRECT_ELSEWHERE: Words(
        title="The registry redirects to another place",
        summary=texts(
            When(_arrived, "The registry redirects to {location} instead of answering."),
            "{host|The registry} redirects to {target|another address}, where regbrowse does not"
            " follow: {reason}.",
            "{host|The registry} redirects to {target|another address} instead of answering.",
        ),
        hints=texts(
            *only(_to_https, *readdressed("Use https in the address", "{secure_url}")),
            When(
                knows("downgrade"),
                "On the registry, set its external address to https, or pass on the header"
                " `X-Forwarded-Proto: https`.",
            ),
            When(
                lacks("downgrade"),
                "Use the address of the registry itself, which may be another host, port or path"
                " than that of its web pages.",
            ),
            When(
                lacks("downgrade"),
                "If that is a login page, exempt the paths under `/v2/` from single sign-on.",
            ),
            When(
                knows("downgrade"),
                "See where it leads: `curl -i {page|URL}`.",
            ),
        ),
    ),
}
"""Codes of the step `http` about the exchange itself."""
