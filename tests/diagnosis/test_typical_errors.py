"""What people read for the errors that they meet: phrases of the summary and of the first hint."""

import pytest

from regbrowse.diagnosis.verdicts import explain
from regbrowse.domain.address import Address
from regbrowse.domain.codes import Code
from regbrowse.domain.errors import RegbrowseError, Unreachable, UsageError

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
    (Code.DNS_NOT_FOUND, {"host": "registry-1.docker.io"}, ("registry-1",), ("is online",)),
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


def summary(code: Code, **facts: str) -> str:
    return explain(RegbrowseError(code, **facts)).summary


@pytest.mark.parametrize(
    "code", [Code.CREDENTIALS_REJECTED, Code.CREDENTIALS_REQUIRED, Code.RATE_LIMITED]
)
def test_a_token_server_is_named_as_one(code: Code) -> None:
    facts = {"host": "auth.example.com", "registry": "registry.example.com"}
    said = summary(code, **facts, asked="token-server")
    assert said.startswith("The token server auth.example.com of registry.example.com ")
    assert "docker login registry.example.com`" in hints(code, **facts, asked="token-server")


def test_a_login_of_a_proxy_that_is_refused_is_not_asked_for() -> None:
    facts = R | PROXY | {"proxy_login": "yes"}
    assert "does not accept the login" in summary(Code.PROXY_AUTH_REQUIRED, **facts)
    assert "Correct the login in the variable" in hints(Code.PROXY_AUTH_REQUIRED, **facts)
    assert "wants a user name" in summary(Code.PROXY_AUTH_REQUIRED, **R, **PROXY)


@pytest.mark.parametrize(
    "code",
    [
        Code.PROXY_UNREACHABLE,
        Code.PROXY_AUTH_REQUIRED,
        Code.PROXY_DENIED,
        Code.PROXY_BAD_GATEWAY,
        Code.PROXY_TIMEOUT,
    ],
)
def test_a_proxy_that_is_not_needed_is_gone_around_first(code: Code) -> None:
    first, *others = explain(RegbrowseError(code, **R, **PROXY, direct="yes")).hints
    assert first.startswith("registry.example.com takes connections without the proxy")
    assert not any("is to be reached without a proxy" in hint for hint in others)


def test_a_proxy_that_swallows_everything_is_looked_at_before_trying_again() -> None:
    first = explain(RegbrowseError(Code.PROXY_TIMEOUT, **R, **PROXY)).hints[0]
    assert first.startswith("Correct the variable")


def test_a_port_that_proxies_allow_is_not_called_unusual() -> None:
    assert "many proxies" not in hints(Code.PROXY_DENIED, **R, **PROXY)
    assert "many proxies" in hints(Code.PROXY_DENIED, **PLAIN, **PROXY)


def test_what_is_no_feed_is_not_edited() -> None:
    """Whoever typed an address is told to add it, or to type another one."""
    for code in Code:
        if code.step == "usage":
            continue
        for place in (R, PLAIN, TLS_5000):
            said = hints(code, **place, **ANN)
            assert "feeds edit" not in said, said
            assert "--feed NAME" not in said
            assert "refresh NAME" not in said
    assert "`regbrowse feeds add NAME registry.example.com --ca FILE`" in hints(
        Code.TLS_UNKNOWN_CA, **R
    )
    assert "`regbrowse check http://registry.example.com`" in hints(Code.HTTPS_TO_HTTP_PORT, **R)


def test_registry_2_is_not_started_for_https() -> None:
    local = {"host": "localhost", "url": "https://localhost/v2/"}
    assert "443:5000" not in hints(Code.CONNECTION_REFUSED, **local)
    assert "localhost:443 refuses" in summary(Code.CONNECTION_REFUSED, **local)


def test_whose_clock_is_ahead() -> None:
    assert "2 hours ahead of that of" in summary(Code.CLOCK_SKEW, **R, skew_s="-7200")
    assert "2 hours behind that of" in summary(Code.CLOCK_SKEW, **R, skew_s="7200")


