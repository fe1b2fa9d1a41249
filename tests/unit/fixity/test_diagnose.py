"""A package in memory, each of its files damaged in turn: what is told, what is left, what is read."""

import errno
import gzip
import hashlib
import os
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from preserve.containers.warc.write import ArticleCapture, write_article_warc
from preserve.fixity.diagnose import MOST_BYTES, diagnose
from preserve.model.audit import Diagnosis, Hint
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, FileRecord
from preserve.model.pieces import pieces_of
from preserve.storage.memory import MemoryFile, MemoryTree
from preserve.storage.tree import LocalTree
from tests.support.warcs import record

PACKAGED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
THEN = int(PACKAGED.timestamp()) * 10**9
LATER = THEN + 2 * 3600 * 10**9
TEXT = b"".join(b"line %06d: the bridge was still open.\n" % line for line in range(6000))
NOISE = hashlib.shake_128(b"n").digest(300_000)
DESCRIPTION = b'{"headline": "The bridge"}\n'
ORIGINAL, WARC, JSON = (
    "data/original/a.txt",
    "data/article.warc.gz",
    "data/metadata/description.json",
)
HOLDS = "the WARC of this package still holds the bytes as received"


def warc_of(source, description=DESCRIPTION):
    return write_article_warc(
        ArticleCapture(
            package_id="a-0123456789ab",
            captured_at=PACKAGED,
            software="preserve",
            operator=None,
            source=source,
            source_sha256=hashlib.sha256(source).hexdigest(),
            source_encoding="utf-8",
            description=description,
        )
    )


def package(source=TEXT):
    return {
        ORIGINAL: source,
        WARC: warc_of(source),
        JSON: DESCRIPTION,
        "bagit.txt": b"BagIt-Version: 1.0\n",
    }


def recorded(files):
    return [
        FileRecord(path, len(data), digests_of(data), pieces_of(data))
        for path, data in files.items()
    ]


class TimedFile(MemoryFile):
    """A file with a time, that may fail or grow while it is read."""

    def __init__(self, tree, path):
        super().__init__(tree.files[path])
        self.tree, self.path, self.left = tree, path, tree.fails.get(path)

    def identity(self):
        size = self.tree.sizes.get(self.path, len(self.tree.files[self.path]))
        mtime = self.tree.times.get(self.path, THEN)
        return super().identity()._replace(mtime_ns=mtime, size_bytes=size)

    def readinto(self, buffer):
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        count = super().readinto(buffer)
        self.tree.read[self.path] = self.tree.read.get(self.path, 0) + count
        if self.path in self.tree.grows:
            self.tree.times[self.path] = self.tree.times.get(self.path, THEN) + 1
        return count


class TimedTree(MemoryTree):
    """A tree whose files have times and faults."""

    def __init__(self, files, times=None):
        super().__init__(dict(files))
        self.times, self.fails, self.sizes = dict(times or {}), {}, {}
        self.grows, self.read = set(), {}

    def open(self, path):
        super().open(path)
        return TimedFile(self, path)


def diagnosed(path, new, source=TEXT, times=None):
    files = package(source)
    records = recorded(files)
    tree = TimedTree({**files, path: new}, times)
    wanted = next(one for one in records if one.path == path)
    return diagnose(tree, wanted, records, PACKAGED)


def put(data, at, new):
    return data[:at] + new + data[at + len(new) :]


# the source, and the copy of it in the WARC


def test_the_copy_in_the_warc_gives_the_very_bytes():
    found = diagnosed(ORIGINAL, put(put(TEXT, 70_000, b"\1"), 150_000, b"\1\2\3"))
    assert found.ranges == ((70_000, 70_001), (150_000, 150_003))
    assert (found.records, found.hints) == ((HOLDS,), (Hint.ROT_LIKE,))


def test_a_small_source_too():
    found = diagnosed(ORIGINAL, put(TEXT[:900], 7, b"LIES"), TEXT[:900], {ORIGINAL: LATER})
    assert found == Diagnosis(((7, 11),), (HOLDS,), (Hint.DELIBERATE_LIKE,))


