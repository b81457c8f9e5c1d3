"""How layers are packed, unpacked in pieces of any size; broken ones say why."""

import gzip
import itertools
import random
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbrowse.registry.archive.errors import ArchiveError
from regbrowse.registry.archive.inflate import PIECE, Inflater
from tests.support.layers import packed


def unpack(data: bytes, step: int = 1 << 16) -> bytes:
    inflater = Inflater()
    parts = [
        piece for at in range(0, len(data), step) for piece in inflater.feed(data[at : at + step])
    ]
    return b"".join([*parts, *inflater.close()])


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(ArchiveError) as caught:
        work()
    return str(caught.value)


@pytest.mark.parametrize("step", [5, 4096])
@pytest.mark.parametrize("packing", ["gzip", "zstd", "none"])
def test_every_packing(packing: str, step: int) -> None:
    data = random.Random(7).randbytes(3000) + bytes(30_000)
    assert unpack(packed(data, packing), step) == data
    assert unpack(packed(b"", packing), step) == b""


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
@pytest.mark.parametrize("step", [1, 5, 1 << 16])
def test_layers_of_many_members(packing: str, step: int) -> None:
    parts = [b"one" * 1000, b"", b"two", b"three" * 50]
    data = b"".join(packed(part, packing) for part in parts)
    if packing == "zstd":
        # zstd:chunked ends with a frame that is to be skipped (RFC 8878, 3.1.2).
        data += b"\x5e\x2a\x4d\x18\x05\x00\x00\x00table"
    assert unpack(data, step) == b"".join(parts)
    assert unpack(data + bytes(100), step) == b"".join(parts)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"BZh91AY&SY and more", "bzip2"),
        (b"\xfd7zXZ\x00 and more", "xz"),
        (b"PK\x03\x04 and more", "zip"),
        (gzip.compress(b"data" * 100)[:20], "cut off"),
        (gzip.compress(b"data" * 100)[:-1], "cut off"),
        (b"\x1f\x8b\x08\x00rubbish and more rubbish", "gzip data is broken"),
        (b"\x28\xb5\x2f\xfdrubbish and more rubbish", "zstd data is broken"),
        (packed(b"data" * 100, "zstd")[:-2], "cut off"),
    ],
    ids=itertools.count(),
)
def test_what_cannot_be_unpacked(data: bytes, reason: str) -> None:
    for step in (3, 1 << 16):
        assert reason in refused(lambda step=step: unpack(data, step))  # type: ignore[misc]


@given(st.binary(max_size=1500))
def test_no_bytes_surprise(data: bytes) -> None:
    with suppress(ArchiveError):
        unpack(data, 100)


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_bomb_comes_in_small_pieces(packing: str) -> None:
    bomb = packed(bytes(16 << 20), packing)
    tracemalloc.start()
    try:
        total = sum(len(piece) for piece in Inflater().feed(bomb) if len(piece) <= PIECE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == 16 << 20
    assert peak < 4 << 20
