"""What the shell knows: who says what goes on record."""

import pytest

from tests.support.archives import Clock, new_archive
from tests.support.commands import run

COMMANDS = [
    ("partner", "add", "other", "--key", "x"),
    ("partner", "rekey", "other", "--key", "x", "--proof", "statement.json"),
    ("replica", "add", "disk", "there"),
    ("replica", "remove", "disk", "--why", "It is sold."),
    ("people", "link", "a", "b", "--why", "They are one."),
    ("incident", "note", "2026-001", "--remark", "A bad disk."),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_put_on_record_in_nobodys_name(tmp_path, command):
    root = new_archive(tmp_path / "archive", Clock()).root
    done = run("--archive", root, *command, cwd=tmp_path)
    assert done.code == 2
    assert "It is not known who says so. Add --by NAME." in done.err


def test_else_it_is_the_name_that_the_system_has(tmp_path):
    root = new_archive(tmp_path / "archive", Clock()).root
    made = run("--archive", root, "replica", "add", "disk", tmp_path / "there", LOGNAME="Jane")
    assert made.code == 0
    assert "(by Jane)" in run("--archive", root, "history").out
