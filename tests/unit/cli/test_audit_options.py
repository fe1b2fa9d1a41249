"""`preserve audit` with the options that a librarian may put together."""

import json

import pytest

from tests.support.archives import Clock, archive_with
from tests.support.commands import run

TEXTS = {f"{name}.txt": f"Headline {name} of it\n\nWords.\n".encode() for name in "abc"}


@pytest.fixture
def held(tmp_path):
    return archive_with(tmp_path, TEXTS, Clock())


def audit(archive, *arguments):
    done = run("--archive", archive.root, "audit", "--json", *arguments)
    document = json.loads(done.out)
    assert done.code == document["exit_code"]
    return done.code, document


def test_a_look_at_a_backup_tells_nobody(held, tmp_path):
    archive, _ = held
    taken = tmp_path / "mail"
    program = tmp_path / "sendmail"
    program.write_text(f"#!/bin/sh\ncat > {taken}\n")
    program.chmod(0o755)
    config = tmp_path / "archive" / "preserve.toml"
    lines = f'[notify]\nmail_to = ["a@example.org"]\nsendmail = "{program}"\n'
    lines += f'prometheus_file = "{tmp_path}/figures.prom"\n'
    config.write_text(config.read_text().replace("[notify]\n", lines))
    code, document = audit(archive, "--no-record")
    assert (code, document["packages"]) == (0, {"intact": 3})
    assert not taken.exists()
    assert not (tmp_path / "figures.prom").exists()
    assert audit(archive)[0] == 0
    assert taken.exists()
    assert (tmp_path / "figures.prom").exists()


def test_who_names_a_package_wants_it_read_whatever_the_nights_allow(held, tmp_path):
    archive, packages = held
    config = tmp_path / "archive" / "preserve.toml"
    config.write_text(config.read_text().replace("[policy]\n", '[policy]\nmax_bytes = "1 kB"\n'))
    code, document = audit(archive, packages[1])
    assert (code, document["packages"]) == (0, {"intact": 1})
    code, document = audit(archive, *packages[:2], "--max-bytes", "1 kB")
    assert (code, document["packages"]) == (3, {"not-checked": 2})
    assert [found["code"] for found in document["findings"]] == ["FIX-026"]


def test_a_sample_without_due_is_a_slip(held):
    archive, _ = held
    done = run("--archive", archive.root, "audit", "--sample", "2")
    assert (done.code, "FIX-091" in done.err) == (2, True)


def test_a_period_that_has_not_begun_is_refused(held):
    archive, _ = held
    done = run("--archive", archive.root, "report", "--period", "2999", "--json")
    assert (done.code, json.loads(done.out)["error"]["code"]) == (2, "FIX-091")
