"""What there is to say of a file in a layer: the same words in commands and on screens."""

from regbrowse.domain.image.files import FileEntry, FileKind

_LETTERS = {
    FileKind.DIRECTORY: "d",
    FileKind.SYMLINK: "l",
    FileKind.CHARACTER_DEVICE: "c",
    FileKind.BLOCK_DEVICE: "b",
    FileKind.FIFO: "p",
}
_GONE = {FileKind.REMOVED: "removed", FileKind.REPLACED: "emptied"}


def gone_word(entry: FileEntry) -> str | None:
    """Return what a whiteout does to what the layers below have; None for anything else."""
    return _GONE.get(entry.kind)


def mode_text(entry: FileEntry) -> str:
    """Return kind and permissions as `ls` writes them: `drwxr-xr-x`."""
    return _LETTERS.get(entry.kind, "-") + entry.permissions


def path_text(entry: FileEntry) -> str:
    """Return the path, where a link leads, and whether it would leave the layer."""
    link = ""
    if entry.link is not None:
        link = f" {'->' if entry.kind is FileKind.SYMLINK else 'is'} {entry.link}"
    return f"{entry.path}{link}{'   (leads out of the layer)' if entry.is_outside else ''}"
