"""Hints by their rules: each where it is due, and not where the same bytes have a plain reason."""

import hashlib
from datetime import UTC, datetime

import pytest

from preserve.fixity.examine import Examiner
from preserve.model.audit import Diagnosis, Hint
from preserve.model.digest import digests_of
from preserve.model.file import FileRecord
from preserve.model.pieces import PIECE_BYTES, pieces_of

PACKAGED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
THEN = int(PACKAGED.timestamp()) * 10**9
MINUTE = 60 * 10**9
LATER = THEN + 61 * MINUTE
TEXT = b"".join(b"line %06d: the bridge was still open.\n" % line for line in range(8000))
NOISE = hashlib.shake_128(b"n").digest(400_000)
SMALL = TEXT[:5000]


def diagnosed(found, recorded, path="data/original/a.txt", mtime=THEN, **changes):
    record = FileRecord(path, len(recorded), digests_of(recorded), pieces_of(recorded))
    examiner = Examiner(record._replace(**changes), PACKAGED, mtime)
    for at in range(0, len(found), 100_000):
        examiner.feed(found[at : at + 100_000])
    return examiner.diagnosis()


def hints(*arguments, **named):
    return {hint.value for hint in diagnosed(*arguments, **named).hints}


def put(data, at, new):
    return data[:at] + new + data[at + len(new) :]


def test_a_flipped_bit_is_rot_like_and_lies_in_its_piece():
    found = put(TEXT, 70_000, bytes([TEXT[70_000] ^ 4]))
    assert diagnosed(found, TEXT) == Diagnosis(
        ranges=((PIECE_BYTES, 2 * PIECE_BYTES),), hints=(Hint.ROT_LIKE,)
    )


def test_the_last_piece_ends_where_the_file_ends():
    found = put(TEXT, len(TEXT) - 1, b"?")
    assert diagnosed(found, TEXT).ranges == ((4 * PIECE_BYTES, len(TEXT)),)


def test_what_is_as_recorded_has_no_diagnosis():
    assert diagnosed(TEXT, TEXT) == Diagnosis()
    assert diagnosed(SMALL, SMALL, mtime=LATER) == Diagnosis()
    assert diagnosed(b"", b"") == Diagnosis()


def test_neighbouring_pieces_are_one_range_and_others_are_not():
    found = put(put(put(TEXT, 10, b"\1"), PIECE_BYTES + 10, b"\1"), 3 * PIECE_BYTES, b"\1")
    ranges = ((0, 2 * PIECE_BYTES), (3 * PIECE_BYTES, 4 * PIECE_BYTES))
    assert diagnosed(found, TEXT).ranges == ranges


def test_three_of_five_pieces_are_too_many_for_rot():
    found = TEXT
    for piece in range(3):
        found = put(found, piece * PIECE_BYTES, b"\1")
    assert hints(found, TEXT) == set()
    assert hints(found, TEXT, mtime=LATER) == {"deliberate-like"}


@pytest.mark.parametrize(
    ("mtime", "hint"),
    [
        (0, {"rot-like"}),
        (THEN, {"rot-like"}),
        (THEN + 60 * MINUTE, {"rot-like"}),
        (THEN + 60 * MINUTE + 1, {"deliberate-like"}),
        (None, set()),
    ],
)
def test_the_time_of_the_file_tells_rot_from_writing(mtime, hint):
    assert hints(put(SMALL, 9, b"\1"), SMALL, mtime=mtime) == hint


def test_a_copied_archive_makes_nobody_suspect():
    record = FileRecord("a.txt", len(SMALL), digests_of(SMALL))
    for written_ns, hint in ((LATER, Hint.ROT_LIKE), (THEN, Hint.DELIBERATE_LIKE)):
        examiner = Examiner(record, PACKAGED, LATER, written_ns)
        examiner.feed(put(SMALL, 9, b"\1"))
        assert examiner.diagnosis().hints == (hint,)


