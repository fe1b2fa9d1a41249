"""Serialized bags: every hostile archive is told for what it is; nothing is written."""

import errno
import json
import os
import random
import struct
import tracemalloc
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.endings import Form
from preserve.model.catalogue.bag_serialized import BAG_SERIALIZED
from preserve.model.digest import VERIFIABLE
from preserve.model.verdict import Verdict
from preserve.storage.container import ContainerFile
from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from preserve.workflows.validate_bag import Effort
from preserve.workflows.validate_extras import extras_of
from preserve.workflows.validate_serialized import validate_serialized
from tests.support.archives import Clock, archive_with, files_of
from tests.support.archives_hostile import (
    CASES,
    END,
    bag_files,
    changed_zip,
    good_zip,
    gz,
    pax,
    tar_header,
    tar_member,
    tar_of,
    zip_of,
    zipped,
)
from tests.support.archives_packed import PACKS
from tests.support.bag_cases import CASES as BAG_CASES
from tests.support.bags import Bag, listing, new_bag, old_bag, sealed, write_bag
from tests.support.commands import run

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()

ARCHIVE_CODES = {kind.code for kind in BAG_SERIALIZED}


def judged(path, effort=None, caps=None):
    (validation,) = validate([str(path)], ALL, effort, caps=caps)
    assert validation.kind == "serialized-bag"
    return validation


def written(tmp_path, case):
    path = tmp_path / case.file
    path.write_bytes(case.data)
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case, tmp_path):
    path = written(tmp_path, case)
    before = path.stat()
    found = judged(path)
    told = {each.code for each in found.findings} & ARCHIVE_CODES
    assert told - case.also == {case.code}, [each.message for each in found.findings]
    assert found.verdict is case.verdict
    assert os.listdir(tmp_path) == [case.file]
    assert path.read_bytes() == case.data
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_every_code_has_its_case():
    assert {case.code for case in CASES} == ARCHIVE_CODES


def codes(validation):
    return [each.code for each in validation.findings]


@pytest.mark.parametrize("form", PACKS)
def test_a_package_of_ours_is_valid_however_it_is_packed(form, tmp_path):
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, Clock())
    directory = Path(archive.root) / "bags" / package
    path = tmp_path / f"{package}.{form.partition('.')[2]}"
    path.write_bytes(PACKS[form](directory, package))
    found = judged(path)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [])


@pytest.mark.parametrize("form", ["pax.tar", "pax.tgz", "deflated.zip"])
def test_the_contents_of_a_package_are_looked_at(form, tmp_path):
    """Source and manifests are forged alike: only the description tells."""
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, Clock())
    directory = Path(archive.root) / "bags" / package
    held = {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in files_of(directory)
    }
    forged = Bag({**held, "data/original/a.txt": TEXT.replace(b"are", b"were")})
    for name in ("sha256", "sha512"):
        payload = {path: data for path, data in forged.files.items() if path.startswith("data/")}
        forged = forged.having(f"manifest-{name}.txt", listing(payload, name))
    there = write_bag(sealed(forged), tmp_path / "forged")
    path = tmp_path / f"forged.{form.partition('.')[2]}"
    path.write_bytes(PACKS[form](there, "forged"))
    here, beside = judged(path), next(iter(validate([str(there)], ALL)))
    assert here.verdict is beside.verdict is Verdict.INVALID
    assert codes(here) == codes(beside)
    assert "META-067" in codes(here)


@pytest.mark.parametrize("algorithm", sorted(VERIFIABLE))
@pytest.mark.parametrize("form", ["pax.tar", "pax.tgz", "deflated.zip"])
def test_every_algorithm_is_verified(form, algorithm, tmp_path):
    for word, verdict in ((b"one\n", Verdict.VALID), (b"two\n", Verdict.INVALID)):
        bag = old_bag("1.0", algorithm=algorithm)
        directory = write_bag(bag.having("data/a.txt", word), tmp_path / word.decode().strip())
        path = tmp_path / f"bag.{form.partition('.')[2]}"
        path.write_bytes(PACKS[form](directory, "bag"))
        assert judged(path).verdict is verdict


