"""Each finding of a bag is raised by a case named after it, with its verdict and nothing else."""

import tracemalloc

import pytest

from preserve.containers.bag.check import (
    comparison_for,
    conclude,
    inspect,
    tag_files_to_read,
)
from preserve.model.catalogue import CATALOGUE
from preserve.model.digest import digests_of
from preserve.model.file import Entry, EntryKind, Measurement, Outcome
from preserve.model.finding import Severity
from preserve.model.verdict import Verdict
from tests.support.bag_cases import CASES, Case
from tests.support.bags import Bag, codes, declaration, hexdigest, judge, new_bag, old_bag, sealed

TESTED_ELSEWHERE = {"BAG-00"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_raises_its_code_and_no_other(case: Case):
    result = case.bag.check()
    found = codes(result)
    assert case.code in found
    assert found - {case.code} <= case.also, [item.message for item in result.findings]
    assert found >= case.also
    assert result.verdict is case.verdict


def test_every_code_of_a_bag_has_a_case():
    # From BAG-116 on: fetching, profiles, archives, and what is made of bags.
    group = {code for code in CATALOGUE if code.startswith("BAG-")}
    expected = {code for code in group if code[:6] not in TESTED_ELSEWHERE and code < "BAG-116"}
    assert expected - {case.code for case in CASES} == {"BAG-093", "BAG-094"}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_findings_can_be_printed_and_stored(case: Case):
    for item in case.bag.check().findings:
        item.message.encode("utf-8")
        assert "\n" not in item.message
        assert len(item.message) < 4000
        (item.where.file or "").encode("utf-8")
        (item.where.path or "").encode("utf-8")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_order_of_the_listing_changes_nothing(case: Case):
    turned = Bag(
        dict(reversed(case.bag.files.items())),
        tuple(reversed(case.bag.extra)),
        case.bag.outcomes,
    )
    assert turned.check().findings == case.bag.check().findings


def test_our_own_bag_is_valid_without_any_finding():
    result = new_bag().check()
    assert result.verdict is Verdict.VALID
    assert result.findings == ()
    assert result.version == "1.0"
    assert result.info == (("Contact-Name", "Lina"),)
    assert set(result.payload) == {"data/a.txt", "data/b.txt"}


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"])
def test_each_version_is_accepted(version: str):
    assert old_bag(version).check().verdict is Verdict.VALID


@pytest.mark.parametrize(
    "algorithm",
    ["md5", "sha1", "sha224", "sha384", "sha512", "sha3256", "sha3512", "blake2b", "blake2s"],
)
def test_each_algorithm_is_verified(algorithm: str):
    bag = old_bag("1.0", algorithm=algorithm)
    assert bag.check().verdict is Verdict.VALID
    assert "BAG-050" in codes(bag.having("data/a.txt", b"onE\n").check())


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_line_ending_is_accepted(ending: str):
    bag = old_bag("1.0", algorithm="sha512", info="Contact-Name: Lina\n")
    for path in ("bagit.txt", "bag-info.txt", "manifest-sha512.txt"):
        bag = bag.having(path, bag.files[path].replace(b"\n", ending.encode()))
    bag = bag.without("tagmanifest-sha512.txt")
    assert codes(bag.check()) == {"BAG-060"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1"])
def test_manifests_in_a_declared_encoding_are_read(encoding: str):
    files = {"data/café.txt": b"one\n"}
    bag = old_bag("1.0", files, "sha512")
    text = bag.files["manifest-sha512.txt"].decode()
    bag = bag.having("manifest-sha512.txt", text.encode(encoding))
    declared = f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {encoding}\n"
    bag = bag.having("bagit.txt", declared.encode()).without("tagmanifest-sha512.txt")
    result = bag.check()
    assert result.verdict is Verdict.VALID
    assert codes(result) == {"BAG-016", "BAG-060"}


def test_utf_16_without_a_mark_is_big_endian():
    bag = old_bag("1.0", algorithm="sha512")
    text = bag.files["manifest-sha512.txt"].decode()
    bag = bag.having("manifest-sha512.txt", text.encode("utf-16-be"))
    declared = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n"
    bag = bag.having("bagit.txt", declared).without("tagmanifest-sha512.txt")
    assert bag.check().verdict is Verdict.VALID


def test_upper_case_digests_are_the_same_digests():
    bag = new_bag()
    for path in ("manifest-sha256.txt", "manifest-sha512.txt"):
        digest, name = bag.files[path].decode().split("\n")[0].split("  ")
        rest = bag.files[path].decode().partition("\n")[2]
        bag = bag.having(path, f"{digest.upper()}\t{name}\n{rest}".encode())
    bag = bag.without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    assert codes(bag.check()) == {"BAG-060"}


def test_older_versions_want_a_file_in_any_manifest_only():
    bag = old_bag("0.97")
    text = bag.files["manifest-md5.txt"].decode().splitlines(keepends=True)
    bag = bag.having("manifest-md5.txt", text[0].encode())
    both = bag.having("manifest-sha256.txt", new_bag().files["manifest-sha256.txt"])
    both = both.without("tagmanifest-md5.txt")
    assert codes(both.check()) == {"BAG-060"}
    strict = both.having("bagit.txt", new_bag().files["bagit.txt"])
    assert codes(strict.check()) == {"BAG-042", "BAG-060"}


def test_an_unread_manifest_never_makes_a_file_unexpected():
    bag = old_bag("1.0", algorithm="sha512")
    bag = bag.with_outcome("manifest-sha512.txt", Outcome.UNREADABLE)
    assert codes(bag.check()) == {"BAG-090"}


def test_a_file_of_which_no_measurement_came_back_is_never_called_good():
    bag = new_bag()
    inspection = inspect(bag.entries(), {p: bag.files[p] for p in tag_files_to_read(bag.entries())})
    result = judge(inspection, {})
    assert result.verdict is Verdict.UNDECIDED
    assert codes(result) == {"BAG-093"}
    half = {
        path: Measurement(path, Outcome.READ, 4, {"sha256": "00" * 32})
        for path in inspection.wanted
    }
    assert {"BAG-050", "BAG-093"} == codes(judge(inspection, half))


def test_a_tag_file_that_was_not_handed_in_leaves_the_bag_undecided():
    bag = new_bag()
    given = {p: bag.files[p] for p in tag_files_to_read(bag.entries()) if p != "bag-info.txt"}
    inspection = inspect(bag.entries(), given)
    assert "bag-info.txt" in inspection.wanted
    assert "BAG-093" in codes(inspection.findings)


@pytest.mark.parametrize("path", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "data/a.txt"])
def test_what_cannot_be_read_is_told_once_and_not_read_again(path: str):
    bag = new_bag().with_outcome(path, Outcome.UNREADABLE)
    given = {p: bag.files[p] for p in tag_files_to_read(bag.entries()) if p != path}
    failed = {path: bag.measure(path, ())} if not path.startswith("data/") else {}
    inspection = inspect(bag.entries(), {**given, **failed})
    assert set(inspection.wanted) == {"data/a.txt", "data/b.txt"}
    assert [item.code for item in bag.check().findings] == ["BAG-090"]


def test_only_tag_files_are_read_whole_and_links_never():
    entries = (
        Entry("bagit.txt", EntryKind.FILE),
        Entry("manifest-md5.txt", EntryKind.SYMLINK, target="/etc/passwd"),
        Entry("manifest-sha1.txt", EntryKind.FIFO),
        Entry("tagmanifest-md5.txt", EntryKind.FILE),
        Entry("meta/manifest-md5.txt", EntryKind.FILE),
        Entry("data/manifest-md5.txt", EntryKind.FILE),
        Entry("HOW-TO-READ-THIS.txt", EntryKind.FILE),
        Entry("package-info.txt", EntryKind.FILE),
    )
    assert tag_files_to_read(entries) == ("bagit.txt", "package-info.txt", "tagmanifest-md5.txt")


def test_all_problems_are_found_at_once_and_lines_are_right():
    bag = new_bag({f"data/{i:03}.txt": b"x" for i in range(300)})
    for name in ("sha256", "sha512"):
        lines = bag.files[f"manifest-{name}.txt"].decode().splitlines()
        lines.insert(100, "garbage")
        lines.insert(200, "")
        bag = bag.having(f"manifest-{name}.txt", ("\n".join(lines) + "\n").encode())
    bag = bag.without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt", "data/050.txt")
    bag = bag.without("data/150.txt", "data/250.txt").having("data/260.txt", b"y")
    bag = bag.having("data/new", b"")
    result = bag.check()
    by_code = {code: [f for f in result.findings if f.code == code] for code in codes(result)}
    assert {code: len(items) for code, items in by_code.items()} == {
        "BAG-030": 2, "BAG-084": 2, "BAG-040": 3, "BAG-041": 1, "BAG-050": 1, "BAG-060": 1,
    }  # fmt: skip
    assert {item.where.line for item in by_code["BAG-030"]} == {101}
    assert {item.where.line for item in by_code["BAG-084"]} == {201}
    places = [
        item.message.split("sha256.txt line ")[1].split(",")[0] for item in by_code["BAG-040"]
    ]
    assert places == ["51", "152", "253"]


def test_an_undecodable_byte_is_named_with_its_offset():
    bag = new_bag().having("bag-info.txt", b"A: b\nTitle: caf\xe9\n")
    item = next(item for item in bag.check().findings if item.code == "BAG-080")
    assert (item.where.line, item.where.offset) == (2, 15)


def test_two_manifests_spelling_a_name_differently_agree_about_the_file():
    nfc, nfd = "data/Núñez.txt", "data/Nu\u0301n\u0303ez.txt"
    bag = new_bag({nfc: b"one\n"})
    text = bag.files["manifest-sha512.txt"].decode().replace(nfc, nfd)
    bag = bag.having("manifest-sha512.txt", text.encode())
    bag = bag.without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    assert codes(bag.check()) == {"BAG-044", "BAG-060"}
    assert "BAG-050" in codes(bag.having(nfc, b"two\n").check())


def test_a_name_is_found_by_the_other_reading_of_percent_and_still_verified():
    bag = old_bag("0.97", {"data/a\nb": b"one\n"}, "sha512")
    digest = bag.files["manifest-sha512.txt"].split()[0]
    bag = bag.having("manifest-sha512.txt", digest + b"  data/a%0Ab\n")
    bag = bag.without("tagmanifest-sha512.txt")
    assert codes(bag.check()) == {"BAG-039", "BAG-060", "BAG-107"}
    assert "BAG-050" in codes(bag.having("data/a\nb", b"two\n").check())


def test_oxum_of_a_bag_with_holes_is_not_compared():
    bag = new_bag(info=(("Payload-Oxum", "8.2"),))
    bag = bag.having("fetch.txt", b"https://a.example/a 4 data/a.txt\n").without("data/a.txt")
    result = bag.check()
    assert codes(result) == {"BAG-043", "BAG-066"}
    assert result.verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize("damage", ["BAG-050", "BAG-041"])
def test_a_fault_outweighs_what_is_still_to_be_fetched(damage: str):
    bag = new_bag().having("fetch.txt", b"https://a.example/a 4 data/a.txt\n")
    bag = bag.without("data/a.txt")
    bag = bag.having("data/b.txt" if damage == "BAG-050" else "data/c.txt", b"changed")
    result = bag.check()
    assert damage in codes(result)
    assert result.verdict is Verdict.INVALID


def test_many_hidden_directories_and_many_missing_files_are_told_apart():
    files = {f"data/{i:03}/a.txt": b"x" for i in range(200)}
    bag = new_bag(files).without(*files)
    for i in range(0, 200, 2):
        bag = bag.with_entry(Entry(f"data/{i:03}", EntryKind.DIRECTORY, error="denied"))
    found = [item.code for item in bag.check().findings]
    assert (found.count("BAG-092"), found.count("BAG-040"), len(found)) == (100, 100, 200)


def test_a_bag_in_which_everything_is_wrong_is_judged_to_the_end():
    bag = new_bag({f"data/{i:05}.txt": b"x" for i in range(5000)})
    gone = [f"data/{i:05}.txt" for i in range(0, 5000, 2)]
    kept = bag.without(*gone)
    changed = dict.fromkeys((path for path in kept.files if path.startswith("data/")), b"y")
    found = [item.code for item in Bag({**kept.files, **changed}).check().findings]
    assert (found.count("BAG-040"), found.count("BAG-050"), len(found)) == (2500, 2500, 5000)


def test_severity_and_weight_come_from_the_catalogue():
    for item in new_bag().having("data/c", b"").check().findings:
        assert item.severity is Severity.ERROR
        assert item.weight == 1
        assert item.clause == "RFC 8493 3"


def test_a_healthy_bag_of_many_files_costs_little_memory_beyond_its_listing():
    count = 20_000
    paths = [f"data/{number // 1000:03}/file-{number:06}.txt" for number in range(count)]
    entries = [Entry(path, EntryKind.FILE, 4) for path in paths]
    tags = {
        "bagit.txt": declaration(),
        **{
            f"manifest-{name}.txt": "".join(
                f"{hexdigest(b'one', name)}  {path}\n" for path in paths
            ).encode()
            for name in ("sha256", "sha512")
        },
    }
    entries += [Entry(path, EntryKind.FILE, len(data)) for path, data in tags.items()]
    entries.append(Entry("data", EntryKind.DIRECTORY))
    tracemalloc.start()
    inspection = inspect(entries, tags)
    comparison = comparison_for(inspection)
    for path, algorithms in inspection.wanted_payload.items():
        comparison.take(Measurement(path, Outcome.READ, 3, digests_of(b"one", algorithms)))
    result = conclude(inspection, comparison)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.verdict is Verdict.VALID
    # Two digests are 96 bytes; the rest are tables of names. A million files: 350 MB at most.
    assert peak / count < 350


def test_a_tag_file_whose_name_begins_with_an_asterisk_is_found():
    bag = sealed(new_bag().having("*notes.txt", b"one").having("notes.txt", b"two"))
    assert codes(bag.check()) == {"BAG-104"}
    assert codes(bag.having("*notes.txt", b"altered").check()) == {"BAG-051", "BAG-104"}


@pytest.mark.parametrize("is_true", [True, False])
def test_a_tag_file_in_another_normal_form_is_found_and_verified(*, is_true: bool):
    listed, there = "notes/Núñez.txt", "notes/Nu\u0301n\u0303ez.txt"
    bag = sealed(new_bag().having(listed, b"a note\n"))
    kept = bag.without(listed).having(there, b"a note\n" if is_true else b"another\n")
    found = codes(kept.check())
    assert found == ({"BAG-044"} if is_true else {"BAG-044", "BAG-051"})


@pytest.mark.parametrize(("encoding", "codec"), [("UTF-7", "utf-7"), ("EBCDIC-US", "cp037")])
def test_what_an_encoding_that_is_not_read_hides_accuses_nobody(encoding: str, codec: str):
    bag = new_bag({"data/a+b.txt": b"one", "data/plain.txt": b"two"})
    files = {
        path: data if path.startswith("data/") else data.decode().encode(codec)
        for path, data in bag.files.items()
    }
    bag = sealed(Bag({**files, "bagit.txt": declaration("1.0", encoding)}))
    assert codes(bag.check()) == {"BAG-017"}
    assert bag.check().verdict is Verdict.UNDECIDED


def test_an_altered_file_is_told_in_an_encoding_that_is_not_read():
    bag = sealed(new_bag().having("bagit.txt", declaration("1.0", "CESU-8")))
    result = bag.having("data/a.txt", b"altered\n").check()
    assert "BAG-050" in codes(result)
    assert result.verdict is Verdict.INVALID


FETCHED = b"https://example.org/b 4 data/b.txt\n"


@pytest.mark.parametrize("path", ["data/b.txt", "data/\u00e9.txt"])
def test_a_file_is_not_missing_while_fetch_txt_cannot_be_read(path: str):
    """It may be one that is still to be fetched (RFC 8493 2.2.3)."""
    whole = new_bag({"data/a.txt": b"one\n", path: b"two\n"})
    bag = sealed(whole.having("fetch.txt", FETCHED)).without(path)
    unread = bag.with_outcome("fetch.txt", Outcome.UNREADABLE).check()
    assert (codes(unread), unread.verdict) == ({"BAG-090"}, Verdict.UNDECIDED)


def test_a_manifest_that_cannot_be_read_excuses_no_other():
    """BagIt 1.0 wants every file in every payload manifest (RFC 8493 3)."""
    whole = new_bag()
    lines = [
        line for line in whole.files["manifest-sha256.txt"].splitlines() if b"b.txt" not in line
    ]
    bag = sealed(whole.having("manifest-sha256.txt", b"\n".join([*lines, b""])))
    result = bag.with_outcome("manifest-sha512.txt", Outcome.UNREADABLE).check()
    assert (codes(result), result.verdict) == ({"BAG-042", "BAG-090"}, Verdict.INVALID)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("8.2", set()), ("4.2", set()), ("900.2", set()),
        ("3.2", {"BAG-073"}), ("8.1", {"BAG-073"}), ("8.3", {"BAG-073"}),
    ],
)  # fmt: skip
def test_what_a_bag_with_a_hole_states_has_to_be_possible(stated: str, expected: set[str]):
    info = f"Payload-Oxum: {stated}\n".encode()
    whole = new_bag().having("bag-info.txt", info).having("fetch.txt", FETCHED)
    result = sealed(whole).without("data/b.txt").check()
    assert codes(result) - {"BAG-043"} == expected
    assert result.verdict is (Verdict.INVALID if expected else Verdict.INCOMPLETE)


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-8"])
def test_tag_files_in_an_encoding_that_nobody_can_look_up_accuse_nobody(encoding: str):
    whole = new_bag().having("bagit.txt", declaration("1.0", encoding))
    for name in ("bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"):
        whole = whole.having(name, whole.files[name].decode().encode(encoding))
    bag = (
        sealed(whole)
        if encoding == "UTF-8"
        else whole.without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    )
    result = bag.with_outcome("bagit.txt", Outcome.UNREADABLE).check()
    assert result.verdict is Verdict.UNDECIDED, codes(result)
    lost = bag.without("data/b.txt").with_outcome("bagit.txt", Outcome.UNREADABLE).check()
    assert lost.verdict is (Verdict.INVALID if encoding == "UTF-8" else Verdict.UNDECIDED)
