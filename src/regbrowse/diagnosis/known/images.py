"""Messages about repositories and images."""

from regbrowse.diagnosis.known.sentence import known
from regbrowse.domain.codes import Code

SENTENCES = (
    known(
        r"no matching manifest for (?P<platform>[A-Za-z0-9_/.-]+?)(?: |$)"
        r"|no image found in (?:manifest list|image index) for architecture \"?(?P<arch>\w+)"
        r"|no match for platform in manifest",
        Code.PLATFORM_NOT_FOUND,
    ),
    known(
        r"manifest for (?P<reference>\S+) not found|manifest unknown|MANIFEST_UNKNOWN"
        r"|failed to resolve reference \"(?P<reference2>[^\"\s]+)\"[^\n]*: not found"
        r"|artifact \"?(?P<reference3>[^\"\s]+)\"? not found|unknown blob|BLOB_UNKNOWN",
        Code.MANIFEST_NOT_FOUND,
    ),
    known(
        r"name unknown|NAME_UNKNOWN|repository (?:name )?not known|repository \S+ not found"
        r"|status 404 trying to pull repository (?P<repository>[a-z0-9._/-]+)",
        Code.TAGS_NOT_FOUND,
    ),
    known(r"invalid reference format", Code.INVALID_REFERENCE),
    known(
        r"(?:layer|manifest) verification failed|digest mismatch|unexpected commit digest",
        Code.DIGEST_MISMATCH,
    ),
    known(
        r"PROJECTPOLICYVIOLATION|vulnerabilit\w+[^\n]*cannot be pulled|412 precondition failed",
        Code.POLICY_BLOCKED,
    ),
)