def test_the_copy_tells_a_cut_from_an_edit():
    small = TEXT[:900]
    assert diagnosed(ORIGINAL, small[:800], small).hints == (Hint.TRUNCATED,)
    assert diagnosed(ORIGINAL, small[:100] + small[110:], small).hints == ()
    cut = diagnosed(ORIGINAL, small[:800], small, {ORIGINAL: LATER})
    assert cut.hints == (Hint.DELIBERATE_LIKE, Hint.TRUNCATED)
    assert cut.ranges == ((800, 900),)


def test_nothing_is_left():
    assert diagnosed(ORIGINAL, b"") == Diagnosis(((0, len(TEXT)),), (HOLDS,), (Hint.TRUNCATED,))


def test_bytes_that_are_equal_by_chance_do_not_split_a_range():
    found = diagnosed(ORIGINAL, put(TEXT, 70_000, NOISE[:9000]))
    (start, end), *others = found.ranges
    assert (start - 70_000 < 9, 79_000 - end < 9, others) == (True, True, [])


def test_more_differences_than_are_listed_are_all_covered():
    found = TEXT
    for place in range(100, 200_000, 1000):
        found = put(found, place, b"\1")
    told = diagnosed(ORIGINAL, found)
    assert len(told.ranges) == 20
    assert told.ranges[0] == (100, 101)
    assert told.ranges[-1] == (19_100, 199_101)
    assert told.records[0] == HOLDS
    assert "more differences" in told.records[1]


def test_the_description_has_a_copy_as_well():
    found = diagnosed(JSON, put(DESCRIPTION, 3, b"_"))
    assert found.ranges == ((3, 4),)
    assert found.records == ("the WARC of this package still holds the bytes as recorded",)


def test_a_file_without_a_copy_tells_what_it_can():
    assert diagnosed("bagit.txt", b"BagIt-Version: 1.1\n") == Diagnosis(hints=(Hint.ROT_LIKE,))


def test_a_warc_that_is_damaged_too_proves_nothing():
    files = package()
    records = recorded(files)
    files[ORIGINAL] = put(TEXT, 70_000, b"\1")
    files[WARC] = warc_of(put(TEXT, 90_000, b"\1"))
    found = diagnose(TimedTree(files), records[0], records, PACKAGED)
    assert found == Diagnosis(((65_536, 131_072),), hints=(Hint.ROT_LIKE,))


@pytest.mark.parametrize("fails", [0, 1])
def test_a_warc_that_cannot_be_read_takes_nothing_away(fails):
    files = package(NOISE)
    records = recorded(files)
    tree = TimedTree({**files, ORIGINAL: put(NOISE, 70_000, b"\1\2\3")})
    tree.fails[WARC] = fails
    found = diagnose(tree, records[0], records, PACKAGED)
    assert (found.ranges, found.records) == (((65_536, 131_072),), ())


def test_a_warc_that_fails_only_when_it_is_read_beside_the_file():
    files = package(NOISE)
    records = recorded(files)

    class Once(TimedTree):
        opened = 0

        def open(self, path):
            self.opened += path == WARC
            if path == WARC and self.opened == 2:
                raise OSError(errno.ESTALE, "stale")
            return super().open(path)

    tree = Once({**files, ORIGINAL: put(NOISE, 70_000, b"\1\2\3")})
    found = diagnose(tree, records[0], records, PACKAGED)
    assert (found.ranges, found.records) == (((65_536, 131_072),), ())


def joined(files):
    """Put all records of a package's WARC into one gzip member, where they cannot be reached."""
    return {**files, WARC: gzip.compress(gzip.decompress(files[WARC]), mtime=0)}


def test_a_copy_that_cannot_be_reached_proves_nothing():
    files = joined(package())
    records = recorded(files)
    tree = TimedTree({**files, ORIGINAL: put(TEXT, 70_000, b"\1")})
    found = diagnose(tree, records[0], records, PACKAGED)
    assert (found.ranges, found.records) == (((65_536, 131_072),), ())


# the WARC


ABOUT, ARTICLE, ITS = (
    "record 1 (about this file)",
    "record 2 (the article)",
    "record 3 (its description)",
)
UNPACKED = "it cannot be unpacked as it was written"


