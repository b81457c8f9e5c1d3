"""Hints that several codes give."""

from regbrowse.diagnosis.conditions import both, either, hub, knows, lacks, no, proxy_of_feed, says
from regbrowse.diagnosis.template import Text, When, only, texts

WHILE = "[ while regbrowse tried to {operation}]"

AGAIN = "Try again: this may pass."

_EXCLUDE = '`export {no_proxy|NO_PROXY}="${no_proxy|NO_PROXY},{hostname|HOST}"`'
_WITHOUT = '`regbrowse feeds edit {feed|NAME} --proxy ""`'

GO_AROUND_PROXY = texts(
    When(
        both(knows("direct"), no(proxy_of_feed)),
        f"{{hostname|The registry}} takes connections without the proxy; to go around it:"
        f" {_EXCLUDE}.",
    ),
    When(
        both(knows("direct"), proxy_of_feed),
        f"{{hostname|The registry}} takes connections without the proxy; to go around it:"
        f" {_WITHOUT}.",
    ),
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

PLAIN_HTTP = (
    "If the registry works without encryption, say so in its address:"
    " `regbrowse feeds edit {feed|NAME} --url {plain_url|http://HOST:PORT}`."
)

TRUST_CA = "`regbrowse feeds edit {feed|NAME} --ca FILE`"

INSECURE = (
    "Only to try things out, switch verification off:"
    " `regbrowse feeds edit {feed|NAME} --insecure`."
)

CLIENT_CERTIFICATE = (
    "`regbrowse feeds edit {feed|NAME} --client-cert FILE --client-key FILE`, both in PEM form"
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
    " `regbrowse feeds edit {feed|NAME} --username {who|USER} --password-stdin`."
)

LOGIN: tuple[Text, ...] = (*DOCKER_LOGIN, FEED_LOGIN)
"""How to log in."""

_by_keychain = says("source", "keychain")
_by_variable = says("source", "REGBROWSE_PASSWORD")
_by_stdin = says("source", "--password-stdin")
_by_docker_variable = says("source", "DOCKER_AUTH_CONFIG")
_by_podman = says("source", "podman login", "REGISTRY_AUTH_FILE")
_by_docker = no(either(_by_keychain, _by_variable, _by_stdin, _by_docker_variable, _by_podman))

LOGIN_AGAIN: tuple[Text, ...] = (
    When(
        _by_keychain,
        "Put the right password into the keychain:"
        " `regbrowse feeds edit {feed|NAME} --username {who|USER} --password-stdin`.",
    ),
    When(_by_variable, "Correct the password in the variable `REGBROWSE_PASSWORD`."),
    When(_by_stdin, "Check the user name, and the password that was handed over on stdin."),
    When(
        _by_docker_variable,
        "Correct the login in the variable, or remove it: `unset DOCKER_AUTH_CONFIG`.",
    ),
    When(_by_podman, "Log in again: `podman login {registry|HOST}`."),
    *only(_by_docker, *DOCKER_LOGIN),
)
"""How to replace a login that is refused, depending on who supplied it; exactly one fits."""