def test_a_small_file_without_pieces_has_no_vague_range():
    assert diagnosed(put(SMALL, 9, b"\1"), SMALL) == Diagnosis(hints=(Hint.ROT_LIKE,))


def test_a_large_file_from_before_there_were_pieces_tells_little():
    assert diagnosed(put(TEXT, 9, b"\1"), TEXT, pieces=None) == Diagnosis()
    assert diagnosed(put(TEXT, 9, b"\1"), TEXT, pieces="spoilt") == Diagnosis()


@pytest.mark.parametrize("size", [1, 65_536, 65_537, 150_000, len(TEXT) - 1])
def test_a_cut_file_has_lost_its_tail(size):
    found = diagnosed(TEXT[:size], TEXT)
    assert found == Diagnosis(ranges=((size, len(TEXT)),), hints=(Hint.TRUNCATED,))


def test_an_empty_file_is_cut_whenever_it_was_written():
    assert diagnosed(b"", TEXT) == Diagnosis(((0, len(TEXT)),), hints=(Hint.TRUNCATED,))
    assert hints(b"", SMALL, mtime=LATER) == {"truncated", "deliberate-like"}


def test_an_edit_that_shortens_is_not_called_cut():
    edited = SMALL[:100] + SMALL[110:]
    assert hints(edited, SMALL, mtime=LATER) == {"deliberate-like"}
    edited = TEXT[:100] + TEXT[110:]
    assert hints(edited, TEXT) == set()
    assert diagnosed(edited, TEXT).ranges == ((0, 4 * PIECE_BYTES), (len(edited), len(TEXT)))


@pytest.mark.parametrize("recorded", [TEXT, SMALL, TEXT[: 2 * PIECE_BYTES], b""])
@pytest.mark.parametrize("pieces", [True, False])
def test_what_was_added_behind_is_proved_by_the_digest(recorded, pieces):
    changes = {} if pieces else {"pieces": None}
    found = diagnosed(recorded + b"more", recorded, **changes)
    assert found == Diagnosis(((len(recorded), len(recorded) + 4),), hints=(Hint.APPENDED,))


def test_longer_and_changed_is_not_appended():
    found = diagnosed(put(TEXT, 70_000, b"\1") + b"more", TEXT)
    end = len(TEXT)
    assert found == Diagnosis(((PIECE_BYTES, 2 * PIECE_BYTES), (end, end + 4)))
    assert diagnosed(put(SMALL, 0, b"\1") + b"more", SMALL).hints == ()


def test_zeros_count_where_a_disk_has_its_sectors():
    assert hints(put(TEXT, 512, bytes(512)), TEXT) == {"rot-like", "zero-run"}
    assert hints(put(TEXT, 513, bytes(512)), TEXT) == {"rot-like"}
    assert hints(put(TEXT, 513, bytes(1023)), TEXT) == {"rot-like", "zero-run"}
    assert hints(put(TEXT, 512, bytes(511)), TEXT) == {"rot-like"}


def test_zeros_that_were_always_there_are_no_hint():
    recorded = bytes(PIECE_BYTES) + TEXT
    found = put(recorded, 2 * PIECE_BYTES, b"\1")
    assert hints(found, recorded, path="a.bin") == {"rot-like"}
    assert hints(recorded + b"x", recorded, path="a.bin") == {"appended"}


def test_zeros_in_a_small_file_that_was_only_lengthened_are_no_hint():
    assert hints(bytes(1024) + b"text" + b"more", bytes(1024) + b"text") == {"appended"}


def test_a_read_that_happens_to_be_all_zeros_is_not_the_whole_file():
    record = FileRecord("a.txt", 500, digests_of(SMALL[:500]))
    examiner = Examiner(record, PACKAGED, THEN)
    examiner.feed(SMALL[:400])
    examiner.feed(bytes(100))
    assert examiner.diagnosis().hints == (Hint.ROT_LIKE,)


