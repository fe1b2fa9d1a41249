"""What `validate` makes of single files; bags have their own tests."""

import errno
import hashlib
import os
import socket
from contextlib import chdir, contextmanager
from pathlib import Path

import pytest

from preserve.errors import Refused
from preserve.model.file import Entry, EntryKind
from preserve.model.verdict import Verdict
from preserve.storage.memory import MemoryTree
from preserve.workflows.archive import open_archive
from preserve.workflows.archive_config import ArchiveConfig
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


def verdicts(path):
    """Return each verdict and its codes by path, and what was said to lie beside."""
    beside = []
    found = validate([str(path)], ALL, None, beside.append)
    told = {
        os.path.relpath(each.path, path): (each.verdict.value, [one.code for one in each.findings])
        for each in found
    }
    return told, [each.message for each in beside]


@pytest.fixture
def store(data):
    """Return the store of an archive with one package."""
    return data.parent.parent


def test_a_directory_that_is_no_bag_says_so_once(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "readme.txt").write_text("hello")
    (validation,) = validate([str(tmp_path)], ALL)
    (found,) = validation.findings
    assert (validation.verdict, validation.exit_code, found.code) == (Verdict.INVALID, 1, "BAG-010")
    for looked_for in ("bagit.txt", "`data`", "manifest", "no bag lies directly in it"):
        assert looked_for in found.message


@pytest.mark.parametrize(
    "name", ["bagit.txt", "data", "manifest-sha256.txt", "tagmanifest-md5.txt"]
)
def test_what_has_one_part_of_a_bag_is_judged_as_a_bag(name, tmp_path):
    (tmp_path / name).mkdir() if name == "data" else (tmp_path / name).write_bytes(b"")
    (validation,) = validate([str(tmp_path)], ALL)
    assert validation.verdict is Verdict.INVALID
    assert len(validation.findings) > 1


def test_what_lies_loose_in_a_store_is_mentioned(store):
    told, beside = verdicts(store)
    assert ([verdict for verdict, _ in told.values()], beside) == (["valid"], [])
    (store / "loose.txt").write_text("hello")
    os.mkfifo(store / "pipe")
    (store / "empty").mkdir()
    told, beside = verdicts(store)
    assert told.pop("empty") == ("invalid", ["BAG-010"])
    assert [verdict for verdict, _ in told.values()] == ["valid"]
    assert beside == [f"{store} holds what is no bag and was not checked: loose.txt, pipe."]


def test_a_store_without_packages_is_no_success_and_no_fault(store, tmp_path):
    empty = tmp_path / "store"
    empty.mkdir()
    (empty / "archive-id").write_bytes((store / "archive-id").read_bytes())
    (validation,) = validate([str(empty)], ALL)
    assert (validation.verdict, validation.exit_code) == (Verdict.UNDECIDED, 3)
    assert "nothing to check" in validation.findings[0].message


def test_what_lies_beside_bags_is_mentioned_in_few_words(store, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (bag,) = (each for each in store.iterdir() if each.is_dir())
    (inbox / "bag").symlink_to(bag)
    for number in range(1000):
        (inbox / f"{number:03}").touch()
    told, (words,) = verdicts(inbox)
    assert told == {"bag": ("valid", [])}
    assert words.endswith(" checked: 000, 001, 002, 003, 004 and 995 more.")


@contextmanager
def as_nobody():
    """Give up the rights of root, before whom no directory is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_directory_that_may_not_be_listed_is_not_passed_over(tmp_path):
    (tmp_path / "inbox" / "closed").mkdir(parents=True)
    for directory, mode in (("", 0o755), ("inbox", 0o755), ("inbox/closed", 0)):
        (tmp_path / directory).chmod(mode)
    with chdir(tmp_path), as_nobody():
        found = [*validate(["inbox"], ALL), *validate(["inbox/closed"], ALL)]
    assert [(each.path, each.verdict, each.exit_code) for each in found] == [
        ("inbox/closed", Verdict.UNDECIDED, 3)
    ] * 2
    assert "cannot be listed: Permission denied" in found[0].findings[0].message


def strange_paths(root):
    """Make what somebody might name by mistake; return the paths."""
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    (root / "dangling").symlink_to("nowhere")
    (root / "notes.txt").write_text("hello")
    with socket.socket(socket.AF_UNIX) as bound, chdir(root):
        bound.bind("socket")
    names = ["pipe", "loop", "dangling", "notes.txt", "socket", "new\nline", "notes.txt/inside"]
    return [*(str(root / name) for name in names), "", "/dev/null", "/dev/zero", "a" * 5000]


def test_whatever_is_named_gets_a_result_of_its_own(tmp_path):
    paths = strange_paths(tmp_path)
    found = list(validate([*paths, paths[0]], ALL))
    assert len(found) == len(paths) + 1
    for each in found:
        assert (each.verdict, each.exit_code, len(each.findings)) == (Verdict.UNDECIDED, 3, 1)
        assert "()" not in each.findings[0].message
    assert found[0] == found[-1]
    words = {each.path: each.findings[0].message for each in found}
    assert "was not opened" in words[str(tmp_path / "pipe")]
    assert "was not opened" in words["/dev/zero"]
    assert "a link to something that is not there" in words[str(tmp_path / "dangling")]
    assert "neither a bag" in words[str(tmp_path / "notes.txt")]


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