def test_a_user_without_a_password() -> None:
    first = explain(RegbrowseError(Code.CREDENTIALS_REQUIRED, **R, feed="prod", user="bob"))
    assert "there is no password for bob" in first.summary
    assert "--username bob --password-stdin" in first.hints[0]


def test_a_login_of_the_form_is_corrected_there() -> None:
    form = {"username": "ann", "source": "the form", "supplier": "form", "feed": "prod"}
    said = hints(Code.CREDENTIALS_REJECTED, **R, **form)
    assert "in the form" in said
    assert "docker login" not in said


def test_another_network_does_not_help_on_this_machine() -> None:
    for code in (Code.TLS_CLOSED, Code.CONNECTION_RESET):
        assert "another network" not in hints(code, **LOCAL)
        assert "another network" in hints(code, **R)


def test_a_reset_while_encryption_is_set_up_may_be_plain_http() -> None:
    assert "without encryption" in hints(Code.CONNECTION_RESET, **R, stage="tls")


def test_a_number_in_the_address_does_not_do_for_https() -> None:
    ways = {"answering": "192.0.2.7", "silent": "2001:db8::7", "first": "yes"}
    assert "`192.0.2.7 registry.example.com` in /etc/hosts" in hints(
        Code.ADDRESS_FAMILY_MISMATCH, **R, **ways
    )
    assert "use 192.0.2.7 in the address" in hints(Code.ADDRESS_FAMILY_MISMATCH, **PLAIN, **ways)


def test_headers_that_are_too_large() -> None:
    said = summary(Code.OVERSIZED_RESPONSE, **R, headers="yes", limit_bytes="102400")
    assert said.startswith("The headers of the answer")
    assert "100 KiB" in said


@pytest.mark.parametrize(
    ("text", "expected"), [("host:", False), ("::1", True), ("[::1", True), ("a:b:c", True)]
)
def test_brackets_are_for_addresses_with_colons(text: str, *, expected: bool) -> None:
    with pytest.raises(UsageError) as caught:
        Address.parse(text)
    first = explain(caught.value).hints[0]
    assert first.startswith("Put square brackets") is expected


def test_a_name_that_only_the_registry_knows_is_no_matter_of_firewalls() -> None:
    for code, fact in (
        (Code.STORAGE_UNREACHABLE, {"storage": "minio.internal"}),
        (Code.TOKEN_SERVER_UNREACHABLE, {}),
    ):
        error = RegbrowseError(code, host="core.internal", **fact)
        error.__cause__ = Unreachable(Code.DNS_NOT_FOUND, host="core.internal")
        said = " ".join(explain(error).hints)
        assert "firewall" not in said
        assert "the registry's own network" in said


def test_clocks_are_for_files_whose_address_ran_out() -> None:
    assert "clocks" in hints(Code.STORAGE_UNREACHABLE, **R, storage="s3", status="403")
    gone = hints(Code.STORAGE_UNREACHABLE, **R, storage="s3", status="404")
    assert "clocks" not in gone
    assert "pushed again" in gone


def test_a_token_server_that_is_not_there() -> None:
    first = explain(RegbrowseError(Code.TOKEN_REQUEST_REJECTED, host="a", status="404")).hints[0]
    assert "correct the address of its token server" in first


def test_a_redirect_from_https_to_http_is_no_login_page() -> None:
    facts = {"location": "http://minio:9000/x", "reason": "it leads from https to http"}
    said = hints(Code.REDIRECT_ELSEWHERE, **R, **facts, downgrade="yes")
    assert "login page" not in said
    assert "X-Forwarded-Proto" in said


def test_why_a_token_is_refused_is_no_matter_of_passwords() -> None:
    why = "it is valid from 2026-01-02 10:00:00 UTC"
    assert "Log in" not in hints(Code.TOKEN_REFUSED, **R, why=why)
    assert "Log in" in hints(Code.TOKEN_REFUSED, **R)
