"""`package --serialize --profile --tag`: exit codes, one JSON document, words on stderr."""

import contextlib
import json
import os
import pty
import subprocess
import sys

import pytest

from tests.support.archives import SEEDS
from tests.support.commands import CHECKOUT, environment, run

SEED = SEEDS / "001_26c3e08733cee09c.txt"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--serialize", "tar"], "An archive keeps its bags as directories"),
        (["--profile", "btr"], "An archive keeps its bags as directories"),
        (["--serialize", "rar", "--to", "out"], "rar"),
        (["--profile", "nobodys", "--to", "out"], "No profile nobodys ships with preserve"),
        (["--profile", "btr", "--profile", "bdbag", "--to", "out"], "one profile at a time"),
        (["--tag", "A=b", "--to", "out"], "--tag goes with"),
        (["--profile", "btr", "--tag", "A", "--to", "out"], "is no tag"),
    ],
)
def test_what_cannot_be_meant_ends_with_2(tmp_path, arguments, words):
    done = run("package", SEED, *arguments, cwd=tmp_path)
    assert done.code == 2, done.err
    assert words in done.err
    assert os.listdir(tmp_path) == []


def test_json_is_one_document_and_names_the_file(tmp_path):
    done = run("package", SEED, "--to", "out", "--serialize", "zip", "--json", cwd=tmp_path)
    document = json.loads(done.out)
    (package,) = document["packages"]
    assert package["bag"] == f"out/{package['id']}.zip"
    assert (package["status"], document["exit_code"], done.code) == ("packaged", 0, 0)
    assert (tmp_path / package["bag"]).is_file()


def test_a_refusal_is_told_once_in_words_and_whole_as_json(tmp_path):
    arguments = ["package", SEEDS, "--to", "out", "--profile", "btr"]
    done = run(*arguments, cwd=tmp_path)
    assert done.code == 1
    assert done.err.count("BAG-181") == 1
    assert '--tag "Source-Organization=..."' in done.err
    document = json.loads(run(*arguments, "--json", cwd=tmp_path).out)
    assert [package["status"] for package in document["packages"]] == ["refused"] * 5
    assert {each["findings"][0]["code"] for each in document["packages"]} == {"BAG-181"}
    assert document["exit_code"] == 1
    assert os.listdir(tmp_path) == []


def test_a_profile_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "p.json").write_text("[]")
    done = run("package", SEED, "--to", "out", "--profile", "p.json", cwd=tmp_path)
    assert (done.code, os.listdir(tmp_path)) == (1, ["p.json"])
    assert "META-060" in done.err
    assert run("package", SEED, "--to", "o", "--profile", "q.json", cwd=tmp_path).code == 3


def test_a_person_at_a_terminal_is_asked_and_stdout_stays_clean(tmp_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "preserve", "package", SEED, "--to", "out", "--profile", "btr", "--json"],
        cwd=tmp_path, env=environment(), stdin=theirs, stderr=theirs, stdout=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, b"Library of X\n")
    out, _ = process.communicate(timeout=600)
    shown = b""
    with contextlib.suppress(OSError):  # nobody has it open any more: this was all
        while more := os.read(ours, 1 << 16):
            shown += more
    os.close(ours)
    document = json.loads(out)
    assert process.returncode == 0
    assert "The profile requires Source-Organization (bag-info.txt)." in shown.decode()
    bag = tmp_path / document["packages"][0]["bag"]
    assert "Source-Organization: Library of X\n" in (bag / "bag-info.txt").read_text()


def test_nobody_is_asked_in_a_pipe(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "preserve", "package", SEED, "--to", "out", "--profile", "btr"],
        cwd=tmp_path, env=environment(), input=b"Library of X\n", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"The profile requires Source-Organization (" not in done.stderr
    assert CHECKOUT.is_dir()
