"""What the kinds of tags are called on the screens, in the order of their keys.

Written out, because not every screen needs the reading of tags that the kinds are part of.
"""

KINDS = {
    "release": "releases",
    "prerelease": "pre-releases",
    "variant": "variants",
    "channel": "channels",
    "commit": "commits",
    "artifact": "artifacts",
    "other": "others",
}
"""Several tags of each kind."""

SHORT = {
    "release": "rel",
    "prerelease": "pre",
    "variant": "var",
    "channel": "chan",
    "commit": "commit",
    "artifact": "artif",
    "other": "other",
}
"""The same where there is little room."""


def kind_word(kind: str) -> str:
    """Return what one tag of a kind is called."""
    return KINDS[kind].removesuffix("s")
