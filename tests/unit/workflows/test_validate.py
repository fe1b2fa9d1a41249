"""What `validate` makes of single files; bags have their own tests."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from preserve.errors import Refused
from preserve.model.file import Entry, EntryKind
from preserve.model.verdict import Verdict
from preserve.storage.memory import MemoryTree
from preserve.workflows.archive import ArchiveConfig, open_archive
from preserve.workflows.checkers import ALL
from preserve.workflows.initialize import initialize
from preserve.workflows.validate import validate
from preserve.workflows.validate_bag import Effort, validate_bag
from preserve.workflows.write_report import ReportOptions, write_report
from tests.support.archives import Clock, archive_with, audited, files_of

TEXT = "A headline of some words\n\nJane Roe said: “We are here.”\n".encode()


@pytest.fixture
def data(tmp_path):
    archive, (package,) = archive_with(tmp_path, {"a.txt": TEXT}, Clock())
    return Path(archive.root) / "bags" / package / "data"


def judged(path):
    (validation,) = validate([str(path)], ALL)
    return validation.verdict, {found.code for found in validation.findings}


def test_a_description_is_held_against_the_source_beside_it(data):
    description = data / "metadata" / "description.json"
    assert judged(description) == (Verdict.VALID, set())
    (data / "original" / "a.txt").write_bytes(TEXT.replace(b"some", b"more"))
    assert judged(description) == (Verdict.INVALID, {"META-066", "META-067", "META-072"})


def test_a_description_without_its_source_is_judged_as_far_as_it_goes(data, tmp_path):
    alone = tmp_path / "description.json"
    alone.write_bytes((data / "metadata" / "description.json").read_bytes())
    assert judged(alone) == (Verdict.VALID, {"META-082"})


def test_a_description_beside_two_sources_is_held_against_its_text_only(data):
    (data / "original" / "b.txt").write_bytes(b"Other words")
    assert judged(data / "metadata" / "description.json") == (Verdict.VALID, set())


def bag_of_many(root):
    """Write a bag of 2,400 files in flat and deep directories, some of them damaged."""
    paths = [f"data/{number % 7}/{'d/' * (number % 5)}{number}" for number in range(2400)]
    lists = {"sha256": [], "sha512": []}
    for number, path in enumerate(paths):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"%d" % number)
        for name, lines in lists.items():
            digest = hashlib.new(name, b"%d" % number).hexdigest()
            lines.append(f"{digest.upper() if number % 3 else digest}  {path}\n")
    (root / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", newline=""
    )
    for name, lines in lists.items():
        (root / f"manifest-{name}.txt").write_text("".join(lines), newline="")
    return paths


def test_every_number_of_hands_finds_the_same(tmp_path):
    paths = bag_of_many(tmp_path)
    (clean,) = validate([str(tmp_path)], ALL, Effort(workers=2))
    assert clean.verdict is Verdict.VALID
    (tmp_path / paths[7]).write_bytes(b"8")
    (tmp_path / paths[2399]).write_bytes(b"")
    (tmp_path / paths[1200]).unlink()
    (tmp_path / paths[1300]).unlink()
    os.mkfifo(tmp_path / paths[1300])
    (tmp_path / "data" / "more").write_bytes(b"more")
    found = [
        next(iter(validate([str(tmp_path)], ALL, Effort(workers=hands)))).document()
        for hands in (1, 2, 3)
    ]
    assert found[0] == found[1] == found[2]
    told = [(each["code"], each["where"]["file"]) for each in found[0]["findings"]]
    assert {("BAG-050", paths[7]), ("BAG-050", paths[2399]), ("BAG-041", "data/more")} <= set(told)
    assert [code for code, file in told if file in {paths[1200], paths[1300]}] == [
        "BAG-101",
        "BAG-040",
    ]
    assert found[0]["verdict"] == "invalid"


def unreadable(bag, *hidden):
    """Hold a bag in memory, some files or directories of it closed."""
    held = MemoryTree({str(path.relative_to(bag)): path.read_bytes() for path in files_of(bag)})
    for path in hidden:
        if path in held.files:
            held.faults[path] = errno.EACCES
            continue
        held.others[path] = Entry(path, EntryKind.DIRECTORY, error="Permission denied")
        held.files = {
            each: data for each, data in held.files.items() if not each.startswith(f"{path}/")
        }
    return held


@pytest.mark.parametrize(
    "hidden",
    [
        ["bagit.txt"],
        ["bag-info.txt"],
        ["HOW-TO-READ-THIS.txt"],
        ["manifest-sha256.txt"],
        ["manifest-sha256.txt", "manifest-sha512.txt"],
        ["data"],
        ["data/original"],
        ["data/metadata"],
        ["data/original/a.txt"],
        ["data/article.warc.gz"],
        ["data/metadata/description.json"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_is_no_fault(data, hidden):
    judged = validate_bag(unreadable(data.parent, *hidden), "bag", ALL.package)
    told = [(found.code, found.message) for found in judged.findings if found.weight == 1]
    assert (judged.verdict, told) == (Verdict.UNDECIDED, [])


def test_what_cannot_be_read_hides_no_fault_elsewhere(data):
    """A forger who rewrites source and manifests alike is found, whatever else is closed."""
    held = unreadable(data.parent, "HOW-TO-READ-THIS.txt")
    held.files["manifest-foo.txt"] = b"00  data/original/a.txt\n"
    forged = TEXT.replace(b"We are here", b"We are gone")
    changes = [(TEXT, forged)]
    changes += [
        tuple(hashlib.new(name, side).hexdigest().encode() for side in (TEXT, forged))
        for name in ("sha256", "sha512")
    ]
    for path in ("data/original/a.txt", "manifest-sha256.txt", "manifest-sha512.txt"):
        before = held.files[path]
        for old, new in changes:
            held.files[path] = held.files[path].replace(old, new)
        assert held.files[path] != before
        for listing in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
            name = listing[len("tagmanifest-") : -len(".txt")]
            old, new = (hashlib.new(name, side).hexdigest() for side in (before, held.files[path]))
            held.files[listing] = held.files[listing].replace(old.encode(), new.encode())
    judged = validate_bag(held, "bag", ALL.package)
    assert judged.verdict is Verdict.INVALID
    assert {"BAG-023", "BAG-090", "META-072", "WARC-071"} <= {
        found.code for found in judged.findings
    }
    assert "BAG-050" not in {found.code for found in judged.findings}


def test_nothing_of_ours_is_put_into_a_store(data):
    root = data.parent.parent.parent
    archive = open_archive(str(root))
    for place in (root / "bags", root / "bags" / "reports"):
        with pytest.raises(Refused, match="lies in the store"):
            write_report(archive, str(place), ReportOptions(Clock()()))
    with pytest.raises(Refused, match="lies in the archive"):
        initialize(str(root / "bags" / "inner"), ArchiveConfig(name="x"), Clock()())
    assert audited(archive, Clock()).exit_code == 0