@pytest.mark.parametrize("form", ["tar", "tgz"])
def test_the_label_of_a_gnu_archive_is_no_member(form, tmp_path):
    tar = tar_member("holdings of 2016", flag=b"V") + tar_of(bag_files())
    path = tmp_path / f"bag.{form}"
    path.write_bytes(tar if form == "tar" else gz(tar))
    found = judged(path)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [])


def test_many_gzip_members_are_one_stream(tmp_path):
    tar = tar_of(bag_files())
    path = tmp_path / "bag.tgz"
    path.write_bytes(b"".join(gz(tar[place : place + 100]) for place in range(0, len(tar), 100)))
    assert judged(path).verdict is Verdict.VALID
    path.write_bytes(gz(b"") * 3 + gz(tar) + bytes(1000))
    assert judged(path).verdict is Verdict.VALID


@pytest.mark.parametrize("name", ["bag", "bag.dat", "BAG.ZIP", "bag.gz"])
@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_bytes_decide_and_not_the_name(form, name, tmp_path):
    data = {"zip": good_zip(), "tar": tar_of(bag_files()), "tgz": gz(tar_of(bag_files()))}[form]
    path = tmp_path / name
    path.write_bytes(data)
    found = judged(path)
    is_wrong = name == "BAG.ZIP" and form != "zip"
    assert found.verdict is (Verdict.INVALID if is_wrong else Verdict.VALID)
    assert set(codes(found)) <= {"BAG-157", "BAG-168"}


