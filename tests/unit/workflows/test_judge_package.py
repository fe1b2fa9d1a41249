"""Judging one package: whatever lies in the file, only an honest one is gone on with."""

from pathlib import Path

import pytest

from preserve.exchange.verdicts import offered_packages
from preserve.workflows.judge_package import judge_package
from preserve.workflows.rule_on_package import accepted_profiles
from preserve.workflows.unpack_bag import Unpacking
from tests.support.archives_hostile import (
    END,
    SLIPS,
    pax,
    tar_header,
    tar_member,
)
from tests.support.deliveries import Parcel, Sender

OURS = accepted_profiles(())


@pytest.fixture(scope="module")
def parcel(tmp_path_factory) -> Parcel:
    return Sender(tmp_path_factory.mktemp("judging")).parcel()


def judged(place, parcel: Parcel, data: bytes, ending: str = "tar", bag_bytes: int = 10**6):
    """Return the ruling on some bytes that are offered as this package, and what was unpacked."""
    place.mkdir(exist_ok=True)
    here = parcel.holding(data)
    row = {**here.row, "file": f"bags/{parcel.package}.{ending}", "bag_bytes": bag_bytes}
    if data == parcel.data and ending == "tar":
        row = here.row
    (offered,) = offered_packages({"packages": [row]})
    path = place / offered.stored_name
    path.write_bytes(data)
    unpacked = []

    def go_on(judged):
        unpacked.append(judged)
        unpacking.write(judged.members, str(place / parcel.package), bytes(32))
        return judged.ruling

    with Unpacking() as unpacking:
        ruling = judge_package(str(path), offered, OURS, go_on)
        assert all(isinstance(proof, str) for proof in unpacking.proofs().values())
    return ruling, unpacked


def with_member(parcel: Parcel, *members: bytes) -> bytes:
    """Return the package's tar with more members at its end."""
    return (
        parcel.data.rstrip(b"\0")
        + bytes(-len(parcel.data.rstrip(b"\0")) % 512)
        + (b"".join(members) + END)
    )


def test_the_honest_one_is_unpacked(tmp_path, parcel):
    ruling, unpacked = judged(tmp_path / "q", parcel, parcel.data)
    assert ruling.is_valid
    assert len(unpacked) == 1
    assert sorted(path.name for path in (tmp_path / "q").iterdir()) == [
        parcel.package,
        f"{parcel.package}.tar",
    ]


TOP = "letter-059066a4aa1b"
HOSTILE = {
    **{f"slip {name}": tar_member(name, b"evil") for name in SLIPS},
    **{f"slip in pax {name}": pax([("path", name.encode())]) + tar_member("x") for name in SLIPS},
    "link out": tar_member(f"{TOP}/data/x", flag=b"2", link=b"/etc/passwd"),
    "link within": tar_member(f"{TOP}/data/x", flag=b"2", link=b"original/letter.txt"),
    "hard link": tar_member(f"{TOP}/data/x", flag=b"1", link=f"{TOP}/bagit.txt".encode()),
    "through a link": tar_member(f"{TOP}/data/x", flag=b"2", link=b"/tmp")
    + tar_member(f"{TOP}/data/x/evil", b"evil"),
    "pipe": tar_member(f"{TOP}/data/x", flag=b"6"),
    "device": tar_member(f"{TOP}/data/x", flag=b"3"),
    "the same file again": tar_member(f"{TOP}/data/original/letter.txt", b"other"),
    "beside": tar_member("other/x", b"x"),
    "unlisted payload": tar_member(f"{TOP}/data/more.txt", b"x"),
    "unlisted tag file": tar_member(f"{TOP}/more.txt", b"x"),
    "a second source": tar_member(f"{TOP}/data/original/b.txt", b"x"),
    "terabytes": tar_header(f"{TOP}/data/h", size_field=b"\x80" + (1 << 42).to_bytes(11, "big")),
    "deep": pax([("path", (f"{TOP}/" + "d/" * 100 + "x").encode())]) + tar_member("x"),
    "a name of megabytes": pax([("path", b"x" * (2 << 20))]) + tar_member("x"),
}


