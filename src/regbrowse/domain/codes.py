"""The codes of failures, and the steps of a check that they belong to.

A code is a contract: scripts compare it, the documentation lists it, and
`regbrowse.diagnosis.verdicts` holds its words. Codes may be added, never renamed.
"""

from enum import StrEnum
from typing import Self


class Step(StrEnum):
    """The steps of a check, in the order in which they run."""

    ADDRESS = "address"
    PROXY = "proxy"
    DNS = "dns"
    TCP = "tcp"
    TLS = "tls"
    HTTP = "http"
    API = "api"
    AUTH = "auth"
    CATALOG = "catalog"
    TAGS = "tags"
    MANIFEST = "manifest"
    REGISTRY_PATH = "registry-path"
    USAGE = "usage"
    """Not a step: what was typed or configured cannot be used, nothing was asked yet."""


class Code(StrEnum):
    """One kind of failure; `code.step` is the step of a check that finds it."""

    step: Step

    def __new__(cls, value: str, step: Step) -> Self:
        """Make the member a string that also knows its step."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.step = step
        return member

    INVALID_ADDRESS = "invalid-address", Step.ADDRESS
    UNSUPPORTED_SCHEME = "unsupported-scheme", Step.ADDRESS

    PROXY_MISCONFIGURED = "proxy-misconfigured", Step.PROXY
    PROXY_UNREACHABLE = "proxy-unreachable", Step.PROXY
    PROXY_AUTH_REQUIRED = "proxy-auth-required", Step.PROXY
    PROXY_DENIED = "proxy-denied", Step.PROXY
    PROXY_BAD_GATEWAY = "proxy-bad-gateway", Step.PROXY
    PROXY_TIMEOUT = "proxy-timeout", Step.PROXY
    PROXY_USED_FOR_LOOPBACK = "proxy-used-for-loopback", Step.PROXY

    DNS_NOT_FOUND = "dns-not-found", Step.DNS
    DNS_FAILURE = "dns-failure", Step.DNS

    CONNECTION_REFUSED = "connection-refused", Step.TCP
    CONNECTION_TIMEOUT = "connection-timeout", Step.TCP
    NETWORK_UNREACHABLE = "network-unreachable", Step.TCP
    CONNECTION_RESET = "connection-reset", Step.TCP
    ADDRESS_FAMILY_MISMATCH = "address-family-mismatch", Step.TCP

    HTTPS_TO_HTTP_PORT = "https-to-http-port", Step.TLS
    HTTP_TO_HTTPS_PORT = "http-to-https-port", Step.TLS
    TLS_HANDSHAKE_TIMEOUT = "tls-handshake-timeout", Step.TLS
    TLS_CLOSED = "tls-closed", Step.TLS
    TLS_SELF_SIGNED = "tls-self-signed", Step.TLS
    TLS_UNKNOWN_CA = "tls-unknown-ca", Step.TLS
    TLS_INCOMPLETE_CHAIN = "tls-incomplete-chain", Step.TLS
    TLS_EXPIRED = "tls-expired", Step.TLS
    TLS_NOT_YET_VALID = "tls-not-yet-valid", Step.TLS
    TLS_WRONG_HOST = "tls-wrong-host", Step.TLS
    TLS_CLIENT_CERT_REQUIRED = "tls-client-cert-required", Step.TLS
    TLS_CLIENT_CERT_REJECTED = "tls-client-cert-rejected", Step.TLS
    TLS_PROTOCOL_VERSION = "tls-protocol-version", Step.TLS
    TLS_HANDSHAKE_FAILED = "tls-handshake-failed", Step.TLS
    TLS_UNRECOGNIZED_NAME = "tls-unrecognized-name", Step.TLS
    TLS_CERTIFICATE_REJECTED = "tls-certificate-rejected", Step.TLS
    CA_FILE_INVALID = "ca-file-invalid", Step.TLS
    CLIENT_CERT_INVALID = "client-cert-invalid", Step.TLS
    TLS_UNVERIFIED = "tls-unverified", Step.TLS
    TLS_EXPIRES_SOON = "tls-expires-soon", Step.TLS

    NOT_HTTP = "not-http", Step.HTTP
    HTTP_TIMEOUT = "http-timeout", Step.HTTP
    SLOW_RESPONSE = "slow-response", Step.HTTP
    TRUNCATED_RESPONSE = "truncated-response", Step.HTTP
    MALFORMED_HTTP = "malformed-http", Step.HTTP
    BAD_ENCODING = "bad-encoding", Step.HTTP
    OVERSIZED_RESPONSE = "oversized-response", Step.HTTP
    REDIRECT_LOOP = "redirect-loop", Step.HTTP
    REDIRECT_ELSEWHERE = "redirect-elsewhere", Step.HTTP
    HTML_INSTEAD_OF_REGISTRY = "html-instead-of-registry", Step.HTTP
    WRONG_PATH_PREFIX = "wrong-path-prefix", Step.HTTP
    NOT_A_REGISTRY = "not-a-registry", Step.HTTP
    BLOCKED_BY_GATEWAY = "blocked-by-gateway", Step.HTTP
    GATEWAY_ERROR = "gateway-error", Step.HTTP
    SERVER_ERROR = "server-error", Step.HTTP
    RATE_LIMITED = "rate-limited", Step.HTTP

    API_VERSION_MISMATCH = "api-version-mismatch", Step.API
    V1_ONLY = "v1-only", Step.API

    CREDENTIALS_REQUIRED = "credentials-required", Step.AUTH
    CREDENTIALS_REJECTED = "credentials-rejected", Step.AUTH
    CHALLENGE_MISSING = "challenge-missing", Step.AUTH
    CHALLENGE_UNSUPPORTED = "challenge-unsupported", Step.AUTH
    CHALLENGE_MALFORMED = "challenge-malformed", Step.AUTH
    TOKEN_SERVER_UNREACHABLE = "token-server-unreachable", Step.AUTH
    TOKEN_INSECURE_REALM = "token-insecure-realm", Step.AUTH
    TOKEN_REQUEST_REJECTED = "token-request-rejected", Step.AUTH
    TOKEN_RESPONSE_INVALID = "token-response-invalid", Step.AUTH
    TOKEN_REFUSED = "token-refused", Step.AUTH
    CREDENTIAL_HELPER_FAILED = "credential-helper-failed", Step.AUTH
    DOCKER_CONFIG_INVALID = "docker-config-invalid", Step.AUTH
    STALE_CREDENTIALS = "stale-credentials", Step.AUTH
    CLOCK_SKEW = "clock-skew", Step.AUTH

    CATALOG_UNSUPPORTED = "catalog-unsupported", Step.CATALOG
    CATALOG_DENIED = "catalog-denied", Step.CATALOG
    CATALOG_EMPTY = "catalog-empty", Step.CATALOG
    CATALOG_EMPTY_ANONYMOUS = "catalog-empty-anonymous", Step.CATALOG
    CATALOG_PAGE_SIZE = "catalog-page-size", Step.CATALOG
    CATALOG_LINK_REWRITTEN = "catalog-link-rewritten", Step.CATALOG
    CATALOG_SLOW = "catalog-slow", Step.CATALOG
    SEARCH_UNSUPPORTED = "search-unsupported", Step.CATALOG
    CATALOG_INVALID = "catalog-invalid", Step.CATALOG
    CATALOG_LOOP = "catalog-loop", Step.CATALOG

    TAGS_DENIED = "tags-denied", Step.TAGS
    TAGS_NOT_FOUND = "tags-not-found", Step.TAGS
    TAGS_INVALID = "tags-invalid", Step.TAGS

    POLICY_BLOCKED = "policy-blocked", Step.MANIFEST
    MANIFEST_NOT_FOUND = "manifest-not-found", Step.MANIFEST
    MANIFEST_DENIED = "manifest-denied", Step.MANIFEST
    DIGEST_MISMATCH = "digest-mismatch", Step.MANIFEST
    STORAGE_UNREACHABLE = "storage-unreachable", Step.MANIFEST
    MANIFEST_INVALID = "manifest-invalid", Step.MANIFEST
    PLATFORM_NOT_FOUND = "platform-not-found", Step.MANIFEST
    INDEX_LIMIT = "index-limit", Step.MANIFEST
    LAYER_UNREADABLE = "layer-unreadable", Step.MANIFEST
    LAYER_LIMIT = "layer-limit", Step.MANIFEST
    FILE_NOT_FOUND = "file-not-found", Step.MANIFEST
    FILE_NOT_SHOWN = "file-not-shown", Step.MANIFEST

    REGISTRY_PATH_UNREACHABLE = "registry-path-unreachable", Step.REGISTRY_PATH
    REGISTRY_PATH_DIFFERENT = "registry-path-different", Step.REGISTRY_PATH

    SECRET_IN_ADDRESS = "secret-in-address", Step.USAGE
    INVALID_REFERENCE = "invalid-reference", Step.USAGE
    INVALID_PLATFORM = "invalid-platform", Step.USAGE
    INVALID_LAYER = "invalid-layer", Step.USAGE
    INVALID_FEED_NAME = "invalid-feed-name", Step.USAGE
    INVALID_SETTING = "invalid-setting", Step.USAGE
    INVALID_RANGE = "invalid-range", Step.USAGE
    INVALID_QUERY = "invalid-query", Step.USAGE
    FEED_UNKNOWN = "feed-unknown", Step.USAGE
    FEED_EXISTS = "feed-exists", Step.USAGE
    NO_FEEDS = "no-feeds", Step.USAGE
    FEEDS_FILE_INVALID = "feeds-file-invalid", Step.USAGE
    FEEDS_FILE_UNUSABLE = "feeds-file-unusable", Step.USAGE
    CACHE_UNUSABLE = "cache-unusable", Step.USAGE
    CACHE_DAMAGED = "cache-damaged", Step.USAGE
    NOTHING_CACHED = "nothing-cached", Step.USAGE
    KEYCHAIN_UNAVAILABLE = "keychain-unavailable", Step.USAGE
    WALK_INTERRUPTED = "walk-interrupted", Step.USAGE
