"""Bags as one file: exact bytes, and read back by programs that share no code with the writer."""

import binascii
import hashlib
import io
import itertools
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preserve.containers.bag.serialized.unpack import unpacked
from preserve.containers.bag.serialized.write import Form, Member, member_of, serialized
from preserve.model.file import NewFile
from tests.support.commands import CHECKOUT

TOP = "article-0123456789ab"
ON = date(2016, 12, 15)
SMALL = {
    "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "manifest-sha256.txt": b"00  data/a.txt\n",
    "bag-info.txt": b"A: b\n",
    "data/a.txt": b"Hello.\n",
}
NAMES = {
    "bagit.txt": b"1",
    "data/a name with spaces.txt": b"2",
    "data/per%cent%25.txt": b"3",
    "data/caf\u00e9.txt": b"4",
    "data/cafe\u0301.txt": b"5",
    "data/\u0648\u062f\u0627\u0639.txt": b"6",
    "data/\U0001f600": b"7",
    f"data/{'h' * 95}": b"8",
    f"data/{'h' * 96}": b"9",
    f"data/{'d' * 120}/{'n' * 90}": b"10",
    f"data/{'d' * 154}/{'n' * 99}": b"11",
    f"data/{'n' * 250}": b"12",
    "data/" + "/".join(["deep" * 20] * 6): b"13",
    "data/[/tag]-x": b"14",
    "data/ends with a space ": b"15",
    "data/new\nline": b"16",
}
BORDERS = (0, 1, 511, 512, 513, 1023, 1024, 1025, 10239, 10240, 10241)


def written(form, files, top=TOP, on=ON):
    members = [member_of(NewFile(path, data)) for path, data in files.items()]
    return b"".join(serialized(form, top, members, on))


def read_back(form, data, top=TOP):
    return dict(unpacked(io.BytesIO(data), form, top))


@pytest.mark.parametrize(
    ("form", "digest"),
    [
        (Form.TAR, "00f5d659771d19f93fb9e6b037e6283a1d7bd59ebfc788088b69c07463377db7"),
        (Form.ZIP, "39827260bdfb9be9cc7703f9ae778f9dc1c8d2d997305d2bf0b40dfa9b30c564"),
    ],
)
def test_the_bytes_are_these_for_ever(form, digest):
    assert hashlib.sha256(written(form, SMALL)).hexdigest() == digest


@pytest.mark.parametrize("form", Form)
def test_the_order_of_the_files_changes_nothing(form):
    expected = written(form, NAMES)
    for order in (reversed(NAMES.items()), sorted(NAMES.items(), key=lambda item: item[1])):
        assert written(form, dict(order)) == expected


@pytest.mark.parametrize("form", Form)
def test_neither_zone_nor_mask_nor_language_gets_in(form):
    program = (
        "import sys, hashlib, datetime\n"
        "from tests.unit.containers.bag.serialized.test_write import *\n"
        f"data = written(Form({form.value!r}), NAMES)\n"
        "print(hashlib.sha256(data).hexdigest())\n"
    )
    found = set()
    for zone, language, mask, seed in (
        ("UTC", "C", 0o022, "0"),
        ("Asia/Kathmandu", "C.UTF-8", 0o077, "1"),
        ("America/St_Johns", "POSIX", 0, "2"),
    ):
        env = {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONPATH": str(CHECKOUT)}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | env,
            cwd=CHECKOUT,
            capture_output=True,
            check=True,
            umask=mask,
        )
        found.add(done.stdout.decode().strip())
    assert found == {hashlib.sha256(written(form, NAMES)).hexdigest()}


@pytest.mark.parametrize("form", Form)
def test_names_and_bytes_come_back(form):
    assert read_back(form, written(form, NAMES)) == NAMES


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("size", BORDERS)
def test_sizes_round_the_borders_of_blocks_come_back(form, size):
    files = {"bagit.txt": b"x" * size, "data/a": b"y" * size, "data/b": b"z"}
    data = written(form, files)
    assert read_back(form, data) == files
    if form is Form.TAR:
        assert len(data) % 10240 == 0
        assert data.endswith(bytes(1024))


