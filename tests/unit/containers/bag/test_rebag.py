"""Which findings are of form and which of content, and what the tag files of a new bag say."""

from datetime import UTC, datetime

import pytest

from preserve.containers.bag.rebag import (
    KEPT,
    MENDED,
    REFUSED,
    Fate,
    Holdings,
    fate_of,
    is_in_order,
    obstacles,
    refusal,
)
from preserve.containers.bag.rebag_files import (
    Circumstances,
    Old,
    new_info,
    notes_on,
    routes_of,
    taken_names,
)
from preserve.model.catalogue import ALL_KINDS, CATALOGUE, finding
from preserve.model.file import Entry, EntryKind, FileRecord
from preserve.model.finding import Where
from preserve.model.verdict import Verdict
from tests.support.bags import codes

MADE = Circumstances(datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), "preserve-toolkit 9")
PAYLOAD = [FileRecord("data/a", 5, {}), FileRecord("data/b", 995, {})]
# What `validate` itself finds of a bag in a directory, without a profile.
OF_A_BAG = sorted(kind.code for kind in ALL_KINDS if "BAG-010" <= kind.code <= "BAG-115")


@pytest.mark.parametrize("code", OF_A_BAG)
def test_every_finding_of_a_bag_has_one_fate_with_a_reason(code: str):
    reasons = [table[code] for table in (MENDED, KEPT, REFUSED) if code in table]
    assert len(reasons) == 1
    assert reasons[0]


def test_what_is_in_no_table_is_refused():
    others = set(CATALOGUE) - set(OF_A_BAG)
    assert {fate_of(code) for code in others} == {Fate.REFUSED}
    assert fate_of("BAG-999") is Fate.REFUSED


def test_the_tables_name_only_codes_that_exist():
    assert not {*MENDED, *KEPT, *REFUSED} - set(OF_A_BAG)


def test_nothing_that_is_missing_altered_or_open_is_form():
    """Whatever leaves a bag undecided is refused, save a digest that another one stands in for."""
    form = {*MENDED, *KEPT}
    assert {code for code in form if CATALOGUE[code].weight == 3} == {"BAG-023"}


def entries(*paths: str) -> list[Entry]:
    found = [Entry(path, EntryKind.FILE, 4) for path in paths if not path.endswith("/")]
    return found + [Entry(p[:-1], EntryKind.DIRECTORY) for p in paths if p.endswith("/")]


@pytest.mark.parametrize("code", ["BAG-036", "BAG-064"])
def test_what_is_listed_in_the_wrong_place_is_form_as_long_as_it_is_there(code: str):
    found = finding(code, "x", Where(file="manifest-md5.txt", path="data/d/"))
    assert obstacles([found], Holdings(entries("data/", "data/d/"))) == ()
    assert obstacles([found], Holdings(entries("data/"))) == (found,)


def test_what_is_worth_knowing_about_contents_forbids_nothing_and_a_fault_does():
    worth_knowing = [kind.code for kind in ALL_KINDS if kind.code[:4] != "BAG-" and not kind.weight]
    assert obstacles([finding(code, "x") for code in worth_knowing], Holdings(())) == ()
    fault = finding("META-001", "x")
    assert obstacles([fault], Holdings(())) == (fault,)


def test_a_directory_found_by_completeness_is_there():
    found = finding("BAG-036", "x", Where(file="data/d"))
    assert obstacles([found], Holdings(entries("data/d/"))) == ()


def test_each_payload_file_needs_a_digest_that_was_verified():
    listed = entries("data/a", "data/b", "notes.txt")
    assert obstacles([], Holdings(listed)) == ()
    assert obstacles([], Holdings(listed, {"data/a", "data/b"})) == ()
    (found,) = obstacles([], Holdings(listed, {"data/a"}))
    assert (found.code, found.where.file, found.weight) == ("BAG-193", "data/b", 1)
    unlisted = finding("BAG-041", "x", Where(file="data/b"))
    assert obstacles([unlisted], Holdings(listed, {"data/a"})) == (unlisted,)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (["BAG-040"], {"BAG-190"}),
        (["BAG-090", "BAG-092"], {"BAG-191"}),
        (["BAG-090", "BAG-050"], {"BAG-190"}),
        (["BAG-106"], {"BAG-190"}),
        (["BAG-043"], {"BAG-192"}),
        (["BAG-043", "BAG-050"], {"BAG-190", "BAG-192"}),
        (["BAG-043", "BAG-090"], {"BAG-191", "BAG-192"}),
        ([], {"BAG-191"}),
    ],
)
def test_a_refusal_says_why(standing: list[str], expected: set[str]):
    assert codes(refusal([finding(code, "x") for code in standing])) == expected