def test_a_warc_in_gzip_stays_one(tmp_path):
    path = tmp_path / "crawl.gz"
    path.write_bytes(gz(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n\r\n"))
    (found,) = validate([str(path)], ALL)
    assert found.kind == "warc"


def test_an_encrypted_file_hides_no_fault_elsewhere(tmp_path):
    members = [
        replace(each, flags=each.flags | 1) if each.name == b"bag/data/a.txt" else each
        for each in zipped({**bag_files(), "bag/data/b.txt": b"forged"})
    ]
    path = tmp_path / "bag.zip"
    path.write_bytes(zip_of(members))
    found = judged(path)
    assert found.verdict is Verdict.INVALID
    assert {"BAG-164", "BAG-090", "BAG-050"} <= set(codes(found))


def test_an_incomplete_bag_stays_incomplete(tmp_path):
    case = next(each for each in BAG_CASES if each.verdict is Verdict.INCOMPLETE)
    path = tmp_path / "bag.zip"
    path.write_bytes(zip_of(zipped(bag_files(bag=case.bag))))
    assert judged(path).verdict is Verdict.INCOMPLETE


def test_a_directory_of_packed_bags_means_each_of_them(tmp_path):
    (tmp_path / "a.zip").write_bytes(good_zip())
    (tmp_path / "b.tar").write_bytes(tar_of(bag_files("b/")))
    write_bag(new_bag(), tmp_path / "c")
    (tmp_path / "notes.txt").write_text("nothing of a bag")
    (tmp_path / "d.tgz").mkdir()
    os.mkfifo(tmp_path / "e.zip")
    found = [(os.path.basename(each.path), each.kind) for each in validate([str(tmp_path)], ALL)]
    assert found == [("a.zip", "serialized-bag"), ("b.tar", "serialized-bag"), ("c", "bag")]


def test_the_second_opinion_says_that_it_was_not_asked(tmp_path):
    path = tmp_path / "bag.zip"
    path.write_bytes(good_zip())
    found = judged(path, Effort(extras=extras_of(None, second_opinion=True)))
    assert (found.verdict, codes(found)) == (Verdict.VALID, ["BAG-142"])


def test_an_extra_is_given_the_media_type(tmp_path):
    seen = []

    def extra(tree, _check, _entries):
        seen.append((tree.media_type, tree.top, tree.root))
        return ()

    for name, data in (("a.zip", good_zip()), ("a.tar", tar_of(bag_files()))):
        (tmp_path / name).write_bytes(data)
        judged(tmp_path / name, Effort(extras=(extra,)))
    assert seen == [("application/zip", "bag", None), ("application/tar", "bag", None)]


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
@pytest.mark.parametrize(
    ("caps", "code"),
    [
        (Caps(members=5), "BAG-159"),
        (Caps(size_bytes=300), "BAG-159"),
        (Caps(depth=2), "BAG-160"),
        (Caps(name_bytes=10), "BAG-160"),
    ],
)
def test_limits_can_be_set(form, caps, code, tmp_path):
    data = {"zip": good_zip(), "tar": tar_of(bag_files()), "tgz": gz(tar_of(bag_files()))}[form]
    path = tmp_path / f"bag.{form}"
    path.write_bytes(data)
    found = judged(path, None, caps)
    assert (found.verdict, codes(found)) == (Verdict.UNDECIDED, [code])
    assert judged(path, None, Caps(ratio=10**6)).verdict is Verdict.VALID


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_tag_files_beyond_the_limit_are_not_held(form, tmp_path):
    data = {"zip": good_zip(), "tar": tar_of(bag_files()), "tgz": gz(tar_of(bag_files()))}[form]
    path = tmp_path / f"bag.{form}"
    path.write_bytes(data)
    found = judged(path, None, Caps(tag_bytes=100))
    assert found.verdict is Verdict.UNDECIDED
    assert set(codes(found)) <= {"BAG-090", "BAG-094"}


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_what_is_read_is_told(form, tmp_path):
    data = {"zip": good_zip(), "tar": tar_of(bag_files()), "tgz": gz(tar_of(bag_files()))}[form]
    path = tmp_path / f"bag.{form}"
    path.write_bytes(data)
    told = []
    judged(path, Effort(progress=lambda files, size: told.append((files, size))))
    assert sum(files for files, _ in told) >= 2
    assert sum(size for _, size in told) >= len(b"one\ntwo\n")


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_an_archive_that_changes_meanwhile_is_told(form, tmp_path):
    data = {"zip": good_zip(), "tar": tar_of(bag_files()), "tgz": gz(tar_of(bag_files()))}[form]
    path = tmp_path / f"bag.{form}"
    path.write_bytes(data)

    def extra(_tree, _check, _entries):
        with open(path, "ab") as stream:
            stream.write(b"more")
        return ()

    found = judged(path, Effort(extras=(extra,)))
    assert (found.verdict, codes(found)) == (Verdict.UNDECIDED, ["BAG-091"])


class Failing(ContainerFile):
    """A disk that fails at one read, and works again."""

    def __init__(self, path, fails_at):
        super().__init__(path)
        self.left = fails_at

    def read_at(self, offset, count):
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.EIO, "Input/output error")
        return super().read_at(offset, count)


@pytest.mark.parametrize("form", [Form.ZIP, Form.TAR, Form.TAR_GZ])
def test_a_disk_that_fails_is_no_fault_of_the_bag(form, tmp_path):
    tar = tar_of(bag_files())
    data = {Form.TAR: tar, Form.TAR_GZ: gz(tar, 0), Form.ZIP: good_zip()}[form]
    path = tmp_path / "bag"
    path.write_bytes(data)
    for fails_at in range(1, 100):
        with Failing(str(path), fails_at) as opened:
            found = validate_serialized(opened, form, ALL.package, Effort(), Caps())
            if opened.left > 0:
                assert fails_at > 2
                assert found.verdict is Verdict.VALID
                return
        assert found.verdict is Verdict.UNDECIDED
        assert {each.code for each in found.findings} <= {"FIX-006", "BAG-090", "BAG-094"}
    raise AssertionError("it never came to its end")


def test_an_archive_without_index_is_not_unpacked_again_and_again(tmp_path):
    path = tmp_path / "bag.tgz"
    path.write_bytes(gz(tar_of(bag_files())))
    refused = []

    def extra(tree, _check, _entries):
        for _ in range(20):
            try:
                with tree.open("data/a.txt") as opened:
                    buffer = memoryview(bytearray(10))
                    assert bytes(buffer[: opened.readinto(buffer)]) == b"one\n"
                    assert opened.readinto(buffer) == 0
            except OSError as problem:
                refused.append(problem.errno)
        assert tree.read_small("bagit.txt", 1000) == new_bag().files["bagit.txt"]
        assert tree.read_small("bagit.txt", 10) is None
        for path in ("data", "data/none", "", "/", "data/a.txt/"):
            with pytest.raises(OSError):
                tree.open(path)
        return ()

    assert judged(path, Effort(extras=(extra,))).verdict is Verdict.VALID
    assert refused == [errno.EBUSY] * 4


def test_a_million_findings_are_a_thousand_and_a_count(tmp_path):
    path = tmp_path / "bag.tar"
    path.write_bytes(tar_of(bag_files(), tar_member("../evil", b"") * 3000))
    told = [each for each in judged(path).findings if each.code == "BAG-150"]
    assert len(told) == 1001
    assert "2,000 more" in told[-1].message


def peak_of(path, *more):
    tracemalloc.start()
    try:
        found = judged(path, *more)
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.code in {"BAG-158", "BAG-160"}],
    ids=lambda case: case.name,
)
def test_no_bomb_takes_memory(case, tmp_path):
    path = written(tmp_path, case)
    found, peak = peak_of(path)
    assert case.code in codes(found)
    assert peak < 24 << 20


