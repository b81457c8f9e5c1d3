"""What people read for the errors that they meet: phrases of the summary and of the first hint."""

import pytest

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError

R = {"host": "registry.example.com", "url": "https://registry.example.com/v2/"}
LOCAL = {"host": "localhost:5000", "url": "http://localhost:5000/v2/"}
PLAIN = {"host": "10.0.0.5:5000", "url": "http://10.0.0.5:5000/v2/"}
TLS_5000 = {"host": "10.0.0.5:5000", "url": "https://10.0.0.5:5000/team/v2/"}
PROXY = {"proxy": "http://proxy:3128", "proxy_source": "HTTPS_PROXY"}
FEED_PROXY = {"proxy": "http://proxy:3128", "proxy_source": "the feed"}
DOCKER = "docker config (/home/ann/.docker/config.json)"
HELPER = "docker-credential-pass (named in /home/ann/.docker/config.json)"
ANN = {"username": "ann", "source": DOCKER}
DENIED = {
    "status": "401",
    "registry_code": "UNAUTHORIZED",
    "registry_message": "authentication required.",
}
CATALOG = {"operation": "read the catalog"}
TAGS = {"operation": "list the tags of team/app"}
NEXUS = {"server": "Nexus/3.1", "software": "Sonatype Nexus"}
ECR = "123.dkr.ecr.eu-west-1.amazonaws.com"