def test_only_a_bag_with_nothing_to_mend_is_in_order():
    strong = {"sha256", "sha512"}
    assert is_in_order([], "1.0", strong)
    assert is_in_order([finding("BAG-104", "x")], "1.0", strong)
    assert not is_in_order([finding("BAG-083", "x")], "1.0", strong)
    assert not is_in_order([], "0.97", strong)
    assert not is_in_order([], None, strong)
    assert not is_in_order([], "1.0", {"sha256"})


def test_the_elements_stay_in_their_order_and_what_describes_the_bag_is_said_anew():
    old = (
        ("source-organization", "A"),
        ("Bag-Size", "9 TB"),
        ("X-Note", "first"),
        ("bagging-date", "1999-01-01"),
        ("X-Note", "second"),
        ("Bagging-Date", "1999-01-02"),
        ("bagit-profile-identifier", "https://a.example/p"),
        ("Bag-Count", "1/3"),
        ("Contact-Name", ""),
    )
    assert new_info(old, PAYLOAD, MADE) == (
        ("Source-Organization", "A"),
        ("Bag-Size", "1.0 KB"),
        ("X-Note", "first"),
        ("Bagging-Date", "2020-01-02"),
        ("X-Note", "second"),
        ("Bag-Count", "1/3"),
        ("Contact-Name", ""),
        ("Payload-Oxum", "1000.2"),
        ("Bag-Software-Agent", "preserve-toolkit 9"),
    )


def test_a_label_of_nothing_but_control_characters_is_no_label():
    assert ("", "x") not in new_info((("\0", "x"),), PAYLOAD, MADE)


def old_with(info: tuple[tuple[str, str], ...], encoding: str | None = "UTF-8") -> Old:
    return Old("bag", "0.97", encoding, info, Verdict.VALID, ())


@pytest.mark.parametrize(
    ("old", "data", "expected"),
    [
        (old_with((("Contact-Name", "Lina"),)), b"Lina", set()),
        (old_with((("Contact-Name", "Li\tna"),)), b"Li\tna", {"BAG-198"}),
        (old_with((("BagIt-Profile-Identifier", "p"),)), b"", {"BAG-197"}),
        (old_with((("Contact-Name", "Núñez"),), "ISO-8859-1"), "Núñez".encode(), {"BAG-198"}),
        (old_with((("Contact-Name", "Núñez"),), "ISO-8859-1"), "Núñez".encode("latin-1"), set()),
        (old_with((("Contact-Name", "Lina"),), "ISO-8859-1"), b"Lina", set()),
        (old_with((("Contact-Name", "Núñez"),), "UTF-16"), "Núñez".encode("utf-16"), set()),
        (old_with((("Contact-Name", "Lina"),), None), b"Lina", {"BAG-198"}),
        (old_with((), None), b"", set()),
    ],
)
def test_what_may_not_read_as_it_was_meant_is_said(old: Old, data: bytes, expected: set[str]):
    assert codes(notes_on(old, data)) == expected


def test_bagits_own_files_move_aside_and_everything_else_stays():
    listed = entries(
        "bagit.txt", "bag-info.txt", "fetch.txt", "manifest-MD5.txt", "tagmanifest-x.txt",
        "package-info.txt", "notes.txt", "meta/manifest-md5.txt", "meta/", "data/", "data/a",
    )  # fmt: skip
    routes = routes_of(listed, "0.97")
    assert set(routes.moved) == {
        "bagit.txt", "bag-info.txt", "fetch.txt", "manifest-MD5.txt", "tagmanifest-x.txt",
    }  # fmt: skip
    assert routes.moved["bagit.txt"] == "provenance-1/bagit.txt"
    assert routes.kept == ("package-info.txt", "notes.txt", "meta/manifest-md5.txt")
    assert routes.directories == ("meta", "data")
    assert "package-info.txt" in routes_of(listed, "0.93").moved
    assert "bag-info.txt" in routes_of(listed, "0.93").moved


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (["provenance-1/"], "provenance-2"),
        (["provenance-1"], "provenance-2"),
        (["PROVENANCE-1/x"], "provenance-2"),
        (["provenance-2/"], "provenance-1"),
        (["provenance-1/", "provenance-2/"], "provenance-3"),
        (["data/provenance-1"], "provenance-1"),
    ],
)
def test_the_provenance_has_a_directory_of_its_own(there: list[str], expected: str):
    assert routes_of(entries(*there), "1.0").provenance == expected


def test_a_directory_with_the_name_of_a_new_file_is_reported():
    routes = routes_of(entries("bag-info.txt/", "data/"), "1.0")
    assert codes(taken_names(routes)) == {"BAG-195"}
