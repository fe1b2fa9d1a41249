"""A known alteration of random bytes: nothing that differs is left out, nothing whole is accused."""

import hashlib
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.fixity.differences import Differences
from preserve.fixity.examine import Examiner
from preserve.model.audit import Hint
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.pieces import PIECE_BYTES, pieces_of

PACKAGED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
THEN = int(PACKAGED.timestamp()) * 10**9
HOUR = 3600 * 10**9


def noise(seed: int, size: int) -> bytes:
    return hashlib.shake_128(seed.to_bytes(8, "big")).digest(size)


sizes = st.one_of(
    st.integers(PIECE_BYTES + 1, 5 * PIECE_BYTES),
    st.sampled_from([2 * PIECE_BYTES, 3 * PIECE_BYTES, 2 * PIECE_BYTES + 1, 4 * PIECE_BYTES - 1]),
)
originals = st.builds(noise, st.integers(0, 1000), sizes)


def flip(data, draw):
    at, bit = draw(st.integers(0, len(data) - 1)), draw(st.integers(0, 7))
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def overwrite(data, draw):
    start = draw(st.integers(0, len(data) - 1))
    end = draw(st.integers(start + 1, len(data)))
    return data[:start] + noise(4242, end - start) + data[end:]


def zero_sector(data, draw):
    at = draw(st.integers(0, len(data) // 512 - 1)) * 512
    return data[:at] + bytes(512) + data[at + 512 :]


def truncate(data, draw):
    return data[: draw(st.integers(0, len(data) - 1))]


def append(data, draw):
    return data + noise(77, draw(st.integers(1, 2 * PIECE_BYTES)))


def encrypt(data, _draw):
    return noise(99, len(data))


def insert(data, draw):
    at = draw(st.integers(0, len(data)))
    return data[:at] + b"\xa5" + data[at:]


def many_flips(data, draw):
    for _ in range(draw(st.integers(2, 40))):
        data = flip(data, draw)
    return data


ALTERATIONS = [flip, overwrite, zero_sector, truncate, append, encrypt, insert, many_flips]


def differing(found, recorded):
    both = min(len(found), len(recorded))
    here = {at for at in range(both) if found[at] != recorded[at]}
    return here | set(range(both, max(len(found), len(recorded))))


def fed(consumer, data, draw):
    at = 0
    while at < len(data):
        size = draw(st.sampled_from([1000, 65_536, 65_537, 1 << 20]))
        consumer(data[at : at + size])
        at += size


def examined(found, recorded, data, *, pieces=True, mtime=THEN):
    path = data.draw(st.sampled_from(["data/original/a.txt", "data/article.warc.gz"]))
    held = pieces_of(recorded) if pieces else None
    record = FileRecord(path, len(recorded), digests_of(recorded), held)
    examiner = Examiner(record, PACKAGED, mtime)
    fed(examiner.feed, found, data.draw)
    return examiner.diagnosis()


@settings(max_examples=60, deadline=None)
@given(originals, st.sampled_from(ALTERATIONS), st.data())
def test_ranges_hold_all_that_differs_and_each_holds_some(recorded, alter, data):
    found = alter(recorded, data.draw)
    places = differing(found, recorded)
    ranges = examined(found, recorded, data).ranges
    assert all(any(start <= at < end for start, end in ranges) for at in places)
    assert all(any(start <= at < end for at in places) for start, end in ranges)
    assert all(first[1] < second[0] for first, second in pairwise(ranges))


@settings(max_examples=40, deadline=None)
@given(originals, st.sampled_from(ALTERATIONS), st.data())
def test_without_pieces_nothing_is_named_that_is_whole(recorded, alter, data):
    found = alter(recorded, data.draw)
    places = differing(found, recorded)
    ranges = examined(found, recorded, data, pieces=False).ranges
    assert all(set(range(start, end)) <= places for start, end in ranges)
    assert not (len(found) == len(recorded) and ranges)


@settings(max_examples=60, deadline=None)
@given(originals, st.sampled_from(ALTERATIONS), st.booleans(), st.booleans(), st.data())
def test_hints_never_contradict_each_other(recorded, alter, moved, pieces, data):
    found = alter(recorded, data.draw)
    mtime = THEN + 2 * HOUR if moved else THEN
    hints = set(examined(found, recorded, data, pieces=pieces, mtime=mtime).hints)
    for pair in (
        {Hint.ROT_LIKE, Hint.DELIBERATE_LIKE},
        {Hint.TRUNCATED, Hint.APPENDED},
        {Hint.ROT_LIKE, Hint.HIGH_ENTROPY},
        {Hint.ROT_LIKE, Hint.TRUNCATED},
        {Hint.ROT_LIKE, Hint.APPENDED},
    ):
        assert not pair <= hints
    assert (Hint.DELIBERATE_LIKE in hints) == (moved and found != recorded)
    if alter is truncate and pieces:
        assert Hint.TRUNCATED in hints or len(found) < PIECE_BYTES
    if alter is append:
        assert Hint.APPENDED in hints
    if alter is flip and pieces and not moved:
        assert Hint.ROT_LIKE in hints or Hint.HIGH_ENTROPY in hints
    if alter is zero_sector and found != recorded and pieces:
        assert Hint.ZERO_RUN in hints


@settings(max_examples=60, deadline=None)
@given(originals, st.sampled_from(ALTERATIONS), st.data())
def test_a_comparison_is_exact_at_both_ends_of_each_range(recorded, alter, data):
    found = alter(recorded, data.draw)
    differences, at = Differences(), 0
    while at < max(len(found), len(recorded)):
        size = data.draw(st.sampled_from([999, 65_536, 70_001]))
        differences.feed(found[at : at + size], recorded[at : at + size])
        at += size
    places, ranges = differing(found, recorded), differences.ranges()
    assert all(start in places and end - 1 in places for start, end in ranges)
    assert len(ranges) <= 21
    assert all(any(start <= one < end for start, end in ranges) for one in places)
    assert differences.is_cut == (alter is truncate)
    assert differences.is_lengthened == (len(found) > len(recorded) and found.startswith(recorded))