_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="/\0")
_PARTS = st.text(_CHARACTERS, min_size=1, max_size=130).filter(lambda part: part not in {".", ".."})
_PATHS = st.lists(_PARTS, min_size=1, max_size=4).map("/".join)
_SIZES = st.one_of(st.sampled_from(BORDERS), st.integers(0, 3000))


@given(st.dictionaries(_PATHS.map("data/{}".format), _SIZES, max_size=8), st.sampled_from(Form))
def test_any_names_and_sizes_come_back(sizes, form):
    files = {"bagit.txt": b"1", **{path: b"x" * size for path, size in sizes.items()}}
    assert read_back(form, written(form, files)) == files


@pytest.mark.parametrize("form", Form)
def test_bagit_txt_comes_first_and_the_payload_last(form):
    files = {"data/a": b"", "z.txt": b"", "aa/b.txt": b"", "A.txt": b"", "bagit.txt": b""}
    names = list(read_back(form, written(form, files)))
    assert names == ["bagit.txt", "A.txt", "aa/b.txt", "z.txt", "data/a"]


def test_nothing_of_this_machine_gets_into_a_tar_file():
    with tarfile.open(fileobj=io.BytesIO(written(Form.TAR, NAMES))) as opened:
        members = opened.getmembers()
    assert members[0].name == TOP
    assert members[0].isdir()
    assert {member.mode for member in members[1:]} == {0o644}
    assert {(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}
    assert {member.mtime for member in members} == {1481760000}  # 2016-12-15T00:00:00Z
    keys = {key for member in members for key in member.pax_headers}
    assert keys == {"path"}
    plain = [m.name for m in members if not m.pax_headers]
    assert f"{TOP}/data/per%cent%25.txt" in plain


def test_a_tar_file_without_odd_names_is_plain_ustar():
    data = written(Form.TAR, SMALL)
    kinds = {data[at + 156 : at + 157] for at in range(0, len(data), 512) if data[at + 257 : at + 262] == b"ustar"}  # fmt: skip
    assert kinds == {b"0", b"5"}


def path_of(prefix, name):
    """A path that, below the top directory, takes so many bytes of the two fields of a name."""
    return "data/" + "d" * (prefix - len(f"{TOP}/data/")) + "/" + "n" * name


@pytest.mark.parametrize(
    ("path", "is_plain"),
    [
        ("data/" + "n" * (100 - len(f"{TOP}/data/")), True),
        ("data/" + "n" * (101 - len(f"{TOP}/data/")), True),
        (path_of(155, 100), True),
        (path_of(156, 100), False),
        (path_of(155, 101), False),
        ("data/" + "n" * 101, False),
    ],
)
def test_pax_is_used_only_where_a_name_does_not_fit(path, is_plain):
    data = written(Form.TAR, {"bagit.txt": b"", path: b"x"})
    assert (b"path=" not in data) is is_plain
    assert read_back(Form.TAR, data)[path] == b"x"


def test_a_name_of_a_hundred_bytes_stands_in_one_field():
    name = f"{TOP}/data/".ljust(100, "n")
    assert name.encode() + b"0000644\0" in written(Form.TAR, {name.removeprefix(f"{TOP}/"): b""})


def test_a_zip_file_is_stored_and_says_that_names_are_utf_8():
    with zipfile.ZipFile(io.BytesIO(written(Form.ZIP, NAMES))) as opened:
        members = opened.infolist()
        assert opened.testzip() is None
    assert {m.compress_type for m in members} == {zipfile.ZIP_STORED}
    assert {m.date_time for m in members} == {(2016, 12, 15, 0, 0, 0)}
    assert {m.flag_bits for m in members} == {0x800}
    assert {m.create_system for m in members} == {3}
    assert {m.external_attr >> 16 for m in members} == {0o100644, 0o040755}
    assert {m.extra for m in members} == {b""}


@pytest.mark.parametrize("on", [date(1970, 1, 1), date(1979, 12, 31), date(2500, 1, 1), date.max])
@pytest.mark.parametrize("form", Form)
def test_a_date_that_the_form_cannot_hold_becomes_the_nearest(form, on):
    assert read_back(form, written(form, SMALL, on=on)) == SMALL
    if form is Form.ZIP:
        with zipfile.ZipFile(io.BytesIO(written(form, SMALL, on=on))) as opened:
            assert opened.infolist()[0].date_time[:3] in {(1980, 1, 1), (2107, 12, 31)}


@pytest.mark.parametrize("form", Form)
def test_a_bag_without_payload_keeps_its_data_directory(form, tmp_path):
    data = written(form, {"bagit.txt": b"x"})
    (tmp_path / "f").write_bytes(data)
    if form is Form.TAR:
        with tarfile.open(tmp_path / "f") as opened:
            names = opened.getnames()
    else:
        with zipfile.ZipFile(tmp_path / "f") as opened:
            names = [name.rstrip("/") for name in opened.namelist()]
    assert names == [TOP, f"{TOP}/data", f"{TOP}/bagit.txt"]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("parts", [(b"abc",), (b"abc", b"de"), ()])
def test_a_member_of_another_size_than_it_says_is_refused(form, parts):
    members = [Member("bagit.txt", 4, 0, parts)]
    with pytest.raises(ValueError, match="4 bytes"):
        b"".join(serialized(form, TOP, members, ON))


@pytest.mark.parametrize("form", Form)
def test_a_name_that_is_not_utf_8_is_refused(form):
    with pytest.raises(ValueError, match="surrogates"):
        written(form, {"data/\udcff": b""})


def sparse(path, parts):
    """Write a file, leaving holes where a part is zeros."""
    with open(path, "wb") as made:
        for part in parts:
            if len(part) > 1 << 19:
                made.seek(len(part), os.SEEK_CUR)
            else:
                made.write(part)


def huge(path, mebibytes):
    """A file of zeros and one byte, that takes no room."""
    zeros = itertools.chain(itertools.repeat(bytes(1 << 20), mebibytes), [b"!"])
    return Member(path, (mebibytes << 20) + 1, 0, zeros)


def test_files_too_large_for_the_usual_fields_of_a_tar(tmp_path):
    last = member_of(NewFile("data/z", b"after"))
    members = [huge("data/a", 8 << 10), last]
    sparse(tmp_path / "f.tar", serialized(Form.TAR, TOP, members, ON))
    with tarfile.open(tmp_path / "f.tar") as opened:
        large, after = opened.getmembers()[1:]
        assert (large.size, large.pax_headers) == ((8 << 30) + 1, {"size": str((8 << 30) + 1)})
        assert opened.extractfile(after).read() == b"after"


def test_files_and_places_too_large_for_the_usual_fields_of_a_zip(tmp_path):
    last = member_of(NewFile("data/z", b"after"))
    members = [huge("data/a", 4 << 10), last]
    sparse(tmp_path / "f.zip", serialized(Form.ZIP, TOP, members, ON))
    with zipfile.ZipFile(tmp_path / "f.zip") as opened:
        large, after = opened.infolist()[1:]
        assert (large.file_size, large.compress_size) == ((4 << 30) + 1, (4 << 30) + 1)
        assert after.header_offset > 1 << 32
        assert opened.read(after) == b"after"


@pytest.mark.parametrize("count", [65_533, 65_534])
def test_more_files_than_the_usual_end_of_a_zip_counts(count):
    files = {f"data/{number}": b"" for number in range(count)}
    data = written(Form.ZIP, files)
    # The directory that holds the bag is a member, too; from 65,535 on, zip64 has the count.
    assert (b"PK\x06\x06" in data) is (count + 1 >= 65_535)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert len(opened.infolist()) == count + 1


@pytest.mark.parametrize("form", Form)
def test_nothing_is_held_but_a_part(form):
    taken = []

    def parts():
        for number in range(4):
            taken.append(number)
            yield b"x"

    crc = binascii.crc32(b"xxxx")
    chunks = serialized(form, TOP, [Member("bagit.txt", 4, crc, parts())], ON)
    for chunk in chunks:
        if chunk == b"x":
            break
    assert taken == [0]


# Python 3.13 warns of what its own program does by default.
QUIET = [sys.executable, "-W", "ignore::DeprecationWarning"]
PYTHONS = {form: [*QUIET, "-m", f"{form}file", "-e", f"f.{form}", "."] for form in Form}
# Where the system has none of these, Python's own stand in for them.
SYSTEMS = {
    Form.TAR: ["tar", "xf", "f.tar"] if shutil.which("tar") else PYTHONS[Form.TAR],
    Form.ZIP: ["unzip", "-q", "f.zip"] if shutil.which("unzip") else PYTHONS[Form.ZIP],
}


@pytest.mark.parametrize("tools", [PYTHONS, SYSTEMS], ids=["python", "system"])
@pytest.mark.parametrize("form", Form)
def test_everyday_programs_read_it_without_a_word(form, tools, tmp_path):
    # Info-ZIP puts something else for control characters.
    files = {path: data for path, data in NAMES.items() if "\n" not in path}
    (tmp_path / f"f.{form}").write_bytes(written(form, files))
    env = os.environ | {"LC_ALL": "C.UTF-8"}
    command = tools[form]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert extracted(tmp_path / TOP) == files


def extracted(directory):
    return {
        os.path.relpath(os.path.join(base, name), directory): open_and_read(base, name)
        for base, _, names in os.walk(directory)
        for name in names
    }


def open_and_read(base, name):
    with open(os.path.join(base, name), "rb") as opened:
        return opened.read()


@pytest.mark.parametrize("form", Form)
def test_what_is_cut_short_or_altered_does_not_read_back(form):
    data = written(form, SMALL)
    for end in (*range(0, len(data), 97), len(data) - 1):
        with pytest.raises(ValueError, match=r"."):
            read_back(form, data[:end])
    for more in (b"\0", b"x", bytes(512), bytes(10240), bytes(10239) + b"x"):
        with pytest.raises(ValueError, match=r"."):
            read_back(form, data + more)
    altered = data.replace(b"Hello.", b"Jello.")
    if form is Form.ZIP:
        with pytest.raises(ValueError, match="CRC"):
            read_back(form, altered)
    else:
        assert read_back(form, altered) != SMALL


def other(form, add):
    """A file made by somebody else."""
    made = io.BytesIO()
    if form is Form.TAR:
        with tarfile.open(fileobj=made, mode="w") as opened:
            add(opened)
    else:
        with zipfile.ZipFile(made, "w") as opened:
            add(opened)
    return made.getvalue()


def tar_link(opened):
    member = tarfile.TarInfo(f"{TOP}/data/a")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    opened.addfile(member)


def tar_twice(opened):
    for _ in range(2):
        opened.addfile(tarfile.TarInfo(f"{TOP}/bagit.txt"))


def tar_elsewhere(opened):
    opened.addfile(tarfile.TarInfo("../bagit.txt"))


@pytest.mark.parametrize("add", [tar_link, tar_twice, tar_elsewhere])
def test_what_we_would_not_write_is_not_taken_from_a_tar(add):
    with pytest.raises(ValueError, match=r"plain file|should not be there"):
        read_back(Form.TAR, other(Form.TAR, add))


def test_what_we_would_not_write_is_not_taken_from_a_zip():
    def bomb(opened):
        opened.writestr(f"{TOP}/data/a", bytes(1 << 20), zipfile.ZIP_DEFLATED)

    with pytest.raises(ValueError, match="compressed"):
        read_back(Form.ZIP, other(Form.ZIP, bomb))
    with pytest.raises(ValueError, match="should not be there"):
        read_back(Form.ZIP, other(Form.ZIP, lambda opened: opened.writestr("/etc/passwd", b"")))


@pytest.mark.parametrize("form", Form)
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_file_or_no_file(form, data):
    try:
        read_back(form, data)
    except ValueError:
        return