def test_added_zeros_are_seen_at_the_sectors_of_the_file():
    assert hints(SMALL + bytes(120 + 512), SMALL) == {"appended", "zero-run"}
    assert hints(SMALL + bytes(119 + 512), SMALL) == {"appended"}
    assert hints(TEXT + b"x" * 70_000 + bytes(2000), TEXT) == {"appended", "zero-run"}


def test_a_file_of_nothing_but_zeros_is_told_however_small():
    assert hints(bytes(300), SMALL[:300]) == {"rot-like", "zero-run"}
    assert hints(bytes(200), SMALL[:300]) == {"truncated", "zero-run"}


def test_text_that_looks_random_now():
    assert hints(NOISE[: len(TEXT)], TEXT, mtime=LATER) == {"deliberate-like", "high-entropy"}
    assert hints(NOISE[: len(SMALL)], SMALL) == {"high-entropy"}
    assert hints(put(TEXT, 3 * PIECE_BYTES + 100, NOISE[:8191]), TEXT) == {"high-entropy"}
    assert hints(TEXT + NOISE[:8192], TEXT) == {"appended", "high-entropy"}


@pytest.mark.parametrize("path", ["a.warc.gz", "a.JPG", "a.txt.gz", "a", "txt"])
def test_what_was_packed_before_is_never_called_random(path):
    assert "high-entropy" not in hints(NOISE[: len(TEXT)], TEXT, path=path)


@pytest.mark.parametrize("path", ["a.JSON", "data/a.b/x.Html", "y.xml", "z.htm"])
def test_names_of_texts(path):
    assert "high-entropy" in hints(NOISE[: len(TEXT)], TEXT, path=path)


def test_scripts_that_use_many_bytes_are_no_random_bytes():
    for encoding in ("utf-8", "utf-16", "gb18030", "big5"):
        chosen = "".join(chr(0x4E00 + NOISE[at] * 20 % 5000) for at in range(5000))
        found = chosen.encode(encoding, "ignore")
        assert "high-entropy" not in hints(found, b"x" * len(found))


def test_a_few_random_bytes_say_nothing():
    assert hints(NOISE[:4095], SMALL[:4095]) == {"rot-like"}


def test_many_scattered_pieces_are_told_in_a_bounded_list():
    recorded = bytes(range(256)) * 256 * 500
    found = bytearray(recorded)
    for piece in range(0, 500, 2):
        found[piece * PIECE_BYTES] ^= 1
    ranges = diagnosed(bytes(found), recorded, path="a.bin").ranges
    assert len(ranges) == 100
    assert all(
        any(start <= piece * PIECE_BYTES < end for start, end in ranges)
        for piece in range(0, 500, 2)
    )
    assert (ranges[0][0], ranges[-1][1]) == (0, 499 * PIECE_BYTES)


def test_the_nearest_ranges_are_the_ones_that_are_joined():
    recorded = bytes(range(256)) * 256 * 500
    found = bytearray(recorded)
    touched = [*range(0, 200, 2), 300, 400]
    for piece in touched:
        found[piece * PIECE_BYTES] ^= 1
    ranges = diagnosed(bytes(found), recorded, path="a.bin").ranges
    assert len(ranges) == 100
    assert ranges[-2:] == tuple(
        (piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES) for piece in (300, 400)
    )


def test_bytes_that_were_not_looked_at_count_as_added():
    record = FileRecord("a.txt", len(SMALL), digests_of(SMALL))
    examiner = Examiner(record, PACKAGED, THEN)
    examiner.feed(SMALL)
    assert examiner.is_as_recorded()
    examiner.skip(10**12)
    assert not examiner.is_as_recorded()
    end = len(SMALL) + 10**12
    assert examiner.diagnosis() == Diagnosis(((len(SMALL), end),), hints=(Hint.APPENDED,))


def test_any_recorded_algorithm_will_do():
    for names in (("md5",), ("sha512",), ("sha3256", "sha512")):
        digests = digests_of(SMALL, names)
        assert hints(SMALL + b"x", SMALL, digests=digests) == {"appended"}
