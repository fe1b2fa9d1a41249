"""`preserve repair` and `preserve parity` as a person and a program use them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.support.archives import Clock, archive_with, tree_digest
from tests.support.commands import run
from tests.support.repairing import TEXTS, bag, contents, copied

WORDS = "data/original/a.txt"


@pytest.fixture
def held(tmp_path):
    archive, packages = archive_with(tmp_path, TEXTS, Clock())
    return archive, packages[0], copied(archive, packages[0], tmp_path / "copies" / packages[0])


def preserve(archive, *words):
    return run("--archive", archive.root, *words)


def test_one_json_document_and_the_exit_code_it_names(held):
    archive, package, copy = held
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    for options, code, is_whole in (
        (("--dry-run",), 0, False),
        ((), 0, True),
        ((), 0, True),
    ):
        done = preserve(archive, "repair", package, "--from", copy, "--json", *options)
        document = json.loads(done.out)
        assert (done.code, document["exit_code"], document["whole"]) == (code, code, is_whole)
        assert document["package"] == package
        assert str(archive.root) not in done.out
    assert len(done.out.splitlines()) == 1


@pytest.mark.parametrize("named", ["copies", "package", "archive"])
def test_from_takes_a_package_a_directory_of_packages_or_an_archive(held, tmp_path, named):
    archive, package, copy = held
    shutil.copytree(archive.root, tmp_path / "backup")
    place = {"copies": copy.parent, "package": copy, "archive": tmp_path / "backup"}[named]
    (bag(archive, package) / WORDS).unlink()
    done = preserve(archive, "repair", package, "--from", place)
    assert done.code == 0, done.out + done.err
    assert contents(bag(archive, package)) == contents(copy)


@pytest.mark.parametrize(
    "words",
    [
        ("nothing-000000000000",),
        ("PACKAGE", "--from", "nowhere"),
        ("PACKAGE", "--from", "ELSEWHERE"),
        ("PACKAGE", "--replica", "nothing"),
        ("PACKAGE", "--why", "no name"),
        ("PACKAGE", "--by", "two\nlines"),
        ("PACKAGE", "--from", ""),
    ],
)
def test_what_cannot_be_meant_is_said_and_changes_nothing(held, tmp_path, words):
    archive, package, _ = held
    (tmp_path / "elsewhere").mkdir()
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    names = {"PACKAGE": package, "ELSEWHERE": str(tmp_path / "elsewhere")}
    before = tree_digest(archive.root)
    done = preserve(archive, "repair", *(names.get(word, word) for word in words))
    assert done.code == 2, done.out + done.err
    assert "Traceback" not in done.err
    assert tree_digest(archive.root) == before


def test_a_store_that_is_offline_is_not_judged(held):
    archive, package, copy = held
    Path(archive.store.bags).rename(f"{archive.root}/unplugged")
    done = preserve(archive, "repair", package, "--from", copy)
    assert done.code == 3
    assert "FIX-020" in done.err


def test_a_history_that_does_not_verify_is_not_added_to(held):
    archive, package, copy = held
    Path(archive.root, "ledger", "checkpoint").write_text("x\n")
    (bag(archive, package) / WORDS).write_bytes(b"damaged")
    before = tree_digest(archive.root)
    assert preserve(archive, "repair", package, "--from", copy).code == 4
    assert preserve(archive, "parity", "make", package).code == 4
    assert tree_digest(archive.root) == before


def test_names_that_would_move_the_cursor_are_shown_escaped(held):
    archive, package, copy = held
    (bag(archive, package) / "data" / "\x1b[2Jx").write_bytes(b"x")
    done = preserve(archive, "repair", package, "--from", copy)
    assert done.code == 1
    assert "\x1b" not in done.out


def test_parity_in_one_json_document(held):
    archive, package, _ = held
    made = json.loads(preserve(archive, "parity", "make", package, "--json").out)
    listed = json.loads(preserve(archive, "parity", "list", "--json").out)
    verified = preserve(archive, "parity", "verify", "--json")
    assert made == listed == json.loads(verified.out)
    (bag(archive, package) / WORDS).unlink()
    done = preserve(archive, "repair", package, "--from", "parity", "--json")
    assert (done.code, json.loads(done.out)["whole"]) == (0, True)
    shutil.rmtree(Path(archive.root, "parity"))
    assert preserve(archive, "parity", "verify").code == 1
    assert preserve(archive, "parity", "make", "nothing-000000000000").code == 2
    assert preserve(archive, "parity", "make", package, "--redundancy", "0").code == 2