def test_ten_gigabytes_of_zeros_in_ten_megabytes(tmp_path):
    path = tmp_path / "bag.tgz"
    size = 10 << 30
    head = gz(tar_header("bag/data/zeros", size_field=b"\x80" + size.to_bytes(11, "big")))
    path.write_bytes(head + gz(bytes(16 << 20)) * 640 + gz(tar_of(bag_files())))
    found, peak = peak_of(path)
    assert codes(found) == ["BAG-158"]
    assert peak < 8 << 20
    # Whoever allows the ratio is still held by the size; the zeros are not kept.
    found, peak = peak_of(path, None, Caps(ratio=10**6, size_bytes=100 << 20))
    assert codes(found) == ["BAG-159"]
    assert peak < 8 << 20


@pytest.mark.parametrize("form", ["stored.zip", "pax.tar", "pax.tgz"])
def test_large_files_pass_through_without_being_kept(form, tmp_path):
    payload = {"data/large": random.Random(1).randbytes(12 << 20)}
    directory = write_bag(new_bag(payload), tmp_path / "bag")
    path = tmp_path / f"bag.{form.partition('.')[2]}"
    path.write_bytes(PACKS[form](directory, "bag"))
    found, peak = peak_of(path)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [])
    assert peak < 6 << 20


def test_many_empty_gzip_members_take_linear_time(tmp_path):
    path = tmp_path / "bag.tgz"
    path.write_bytes(gz(b"") * 200_000 + gz(tar_of(bag_files())))
    assert judged(path).verdict is Verdict.VALID
    # A header of which every byte is a gzip member of its own.
    header = pax([("comment", b"c" * 300_000)])
    rest = gz(header[300_512:] + tar_of(bag_files()))
    path.write_bytes(
        gz(header[:512])
        + b"".join(gz(header[place : place + 1]) for place in range(512, 300_512))
        + rest
    )
    assert judged(path).verdict is Verdict.VALID


NAME = "data/Núñez.txt"


def named(raw, **more):
    """Return a good bag whose payload file is called as given in the archive."""
    files = bag_files(bag=new_bag({NAME: b"one\n"}))
    return zip_of(
        [
            replace(each, name=raw, flags=0, **more) if NAME.encode() in each.name else each
            for each in zipped(files)
        ]
    )


def large_end(data, **lies):
    """Return a zip file with its end record in the form for large files."""
    place = data.rindex(b"PK\x05\x06")
    count, _, size, offset = struct.unpack_from("<2H2L", data, place + 8)
    numbers = {"count": count, "size": size, "offset": offset, "at": place, **lies}
    large = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, numbers["count"], numbers["size"],
        numbers["offset"],
    )  # fmt: skip
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, numbers["at"], 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)
    return data[:place] + large + locator + end


