"""The grammar of repository names, tags and digests.

Source: OCI distribution-spec, "Pulling manifests", for names and tags; image-spec descriptor.md
for digests; the limit of 255 characters for a name is Docker's (distribution/reference).
Registries list names that break it: those are shown, but never fetched nor put into a command.
"""

import re

_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*\Z")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z")
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,}\Z")
_REGISTERED_DIGEST = re.compile(
    r"sha256:[a-f0-9]{64}\Z|sha512:[a-f0-9]{128}\Z|blake3:[a-f0-9]{64}\Z"
)

MAX_REPOSITORY_LENGTH = 255


def is_repository(text: str) -> bool:
    """Whether `text` is a valid repository name, without a registry in front."""
    return len(text) <= MAX_REPOSITORY_LENGTH and _REPOSITORY.match(text) is not None


def is_tag(text: str) -> bool:
    """Whether `text` is a valid tag."""
    return _TAG.match(text) is not None


def is_digest(text: str) -> bool:
    """Whether `text` is a well-formed digest; registered algorithms must have their length."""
    if text.partition(":")[0] in {"sha256", "sha512", "blake3"}:
        return _REGISTERED_DIGEST.match(text) is not None
    return len(text) <= MAX_REPOSITORY_LENGTH and _DIGEST.match(text) is not None