CASES: list[tuple[Code, dict[str, str], tuple[str, ...], tuple[str, ...]]] = [
    # proxy
    (Code.PROXY_UNREACHABLE, R | PROXY, ("http://proxy:3128", "HTTPS_PROXY"), ("HTTPS_PROXY=",)),
    (Code.PROXY_UNREACHABLE, R | FEED_PROXY, ("the feed",), ("--proxy http://",)),
    (
        Code.PROXY_MISCONFIGURED,
        {"source": "all_proxy", "reason": "it is not a URL"},
        ("all_proxy names", "it is not a URL"),
        ("export all_proxy=",),
    ),
    (Code.PROXY_AUTH_REQUIRED, R | PROXY, ("user name",), ("HTTPS_PROXY=http://USER:PASSWORD@",)),
    (Code.PROXY_USED_FOR_LOOPBACK, LOCAL | PROXY, ("localhost:5000",), ("127.0.0.1,::1",)),
    # dns and tcp
    (Code.DNS_NOT_FOUND, {"host": "registry.exmaple.com:5000"}, ("registry.exmaple.com",), ("sp",)),
    (Code.DNS_NOT_FOUND, {"host": "prodd"}, ("prodd",), ("regbrowse feeds list",)),
    (Code.CONNECTION_REFUSED, LOCAL, ("localhost:5000 refuses",), ("docker run -d -p 5000:5000",)),
    (Code.CONNECTION_REFUSED, R, ("registry.example.com:443 refuses",), ("Check the port",)),
    (Code.CONNECTION_TIMEOUT, R, ("firewall",), ("VPN",)),
    (Code.CONNECTION_RESET, PLAIN | CATALOG, ("read the catalog",), ("https://10.0.0.5:5000`",)),
    # tls
    (Code.HTTPS_TO_HTTP_PORT, TLS_5000, ("10.0.0.5:5000",), ("check http://10.0.0.5:5000/team`",)),
    (Code.HTTP_TO_HTTPS_PORT, PLAIN, ("10.0.0.5:5000",), ("check https://10.0.0.5:5000`",)),
    (Code.TLS_SELF_SIGNED, R | {"feed": "prod"}, ("signed by itself",), ("edit prod --ca FILE",)),
    (Code.TLS_UNKNOWN_CA, R | {"issuer": "ACME"}, ('"ACME"', "not trust"), ("--ca FILE",)),
    (
        Code.TLS_EXPIRED,
        R | {"not_after": "2026-11-02", "days": "1"},
        ("registry.example.com expired 1 day ago", "2026-11-02"),
        ("Renew",),
    ),
    (Code.TLS_NOT_YET_VALID, R | {"not_before": "2027-01-01"}, ("2027-01-01",), ("clock",)),
    (
        Code.TLS_WRONG_HOST,
        R | {"names": "a.example.com, b.example.com"},
        ("a.example.com, b.example.com", "registry.example.com"),
        ("a.example.com",),
    ),
    (Code.TLS_CLIENT_CERT_REQUIRED, R, ("certificate of their own",), ("--client-cert FILE",)),
    (
        Code.CLIENT_CERT_INVALID,
        {"file": "/home/ann/key.pem", "reason": "its key is encrypted", "encrypted": "yes"},
        ("/home/ann/key.pem", "encrypted"),
        ("openssl pkey -in /home/ann/key.pem",),
    ),
    # http
    (
        Code.NOT_HTTP,
        R | {"detail": "illegal status line: bytearray(b'220 mail ESMTP')"},
        ("illegal status line: '220 mail ESMTP'.",),
        ("port",),
    ),
    (Code.HTTP_TIMEOUT, R | {"seconds": "15"}, ("within 15 seconds",), ("again",)),
    (Code.HTTP_TIMEOUT, R | CATALOG | {"feed": "prod"}, (), ("regbrowse refresh prod",)),
    (
        Code.REDIRECT_ELSEWHERE,
        PLAIN | {"location": "http://10.0.0.5:5000/login"},
        ("redirects to /login instead",),
        ("another host, port or path",),
    ),
    (
        Code.REDIRECT_ELSEWHERE,
        {"host": "sso.example.com", "url": "https://sso.example.com/in"}
        | {"location": "https://sso.example.com/in"},
        ("The registry redirects to https://sso.example.com/in",),
        ("another host",),
    ),
    (Code.HTML_INSTEAD_OF_REGISTRY, R | {"status": "200"}, ("web page",), ("port",)),
    (Code.WRONG_PATH_PREFIX, R | NEXUS, ("runs Sonatype Nexus",), ("In Nexus",)),
    (Code.BLOCKED_BY_GATEWAY, R | {"status": "403"}, ("status 403",), ("VPN",)),
    (Code.GATEWAY_ERROR, R | {"status": "502", "server": "nginx"}, ("nginx", "502"), ("again",)),
    (Code.RATE_LIMITED, R | {"retry_after_s": "90.0"}, ("wait 90 seconds",), ("Wait 90 seconds",)),
    (Code.RATE_LIMITED, R | {"retry_after_s": "0.0"}, ("no more requests",), ("some minutes",)),
    # auth
    (
        Code.CREDENTIALS_REQUIRED,
        R | DENIED,
        ("wants a login", '"authentication required" (UNAUTHORIZED).'),
        ("docker login registry.example.com`",),
    ),
    (Code.CREDENTIALS_REQUIRED, {"host": ECR}, (ECR,), ("--region eu-west-1", "--username AWS")),
    (Code.CREDENTIALS_REQUIRED, {"host": "registry-1.docker.io"}, (), ("`docker login`",)),
    (Code.CREDENTIALS_REJECTED, R | ANN, ("ann", DOCKER), ("docker login registry.example.com`",)),
    (Code.CREDENTIALS_REJECTED, R | ANN | {"source": HELPER}, (HELPER,), ("docker login",)),
    (
        Code.CREDENTIALS_REJECTED,
        R | {"username": "ann", "source": "keychain", "supplier": "keychain", "feed": "prod"},
        ("ann", "keychain"),
        ("edit prod --username ann --password-stdin",),
    ),
    (
        Code.CREDENTIALS_REJECTED,
        R | {"username": "ann", "source": "REGBROWSE_PASSWORD", "supplier": "variable"},
        ("from REGBROWSE_PASSWORD",),
        ("REGBROWSE_PASSWORD",),
    ),
    (Code.CREDENTIALS_REJECTED, R | {"username": "<token>"}, ("refuses the login.",), ("docker",)),
    (
        Code.CREDENTIALS_REJECTED,
        {"host": "auth.example.com", "asked": "token-server"},
        ("auth.example.com",),
        ("docker login HOST",),
    ),
    (
        Code.CREDENTIALS_REJECTED,
        {"host": "auth.example.com", "asked": "token-server"}
        | {"registry": "registry.example.com"},
        ("auth.example.com",),
        ("docker login registry.example.com`",),
    ),
    (Code.STALE_CREDENTIALS, R | ANN, ("ann", DOCKER, "without a login"), ("docker login",)),
    (Code.CHALLENGE_UNSUPPORTED, R | {"schemes": "negotiate, ntlm"}, ("negotiate, ntlm",), ()),
    (
        Code.CREDENTIAL_HELPER_FAILED,
        {
            "helper": "docker-credential-pass",
            "file": "/home/ann/.docker/config.json",
            "reason": "it is not on the PATH",
            "missing": "yes",
        },
        ("docker-credential-pass", "config.json", "not on the PATH"),
        ("Install docker-credential-pass",),
    ),
    (
        Code.DOCKER_CONFIG_INVALID,
        {"file": "DOCKER_AUTH_CONFIG", "reason": "it is not valid JSON at line 1, column 2"},
        ("DOCKER_AUTH_CONFIG", "line 1"),
        ("unset DOCKER_AUTH_CONFIG",),
    ),
    (Code.CLOCK_SKEW, R | {"skew_s": "-7300"}, ("this machine is 2 hours ahead",), ("clock",)),
    # catalog, tags, manifests
    (Code.CATALOG_UNSUPPORTED, R | CATALOG, (), ("regbrowse tags registry.example.com/REPO",)),
    (Code.CATALOG_UNSUPPORTED, R | {"feed": "prod"}, (), ("regbrowse tags prod/REPOSITORY`",)),
    (Code.CATALOG_UNSUPPORTED, PLAIN, (), ("regbrowse tags http://10.0.0.5:5000/REPO",)),
    (Code.CATALOG_DENIED, {"host": "registry-1.docker.io"}, (), ("regbrowse tags REPOSITORY`",)),
    (Code.CATALOG_DENIED, R | ANN, ("does not show ann",), ("regbrowse tags",)),
    (Code.CATALOG_EMPTY_ANONYMOUS, R, ("without a login",), ("docker login",)),
    (
        Code.CATALOG_LOOP,
        R | {"rule": "a page brought nothing new", "feed": "prod"},
        ("nothing new",),
        ("search",),
    ),
    (Code.TAGS_NOT_FOUND, R | TAGS | {"feed": "prod"}, ("list the tags of team/app",), ("--feed",)),
    (Code.TAGS_DENIED, R | TAGS | ANN, ("does not let ann list the tags of team/app",), ("Ask",)),
    (
        Code.POLICY_BLOCKED,
        R | {"registry_message": 'current image with "critical" vulnerabilities'},
        ("\"current image with 'critical' vulnerabilities\"",),
        ("Harbor",),
    ),
    # usage
    (
        Code.FEED_UNKNOWN,
        {"feed": "prdo", "nearest": "prod", "feeds": "prod, hub"},
        ('"prdo"', "prod, hub"),
        ("prod",),
    ),
    (
        Code.INVALID_SETTING,
        {"setting": "api", "reason": "write auto, v1 or v2"},
        ("setting api", "write auto, v1 or v2"),
        ("--api",),
    ),
    (
        Code.INVALID_RANGE,
        {"range": "~=3", "reason": "~= takes two numbers or more"},
        ('"~=3"', "takes two numbers"),
        ("'>=1.2,<2'",),
    ),
    (
        Code.FEEDS_FILE_INVALID,
        {"file": "/c/feeds.toml", "line": "3", "reason": "feed x: url: it is missing"},
        ("/c/feeds.toml", "line 3", "it is missing"),
        ("line 3",),
    ),
]