def members(warc):
    """Return where each gzip member begins."""
    places, at = [], 0
    while (at := warc.find(b"\x1f\x8b\x08", at)) >= 0:
        places.append(at)
        at += 1
    assert len(places) == 3
    return places


def test_a_fault_in_the_article_s_record():
    whole = warc_of(TEXT)
    start, end = members(whole)[1:]
    middle = (start + end) // 2
    told = diagnosed(WARC, put(whole, middle, bytes([whole[middle] ^ 255])))
    assert any(line.startswith(f"{ARTICLE}: ") for line in told.records)
    assert f"{ORIGINAL} still holds the bytes as received" in told.records
    assert not any(ABOUT in line or ITS in line for line in told.records)


def test_a_fault_elsewhere_leaves_the_article_whole():
    whole = warc_of(TEXT)
    at = len(whole) - 6
    told = diagnosed(WARC, put(whole, at, bytes([whole[at] ^ 255])))
    assert told.records == (f"{ITS}: {UNPACKED}", "the article in it is whole")
    start = members(whole)[2]
    told = diagnosed(WARC, put(whole, start + 200, bytes([whole[start + 200] ^ 255])))
    assert told.records == (
        f"behind byte {start:,} no record can be read",
        f"{ITS} cannot be found",
        "the article in it is whole",
    )
    told = diagnosed(WARC, put(whole, 20, b"\0\0\0\0\0\0"))
    assert told.records == (
        f"between byte 0 and {members(whole)[1]:,} no record can be read",
        f"{ABOUT} cannot be found",
        "the article in it is whole",
    )


