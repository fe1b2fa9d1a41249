"""`preserve rebag` as a person or a program calls it: exit codes, words, one JSON document."""

import json
import os
from pathlib import Path

import pytest

from tests.support.bags import fingerprint, old_bag, write_bag
from tests.support.commands import run

AT = ("--at", "2020-01-02T03:04:05Z")
KEYS = ["bag", "new_bag", "status", "mended", "findings", "exit_code"]


def document(done) -> dict:
    (line,) = done.out.splitlines()
    return json.loads(line)


def test_a_day_with_it(tmp_path: Path):
    bag = write_bag(old_bag(), tmp_path / "old")
    before = fingerprint(bag)
    first = run("rebag", "old", "--to", "new", "--json", *AT, cwd=tmp_path)
    told = document(first)
    assert list(told) == KEYS
    assert (told["bag"], told["new_bag"], told["status"]) == ("old", "new/old", "rebagged")
    assert (told["mended"], told["findings"], told["exit_code"]) == (["BAG-024"], [], 0)
    assert (first.code, first.err) == (0, "")
    again = document(run("rebag", "old/", "--to", "new", "--json", cwd=tmp_path))
    assert (again["status"], again["new_bag"], again["exit_code"]) == (
        "already-there",
        "new/old",
        0,
    )
    nothing = document(run("rebag", "new/old", "--to", "newer", "--json", cwd=tmp_path))
    assert (nothing["status"], nothing["new_bag"]) == ("nothing-to-mend", None)
    checked = run("validate", "new/old", "--second-opinion", "--json", cwd=tmp_path)
    (result,) = document(checked)["results"]
    assert result["verdict"] == "valid"
    assert [item["code"] for item in result["findings"]] == ["BAG-143"]  # bagit agrees
    assert fingerprint(bag) == before
    assert sorted(os.listdir(tmp_path)) == ["new", "old"]


def test_the_words_for_people(tmp_path: Path):
    write_bag(old_bag(info="BagIt-Profile-Identifier: [/tag]\x1b[2J\n"), tmp_path / "old")
    done = run("rebag", "old", "--to", "new", cwd=tmp_path)
    assert done.code == 0
    assert done.out.splitlines()[:2] == [
        "rebagged        old -> new/old",
        "mended          BAG-024 Only weak digests",
    ]
    assert "BAG-197" in done.out
    assert "\x1b" not in done.out


def test_a_refusal_tells_everything(tmp_path: Path):
    bag = old_bag().having("data/a.txt", b"onE\n").having("data/c.txt", b"")
    write_bag(bag, tmp_path / "old")
    done = run("rebag", "old", "--to", "new", "--json", cwd=tmp_path)
    told = document(done)
    assert (done.code, told["status"], told["exit_code"]) == (1, "refused", 1)
    found = {item["code"] for item in told["findings"]}
    assert {"BAG-041", "BAG-050", "BAG-190"} <= found
    assert os.listdir(tmp_path) == ["old"]
    words = run("rebag", "old", "--to", "new", cwd=tmp_path)
    assert words.code == 1
    assert "What to do: Settle the findings with the sender" in words.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["old"], 2),
        (["--to", "new"], 2),
        (["old", "--to", ""], 2),
        (["old", "--to", "new", "--at", "yesterday"], 2),
        (["/", "--to", "new"], 2),
        (["nothing", "--to", "new"], 3),
        (["old/bagit.txt", "--to", "new"], 1),
        (["old", "--to", "old/new"], 1),
        (["old", "--to", "."], 1),
        (["old", "--to", "file"], 1),
        (["old", "--to", "archive/bags"], 1),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_said_in_a_line(arguments: list[str], code: int, tmp_path: Path):
    write_bag(old_bag(), tmp_path / "old")
    (tmp_path / "file").write_bytes(b"")
    assert run("init", tmp_path / "archive").code == 0
    before = fingerprint(tmp_path)
    done = run("rebag", *arguments, cwd=tmp_path)
    assert done.code == code, done.err
    assert done.err
    assert "Traceback" not in done.err
    assert fingerprint(tmp_path) == before


def test_a_bag_whose_name_is_not_utf_8(tmp_path: Path):
    place = write_bag(old_bag(), tmp_path / "b\udce9g")
    done = run("rebag", place, "--to", tmp_path / "new", "--json")
    assert (done.code, document(done)["status"]) == (0, "rebagged")
    assert os.listdir(tmp_path / "new") == ["b\udce9g"]