@pytest.mark.parametrize(
    ("code", "facts", "phrases", "advice"), CASES, ids=[case[0].value for case in CASES]
)
def test_the_words_fit_the_case(
    code: Code, facts: dict[str, str], phrases: tuple[str, ...], advice: tuple[str, ...]
) -> None:
    explanation = explain(RegbrowseError(code, **facts))
    for phrase in phrases:
        assert phrase in explanation.summary
    for phrase in advice:
        assert phrase in explanation.hints[0]


def hints(code: Code, **facts: str) -> str:
    return " ".join(explain(RegbrowseError(code, **facts)).hints)


def test_a_proxy_that_is_in_between_is_named() -> None:
    assert "http://proxy:3128 (set by HTTPS_PROXY)" in hints(Code.HTTP_TIMEOUT, **R, **PROXY)
    assert "proxy" not in hints(Code.TLS_WRONG_HOST, **R)


def test_the_exceptions_are_those_that_are_looked_at() -> None:
    upper = hints(Code.PROXY_UNREACHABLE, **R, **PROXY)
    assert '`export NO_PROXY="$NO_PROXY,registry.example.com"`' in upper
    lower = hints(Code.PROXY_UNREACHABLE, **R, proxy="http://proxy", proxy_source="https_proxy")
    assert '`export no_proxy="$no_proxy,registry.example.com"`' in lower
    # The proxy of a feed has no exceptions.
    assert "NO_PROXY" not in hints(Code.PROXY_UNREACHABLE, **R, **FEED_PROXY)


def test_who_is_logged_in_is_not_told_to_log_in() -> None:
    assert "docker login" in hints(Code.CATALOG_DENIED, **R)
    assert "docker login" not in hints(Code.CATALOG_DENIED, **R, **ANN)
