"""How reading an archive fails; the reader of a layer adds which one it is."""


class ArchiveError(Exception):
    """It is no archive, or a broken one; the text is a clause that says why."""


class ArchiveLimitError(Exception):
    """It goes beyond a limit; the text is a clause that says which."""
