"""Archives read in pieces of any size; broken ones say why."""

import io
import itertools
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regbrowse.domain.image.files import FileEntry
from regbrowse.registry.archive.errors import ArchiveError
from regbrowse.registry.archive.tar import MAX_FILE, TarScanner
from tests.support.layers import archive, file, member, padded, pax, tar_of

FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
LONG = "a/" * 60 + "name-" + "x" * 120


def scan(data: bytes, step: int = 1 << 16, scanner: TarScanner | None = None) -> list[FileEntry]:
    scanner = scanner or TarScanner()
    found = [
        entry for at in range(0, len(data), step) for entry in scanner.feed(data[at : at + step])
    ]
    scanner.close()
    return found


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(ArchiveError) as caught:
        work()
    return str(caught.value)


@pytest.mark.parametrize("step", [7, 511, 512, 1 << 16])
@pytest.mark.parametrize("layout", FORMATS)
def test_names_sizes_and_contents(layout: int, step: int) -> None:
    files = {"etc/os-release": b"ID=x\n", "empty": b"", "block": b"b" * 512, "big": b"c" * 5000}
    if layout != tarfile.USTAR_FORMAT:
        files |= {LONG: b"long", "ünï/côdé": b"u"}
    data = tar_of(files, layout)
    found = scan(data, step)
    assert [(entry.path, entry.size) for entry in found] == [
        (name, len(content)) for name, content in files.items()
    ]
    for name, content in files.items():
        scanner = TarScanner(lambda entry, name=name: entry.path == name)  # type: ignore[misc]
        scan(data, step, scanner)
        assert (scanner.content, scanner.too_large) == (content, False)


NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=150)


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(NAMES, st.binary(max_size=2000), max_size=5),
    st.integers(100, 3000),
    st.sampled_from(FORMATS[1:]),
)
def test_the_same_as_tarfile(files: dict[str, bytes], step: int, layout: int) -> None:
    data = tar_of(files, layout)
    with tarfile.open(fileobj=io.BytesIO(data), errorlevel=2) as tar:
        expected = [(each.name, each.size) for each in tar.getmembers()]
    found = [(entry.path.rstrip("/"), entry.size) for entry in scan(data, step)]
    assert found == [(name.rstrip("/"), size) for name, size in expected]


def test_kinds_links_and_whiteouts() -> None:
    data = archive(
        member("d/", tarfile.DIRTYPE),
        member("s", tarfile.SYMTYPE, link="../../etc/passwd"),
        member("h", tarfile.LNKTYPE, link="d/f", size=700),  # old tars claim a size for links
        member("c", tarfile.CHRTYPE),
        member("b", tarfile.BLKTYPE),
        member("p", tarfile.FIFOTYPE),
        member("L" * 200, tarfile.SYMTYPE, link="t" * 200),
        file("d/.wh.gone"),
        file("d/.wh..wh..opq"),
        file(".wh..wh.plnk"),
        member("odd", b"Z"),
        file("/abs"),
        file("a/../../up"),
    )
    assert [(entry.path, entry.kind.value, entry.link) for entry in scan(data)] == [
        ("d/", "directory", None),
        ("s", "symlink", "../../etc/passwd"),
        ("h", "hardlink", "d/f"),
        ("c", "character-device", None),
        ("b", "block-device", None),
        ("p", "fifo", None),
        ("L" * 200, "symlink", "t" * 200),
        ("d/gone", "removed", None),
        ("d", "replaced", None),
        (".wh..wh.plnk", "file", None),
        ("odd", "other", None),
        ("/abs", "file", None),
        ("a/../../up", "file", None),
    ]
    assert [entry.path for entry in scan(data) if entry.is_outside] == ["/abs", "a/../../up"]


def test_what_pax_headers_override() -> None:
    data = archive(
        pax({"path": "übername", "size": "600", "uid": "4000000", "mtime": "1.5"}),
        member("short", size=0),
        padded(b"z" * 600),
        pax({"GNU.sparse.name": "sparse", "GNU.sparse.realsize": "1000000"}),
        file("GNUSparseFile.0/sparse", b"map and data"),
        file("after"),
    )
    found = scan(data)
    assert [(entry.path, entry.size, entry.uid) for entry in found] == [
        ("übername", 600, 4000000),
        ("sparse", 1000000, 0),
        ("after", 0, 0),
    ]


def test_old_sparse_files_of_gnu() -> None:
    header = bytearray(member("holes", b"S", size=512))
    header[482] = 1  # the map goes on in a block of its own
    header[483:495] = b"00000100000\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    more = bytearray(512)
    more[504] = 1
    data = archive(bytes(header), bytes(more), bytes(512), b"d" * 512, file("after"))
    found = scan(data, 700)
    assert [(entry.path, entry.size) for entry in found] == [("holes", 0o100000), ("after", 0)]


