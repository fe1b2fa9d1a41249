"""A delivery from the first command to the receipt, as two librarians run it."""

import json
from pathlib import Path

from preserve.workflows.archive import read_history
from tests.support.archives import audited, package_all
from tests.support.commands import run
from tests.support.exchanging import Two


def test_a_delivery_ends_with_a_receipt_on_both_sides(tmp_path):
    two = Two(tmp_path)
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in ("a 100% true story.txt", "letter.txt"):
        (sources / name).write_text(f"{name}\n\nIt rained all day.\n")
    outcomes = package_all(two.ours, sorted(sources.iterdir()), two.clock)
    packages = [str(outcome.id) for outcome in outcomes]
    ours, theirs = two.ours.root, two.theirs.root
    steps = [
        ("send", ours, "send", *packages, "--to", "theirs"),
        ("receive", theirs, "receive"),
        ("confirm", ours, "confirm"),
        ("receive again", theirs, "receive"),
        ("confirm again", ours, "confirm"),
    ]
    for step, root, *command in steps:
        done = run("--archive", root, *command)
        assert done.code == 0, (step, done.out, done.err)
        again = run("--archive", root, *command, "--json")
        assert (again.code, json.loads(again.out)["exit_code"]) == (0, 0), (step, again.err)
    assert set(read_history(two.theirs, is_locked=False).holdings) == set(packages)
    assert audited(two.theirs, two.clock).exit_code == 0
    filed = [
        sorted(path.name for path in Path(root).glob("receipts/*/*")) for root in (ours, theirs)
    ]
    assert filed[0] == filed[1]
    assert len(filed[0]) == 2
    assert [path for path in Path(theirs, "quarantine").rglob("*") if path.is_file()] == []
