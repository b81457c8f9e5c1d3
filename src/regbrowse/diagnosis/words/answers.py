"""The words for answers that are not those of a working registry, and for API versions."""

from regbrowse.diagnosis.conditions import (
    at_token_server,
    both,
    hub,
    knows,
    lacks,
    no,
    says,
)
from regbrowse.diagnosis.template import When, Words, only, texts
from regbrowse.diagnosis.words.shared import (
    AGAIN,
    PROXY_BETWEEN,
    SEE_LOG,
    SETTINGS,
    WHILE,
    readdressed,
)
from regbrowse.domain.codes import Code

_WITHOUT_PATH = only(
    knows("without_path"),
    *readdressed("A registry answers at {without_path}, without that path", "{without_path|URL}"),
)
_nexus = says("software", "Nexus")
_PATH = readdressed(
    "If the registry is below a path, add it, for Artifactory"
    " `https://HOST/artifactory/api/docker/REPOSITORY`, for Nexus"
    " `https://HOST/repository/REPOSITORY`",
)

_later = both(knows("operation"), no(says("operation", "API version")))
"""The version check was answered as by a registry, so it is no matter of address or port."""

WORDS = {
    Code.HTML_INSTEAD_OF_REGISTRY: Words(
        title="A web page comes instead of a registry",
        summary=texts(
            When(
                _later,
                "{host|The registry} answers with a web page[ (status {status})]"
                f"{WHILE}, although it is there.",
            ),
            "{host|The address} answers with a web page[ (status {status})], not as a registry"
            " does.",
        ),
        hints=texts(
            *_WITHOUT_PATH,
            When(
                _later,
                "Look into the settings of the proxy or load balancer in front of it: all paths"
                " below `/v2/` belong to the registry, and none of them may need single sign-on.",
            ),
            *only(
                no(_later),
                "Check the port: the web pages of a registry and the registry itself are often at"
                " different ones.",
                *_PATH,
            ),
            "Open {page|the address} in a browser: a login page or the page of a hotel network"
            " tells what is in between.",
            *PROXY_BETWEEN,
        ),
    ),
    Code.WRONG_PATH_PREFIX: Words(
        title="There is no registry at this path",
        summary=texts(
            "{host|The server} runs {software}, but there is no registry at this path.",
            "{host|The server} runs registry software[ ({server})], but there is no registry at"
            " this path.",
        ),
        hints=texts(
            *_WITHOUT_PATH,
            *only(
                _nexus,
                *readdressed(
                    "In Nexus each docker repository has a port of its own, or a path"
                    " `/repository/REPOSITORY`",
                ),
            ),
            *_PATH,
            "What is browsed by one address may be pulled by another:"
            f" `regbrowse {SETTINGS} --registry-path HOST/PATH`.",
        ),
    ),
    Code.NOT_A_REGISTRY: Words(
        title="There is no registry at this address",
        summary=texts(
            "{host|The server} answers[ with status {status}], but neither as version 2 nor as"
            " version 1 of a registry does.",
        ),
        hints=texts(
            *_WITHOUT_PATH,
            "Check the host and the port: another web server is answering there.",
            *_PATH,
            "See what answers: `curl -i {page|https://HOST/v2/}`.",
        ),
    ),
    Code.BLOCKED_BY_GATEWAY: Words(
        title="Something in front of the registry blocks the request",
        summary=texts(
            "Something in front of {host|the registry}[ ({server})] blocks the request[ with status"
            " {status}] before the registry sees it.",
        ),
        hints=texts(
            When(
                knows("agent"),
                "It lets the client `docker` through: ask whoever runs {hostname|the registry} to"
                " let the client `regbrowse` through, too.",
            ),
            "Connect to the network that the registry allows (VPN): many allow certain addresses"
            " alone.",
            When(
                lacks("agent"),
                "Ask whoever runs {hostname|the registry} to let your address and the client"
                " `regbrowse` through.",
            ),
            *PROXY_BETWEEN,
        ),
    ),
    Code.GATEWAY_ERROR: Words(
        title="The registry behind the gateway does not work",
        summary=texts(
            "The gateway[ ({server})] in front of {host|the registry} got no good answer from it["
            " (status {status})]: the registry is down or too slow.",
        ),
        hints=texts(
            When(
                _later,
                "If only this fails, it takes the registry longer than the gateway waits: give it"
                " more time there (nginx: `proxy_read_timeout`).",
            ),
            AGAIN,
            When(no(_later), "Start the registry, or look into its log."),
            When(_later, "Look into the log of the registry."),
            *PROXY_BETWEEN,
        ),
    ),
    Code.SERVER_ERROR: Words(
        title="The registry itself fails",
        summary=texts(
            f"{{host|The registry}} failed[ with status {{status}}]{WHILE}[, and says {{said}}]."
        ),
        hints=texts(
            When(
                says("registry_code", "UNAVAILABLE"),
                "On the registry, see which of its health checks fails: distribution refuses"
                " everything then (`health` in its configuration, and its log).",
            ),
            AGAIN,
            SEE_LOG,
        ),
    ),
    Code.RATE_LIMITED: Words(
        title="There were too many requests",
        summary=texts(
            When(
                at_token_server,
                "The token server {host}[ of {registry}] takes no more requests from here for now["
                " and asks to wait {wait}][; it says {said}].",
            ),
            "{host|The registry} takes no more requests from here for now[ and asks to wait"
            " {wait}][; it allows {allowance}][; it says {said}].",
        ),
        hints=texts(
            "Wait {wait|some minutes}, then try again.",
            When(hub, "Log in, which raises the limit: `docker login`."),
            When(
                both(no(hub), lacks("username")),
                "Log in, if the registry allows more to users: `docker login {registry|HOST}`.",
            ),
        ),
    ),
    Code.API_VERSION_MISMATCH: Words(
        title="The feed insists on the other API version",
        summary=texts(
            "The feed insists on {wanted|another version} of the registry API, and"
            " {host|the registry} speaks {found|its own}.",
        ),
        hints=texts(
            f"Let regbrowse find the version out: `regbrowse {SETTINGS} --api auto`.",
            "Check the address: the version you want may be at another port or path.",
        ),
    ),
    Code.V1_ONLY: Words(
        title="The registry speaks version 1 only",
        summary=texts(
            "{host|The registry} speaks only version 1 of the registry API, from which docker"
            " itself can no longer pull (since 17.12).",
        ),
        hints=texts(
            "Move its images to a registry that speaks version 2, such as `registry:2`.",
            f"Say that version 1 is expected: `regbrowse {SETTINGS} --api v1`.",
        ),
    ),
}
"""Codes of the steps `http`, about answers, and `api`."""
