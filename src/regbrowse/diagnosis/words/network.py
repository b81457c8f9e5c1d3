"""The words for names and connections."""

from regbrowse.diagnosis.conditions import both, hub, knows, loopback, no, numeric, says, short_name
from regbrowse.diagnosis.template import When, Words, only, texts
from regbrowse.diagnosis.words.shared import (
    AGAIN,
    PLAIN_HTTP,
    PROXY_BETWEEN,
    SEE_LOG,
    SETTINGS,
    WHILE,
    readdressed,
)
from regbrowse.domain.codes import Code

_NEEDS_PROXY = (
    "If your network has a proxy, name it: `export HTTPS_PROXY=http://PROXY:PORT`, or for this"
    f" feed alone `regbrowse {SETTINGS} --proxy http://PROXY:PORT`."
)

_https = says("url", "https://")
_https_port = says("port", "443")

WORDS = {
    Code.DNS_NOT_FOUND: Words(
        title="The host name is not known",
        summary=texts(
            "The host name[ {hostname}] is not known: the name service (DNS) has no address for it."
        ),
        hints=texts(
            When(
                short_name,
                "If {hostname} was meant to be a feed: `regbrowse feeds list` shows their names.",
            ),
            When(hub, "Check that this machine is online."),
            When(no(hub), "Check the spelling[ of {hostname}]."),
            When(no(hub), "If the name is one of a private network, connect to it (VPN)."),
            "Ask the name service yourself: `nslookup {hostname|HOST}`.",
        ),
    ),
    Code.DNS_FAILURE: Words(
        title="The name service does not answer",
        summary=texts(
            "The name service (DNS) of this machine gave no answer when asked for"
            " {hostname|the registry}[ ({detail})].",
        ),
        hints=texts(
            "Check that this machine is online, and connected to the VPN if it needs one.",
            "Ask the name service yourself: `nslookup {hostname|HOST}`.",
            "In a container, check its DNS setting (`docker run --dns`).",
            AGAIN,
        ),
    ),
    Code.CONNECTION_REFUSED: Words(
        title="The connection is refused",
        summary=texts(
            "{at|The registry} refuses connections: no program is listening on that port."
        ),
        hints=texts(
            When(
                both(loopback, _https_port),
                "Start the registry: nothing serves https on this machine.",
            ),
            When(
                both(loopback, no(_https_port)),
                "Start the registry, for example"
                " `docker run -d -p {port|5000}:5000 --name registry registry:2`.",
            ),
            When(
                loopback,
                "If it runs in a container, check that its port is published: `docker ps`.",
            ),
            When(
                loopback,
                "If regbrowse itself runs in a container, use the machine's name, for example"
                " `host.docker.internal`: in there {hostname} is the container.",
            ),
            When(no(loopback), "Check the port: most registries listen on 443 or 5000."),
            When(no(loopback), "Check that the registry is running[ on {hostname}]."),
            When(
                no(loopback),
                "Check whether a firewall refuses connections to[ port {port} of]"
                " {hostname|the registry}.",
            ),
        ),
    ),
    Code.CONNECTION_TIMEOUT: Words(
        title="The connection attempt gets no answer",
        summary=texts(
            "{at|The registry} does not answer connection attempts at all[ (tried for {within})],"
            " as if a firewall dropped them or nothing had this address.",
        ),
        hints=texts(
            When(loopback, "Restart the program on that port: it takes no more connections."),
            When(no(loopback), "Connect to the network that the registry is in (VPN)."),
            "Check the address and the port.",
            When(
                no(loopback),
                "Have[ port {port} of] {hostname|the registry} opened in the firewall or security"
                " group.",
            ),
            When(no(loopback), _NEEDS_PROXY),
        ),
    ),
    Code.NETWORK_UNREACHABLE: Words(
        title="There is no way to the network of the registry",
        summary=texts(
            "This machine knows no way to the network of {host|the registry}[ ({detail})]."
        ),
        hints=texts(
            "Check that this machine is online, and connected to the VPN if it needs one.",
            When(
                no(numeric),
                "Check whether the name leads to an IPv6 address that your network cannot reach:"
                " `nslookup {hostname|HOST}`.",
            ),
            "Check the address.",
            _NEEDS_PROXY,
        ),
    ),
    Code.CONNECTION_RESET: Words(
        title="The connection is closed without an answer",
        summary=texts(f"{{host|The registry}} closed the connection without an answer{WHILE}."),
        hints=texts(
            *readdressed("If that port speaks https, say so in the address", "{secure_url}"),
            *only(says("stage", "tls"), *PLAIN_HTTP),
            AGAIN,
            SEE_LOG,
            *PROXY_BETWEEN,
            When(
                no(loopback),
                "Try from another network: a firewall in between may cut the connection.",
            ),
        ),
    ),
    Code.ADDRESS_FAMILY_MISMATCH: Words(
        title="Only some of the host's addresses answer",
        summary=texts(
            "{hostname|The registry} answers at {answering} but not at {silent}, although both are"
            " its addresses.",
            "{hostname|The registry} answers at one of its addresses but not at another.",
        ),
        hints=texts(
            When(
                both(knows("first"), no(_https)),
                "Programs that try the first address alone fail: until it is mended, use"
                " {answering} in the address.",
            ),
            When(
                both(knows("first"), _https),
                "Programs that try the first address alone fail: until it is mended, let a line"
                " `{answering} {hostname}` in /etc/hosts lead to the one that answers.",
            ),
            "Let the registry listen on all addresses that its name has, IPv4 and IPv6.",
            "Or remove the address that does not answer from the name service (DNS)[: {silent}].",
        ),
    ),
}
"""Codes of the steps `dns` and `tcp`."""
