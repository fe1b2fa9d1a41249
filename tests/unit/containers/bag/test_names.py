"""Names: encoding, ways out of a bag, and the one list of refusals."""

import pytest

from preserve.containers.bag.names import (
    decode_path,
    encode_path,
    normal_form,
    path_problem,
    shown,
    storable,
    tidy_path,
)
from preserve.containers.bag.refusals import refusals
from preserve.model.file import Entry, EntryKind

FILE, LINK = EntryKind.FILE, EntryKind.SYMLINK


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("data/100%.txt", "data/100%25.txt"),
        ("data/a\nb", "data/a%0Ab"),
        ("data/a\r\nb", "data/a%0D%0Ab"),
        ("data/%0A", "data/%250A"),
        ("data/a b\tc~é\u2028", "data/a b\tc~é\u2028"),
    ],
)
def test_exactly_three_characters_are_encoded(path: str, written: str):
    assert encode_path(path) == written
    assert decode_path(written) == path


@pytest.mark.parametrize("text", ["%7Etest", "%", "%2", "%20", "a%zz", "%0C"])
def test_any_other_percent_stands_for_itself(text: str):
    assert decode_path(text) == text


def test_hex_digits_in_either_case_are_decoded():
    assert decode_path("%0a%0d%25") == "\n\r%"


@pytest.mark.parametrize(
    "path",
    [
        "", "..", "../a", "data/../../a", "data/..", "/etc/passwd", "~", "~/a", "~root/a",
        "C:/a", "c:a", "C:\\Windows", "\\\\server\\share", "\\\\?\\C:\\a", "\\a", "data\\..\\..\\a",
        "data/a\0b", "data//a", "data/a/", "./data/a", "data/./a", ".", "data/.", "//a",
    ],
)  # fmt: skip
def test_ways_out_are_seen_in_every_disguise(path: str):
    assert path_problem(path)


@pytest.mark.parametrize(
    "path",
    ["data/a", "data/..a", "data/a..", "data/...", "data/a\\b", "data/~a", "data/C:a", "data/ ",
     ".hidden", "data/.a/b", "data/a\nb", "data/\udce9"],
)  # fmt: skip
def test_odd_names_that_lead_nowhere_are_no_problem(path: str):
    assert path_problem(path) is None


@pytest.mark.parametrize(
    ("written", "tidy"),
    [("./data/a", "data/a"), ("data//a", "data/a"), ("data/./a", "data/a"), (".//data/a/", "data/a/"),
     ("data/a/.", "data/a/"), ("data/a/./.", "data/a/"), ("/data//a", "/data//a"), ("data/../a", "data/../a"), ("data/a./b", "data/a./b")],
)  # fmt: skip
def test_roundabout_paths_are_made_tidy_and_ways_out_stay(written: str, tidy: str):
    assert tidy_path(written) == tidy


def test_shown_names_cannot_drive_a_terminal_or_hide():
    assert shown("a\x1b[2Jb\n\u202ec\udce9") == "a\\x1b[2Jb\\x0a\\u202ec\\xe9"
    assert shown("Núñez ☺") == "Núñez ☺"
    assert storable("a\n\udce9") == "a\n\\xe9"


def test_a_name_longer_than_any_system_stores_is_cut_in_a_message():
    assert len(shown("data/" + "x" * 1_000_000)) < 1100
    assert shown("x" * 1000) == "x" * 1000


REFUSED = {
    "BAG-001_latin-1": [Entry("caf\udce9.txt", FILE)],
    "BAG-002_normal-forms": [Entry("N\u0303.txt", FILE), Entry("Ñ.txt", FILE)],
    "BAG-003_case": [Entry("a.txt", FILE), Entry("A.txt", FILE)],
    "BAG-003_case-of-directories": [Entry("d/a.txt", FILE), Entry("D/b.txt", FILE)],
    "BAG-003_sharp-s": [Entry("straße", FILE), Entry("STRASSE", FILE)],
    "BAG-004_fifo": [Entry("p", EntryKind.FIFO)],
    "BAG-004_socket": [Entry("p", EntryKind.SOCKET)],
    "BAG-004_device": [Entry("p", EntryKind.DEVICE)],
    "BAG-005_absolute": [Entry("l", LINK, target="/etc/passwd")],
    "BAG-005_climbing": [Entry("d/l", LINK, target="../../a")],
    "BAG-005_through-another-link": [
        Entry("t/f", FILE),
        Entry("a/b/y", LINK, target="../../t"),
        Entry("l", LINK, target="a/b/y/../.."),
    ],
    "BAG-006_nowhere": [Entry("l", LINK, target="gone.txt")],
    "BAG-006_itself": [Entry("l", LINK, target="l")],
    "BAG-006_circle": [Entry("l", LINK, target="m"), Entry("m", LINK, target="l")],
    "BAG-007_backslash": [Entry("..\\..\\a", FILE)],
    "BAG-008_unlisted": [Entry("d", EntryKind.DIRECTORY, error="permission denied")],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_named(name: str):
    assert {item.code for item in refusals(REFUSED[name])} == {name[:7]}


def test_every_problem_of_a_tree_is_in_one_list():
    tree = [entry for name, entries in REFUSED.items() if "circle" not in name for entry in entries]
    assert {item.code for item in refusals(tree)} == {name[:7] for name in REFUSED}


@pytest.mark.parametrize(
    "entries",
    [
        [Entry("~lina.txt", FILE), Entry("C: notes.txt", FILE), Entry("a\\b", FILE)],
        [Entry("a.txt", FILE), Entry("l", LINK, target="./a.txt")],
        [Entry("d/a.txt", FILE), Entry("d", EntryKind.DIRECTORY), Entry("e/l", LINK, target="../d/a.txt")],
        [Entry("d", EntryKind.DIRECTORY), Entry("l", LINK, target="d")],
        [Entry("d/a", FILE), Entry("e/a", FILE), Entry("e/A.txt", FILE), Entry("d/a.txt", FILE)],
        [Entry("a\nb", FILE), Entry("100%.txt", FILE), Entry("رسالة.txt", FILE)],
        [Entry("t/a", FILE), Entry("t", EntryKind.DIRECTORY), Entry("y", LINK, target="t"), Entry("l", LINK, target="y/a")],
    ],
)  # fmt: skip
def test_what_can_be_packaged_is_not_refused(entries: list[Entry]):
    assert refusals(entries) == ()


def test_a_chain_of_many_links_is_a_circle_and_ends():
    chain = [Entry(f"l{i:04}", LINK, target=f"l{i + 1:04}") for i in range(5000)]
    assert {item.code for item in refusals([*chain, Entry("l5000", FILE)])} == {"BAG-006"}


def test_accents_out_of_order_take_a_time_that_is_bounded():
    # Unicode's ordering of accents takes Python the square of their number, uninterrupted.
    accents = "\u0300\u0316" * (1 << 18)
    assert normal_form(f"data/a{accents}") == f"data/a{accents}"
    assert normal_form(f"data/{accents}/e\u0301") == f"data/{accents}/\u00e9"
    assert normal_form("e\u0301\0" * 4096) == "\u00e9\0" * 4096
    assert (
        normal_form("\u1100\u1161\u11a8" * 85) == "\uac01" * 85
    )  # 255 bytes, as Linux stores them
    assert normal_form("\u03b9\u0308\u0301" * 127) == "\u0390" * 127
