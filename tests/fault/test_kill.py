"""kill -9 at random moments: the old state or the new one, and a rerun finishes the job."""

import random
import signal
import subprocess
import sys
from pathlib import Path

from preserve.workflows.archive import open_archive, read_history
from preserve.workflows.checkers import ALL
from preserve.workflows.validate import validate
from tests.support.archives import Clock, audited, new_archive
from tests.support.commands import (
    CHECKOUT,
    environment,
    is_killed,
    is_killed_after,
    run,
    struck,
)

ARTICLES = 60
KILLS = 15
SOME_CHANGES = 260
"""Of the disk: in so many some packages are made, and all of them take four times as many."""


def write_articles(place: Path) -> None:
    place.mkdir()
    for number in range(ARTICLES):
        words = f"Headline number {number}\n\nJane Roe said: “We are {number}.”\n"
        (place / f"{number}.txt").write_text(words)


def started(*arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "preserve", *map(str, arguments)],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def test_package_survives_kill_nine(tmp_path):
    source = tmp_path / "in"
    write_articles(source)
    clock = Clock()
    archive = new_archive(tmp_path / "archive", clock)
    chance = random.Random(20161215)
    words = ("--archive", archive.root, "package", source)
    for number in range(KILLS):
        if number < KILLS // 2:
            # In the middle for certain, however fast this machine is.
            assert is_killed(chance.randrange(1, SOME_CHANGES), archive.root, *words)
        else:
            # At any moment after so many packages were announced; it may have ended by then.
            process = started(*words)
            for _ in range(chance.randrange(1, 4)):
                process.stdout.readline()
            is_killed_after(chance.uniform(0.0, 0.06) * (number % 2), process)
            process.stdout.close()
        history = read_history(open_archive(archive.root), is_locked=False)
        assert history.verdict.is_verified
        on_record = set(history.holdings)
        for validation in validate([f"{archive.root}/bags/{name}" for name in on_record], ALL):
            assert validation.verdict.value == "valid"
        for finding in history.verdict.findings:
            assert finding.weight == 0
    finished = run("--archive", archive.root, "package", source)
    assert finished.code == 0, finished.err
    report = audited(archive, clock)
    assert (report.exit_code, dict(report.packages)) == (0, {"intact": ARTICLES})
    assert list((Path(archive.root) / ".staging").iterdir()) == []


def test_init_survives_kill_nine(tmp_path):
    chance = random.Random(7)
    for number in range(6):
        place = tmp_path / str(number)
        process = started("init", place)
        is_killed_after(chance.uniform(0.05, 0.3), process)
        process.stdout.close()
        again = run("init", place)
        assert again.code == 0 or "is an archive already" in again.err
        assert run("--archive", place, "ledger", "verify").code == 0


def test_a_terminated_run_says_so_and_is_finished_by_the_next(tmp_path):
    source = tmp_path / "in"
    write_articles(source)
    archive = new_archive(tmp_path / "archive", Clock())
    words = ("--archive", archive.root, "package", source)
    stopped = struck(signal.SIGTERM, SOME_CHANGES, archive.root, *words)
    assert stopped.code == 143, stopped.err
    assert stopped.out
    assert read_history(archive, is_locked=False).verdict.is_verified
    assert run(*words).code == 0
    assert audited(archive, Clock()).exit_code == 0
