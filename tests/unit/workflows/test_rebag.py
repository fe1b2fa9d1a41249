"""Rebagging: form is mended and the payload is the same; content is refused and nothing is written."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from preserve.containers.bag.rebag import MENDED
from preserve.containers.bag.rebag_files import Circumstances
from preserve.containers.bag.second_opinion import bagit_opinion
from preserve.errors import PreserveError, Refused, UsageProblem
from preserve.model.file import Entry, EntryKind, Outcome
from preserve.model.verdict import Verdict
from preserve.storage.store import unnoticed
from preserve.storage.workspace import MARK
from preserve.workflows.check_contents import check_package
from preserve.workflows.rebag import Rebagging, RebagOptions, rebag, rebag_tree
from tests.support.bag_cases import CASES, Case
from tests.support.bag_trees import BagTree, tree_of
from tests.support.bags import (
    Bag,
    check_directory,
    codes,
    declaration,
    fingerprint,
    hexdigest,
    listing,
    new_bag,
    old_bag,
    sealed,
    write_bag,
)

AT = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
MADE = Circumstances(AT, "preserve-toolkit test")
NFC, NFD = "data/Núñez.txt", "data/Nu\u0301n\u0303ez.txt"

# Of a code of form, and yet there is more to it: what is listed is not there, or nobody lists it.
WORSE = {
    "BAG-036_file-with-slash-and-dot",
    "BAG-036_with-slash",
    "BAG-103_thumbs",
    "BAG-025_declaration-in-another-case",
    "BAG-025_data-in-capitals",
}


def options(to: Path) -> RebagOptions:
    return RebagOptions(str(to), MADE, check_package)


def rebagged(bag: Bag, to: Path) -> tuple[Rebagging, BagTree]:
    tree = tree_of(bag)
    return rebag_tree(tree, "bag", options(to)), tree


def payload_of(directory: Path) -> dict[str, bytes]:
    return {
        path: data
        for path, (kind, data) in fingerprint(directory).items()
        if kind == "file" and path.startswith("data/")
    }


# Said here once more, so that a change of the tables is a change of two places.
CONTENT_CODES = {
    "BAG-010", "BAG-013", "BAG-017", "BAG-026", "BAG-020", "BAG-021", "BAG-030", "BAG-033", "BAG-034", "BAG-035",
    "BAG-040", "BAG-041", "BAG-043", "BAG-050", "BAG-051", "BAG-065", "BAG-070", "BAG-073",
    "BAG-080", "BAG-081", "BAG-090", "BAG-091", "BAG-092", "BAG-085", "BAG-100", "BAG-101", "BAG-106",
    "BAG-110", "BAG-112", "BAG-113",
}  # fmt: skip


def is_refused(case: Case) -> bool:
    return case.code in CONTENT_CODES or case.name in WORSE


FORM = [case for case in CASES if not is_refused(case)]
CONTENT = [case for case in CASES if is_refused(case)]


@pytest.mark.parametrize("case", FORM, ids=lambda case: case.name)
def test_form_is_mended_and_the_payload_is_the_same(case: Case, tmp_path: Path):
    done, tree = rebagged(case.bag, tmp_path)
    if done.status == "nothing-to-mend":
        assert done.new_bag is None
        assert os.listdir(tmp_path) == []
        assert codes(done.findings).isdisjoint(MENDED)
        return
    assert (done.status, done.exit_code) == ("rebagged", 0)
    assert os.listdir(tmp_path) == ["bag"]
    new = tmp_path / "bag"
    check = check_directory(new)
    assert check.verdict is Verdict.VALID
    assert codes(check).isdisjoint(MENDED)
    assert not any(found.weight for found in done.findings)
    assert payload_of(new) == {p: d for p, d in case.bag.files.items() if p.startswith("data/")}
    if case.code in MENDED:
        assert case.code in done.mended
    for path in ("data/a.txt", "data/b.txt"):
        assert tree.opened.get(path, 0) <= 1  # one read verifies, digests and copies


@pytest.mark.parametrize("case", CONTENT, ids=lambda case: case.name)
def test_content_is_refused_and_nothing_is_written(case: Case, tmp_path: Path):
    to = tmp_path / "to"
    done, _ = rebagged(case.bag, to)
    assert (done.status, done.new_bag) == ("refused", None)
    assert done.exit_code == (3 if case.verdict is Verdict.UNDECIDED else 1)
    assert case.code in codes(done.findings)
    assert codes(done.findings) & {"BAG-190", "BAG-191", "BAG-192"}
    assert not to.exists()


def test_both_kinds_of_cases_are_many():
    assert len(FORM) > 50
    assert len(CONTENT) > 50


def test_a_holey_bag_is_to_be_fetched_first(tmp_path: Path):
    fetch = b"https://a.example/a 4 data/a.txt\n"
    bag = sealed(new_bag().having("fetch.txt", fetch)).without("data/a.txt")
    done, _ = rebagged(bag, tmp_path)
    (why,) = [found for found in done.findings if found.code == "BAG-192"]
    assert "preserve fetch" in why.remedy
    assert (done.exit_code, os.listdir(tmp_path)) == (1, [])


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97"])
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "windows-1252"])
def test_old_versions_and_encodings(version: str, encoding: str, tmp_path: Path):
    files = {"data/café.txt": b"one\n", "data/d/b.txt": b"two\n"}
    info = "package-info.txt" if version < "0.96" else "bag-info.txt"
    tags = {
        "manifest-sha1.txt": listing(files, "sha1").decode(),
        info: "Source-Organization:Archives de Núñez\r\nContact-Name : Lina\r\n  Shamy\r\n",
    }
    old = {path: text.encode(encoding) for path, text in tags.items()}
    old["bagit.txt"] = declaration(version, encoding)
    place = write_bag(Bag({**files, **old}), tmp_path / "in" / "old")
    before = fingerprint(place)
    done = rebag(str(place), options(tmp_path))
    assert (done.status, done.exit_code) == ("rebagged", 0), done.findings
    new = tmp_path / "old"
    assert fingerprint(place) == before
    check = check_directory(new)
    assert (check.verdict, check.version) == (Verdict.VALID, "1.0")
    assert ("Source-Organization", "Archives de Núñez") in check.info
    assert ("Contact-Name", "Lina Shamy") in check.info
    assert payload_of(new) == files
    assert bagit_opinion(str(new)).agrees_valid is True
    for path, data in old.items():
        assert (new / "provenance-1" / path).read_bytes() == data


def test_other_tag_files_stay_where_they_are_and_are_verified(tmp_path: Path):
    bag = sealed(
        old_bag()
        .having("aptrust-info.txt", b"Title: \xff\r\n")
        .having("meta/deep/mets.xml", b"<mets/>"),
        "md5",
    ).having("unlisted/notes.bin", b"\0\1")
    done, _ = rebagged(bag, tmp_path)
    new = tmp_path / "bag"
    assert done.status == "rebagged"
    for path in ("aptrust-info.txt", "meta/deep/mets.xml", "unlisted/notes.bin"):
        assert (new / path).read_bytes() == bag.files[path]
        assert path in (new / "tagmanifest-sha512.txt").read_text()
    spoiled = bag.having("meta/deep/mets.xml", b"<METS/>")
    done, _ = rebagged(spoiled, tmp_path / "other")
    assert (done.status, done.exit_code) == ("refused", 1)
    assert {"BAG-051", "BAG-190"} <= codes(done.findings)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("outcome", [Outcome.UNREADABLE, Outcome.CHANGED, Outcome.MISSING])
@pytest.mark.parametrize("path", ["notes.txt", "unlisted.txt"])
def test_a_tag_file_that_cannot_be_read_stops_the_whole(
    path: str, outcome: Outcome, tmp_path: Path
):
    bag = sealed(old_bag().having("notes.txt", b"as sent"), "md5").having("unlisted.txt", b"x")
    done, _ = rebagged(bag.with_outcome(path, outcome), tmp_path)
    assert (done.status, done.exit_code) == ("refused", 3)
    assert "BAG-191" in codes(done.findings)
    assert os.listdir(tmp_path) == []


class Shifting(BagTree):
    """A manifest that is another one when it is read again."""

    def open(self, path: str):
        opened = super().open(path)
        if path == "manifest-md5.txt":
            self.files[path] += b" "
        return opened


def test_a_manifest_that_is_replaced_meanwhile_stops_the_whole(tmp_path: Path):
    bag = old_bag().without("tagmanifest-md5.txt")
    tree = Shifting(dict(bag.files), bag=bag)
    done = rebag_tree(tree, "bag", options(tmp_path))
    assert done.status == "refused"
    assert codes(done.findings) & {"BAG-091", "BAG-193", "BAG-041"}
    assert os.listdir(tmp_path) == []


class Growing(BagTree):
    """A bag that something is put into while it is read."""

    def open(self, path: str):
        if path == "data/b.txt":
            self.bag = self.bag.having("late.txt", b"x")
        return super().open(path)


def test_what_comes_in_meanwhile_is_not_left_out_in_silence(tmp_path: Path):
    bag = old_bag()
    done = rebag_tree(Growing(dict(bag.files), bag=bag), "bag", options(tmp_path))
    assert (done.status, done.exit_code) == ("refused", 3)
    assert [f.where.file for f in done.findings if f.code == "BAG-091"] == ["late.txt"]
    assert os.listdir(tmp_path) == []


class Vanishing(BagTree):
    """A disk that is pulled out when all is read."""

    def entries(self, met=unnoticed):
        if self.opened.get("data/b.txt"):
            raise OSError(5, "Input/output error")
        return super().entries(met)


def test_a_bag_that_is_gone_in_the_end_is_no_source(tmp_path: Path):
    bag = old_bag()
    done = rebag_tree(Vanishing(dict(bag.files), bag=bag), "bag", options(tmp_path))
    assert (done.status, done.exit_code) == ("refused", 3)
    assert "BAG-092" in codes(done.findings)
    assert os.listdir(tmp_path) == []


def test_a_new_bag_that_does_not_pass_its_own_check_is_taken_away(tmp_path: Path):
    """Folded lines that no program would read as the one line that they are."""
    info = "External-Description: a\n" + f"  {'x' * 1000}\n" * 1100
    to = tmp_path / "to"
    done, _ = rebagged(old_bag(info=info), to)
    assert (done.status, done.exit_code, done.new_bag) == ("refused", 1, None)
    assert {"BAG-081", "BAG-196"} <= codes(done.findings)
    assert not to.exists()


def test_files_with_unverifiable_digests_only_are_refused(tmp_path: Path):
    files = {"data/a.txt": b"one\n", "data/b.txt": b"two\n"}
    md5 = listing({"data/a.txt": b"one\n"}, "md5")
    bag = Bag({
        **files,
        "bagit.txt": declaration("0.97"),
        "manifest-md5.txt": md5,
        "manifest-crc32.txt": b"0011aabb  data/b.txt\n",
    })  # fmt: skip
    done, _ = rebagged(bag, tmp_path)
    assert (done.status, done.exit_code) == ("refused", 1)
    (found,) = [found for found in done.findings if found.code == "BAG-193"]
    assert found.where.file == "data/b.txt"
    assert os.listdir(tmp_path) == []


def test_a_listed_payload_name_in_a_tag_manifest_that_is_gone_is_refused(tmp_path: Path):
    bag = old_bag()
    row = f"{hexdigest(b'x', 'md5')}  data/lost.txt\n".encode()
    bag = bag.having("tagmanifest-md5.txt", bag.files["tagmanifest-md5.txt"] + row)
    done, _ = rebagged(bag, tmp_path)
    assert (done.status, done.exit_code) == ("refused", 1)


@pytest.mark.parametrize(
    "name",
    [
        "data/a%b.txt", "data/%25.txt", "data/%0A", "data/a\nb", "data/a\rb", "data/ a ",
        "data/a\vb", "data/a\x85b", "data/a\u2028b", "data/*a", "data/\\a", "data/a\tb", NFD,
        "data/[/tag]", "data/-rf", "data/.hidden", "data/a'b\"c$(d)",
    ],
)  # fmt: skip
def test_any_name_survives(name: str, tmp_path: Path):
    bag = new_bag({name: b"one\n"}).without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
    place = write_bag(bag, tmp_path / "in" / "bag")
    done = rebag(str(place), options(tmp_path))
    assert (done.status, done.exit_code) == ("rebagged", 0), done.findings
    assert payload_of(tmp_path / "bag") == {name: b"one\n"}
    check = check_directory(tmp_path / "bag")
    assert check.verdict is Verdict.VALID
    assert codes(check).isdisjoint(MENDED)


def test_the_name_on_disk_is_the_one_that_is_listed(tmp_path: Path):
    bag = new_bag({NFC: b"one\n"}).without(NFC).having(NFD, b"one\n")
    done, _ = rebagged(bag, tmp_path)
    assert done.mended == ("BAG-044",)
    assert NFD in (tmp_path / "bag/manifest-sha512.txt").read_text()
    assert NFC in (tmp_path / "bag/provenance-1/manifest-sha512.txt").read_text()


def test_empty_directories_are_kept(tmp_path: Path):
    bag = old_bag().with_entry(Entry("data/empty/deep", EntryKind.DIRECTORY))
    rebagged(bag, tmp_path)
    assert (tmp_path / "bag/data/empty/deep").is_dir()


def test_an_empty_payload(tmp_path: Path):
    place = write_bag(old_bag(payload={}), tmp_path / "in" / "bag")
    done = rebag(str(place), options(tmp_path))
    assert done.status == "rebagged"
    assert (tmp_path / "bag/data").is_dir()
    assert check_directory(tmp_path / "bag").verdict is Verdict.VALID


def test_a_bag_in_order_is_left_alone(tmp_path: Path):
    done, _ = rebagged(new_bag(), tmp_path)
    assert done == Rebagging("bag", None, "nothing-to-mend", (), (), 0)
    assert os.listdir(tmp_path) == []


def test_a_rebagged_bag_is_in_order_and_one_that_was_spoilt_again_is_mended_again(tmp_path: Path):
    rebagged(old_bag(), tmp_path / "1")
    done = rebag(str(tmp_path / "1/bag"), options(tmp_path / "2"))
    assert (done.status, done.new_bag) == ("nothing-to-mend", None)
    for name in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
        (tmp_path / "1/bag" / name).unlink()
    done = rebag(str(tmp_path / "1/bag"), options(tmp_path / "2"))
    assert (done.status, done.mended) == ("rebagged", ("BAG-060",))
    first, second = fingerprint(tmp_path / "1/bag"), fingerprint(tmp_path / "2/bag")
    for path, held in first.items():
        if path.startswith(("data", "provenance-1")):
            assert second[path] == held
    assert "provenance-2/manifest-sha512.txt" in second


def test_the_same_bag_and_instant_give_the_same_bytes(tmp_path: Path):
    for place in ("1", "2"):
        rebagged(old_bag(info="X: 1\n"), tmp_path / place)
    assert fingerprint(tmp_path / "1") == fingerprint(tmp_path / "2")


def test_a_second_run_says_that_it_is_there_on_any_day(tmp_path: Path):
    rebagged(old_bag(), tmp_path)
    before = fingerprint(tmp_path)
    later = Circumstances(datetime(2031, 5, 6, tzinfo=UTC), "preserve-toolkit later")
    done = rebag_tree(tree_of(old_bag()), "bag", options(tmp_path)._replace(made=later))
    assert (done.status, done.exit_code) == ("already-there", 0)
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda bag: (bag / "data/a.txt").write_bytes(b"ONE\n"),
        lambda bag: (bag / "data/a.txt").unlink(),
        lambda bag: (bag / "extra.txt").write_bytes(b""),
        lambda bag: (bag / "link").symlink_to("data"),
        lambda bag: (bag / "provenance-1/rebagging.json").write_bytes(b"{"),
        lambda bag: (bag / "provenance-1/rebagging.json").write_bytes(b'{"at": 1}'),
        lambda bag: (bag / "provenance-1/rebagging.json").write_bytes(
            b'{"at": "0001-01-01T00:00:00+23:59", "software": ""}'
        ),
        lambda bag: (bag / "bag-info.txt").write_bytes(b"Contact-Name: Eve\n"),
    ],
    ids=["altered", "gone", "more", "link", "no-record", "odd-record", "odd-time", "info"],
)
def test_anything_else_at_the_place_is_a_finding_and_stays_untouched(change, tmp_path: Path):
    rebagged(old_bag(), tmp_path)
    change(tmp_path / "bag")
    before = fingerprint(tmp_path)
    done, _ = rebagged(old_bag(), tmp_path)
    assert (done.status, done.exit_code, codes(done.findings)) == ("refused", 1, {"BAG-194"})
    assert fingerprint(tmp_path) == before


@pytest.mark.parametrize("kind", ["file", "link", "dangling", "directory"])
def test_whatever_has_the_name_is_not_overwritten(kind: str, tmp_path: Path):
    place, to = tmp_path / "elsewhere", tmp_path / "to"
    place.mkdir()
    to.mkdir()
    if kind == "file":
        (to / "bag").write_bytes(b"mine")
    elif kind == "directory":
        (to / "bag").mkdir()
    else:
        (to / "bag").symlink_to(place if kind == "link" else "nowhere")
    done, _ = rebagged(old_bag(), to)
    assert (done.status, codes(done.findings)) == ("refused", {"BAG-194"})
    assert os.listdir(to) == ["bag"]
    assert os.listdir(place) == []


def test_a_damaged_source_is_said_although_a_new_bag_is_there(tmp_path: Path):
    rebagged(old_bag(), tmp_path)
    done, _ = rebagged(old_bag().having("data/a.txt", b"onE\n"), tmp_path)
    assert (done.status, done.exit_code) == ("refused", 1)
    assert "BAG-050" in codes(done.findings)


@pytest.mark.parametrize("to", ["bag", "bag/data", "bag/new/deep", ".", "link", "into"])
def test_the_bag_and_its_place_must_be_apart(to: str, tmp_path: Path):
    place = write_bag(old_bag(), tmp_path / "bag")
    (tmp_path / "link").symlink_to("bag/data")
    (tmp_path / "into").mkdir()
    (tmp_path / "into/bag").symlink_to("../bag")
    before = fingerprint(place)
    with pytest.raises(Refused) as raised:
        rebag(str(place), options(tmp_path / to))
    assert raised.value.code == "BAG-199"
    assert fingerprint(place) == before
    assert sorted(os.listdir(tmp_path)) == ["bag", "into", "link"]


def test_a_source_where_the_work_is_done_is_not_cleared_away(tmp_path: Path):
    place = write_bag(old_bag(), tmp_path / ".preserve-rebag" / "bag")
    with pytest.raises(Refused):
        rebag(str(place), options(tmp_path))
    assert check_directory(place).verdict is Verdict.VALID


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\0b", ".preserve-rebag"])
def test_what_is_no_name_is_refused(name: str, tmp_path: Path):
    with pytest.raises(UsageProblem):
        rebag_tree(tree_of(old_bag()), name, options(tmp_path))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("path", "exit_code"), [("nothing", 3), ("file", 1), ("pipe", 1)])
def test_what_is_no_directory_is_said(path: str, exit_code: int, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"PK")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PreserveError) as raised:
        rebag(str(tmp_path / path), options(tmp_path / "to"))
    assert raised.value.exit_code == exit_code
    assert raised.value.code == ("FIX-030" if path == "nothing" else "BAG-119")
    assert not (tmp_path / "to").exists()


def test_a_directory_with_the_name_of_a_new_file_is_refused(tmp_path: Path):
    bag = old_bag().with_entry(Entry("manifest-sha512.txt", EntryKind.DIRECTORY))
    done, _ = rebagged(bag, tmp_path)
    assert (done.status, done.exit_code) == ("refused", 1)
    assert {"BAG-190", "BAG-195"} <= codes(done.findings)
    assert os.listdir(tmp_path) == []


def test_pipes_and_links_are_refused_without_being_opened(tmp_path: Path):
    place = write_bag(old_bag(), tmp_path / "in" / "bag")
    os.mkfifo(place / "data" / "pipe")
    (place / "data" / "link").symlink_to("/etc/passwd")
    done = rebag(str(place), options(tmp_path))
    assert (done.status, done.exit_code) == ("refused", 1)
    assert {"BAG-100", "BAG-101"} <= codes(done.findings)


def test_what_killed_runs_left_is_cleared_away(tmp_path: Path):
    left = tmp_path / ".preserve-rebag" / "new" / "data"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"")
    (tmp_path / ".preserve-rebag" / MARK).touch()
    rebagged(old_bag(), tmp_path)
    assert os.listdir(tmp_path) == ["bag"]


def test_what_nobody_can_say_to_be_ours_is_left(tmp_path: Path):
    own = tmp_path / ".preserve-rebag" / "new" / "years of work.txt"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine\n")
    before = fingerprint(tmp_path)
    with pytest.raises(Refused, match="in the way") as raised:
        rebagged(old_bag(), tmp_path)
    assert (raised.value.exit_code, raised.value.code) == (1, "FIX-041")
    assert fingerprint(tmp_path) == before


def test_where_a_bag_of_ours_is_taken_from_its_contents_are_asked(tmp_path: Path):
    profile = "https://preserve-toolkit.invalid/schemas/bag-profile/v1.json"
    bag = old_bag(info=f"BagIt-Profile-Identifier: {profile}\n")
    done, _ = rebagged(bag, tmp_path)
    assert (done.status, done.exit_code) == ("refused", 1)
    assert not [found for found in done.findings if found.code.startswith("BAG-05")]


def test_the_record_tells_when_by_whom_and_what_was_found(tmp_path: Path):
    bag = old_bag(info="payload-oxum: 8.2\n")
    rebagged(bag, tmp_path)
    record = json.loads((tmp_path / "bag/provenance-1/rebagging.json").read_bytes())
    assert (record["at"], record["software"]) == ("2020-01-02T03:04:05Z", "preserve-toolkit test")
    old = record["old_bag"]
    assert (old["name"], old["version"], old["verdict"]) == ("bag", "0.97", "valid")
    assert old["codes"] == {"BAG-024": 1, "BAG-075": 1}
    assert set(record["kept_as_provenance"]) == {
        "bag-info.txt", "bagit.txt", "manifest-md5.txt", "tagmanifest-md5.txt",
    }  # fmt: skip
    page = (tmp_path / "bag/provenance-1/README.txt").read_text()
    assert "2020-01-02T03:04:05Z" in page
    assert "BAG-075" in page


def test_a_hostile_name_and_value_stay_data(tmp_path: Path):
    info = "X\x1b[31m: a\u2028Payload-Oxum: 9.9\nBad\0Label: {name}\nContact-Name: %s {0}\n"
    place = write_bag(old_bag(info=info), tmp_path / "in" / "{name}\x1b[2J")
    done = rebag(str(place), options(tmp_path))
    assert done.status == "rebagged", done.findings
    new = tmp_path / "{name}\x1b[2J"
    check = check_directory(new)
    assert check.verdict is Verdict.VALID
    assert ("Contact-Name", "%s {0}") in check.info
    assert sum(label == "Payload-Oxum" for label, _ in check.info) == 1
    assert "\x1b" not in (new / "provenance-1/README.txt").read_text()
    assert "BAG-198" in codes(done.findings)


def test_a_large_file_is_carried_in_pieces(tmp_path: Path):
    data = os.urandom(1 << 20) * 18 + b"tail"
    place = write_bag(old_bag(payload={"data/big": data}), tmp_path / "in" / "bag")
    told: list[tuple[int, int]] = []
    how = options(tmp_path)._replace(progress=lambda files, size: told.append((files, size)))
    done = rebag(str(place), how)
    assert done.status == "rebagged"
    assert (tmp_path / "bag/data/big").read_bytes() == data
    assert told[:2] == [(0, 16 << 20), (1, len(data) - (16 << 20))]


@pytest.mark.parametrize("to", ["other", "other/data", "other/new"])
def test_another_bag_is_no_place_for_the_new_one(to: str, tmp_path: Path):
    place, other = write_bag(old_bag(), tmp_path / "bag"), write_bag(new_bag(), tmp_path / "other")
    before = fingerprint(other)
    with pytest.raises(Refused, match="is a bag, or lies in one"):
        rebag(str(place), options(tmp_path / to))
    assert fingerprint(other) == before
