"""`preserve history --premis`, as a person or another archive's system runs it."""

from pathlib import Path

import pytest

from tests.support.archives import Clock, archive_with, audited
from tests.support.commands import run
from tests.support.premis import all_of, events_of, parsed, text_in

TEXTS = {"a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode()}


@pytest.fixture
def held(tmp_path):
    archive, (package,) = archive_with(tmp_path, TEXTS, Clock())
    audited(archive, Clock())
    return archive, package


def test_one_document_and_nothing_else(held):
    archive, package = held
    for arguments, objects in (((), 2), ((package,), 11)):
        # A terminal that speaks no UTF-8 changes nothing.
        told = run("--archive", archive.root, "history", *arguments, "--premis", LC_ALL="C")
        assert (told.code, told.err) == (0, "")
        root = parsed([told.out])
        assert len(all_of(root, "object")) == objects
        (check,) = events_of(root, "fixity check", package)
        assert text_in(check, "eventOutcome") == "pass"


def test_a_history_that_does_not_verify_is_printed_and_complained_of(held):
    archive, package = held
    checkpoint = Path(archive.root, "ledger/checkpoint")
    checkpoint.write_text(checkpoint.read_text().replace("\n3\n", "\n2\n"))
    told = run("--archive", archive.root, "history", package, "--premis")
    assert told.code == 4
    assert "LEDGER-" in told.err
    assert events_of(parsed([told.out]), "fixity check", package)


@pytest.mark.parametrize("arguments", [["nobody", "--premis"], ["--premis", "--json"]])
def test_what_cannot_be_asked(held, arguments):
    archive, _ = held
    told = run("--archive", archive.root, "history", *arguments)
    assert told.code == 2
    assert "<premis" not in told.out
