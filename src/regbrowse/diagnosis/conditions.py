"""When a text fits a case, beyond having its facts."""

from regbrowse.diagnosis.template import Condition, Facts
from regbrowse.domain.address import HUB_HOSTS, Address
from regbrowse.domain.errors import READ_CATALOG


def loopback(facts: Facts) -> bool:
    """The host is this machine."""
    return Address(facts.get("hostname", "").strip("[]").lower()).is_loopback


def is_hub(host: str) -> bool:
    """Whether a host belongs to Docker Hub; its token server does, too."""
    return host in HUB_HOSTS or host.endswith(".docker.io")


def hub(facts: Facts) -> bool:
    """The registry is Docker Hub."""
    return is_hub(facts.get("hostname", ""))


def short_name(facts: Facts) -> bool:
    """The host name is a single word, as the name of a feed could be."""
    name = facts.get("hostname", "")
    return bool(name) and "." not in name and not name.startswith("[")


def numeric(facts: Facts) -> bool:
    """The host is an IPv4 or IPv6 address."""
    name = facts.get("hostname", "")
    return name.startswith("[") or (bool(name) and not name.strip("0123456789."))


def no(condition: Condition) -> Condition:
    """The condition does not hold."""
    return lambda facts: not condition(facts)


def both(*conditions: Condition) -> Condition:
    """All of these hold."""
    return lambda facts: all(condition(facts) for condition in conditions)


def either(*conditions: Condition) -> Condition:
    """One of these holds at least."""
    return lambda facts: any(condition(facts) for condition in conditions)


def lacks(*names: str) -> Condition:
    """None of these facts is known."""
    return lambda facts: not any(name in facts for name in names)


def knows(*names: str) -> Condition:
    """All of these facts are known."""
    return lambda facts: all(name in facts for name in names)


def says(name: str, *phrases: str) -> Condition:
    """The fact `name` contains one of the phrases."""
    return lambda facts: any(phrase in facts.get(name, "") for phrase in phrases)


def reading_catalog(facts: Facts) -> bool:
    """It was the list of repositories that was asked for."""
    return facts.get("operation") == READ_CATALOG


def at_token_server(facts: Facts) -> bool:
    """The host is that of a token server, and not of the registry."""
    return facts.get("asked") == "token-server"


def proxy_of_feed(facts: Facts) -> bool:
    """It is the feed itself that names the proxy."""
    return facts.get("proxy_source") == "the feed"
