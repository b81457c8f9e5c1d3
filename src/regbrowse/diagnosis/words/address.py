"""The words for addresses and proxies: what is between typing a name and the network."""

from regbrowse.diagnosis.conditions import both, either, knows, lacks, no, proxy_of_feed, says
from regbrowse.diagnosis.template import Text, When, Words, texts
from regbrowse.diagnosis.words.shared import AGAIN, GO_AROUND_PROXY, NO_PROXY_NEEDED, SETTINGS
from regbrowse.domain.codes import Code

_THE_PROXY = "The proxy[ {proxy}][ (set by {proxy_source})]"

_CORRECT_PROXY: tuple[Text, ...] = (
    When(
        no(lacks("variable")),
        "Correct the variable: `export {variable|HTTPS_PROXY}=http://PROXY:PORT`.",
    ),
    When(
        proxy_of_feed,
        f"Correct the proxy of the feed: `regbrowse {SETTINGS} --proxy http://PROXY:PORT`.",
    ),
    When(
        lacks("proxy_source"),
        "Correct the proxy, in the variable `HTTPS_PROXY` or in the feed:"
        f" `regbrowse {SETTINGS} --proxy http://PROXY:PORT`.",
    ),
)
"""Exactly one of these fits."""

_usual_port = either(lacks("port"), says("port", "443"))

_NO_PROXY = "If no proxy is needed at all, remove the variable: `unset {variable}`."

WORDS = {
    Code.INVALID_ADDRESS: Words(
        title="The address cannot be one of a registry",
        summary=texts('The address[ "{address}"] cannot be used[: {reason}].'),
        hints=texts(
            When(
                knows("ipv6"),
                "Put square brackets around an IPv6 address, and the port after them.",
            ),
            "Write a host, with a port if needed, or a URL: `registry.example.com:5000` or"
            " `http://localhost:5000`.",
            "`regbrowse feeds list` shows the feeds that have a name already.",
        ),
    ),
    Code.UNSUPPORTED_SCHEME: Words(
        title="The address starts with something else than https:// or http://",
        summary=texts(
            'Registries speak https or http, and the address[ "{address}"] asks for'
            " {scheme|something else}.",
        ),
        hints=texts(
            "Write the address with https:// in front, or without anything:"
            " `registry.example.com:5000`.",
            "Write http:// in front if the registry works without encryption.",
        ),
    ),
    Code.PROXY_MISCONFIGURED: Words(
        title="The proxy setting cannot be used",
        summary=texts("The proxy[ that {proxy_source} names] cannot be used[: {reason}]."),
        hints=texts(
            When(
                knows("kind"),
                "Use the address of an http:// or https:// proxy: SOCKS is not supported.",
            ),
            *_CORRECT_PROXY,
            _NO_PROXY,
        ),
    ),
    Code.PROXY_UNREACHABLE: Words(
        title="The proxy cannot be reached",
        summary=texts(
            f"{_THE_PROXY} cannot be reached[ ({{detail}})], so there is no way to"
            " {host|the registry}.",
        ),
        hints=texts(
            *NO_PROXY_NEEDED,
            *_CORRECT_PROXY,
            _NO_PROXY,
            *GO_AROUND_PROXY,
            "Check that the proxy is running.",
        ),
    ),
    Code.PROXY_AUTH_REQUIRED: Words(
        title="The proxy wants a login",
        summary=texts(
            When(
                knows("proxy_login"),
                f"{_THE_PROXY} does not accept the login that is given for it, so there is no way"
                " to {host|the registry}.",
            ),
            f"{_THE_PROXY} wants a user name and a password before it lets anyone through to"
            " {host|the registry}.",
        ),
        hints=texts(
            *NO_PROXY_NEEDED,
            When(
                both(knows("variable"), knows("proxy_login")),
                "Correct the login in the variable; what is special in a password must be encoded"
                " (`@` is `%40`): `export {variable|HTTPS_PROXY}=http://USER:PASSWORD@PROXY:PORT`.",
            ),
            When(
                both(knows("variable"), lacks("proxy_login")),
                "Put the login into the variable:"
                " `export {variable|HTTPS_PROXY}=http://USER:PASSWORD@PROXY:PORT`.",
            ),
            When(
                lacks("variable"),
                "Name the proxy with its login in a variable, as feeds hold no passwords:"
                " `export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT`.",
            ),
            When(
                proxy_of_feed,
                'Then let the variable decide: `regbrowse feeds edit {feed|NAME} --proxy ""`.',
            ),
            *GO_AROUND_PROXY,
        ),
    ),
    Code.PROXY_DENIED: Words(
        title="The proxy refuses to connect",
        summary=texts(f"{_THE_PROXY} refuses to connect to {{host|the registry}}[ ({{detail}})]."),
        hints=texts(
            *NO_PROXY_NEEDED,
            When(
                _usual_port,
                "Ask whoever runs the proxy to allow {hostname|the registry}[ on port {port}].",
            ),
            When(
                no(_usual_port),
                "Ask whoever runs the proxy to allow {hostname|the registry}[ on port {port}]; many"
                " proxies allow port 443 alone.",
            ),
            *GO_AROUND_PROXY,
        ),
    ),
    Code.PROXY_BAD_GATEWAY: Words(
        title="The proxy cannot reach the registry",
        summary=texts(f"{_THE_PROXY} cannot reach {{host|the registry}}[ ({{detail}})]."),
        hints=texts(
            *NO_PROXY_NEEDED,
            "Check the spelling of the address: it is the proxy that looks the name up.",
            *GO_AROUND_PROXY,
            "Ask whoever runs the proxy whether {hostname|the registry} can be reached from there.",
        ),
    ),
    Code.PROXY_TIMEOUT: Words(
        title="No answer comes through the proxy",
        summary=texts(f"{_THE_PROXY} brought no answer from {{host|the registry}} in time."),
        hints=texts(
            *NO_PROXY_NEEDED,
            When(
                says("proxy", "https://"),
                "Write http:// in front of the proxy's address: most proxies are spoken to without"
                " encryption, also for https registries.",
            ),
            *_CORRECT_PROXY,
            *GO_AROUND_PROXY,
            AGAIN,
        ),
    ),
    Code.PROXY_USED_FOR_LOOPBACK: Words(
        title="A proxy is used for this machine itself",
        summary=texts(
            "Requests to {host|this machine} go through the proxy[ {proxy}][ (set by"
            " {proxy_source})], although that address never leaves this machine.",
        ),
        hints=texts(
            When(
                no(proxy_of_feed),
                "Keep local addresses from the proxy:"
                ' `export NO_PROXY="$NO_PROXY,localhost,127.0.0.1,::1"`.',
            ),
            When(
                proxy_of_feed,
                'Remove the proxy from the feed: `regbrowse feeds edit {feed|NAME} --proxy ""`.',
            ),
        ),
    ),
}
"""Codes of the steps `address` and `proxy`."""