def test_what_lies_behind_a_cut_is_named():
    whole = warc_of(TEXT)
    second, third = members(whole)[1:]
    assert diagnosed(WARC, whole[: third + 3]).records == (
        f"behind byte {third:,} no record can be read",
        f"{ITS} cannot be found",
        "the article in it is whole",
    )
    inside = diagnosed(WARC, whole[: (second + third) // 2])
    assert inside.records == (
        f"{ARTICLE}: the file ends inside it",
        f"{ITS} cannot be found",
        f"{ORIGINAL} still holds the bytes as received",
    )
    assert diagnosed(WARC, whole[:second]).records == (
        f"{ARTICLE} cannot be found",
        f"{ITS} cannot be found",
        f"{ORIGINAL} still holds the bytes as received",
    )


def test_nothing_left_and_nothing_but_noise():
    for new in (b"", NOISE[:900], bytes(5000)):
        told = diagnosed(WARC, new)
        assert told.records == (
            "no record can be read in it",
            f"{ORIGINAL} still holds the bytes as received",
        )


def test_an_article_that_was_rewritten_in_the_warc_is_held_against_the_original():
    told = diagnosed(WARC, warc_of(put(TEXT, 100, b"LIES")), times={WARC: LATER})
    assert told.hints == (Hint.DELIBERATE_LIKE,)
    assert told.records == (f"{ORIGINAL} still holds the bytes as received",)


def test_a_block_that_was_rewritten_under_its_old_header_is_held_against_the_original():
    unpacked = [gzip.decompress(part) for part in _parts(warc_of(TEXT))]
    unpacked[1] = unpacked[1].replace(b"line 000100: the", b"line 000100: THE")
    told = diagnosed(WARC, b"".join(gzip.compress(part, mtime=0) for part in unpacked))
    place = TEXT.index(b"line 000100: ") + 13
    assert told.records == (
        f"{ARTICLE}: its block does not match its digest",
        f"{ORIGINAL} still holds the bytes as received",
        f"the copy of the article in it differs from that in bytes {place:,} to {place + 3:,}",
    )


def test_a_rewritten_copy_that_cannot_be_reached_is_not_compared():
    files = package()
    records = recorded(files)
    unpacked = gzip.decompress(files[WARC]).replace(b"line 000100: the", b"line 000100: THE")
    tree = TimedTree({**files, WARC: gzip.compress(unpacked, mtime=0)})
    told = diagnose(tree, records[1], records, PACKAGED)
    assert told.records[-1] == f"{ORIGINAL} still holds the bytes as received"


def _parts(warc):
    places = [*members(warc), len(warc)]
    return [warc[start:end] for start, end in pairwise(places)]


def test_an_original_that_is_damaged_too_is_not_called_whole():
    files = package()
    records = recorded(files)
    files[ORIGINAL] = put(TEXT, 5, b"\1")
    files[WARC] = files[WARC][: members(files[WARC])[1]]
    told = diagnose(TimedTree(files), records[1], records, PACKAGED)
    assert told.records == (f"{ARTICLE} cannot be found", f"{ITS} cannot be found")


# a source that is a WARC itself


def capture():
    blocks = [record("warcinfo", 1, b"software: x\r\n")]
    blocks += [
        record("resource", number, b"page %d " % number * 6000, {"Content-Type": "text/plain"})
        for number in range(2, 8)
    ]
    return b"".join(blocks)


def warc_source(new, *, keep_article=False):
    path = "data/original/crawl.warc"
    files = {path: capture(), "bagit.txt": b"x"}
    if keep_article:
        files[WARC] = warc_of(capture())
    records = recorded(files)
    return diagnose(TimedTree({**files, path: new}), records[0], records, PACKAGED)


def test_the_damaged_record_of_a_capture_is_named_with_its_address():
    whole = capture()
    at = whole.index(b"page 4 ") + 500
    told = warc_source(put(whole, at, b"\1"))
    assert told.records == (
        "record 4, resource https://news.example/bridge: its block does not match its digest",
    )
    both = warc_source(put(whole, at, b"\1"), keep_article=True)
    assert both.ranges == ((at, at + 1),)
    assert both.records == (HOLDS, *told.records)


def test_a_record_that_was_faulty_all_along_is_not_blamed():
    faulty = record("resource", 9, b"z" * 70_000, {"WARC-Block-Digest": f"sha256:{'0' * 64}"})
    whole = capture() + faulty + record("resource", 10, b"last" * 20_000)
    path = "data/original/crawl.warc"
    records = recorded({path: whole})
    at = whole.index(b"page 2 ") + 5
    tree = TimedTree({path: put(whole, at, b"\1")})
    told = diagnose(tree, records[0], records, PACKAGED)
    assert [line[:8] for line in told.records] == ["record 2"]


def test_with_a_copy_at_hand_not_even_the_next_record_is_blamed():
    bad = {"WARC-Block-Digest": f"sha256:{'0' * 64}"}
    whole = b"".join(record("resource", n, b"page %d" % n, bad) for n in range(1, 5))
    path = "data/original/crawl.warc"
    files = {path: whole, WARC: warc_of(whole)}
    records = recorded(files)
    tree = TimedTree({**files, path: put(whole, whole.index(b"page 3"), b"P")})
    told = diagnose(tree, records[0], records, PACKAGED)
    assert [line[:8] for line in told.records[1:]] == ["record 3"]


def test_damage_in_what_is_left_of_a_cut_piece_is_told():
    whole = capture()
    at = whole.index(b"page 2 ") + 5
    assert at < 65_536 < len(whole)
    end = whole.index(b"page 3 ") + 9
    assert warc_source(put(whole, at, b"\1")[:end]).records == (
        "record 2, resource https://news.example/bridge: its block does not match its digest",
        "record 3, resource https://news.example/bridge: the file ends inside it",
    )


def test_a_capture_that_was_cut():
    whole = capture()
    at = whole.index(b"page 5 ") + 500
    assert warc_source(whole[:at]).records == (
        "record 5, resource https://news.example/bridge: the file ends inside it",
    )


def test_hostile_names_in_a_capture_are_escaped_and_the_list_is_short():
    bad = {"WARC-Block-Digest": f"sha256:{'0' * 64}"}
    blocks = [
        record("resource", n, b"x", {**bad, "WARC-Target-URI": f"\x1b[31m\u202e{n}" + "y" * 999})
        for n in range(1, 200)
    ]
    path = "data/original/crawl.warc"
    records = recorded({path: b"other"})
    told = diagnose(TimedTree({path: b"".join(blocks)}), records[0], records, PACKAGED)
    assert len(told.records) == 21
    assert told.records[-1] == "and 179 more"
    assert all(line.isprintable() and len(line) < 400 for line in told.records)


# what cannot be read, and what may be read


@pytest.mark.parametrize("fails", [0, 1])
def test_a_file_that_cannot_be_read_has_no_diagnosis(fails):
    files = package()
    records = recorded(files)
    tree = TimedTree({**files, ORIGINAL: put(TEXT, 5, b"\1")})
    tree.fails[ORIGINAL] = fails
    assert diagnose(tree, records[0], records, PACKAGED) == Diagnosis()


def test_what_is_gone_or_no_file_any_more_has_no_diagnosis():
    files = package()
    records = recorded(files)
    for wanted in records:
        rest = {path: data for path, data in files.items() if path != wanted.path}
        assert diagnose(MemoryTree(rest), wanted, records, PACKAGED) == Diagnosis()
        link = Entry(wanted.path, EntryKind.SYMLINK, target="/etc/passwd")
        tree = MemoryTree(rest, {wanted.path: link})
        assert diagnose(tree, wanted, records, PACKAGED) == Diagnosis()
    assert diagnose(MemoryTree(), records[0], records, PACKAGED) == Diagnosis()


def test_what_moves_while_it_is_read_has_no_diagnosis():
    files = package()
    records = recorded(files)
    tree = TimedTree({**files, ORIGINAL: put(TEXT, 5, b"\1")})
    tree.grows.add(ORIGINAL)
    assert diagnose(tree, records[0], records, PACKAGED) == Diagnosis()


def test_what_is_as_recorded_after_all_has_no_diagnosis():
    files = package()
    records = recorded(files)
    for wanted in records:
        assert diagnose(TimedTree(files), wanted, records, PACKAGED) == Diagnosis()


def test_a_file_of_huge_size_is_not_read_to_its_end():
    files = {"a.bin": b"x" * 10}
    records = recorded(files)

    class Endless(TimedTree):
        def open(self, path):
            opened = super().open(path)
            opened.readinto = lambda buffer: _fill(self, path, buffer)
            return opened

    def _fill(tree, path, buffer):
        tree.read[path] = tree.read.get(path, 0) + len(buffer)
        return len(buffer)

    tree = Endless(files)
    tree.sizes["a.bin"] = 10**13
    found = diagnose(tree, records[0], records, PACKAGED)
    assert tree.read["a.bin"] == MOST_BYTES + 10
    assert found.ranges == ((10, 10**13),)


def test_a_warc_that_is_too_large_is_not_looked_into():
    files = package()
    records = recorded(files)
    tree = TimedTree({**files, ORIGINAL: put(TEXT, 5, b"\1")})
    tree.sizes[WARC] = MOST_BYTES + 1
    found = diagnose(tree, records[0], records, PACKAGED)
    assert (found.ranges, found.records) == (((0, 65_536),), ())
    assert WARC not in tree.read


def test_a_copied_archive_on_a_real_disk(tmp_path):
    files = package()
    records = recorded(files)
    for path, data in {**files, ORIGINAL: put(TEXT, 5, b"\1")}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
        os.utime(tmp_path / path, ns=(LATER, LATER))
    tree = LocalTree(str(tmp_path))
    found = diagnose(tree, records[0], records, PACKAGED)
    assert found == Diagnosis(((5, 6),), (HOLDS,), (Hint.ROT_LIKE,))
    for path in (WARC, "bagit.txt"):
        os.utime(tmp_path / path, ns=(THEN, THEN))
    assert diagnose(tree, records[0], records, PACKAGED).hints == (Hint.DELIBERATE_LIKE,)


def test_any_damage_to_any_file_gives_a_diagnosis_and_never_an_error():
    files = package(TEXT[:3000])
    records = recorded(files)
    for wanted in records:
        data = files[wanted.path]
        for step in range(40):
            at = step * len(data) // 40
            for new in (put(data, at, b"\xff"), data[:at], data[:at] + data[at + 1 :]):
                if new == data:
                    continue
                tree = TimedTree({**files, wanted.path: new})
                found = diagnose(tree, wanted, records, PACKAGED)
                assert found.ranges or found.hints or found.records
