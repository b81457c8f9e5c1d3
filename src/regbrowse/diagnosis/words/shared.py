"""Hints that several codes give."""

from regbrowse.diagnosis.conditions import both, either, hub, knows, lacks, no, proxy_of_feed, says
from regbrowse.diagnosis.template import Condition, Text, When, only, texts
from regbrowse.domain.login import Supplier

SETTINGS = "feeds {verb|edit} {feed|NAME}[ {new}]"
"""The command that sets something for a registry: for a feed that there is, or for a new one."""


def readdressed(words: str, url: str = "URL") -> tuple[Text, ...]:
    """Return the advice to use another address: in the feed, or where there is none, at once."""
    saved = either(knows("feed"), lacks("new"))
    return (
        When(saved, f"{words}: `regbrowse feeds edit {{feed|NAME}} --url {url}`."),
        When(no(saved), f"{words}: `regbrowse check {url}`."),
    )


WHILE = "[ while regbrowse tried to {operation}]"

AGAIN = "Try again: this may pass."

_EXCLUDE = '`export {no_proxy|NO_PROXY}="${no_proxy|NO_PROXY},{hostname|HOST}"`'
_WITHOUT = '`regbrowse feeds edit {feed|NAME} --proxy ""`'

NO_PROXY_NEEDED = only(
    knows("direct"),
    When(
        no(proxy_of_feed),
        f"{{hostname|The registry}} takes connections without the proxy; to go around it:"
        f" {_EXCLUDE}.",
    ),
    When(
        proxy_of_feed,
        f"{{hostname|The registry}} takes connections without the proxy; to go around it:"
        f" {_WITHOUT}.",
    ),
)
"""The first thing to do where it was found out that the proxy is not needed."""

GO_AROUND_PROXY = texts(
    When(
        both(lacks("direct"), no(proxy_of_feed)),
        f"If {{hostname|the registry}} is to be reached without a proxy: {_EXCLUDE}.",
    ),
    When(
        both(lacks("direct"), proxy_of_feed),
        f"If {{hostname|the registry}} is to be reached without a proxy: {_WITHOUT}.",
    ),
)
"""For where a proxy is what failed. The proxy of a feed has no exceptions."""

PROXY_BETWEEN = texts(
    When(
        no(proxy_of_feed),
        f"The proxy {{proxy}}[ (set by {{variable}})] is in between; to go around it: {_EXCLUDE}.",
    ),
    When(
        proxy_of_feed, f"The feed's proxy[ {{proxy}}] is in between; to go around it: {_WITHOUT}."
    ),
)
"""For where a proxy may have a part in what failed."""

PLAIN_HTTP = readdressed(
    "If the registry works without encryption, say so in its address",
    "{plain_url|http://HOST:PORT}",
)

TRUST_CA = f"`regbrowse {SETTINGS} --ca FILE`"

INSECURE = f"Only to try things out, switch verification off: `regbrowse {SETTINGS} --insecure`."

CLIENT_CERTIFICATE = (
    f"`regbrowse {SETTINGS} --client-cert FILE --client-key FILE`, both in PEM form"
)

SEE_LOG = "Look into the log of {hostname|the registry} at the time of the request."

_hub_without_feed = both(hub, lacks("feed"))

BY_NAME: tuple[Text, ...] = (
    When(
        _hub_without_feed,
        "Name the repository that you want to see: `regbrowse tags REPOSITORY`.",
    ),
    When(
        no(_hub_without_feed),
        "Name the repository that you want to see: `regbrowse tags {place|FEED}/REPOSITORY`.",
    ),
)
"""The way in where there is no catalog."""

_ecr = says("registry", ".dkr.ecr.")
_azure = says("registry", ".azurecr.io")
_google = says("registry", "gcr.io", "-docker.pkg.dev")
_github = says("registry", "ghcr.io")
_no_cloud = no(either(_ecr, _azure, _google, _github, hub))

DOCKER_LOGIN: tuple[Text, ...] = (
    When(
        _ecr,
        "Get a password of Amazon ECR, which is good for 12 hours:"
        " `aws ecr get-login-password --region {region|REGION} | docker login --username AWS"
        " --password-stdin {registry|HOST}`.",
    ),
    When(_azure, "Log in to Azure: `az acr login --name {registry|HOST}`."),
    When(_google, "Let docker log in to Google: `gcloud auth configure-docker {registry|HOST}`."),
    When(
        _github,
        "Log in to GitHub with a personal access token (scope read:packages) as the password:"
        " `docker login ghcr.io`.",
    ),
    When(hub, "Log in with docker, whose logins regbrowse uses: `docker login`."),
    When(
        _no_cloud,
        "Log in with docker, whose logins regbrowse uses: `docker login {registry|HOST}`.",
    ),
)
"""How to log in with docker; exactly one of these fits."""

FEED_LOGIN = (
    "Give the feed a login of its own:"
    f" `regbrowse {SETTINGS} --username {{who|USER}} --password-stdin`."
)

LOGIN: tuple[Text, ...] = (*DOCKER_LOGIN, FEED_LOGIN)
"""How to log in."""


def _by(supplier: Supplier) -> Condition:
    return lambda facts: facts.get("supplier") == supplier.value


_by_docker = either(lacks("supplier"), _by(Supplier.DOCKER))

LOGIN_AGAIN: tuple[Text, ...] = (
    When(
        _by(Supplier.KEYCHAIN),
        "Put the right password into the keychain:"
        f" `regbrowse {SETTINGS} --username {{who|USER}} --password-stdin`.",
    ),
    When(_by(Supplier.VARIABLE), "Correct the password in the variable `REGBROWSE_PASSWORD`."),
    When(
        _by(Supplier.STDIN),
        "Check the user name, and the password that was handed over on stdin.",
    ),
    When(_by(Supplier.FORM), "Correct the user name or the password in the form of the feed."),
    When(
        _by(Supplier.DOCKER_VARIABLE),
        "Correct the login in the variable, or remove it: `unset DOCKER_AUTH_CONFIG`.",
    ),
    When(_by(Supplier.PODMAN), "Log in again: `podman login {registry|HOST}`."),
    *only(_by_docker, *DOCKER_LOGIN),
)
"""How to replace a login that is refused, depending on who supplied it; exactly one fits."""