@pytest.mark.parametrize("member", HOSTILE.values(), ids=HOSTILE)
def test_nothing_hostile_is_unpacked(tmp_path, parcel, member):
    place = tmp_path / "q"
    ruling, unpacked = judged(place, parcel, with_member(parcel, member))
    assert ruling.is_decided
    assert not ruling.is_valid
    assert unpacked == []
    assert [path.name for path in tmp_path.rglob("*")] == ["q", f"{parcel.package}.tar"]


def test_nothing_that_is_cut_off_is_unpacked(tmp_path, parcel):
    content = len(parcel.data.rstrip(b"\0"))
    whole = content + -content % 512 + 1024
    lengths = {*range(0, whole, 512), *range(1, whole, 997), whole - 1, whole - 513}
    for length in sorted(lengths):
        ruling, unpacked = judged(tmp_path / "q", parcel, parcel.data[:length])
        assert ruling.is_decided, length
        assert not ruling.is_valid, length
        assert unpacked == [], length


def test_no_flipped_bit_is_unpacked(tmp_path, parcel):
    """Only what tar itself ignores, and what is no part of the bag, may differ."""
    content = len(parcel.data.rstrip(b"\0"))
    for place in range(0, content, 613):
        data = bytearray(parcel.data)
        data[place] ^= 0x20
        ruling, unpacked = judged(tmp_path / "q", parcel, bytes(data))
        if unpacked:
            for path, expected in parcel.files.items():
                assert (tmp_path / "q" / parcel.package / path).read_bytes() == expected, place
        else:
            assert not ruling.is_valid, place


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("tar", b""),
        ("tar", b"\0" * 10_240),
        ("tar", b"PK\x03\x04" + bytes(100)),
        ("tar", b"\x1f\x8b" + bytes(100)),
        ("zip", b"PK\x05\x06" + bytes(18)),
        ("zip", b"no zip at all"),
        ("tar", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
        ("tar", b"WARC/1.1\r\n"),
    ],
    ids=repr,
)
def test_what_is_no_bag_is_refused(tmp_path, parcel, ending, data):
    ruling, unpacked = judged(tmp_path / "q", parcel, data, ending)
    assert ruling.is_decided
    assert not ruling.is_valid
    assert ruling.findings
    assert unpacked == []


def test_a_tar_called_zip_is_refused(tmp_path, parcel):
    ruling, unpacked = judged(tmp_path / "q", parcel, parcel.data, "zip")
    assert [found.code for found in ruling.findings] == ["XCH-044"]
    assert unpacked == []


def test_a_file_that_is_not_there_decides_nothing(tmp_path, parcel):
    (offered,) = offered_packages({"packages": [parcel.row]})
    ruling = judge_package(str(tmp_path / "nothing.tar"), offered, OURS, lambda _: 1 / 0)
    assert not ruling.is_decided
    assert [found.code for found in ruling.findings] == ["XCH-051"]


def test_a_file_that_changes_meanwhile_decides_nothing(tmp_path, parcel):
    (offered,) = offered_packages({"packages": [parcel.row]})
    path = tmp_path / offered.stored_name
    path.write_bytes(parcel.data)

    def go_on(judged):
        with open(path, "ab") as opened:
            opened.write(b"more")
        return judged.ruling

    ruling = judge_package(str(path), offered, OURS, go_on)
    assert not ruling.is_decided
    assert [found.code for found in ruling.findings] == ["XCH-051"]


@pytest.mark.parametrize(
    "names",
    [
        ["data/empty"],
        ["data/one/two/three/four"],
        ["data", "data/original", "tags"],
        [f"data/{number}" for number in range(2_000)],
    ],
)
def test_directories_without_files_are_not_unpacked(tmp_path, parcel, names):
    """Nobody proves or confirms them, and each would cost a sync."""
    members = [tar_header(f"{parcel.package}/{name}/", flag=b"5") for name in names]
    data = with_member(parcel, *members)
    ruling, unpacked = judged(tmp_path / "q", parcel, data, bag_bytes=parcel.row["bag_bytes"])
    assert (ruling.is_valid, len(unpacked)) == (True, 1)
    bag = tmp_path / "q" / parcel.package
    there = {str(path.relative_to(bag)): path for path in bag.rglob("*")}
    files = {name: path.read_bytes() for name, path in there.items() if path.is_file()}
    assert files == parcel.files
    above = {str(parent) for name in files for parent in Path(name).parents} - {"."}
    assert there.keys() == files.keys() | above
