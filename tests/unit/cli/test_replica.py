"""`preserve replica`: words for people, one document for machines, exit codes that do not lie."""

import json
import shutil

import pytest

from tests.support.archives import Clock, archive_with, present_clock
from tests.support.commands import run

TEXTS = {"one.txt": b"One.\n\nFirst.\n", "two.txt": b"Two.\n\nSecond.\n"}


def test_from_the_first_copy_to_the_last(tmp_path):
    archive, ids = archive_with(tmp_path, TEXTS, present_clock())
    disk = tmp_path / "disk"

    def replica(*words: str) -> tuple[int, dict]:
        done = run("--archive", archive.root, "replica", *words, "--json")
        document = json.loads(done.out)
        assert document["exit_code"] == done.code
        return done.code, document

    assert replica("challenge", "--due")[0] == 0
    assert replica("sync")[0] == 2
    assert replica("add", "disk", str(disk), "--by", "A")[1]["is_new"] is True
    assert replica("sync")[1]["replicas"] == {"disk": {"copied": 2}}
    assert replica()[1]["sums"]["confirmed"] == 2
    shutil.rmtree(disk / "bags" / ids[0])
    code, document = replica("challenge")
    assert (code, [found["code"] for found in document["findings"]]) == (1, ["XCH-076"])
    code, document = replica(ids[0])
    assert code == 1
    assert [copy["state"] for copy in document["packages"][0]["copies"]] == ["confirmed", "missing"]
    assert replica("list", ids[1])[0] == 0
    assert replica("list", "nobody")[0] == 2
    shutil.rmtree(disk)
    assert replica("sync")[0] == 3
    assert replica("remove", "disk", "--why", "lost", "--by", "A")[0] == 0
    assert replica()[1]["places"] == [{"kind": "archive", "name": "bags"}]


@pytest.mark.parametrize("command", ["sync", "challenge", "list"])
def test_a_history_that_does_not_verify_stops_it(tmp_path, command):
    archive, _ = archive_with(tmp_path, TEXTS, Clock())
    (tmp_path / "archive" / "ledger" / "checkpoint").write_text("nothing\n")
    assert run("--archive", archive.root, "replica", command).code == 4
