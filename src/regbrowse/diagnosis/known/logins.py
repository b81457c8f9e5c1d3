"""Messages about logins, and about where they are kept."""

from regbrowse.diagnosis.known.sentence import known
from regbrowse.domain.codes import Code

SENTENCES = (
    known(
        r"exec: \"?(?P<helper>docker-credential-[A-Za-z0-9_.-]+)\"?: executable file not found",
        Code.CREDENTIAL_HELPER_FAILED,
    ),
    known(
        r"error (?:getting|storing|saving|erasing) credentials"
        r"|(?P<helper>docker-credential-[A-Za-z0-9_.-]+)",
        Code.CREDENTIAL_HELPER_FAILED,
    ),
    known(
        r"(?P<file>[^\s:\"']*(?:config|auth)\.json)\"?: (?P<reason>permission denied)"
        r"|error loading config file|unexpected end of JSON input.*config\.json"
        r"|config\.json.*invalid character",
        Code.DOCKER_CONFIG_INVALID,
    ),
    known(r"no basic auth credentials|no credentials|not logged in", Code.CREDENTIALS_REQUIRED),
    known(
        r"failed to fetch anonymous token.*\b40[13]\b",
        Code.CREDENTIALS_REQUIRED,
        Code.TAGS_NOT_FOUND,
        asked="token-server",
    ),
    known(
        r"failed to fetch oauth token.*\b40[13]\b",
        Code.CREDENTIALS_REJECTED,
        asked="token-server",
    ),
    known(
        r"unauthorized: (?:incorrect username or password|authentication failed|invalid"
        r" credential)|incorrect username or password|invalid username/password"
        r"|password or token is incorrect|HTTP Basic: Access denied|bad username or password"
        r"|login attempt to \S+ failed with status: 40[13]|401 unauthorized.*login"
        r"|logging into .*(?:40[13]|unauthorized)|personal access token (?:is expired|has expired)",
        Code.CREDENTIALS_REJECTED,
    ),
    # Docker asks for nothing but the version when it logs in.
    known(
        r"https?://[^/\s\"]+/v2/?\"?: (?:denied|unauthorized): (?!authentication required)",
        Code.CREDENTIALS_REJECTED,
        Code.CREDENTIALS_REQUIRED,
        Code.BLOCKED_BY_GATEWAY,
    ),
    known(
        r"pull access denied for (?P<repository>[a-z0-9._/:-]+)",
        Code.TAGS_NOT_FOUND,
        Code.CREDENTIALS_REQUIRED,
        Code.MANIFEST_DENIED,
    ),
    known(
        r"requested access to the resource is denied|\binsufficient_scope\b"
        r"|(?<!permission )\bdenied: |(?-i:\bDENIED\b)|invalid status code from registry 403"
        r"|unexpected status[^\n]*: 403 forbidden",
        Code.MANIFEST_DENIED,
        Code.CREDENTIALS_REQUIRED,
        Code.TAGS_NOT_FOUND,
    ),
    known(
        r"unauthorized|authentication required",
        Code.CREDENTIALS_REQUIRED,
        Code.CREDENTIALS_REJECTED,
        Code.MANIFEST_DENIED,
    ),
)