def large_numbers(each):
    """Return a member whose sizes stand in the field for large numbers."""
    packed, crc, size = each.parts()
    field = struct.pack("<2H2Q", 1, 16, size, len(packed))
    return replace(each, packed=packed, crc=crc, size=size, extra=field)


def unicode_field(raw, name):
    body = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + name.encode()
    field = struct.pack("<2H", 0x7075, len(body)) + body
    return {"extra": field, "local_extra": field}


def described(form, mark):
    def change(each):
        packed, crc, size = each.parts()
        record = mark + struct.pack(form, crc, len(packed), size)
        return replace(each, flags=each.flags | 8, descriptor=record)

    return zip_of([change(each) for each in zipped(bag_files())])


def incremental(names, times=b"14723104200\x0014723104200\0"):
    """A bag as GNU tar's incremental archives hold it: each directory lists the names in it."""
    gnu = {"magic": b"ustar  \0", "prefix": times}
    files = b"".join(tar_member(name, data, **gnu) for name, data in bag_files().items())
    return tar_member("bag/data/", names, b"D", **gnu) + files + END


def split(mark):
    """A bag in one part, marked as it would be in several; everything lies further behind."""
    data = bytearray(mark + good_zip())
    place = 0
    while (place := data.find(b"PK\x01\x02", place + 1)) >= 0:
        offset = int.from_bytes(data[place + 42 : place + 46], "little")
        data[place + 42 : place + 46] = (offset + 4).to_bytes(4, "little")
    end = data.rfind(b"PK\x05\x06")
    offset = int.from_bytes(data[end + 16 : end + 20], "little")
    data[end + 16 : end + 20] = (offset + 4).to_bytes(4, "little")
    return bytes(data)


HONEST = {
    "names-in-cp437.zip": named(f"bag/{NAME}".encode("cp437")),
    "names-in-utf-8-unsaid.zip": named(f"bag/{NAME}".encode()),
    "names-in-a-field.zip": named(
        b"bag/data/N_.txt", **unicode_field(b"bag/data/N_.txt", f"bag/{NAME}")
    ),
    "end-for-large-files.zip": large_end(good_zip()),
    "descriptor.zip": described("<3L", b"PK\x07\x08"),
    "descriptor-unmarked.zip": described("<3L", b""),
    "descriptor-large.zip": described("<L2Q", b"PK\x07\x08"),
    "descriptor-large-unmarked.zip": described("<L2Q", b""),
    "with-a-comment.zip": good_zip(comment=b"Made by hand"),
    "padded-extra.zip": changed_zip(lambda each: replace(each, extra=b"\0\0", local_extra=b"\0")),
    "from-fat.zip": zip_of([replace(each, host=0, mode=0) for each in zipped(bag_files())]),
    "with-its-root.tar": tar_of(
        {}, tar_member("./", flag=b"5"), tar_of(bag_files("./bag/")), end=b""
    ),
    "with-a-remark-for-all.tar": pax([("comment", b"0123abcd")], b"g") + tar_of(bag_files()),
    "from-v7.tar": b"".join(
        tar_member(name, data, b"\0", magic=bytes(8)) for name, data in bag_files().items()
    )
    + tar_member("bag/empty/", flag=b"\0", magic=bytes(8))
    + END,
    "incremental.tar": incremental(b"Ya.txt\0Yb.txt\0\0"),
    "incremental-of-much.tar": incremental(b"Ya.txt\0Yb.txt\0" * 100_000 + b"\0"),
    "might-have-been-split.zip": split(b"PK00"),
    "might-have-been-split-as-others-mark-it.zip": split(b"PK\x07\x08"),
    "directory-twice.tar": tar_of(bag_files(), tar_member("bag/data/", flag=b"5") * 2),
    "in-large-blocks.tar": tar_of(bag_files()) + bytes(20 * 512),
    "size-in-base-256.tar": tar_of(
        {name: data for name, data in bag_files().items() if name != "bag/data/a.txt"},
        tar_header("bag/data/a.txt", size_field=b"\x80" + (4).to_bytes(11, "big"))
        + b"one\n".ljust(512, b"\0"),
    ),
    "longer-than-the-header-says.tar": tar_of(
        {name: data for name, data in bag_files().items() if name != "bag/data/a.txt"},
        pax([("size", b"4")]),
        tar_header("bag/data/a.txt") + b"one\n".ljust(512, b"\0"),
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_honest_programs_write_is_valid(name, tmp_path):
    path = tmp_path / f"bag.{name.rpartition('.')[2]}"
    path.write_bytes(HONEST[name])
    found = judged(path)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (incremental(b"Ra.txt\0Tb.txt\0\0"), "BAG-163"),
        (incremental(b"Ya.txt\0\0", b"../../evil\0"), "BAG-163"),
        (incremental(b"Ya.txt\0\0", b"147231042001472310420/../evil"), "BAG-163"),
        (incremental(b"Y" * 600)[:1024], "BAG-161"),
    ],
)
def test_incremental_archives_that_do_more_than_list(data, code, tmp_path):
    path = tmp_path / "bag.tar"
    path.write_bytes(data)
    assert codes(judged(path)) == [code]


