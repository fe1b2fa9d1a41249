"""Pieces: short, exact at every edge, the same however the stream is fed, never taken on trust."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.model.pieces import (
    PIECE_BYTES,
    PieceHasher,
    piece_count,
    pieces_of,
    pieces_on_record,
    recorded_digests,
)


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES])
def test_a_file_of_at_most_one_piece_has_none(size):
    assert pieces_of(bytes(size)) is None


@pytest.mark.parametrize(
    ("size", "count"),
    [(PIECE_BYTES + 1, 2), (2 * PIECE_BYTES, 2), (2 * PIECE_BYTES + 1, 3), (10 * PIECE_BYTES, 10)],
)
def test_each_piece_is_the_beginning_of_its_sha256(size, count):
    data = hashlib.shake_128(b"x").digest(size)
    held = base64.b64decode(pieces_of(data))
    wanted = [
        hashlib.sha256(data[at : at + PIECE_BYTES]).digest()[:16]
        for at in range(0, size, PIECE_BYTES)
    ]
    assert (len(wanted), b"".join(wanted)) == (count, held)
    assert recorded_digests(pieces_of(data), size) == tuple(wanted)
    assert piece_count(size) == count


@given(st.lists(st.integers(0, 3 * PIECE_BYTES), max_size=6))
def test_feeding_makes_no_difference(sizes):
    data = hashlib.shake_128(b"y").digest(sum(sizes))
    hashed, at = PieceHasher(), 0
    for size in sizes:
        hashed.update(data[at : at + size])
        at += size
    assert hashed.text() == pieces_of(data)


GOOD = pieces_of(bytes(3 * PIECE_BYTES))


@pytest.mark.parametrize(
    "value",
    [None, 7, ["x"], {}, "", "not base64!", GOOD[:-4], GOOD + GOOD, GOOD + "\n", "\u0661" * 64],
)
def test_what_cannot_be_the_pieces_is_no_pieces(value):
    assert pieces_on_record(value, 3 * PIECE_BYTES) is None


def test_pieces_belong_to_a_size():
    assert pieces_on_record(GOOD, 3 * PIECE_BYTES) == GOOD
    assert pieces_on_record(GOOD, 2 * PIECE_BYTES + 1) == GOOD
    assert pieces_on_record(GOOD, 2 * PIECE_BYTES) is None
    assert pieces_on_record(GOOD, 5) is None
    assert pieces_on_record(base64.b64encode(bytes(16)).decode(), 5) is None
    assert recorded_digests(GOOD, 2 * PIECE_BYTES) == ()
    assert recorded_digests(None, 3 * PIECE_BYTES) == ()