def old_sparse(name: str, *, blocks: int) -> bytes:
    """A sparse file of GNU tar's own form, with so many further blocks of its map."""
    header = bytearray(member(name, b"S", size=512))
    header[482] = blocks > 0
    header[483:495] = b"00000001000\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    more = [bytearray(512) for _ in range(blocks)]
    for block in more[:-1]:
        block[504] = 1
    return bytes(header) + b"".join(map(bytes, more)) + b"d" * 512


@pytest.mark.parametrize(
    "stored",
    [
        old_sparse("holes", blocks=0),
        old_sparse("holes", blocks=1),
        old_sparse("holes", blocks=3),
        pax({"GNU.sparse.major": "1", "GNU.sparse.name": "holes", "GNU.sparse.realsize": "512"})
        + file("GNUSparseFile.0/holes", b"1\n0\n4\n" + b"data"),
        pax({"GNU.sparse.map": "0,4", "GNU.sparse.size": "512"}) + file("holes", b"data"),
    ],
    ids=["old", "one more block", "more blocks", "pax 1.0", "pax 0.1"],
)
@pytest.mark.parametrize("step", [100, 5000])
def test_what_is_stored_of_a_sparse_file_is_not_its_content(stored: bytes, step: int) -> None:
    scanner = TarScanner(lambda entry: entry.path in {"holes", "after"})
    data = archive(stored, file("other"))
    assert [entry.path for entry in scan(data, step, scanner)] == ["holes", "other"]
    assert scanner.found is not None
    assert (scanner.found.path, scanner.found.size, scanner.found.is_sparse) == ("holes", 512, True)
    assert (scanner.is_done, scanner.content) == (True, None)
    after = TarScanner(lambda entry: entry.path == "after")
    scan(archive(stored, file("after", b"text")), step, after)
    assert after.content == b"text"


def test_of_two_files_the_last_is_there() -> None:
    scanner = TarScanner(lambda entry: entry.path == "a")
    scan(archive(file("a", b"first" * 300), file("b"), file("a", b"last")), 700, scanner)
    assert scanner.content == b"last"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x" * 512, "no archive"),
        (b"x" * 100, "no archive"),
        (file("a") + b"x" * 512, "a number that is none"),
        (file("a") + b"y" + member("b")[1:], "a wrong checksum"),
        (file("a", b"data")[:600], "cut off"),
        (file("a") + member("b")[:100], "cut off"),
        (pax({"a": "b"})[:700], "cut off"),
        (member("x", tarfile.XHDTYPE, size=2 << 20), "an extended header of 2097152 bytes"),
        (member("x", tarfile.GNUTYPE_LONGNAME, size=8 << 30), "an extended header of 85899"),
        (member("x", tarfile.XHDTYPE, size=9) + padded(b"99 a=b\n"), "wrong length"),
        (member("x", tarfile.XHDTYPE, size=9) + padded(b"no length"), "without lengths"),
        (pax({"size": "-1"}) + file("a"), "size is no number"),
        (pax({"size": "9" * 30}) + file("a"), "size is no number"),
    ],
    ids=itertools.count(),
)
def test_broken_archives(data: bytes, reason: str) -> None:
    assert reason in refused(lambda: scan(data))


def test_an_archive_may_end_without_its_end() -> None:
    assert len(scan(file("a", b"data"))) == 1
    assert scan(b"") == []
    assert scan(bytes(10_240)) == []
    assert len(scan(archive(file("a")) + b"rubbish behind the end")) == 1


@settings(deadline=None)
@given(st.binary(max_size=1500))
def test_no_bytes_surprise(data: bytes) -> None:
    with suppress(ArchiveError):
        scan(data, 100)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 511), st.integers(0, 255), st.integers(0, 3))
def test_no_header_surprises(place: int, byte: int, which: int) -> None:
    kinds = (tarfile.REGTYPE, tarfile.XHDTYPE, b"S", tarfile.GNUTYPE_LONGNAME)
    header = bytearray(member("name", kinds[which], size=16))
    header[place] = byte
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with suppress(ArchiveError):
        scan(bytes(header) + padded(b"16 path=other  \n") + bytes(1024))


def test_a_large_file_is_not_kept() -> None:
    scanner = TarScanner(lambda entry: entry.path == "large")
    data = member("large", size=MAX_FILE + 1)
    scanner.feed(data)
    tracemalloc.start()
    try:
        for _ in range(16):
            scanner.feed(bytes(1 << 16))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (scanner.too_large, scanner.content) == (True, None)
    assert peak < 1 << 20