def test_headers_of_very_many_records_are_not_read(tmp_path):
    path = tmp_path / "bag.tgz"
    header = pax([("a", b"b")] * 100_000, b"g")
    path.write_bytes(gz(header * 5 + tar_of(bag_files())))
    assert judged(path).verdict is Verdict.VALID
    path.write_bytes(gz(header * 11 + tar_of(bag_files())))
    found = judged(path)
    assert (found.verdict, codes(found)) == (Verdict.UNDECIDED, ["BAG-160"])


def test_what_is_only_called_7z_is_not_7z(tmp_path):
    path = tmp_path / "bag.7z"
    path.write_bytes(b"hello")
    found = judged(path)
    assert (found.verdict, codes(found)) == (Verdict.INVALID, ["BAG-168"])


def test_large_numbers_are_read(tmp_path):
    path = tmp_path / "bag.zip"
    members = [large_numbers(each) for each in zipped(bag_files())]
    data = bytearray(zip_of(members))
    place = 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        data[place + 20 : place + 28] = b"\xff" * 8
        place += 46
    path.write_bytes(data)
    assert judged(path).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "lie", [{"count": 3}, {"at": 7}, {"at": 1 << 60}, {"offset": 1 << 60}, {"size": 1}]
)
def test_no_end_for_large_files_is_believed(lie, tmp_path):
    path = tmp_path / "bag.zip"
    path.write_bytes(large_end(good_zip(), **lie))
    assert judged(path).verdict is not Verdict.VALID


def test_the_command_takes_the_limits(tmp_path):
    (tmp_path / "bag.zip").write_bytes(good_zip())
    path = str(tmp_path / "bag.zip")
    for options, code in (
        ([], 0),
        (["--max-members", "3"], 3),
        (["--max-bytes", "1 kB"], 3),
        (["--max-bytes", "1 GB", "--max-ratio", "500"], 0),
        (["--max-depth", "1"], 3),
        (["--max-name", "5"], 3),
        (["--max-bytes", "many"], 2),
        (["--max-members", "0"], 2),
    ):
        assert run("validate", path, *options).code == code, options


def test_nothing_is_written_anywhere(tmp_path):
    """Not beside the archive, not among temporary files, whatever the verdict."""
    place, temporary = tmp_path / "place", tmp_path / "temporary"
    place.mkdir()
    temporary.mkdir()
    for number, case in enumerate(CASES[::12]):
        (place / f"{number}-{case.file}").write_bytes(case.data)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()}
    done = run("validate", place, "--json", "--second-opinion", TMPDIR=str(temporary))
    assert done.code == 1
    assert {each["kind"] for each in json.loads(done.out)["results"]} == {"serialized-bag"}
    after = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()}
    assert after == before
    assert list(temporary.iterdir()) == []
