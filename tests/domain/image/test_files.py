"""Entries of layers: whiteouts, paths, permissions."""

import pytest

from regbrowse.domain.image.files import FileEntry, FileKind, clean_path, whiteout


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/.wh.b", (FileKind.REMOVED, "a/b")),
        (".wh.b", (FileKind.REMOVED, "b")),
        (".wh..wh..opq", (FileKind.REPLACED, ".")),
        ("a/.wh..wh..opq", (FileKind.REPLACED, "a")),
        (".wh.", None),
        (".wh..wh.aufs", None),
        ("a.wh.b", None),
    ],
)
def test_whiteouts(path: str, expected: object) -> None:
    assert whiteout(path) == expected


def test_paths_and_permissions() -> None:
    assert clean_path("./etc//os-release/") == clean_path("/etc/os-release") == "etc/os-release"
    entry = FileEntry("x", FileKind.FILE, mode=0o4755)
    assert entry.permissions == "rwsr-xr-x"
    assert entry._replace(mode=0o1666).permissions == "rw-rw-rwT"
