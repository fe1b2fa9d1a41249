"""Audits while something fails: told as what it is, what was read on record, nothing left over."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from preserve.workflows import audit_reading
from preserve.workflows.archive import open_archive, read_history
from tests.support.archives import Clock, archive_with, audited, tree_digest
from tests.support.audit_processes import left_behind, until
from tests.support.commands import CHECKOUT, PATIENCE_SECONDS, environment, run
from tests.support.faulty_reads import built, faults, has_hung
from tests.support.limits import files_up_to

BATCH = audit_reading._BATCH_PACKAGES
"""So many small packages a helper is given at a time."""


def texts(count: int) -> dict[str, bytes]:
    return {
        f"{number}.txt": f"Headline number {number}\n\nWords of {number}.\n".encode()
        for number in range(count)
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return built(tmp_path_factory.mktemp("library"))


def be_impatient(archive, stall_time: str = "1s") -> None:
    """Say after what time a store is said to hang.

    One second where all that can be said is that it hangs; more where something has to be read
    meanwhile, by helpers that a busy machine may keep from it for a while.
    """
    config = Path(archive.root) / "preserve.toml"
    lines = [line for line in config.read_text().splitlines() if not line.startswith("stall_time")]
    place = lines.index("[policy]") + 1
    lines.insert(place, f'stall_time = "{stall_time}"')
    config.write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    archive, packages = archive_with(tmp_path_factory.mktemp("held"), texts(BATCH + 8), Clock())
    return archive.root, packages


@pytest.fixture
def two_batches(pristine, tmp_path):
    root, packages = pristine
    shutil.copytree(root, tmp_path / "archive")
    archive = open_archive(str(tmp_path / "archive"))
    (tmp_path / "state").mkdir()
    return archive, packages


@pytest.fixture
def few(tmp_path):
    (tmp_path / "state").mkdir()
    return archive_with(tmp_path / "held", texts(4), Clock())


@contextlib.contextmanager
def auditing(archive, *arguments: object, **env: str):
    """Run the command in a process group of its own; whatever is left of it ends with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "preserve", "--archive", archive.root, "audit", *arguments],
        cwd=CHECKOUT,
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process) -> tuple[int, dict]:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert b"Traceback" not in err, err
    assert left_behind(process.pid) == []
    return process.returncode, json.loads(out) if out else {}


def states(archive) -> dict[str, str]:
    history = read_history(archive, is_locked=False)
    assert history.verdict.is_verified, history.verdict.findings
    return {held.id: held.state.value for held in history.holdings.values()}


def codes(document: dict) -> list[str]:
    return [found["code"] for found in document["findings"]]


# A disk that fails.


def test_a_file_that_cannot_be_read_decides_nothing_and_hides_nothing(library, few, tmp_path):
    if library is None:
        return
    archive, packages = few
    damage(archive, packages[3])
    faulty = faults(library, tmp_path / "state", EIO=f"{packages[1]}/data/original")
    done = run("--archive", archive.root, "audit", "--json", **faulty)
    document = json.loads(done.out)
    assert done.code == 1
    assert document["packages"] == {"damaged": 1, "intact": 2, "undecided": 1}
    assert sorted(codes(document)) == ["FIX-001", "FIX-006"]
    (unreadable,) = [found for found in document["findings"] if found["code"] == "FIX-006"]
    assert unreadable["package"] == packages[1]
    assert "(EIO)" in unreadable["message"]
    assert list(states(archive).values()) == ["intact", "undecided", "intact", "damaged"]


def test_every_file_unreadable_is_not_one_missing(library, few, tmp_path):
    if library is None:
        return
    archive, _ = few
    faulty = faults(library, tmp_path / "state", EIO="bags/")
    done = run("--archive", archive.root, "audit", "--json", **faulty)
    document = json.loads(done.out)
    assert done.code == 3
    # The sentinel cannot be read either: the store is not known to be this archive's.
    assert codes(document) == ["FIX-020"]
    assert document["packages"] == {"not-checked": 4}


def test_a_read_that_fails_once_is_flaky_and_that_is_a_fault(library, few, tmp_path):
    if library is None:
        return
    archive, packages = few
    for kind in ("EIO_ONCE", "FLIP_ONCE"):
        token = {kind: f"{packages[2]}/data/article.warc.gz"}
        faulty = faults(library, tmp_path / "state", **token)
        done = run("--archive", archive.root, "audit", "--json", **faulty)
        document = json.loads(done.out)
        assert (done.code, codes(document)) == (1, ["FIX-002"])
        assert document["packages"] == {"damaged": 1, "intact": 3}
        assert states(archive)[packages[2]] == "damaged"
    assert run("--archive", archive.root, "audit").code == 0
    assert set(states(archive).values()) == {"intact"}


def test_a_read_that_never_comes_back_is_reported_and_what_was_read_counts(
    library, two_batches, tmp_path
):
    if library is None:
        return
    archive, packages = two_batches
    be_impatient(archive, "5s")
    faulty = faults(library, tmp_path / "state", HANG=f"{packages[-1]}/data/original")
    with auditing(archive, "--json", **faulty) as process:
        code, document = ended(process)
    assert (code, codes(document)) == (3, ["FIX-023"])
    # The package that hangs is known for it, and every other one was read.
    assert document["packages"] == {"intact": BATCH + 7, "undecided": 1}
    assert [found["package"] for found in document["findings"]] == [packages[-1]]
    assert states(archive)[packages[-1]] == "undecided"
    assert audited(archive, Clock(), is_due_only=True).coverage.packages_checked == 1


def test_a_disk_that_hangs_everywhere_is_given_up(library, two_batches, tmp_path):
    if library is None:
        return
    archive, _ = two_batches
    be_impatient(archive)
    faulty = faults(library, tmp_path / "state", HANG="/data/original/")
    with auditing(archive, "--json", **faulty) as process:
        code, document = ended(process)
    assert (code, codes(document)) == (3, ["FIX-023"])
    assert set(document["packages"]) == {"not-checked"}
    assert {found["state"] for found in document["findings"]} == {"offline"}


def test_a_sentinel_that_cannot_be_read_hangs_nothing_for_ever(library, few, tmp_path):
    if library is None:
        return
    archive, _ = few
    be_impatient(archive)
    faulty = faults(library, tmp_path / "state", HANG="bags/archive-id")
    with auditing(archive, "--json", **faulty) as process:
        code, document = ended(process)
    assert (code, codes(document)) == (3, ["FIX-023"])
    assert document["packages"] == {"not-checked": 4}


def test_status_asks_a_disk_that_hangs_and_does_not_wait_for_ever(library, few, tmp_path):
    if library is None:
        return
    archive, _ = few
    be_impatient(archive)
    faulty = faults(library, tmp_path / "state", HANG="bags/archive-id")
    told = run("--archive", archive.root, "status", "--json", **faulty)
    document = json.loads(told.out)
    assert (told.code, document["store"]["state"]) == (3, "offline")
    assert [found["code"] for found in document["findings"]] == ["FIX-023"]


# A process that does not go on, and runs that meet.


def test_a_helper_that_stands_still_is_not_waited_for_for_ever(library, two_batches, tmp_path):
    if library is None:
        return
    archive, packages = two_batches
    be_impatient(archive, "5s")
    state = tmp_path / "state"
    faulty = faults(library, state, STOP_ONCE=f"{packages[BATCH // 2]}/data/original")
    with auditing(archive, "--json", **faulty) as process:
        code, document = ended(process)
    assert any(state.iterdir())
    # Another one does its work.
    assert (code, codes(document)) == (0, [])
    assert document["packages"] == {"intact": BATCH + 8}
    assert read_history(archive, is_locked=False).verdict.is_verified


def test_of_two_runs_at_once_the_second_says_so(library, few, tmp_path):
    if library is None:
        return
    archive, packages = few
    be_impatient(archive, "1h")
    state = tmp_path / "state"
    faulty = faults(library, state, HANG=f"{packages[-1]}/data/original")
    with auditing(archive, "--json", **faulty) as process:
        until(lambda: has_hung(state), process)
        second = run("--archive", archive.root, "audit")
        assert (second.code, "FIX-034" in second.err) == (5, True)
        (state / "go-on").touch()
        code, document = ended(process)
    assert (code, document["packages"]) == (0, {"intact": 4})
    assert len(read_history(archive, is_locked=False).checks) == 1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_puts_on_record_what_it_read(
    library, two_batches, tmp_path, number, code
):
    if library is None:
        return
    archive, packages = two_batches
    be_impatient(archive, "1h")
    state = tmp_path / "state"
    # The last of the second batch hangs.
    faulty = faults(library, state, HANG=f"{packages[-1]}/data/original")
    with auditing(archive, "--workers", "1", "--json", **faulty) as process:
        until(lambda: has_hung(state), process)
        process.send_signal(number)
        assert ended(process) == (code, {})
    (check,) = read_history(archive, is_locked=False).checks
    assert (check.part, check.is_last, check.exit_code) == (1, False, 0)
    assert list(states(archive).values()) == ["intact"] * BATCH + ["not-checked"] * 8
    assert audited(archive, Clock(), is_due_only=True).coverage.packages_checked == 8


UNPLUGGED = """
import json, sys
from pathlib import Path
from preserve.workflows.archive import open_archive
from tests.support.archives import Clock, audited

archive, away, go_on = open_archive(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])

def unplug(files, _size_bytes):
    if files and not away.exists():
        Path(archive.store.bags).rename(away)
        go_on.touch()

report = audited(archive, Clock(), progress=unplug, workers=1)
states = sorted({str(found.state) for found in report.findings})
print(json.dumps([report.exit_code, states, dict(report.packages)]))
"""


def test_a_store_that_goes_away_leaves_what_was_read_and_nothing_missing(
    library, two_batches, tmp_path
):
    if library is None:
        return
    archive, packages = two_batches
    bags, away, state = Path(archive.store.bags), tmp_path / "unplugged", tmp_path / "state"
    # One helper: it waits in the second batch until the store is gone.
    faulty = faults(library, state, HANG=f"{packages[BATCH]}/bagit.txt")
    done = subprocess.run(
        [sys.executable, "-c", UNPLUGGED, archive.root, str(away), str(state / "go-on")],
        cwd=CHECKOUT,
        env=environment(**faulty),
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    code, told, counts = json.loads(done.stdout)
    assert code == 3
    assert set(told) <= {"offline", "unreadable"}
    assert counts == {"intact": BATCH, "not-checked": 8}
    away.rename(bags)
    assert set(states(archive).values()) <= {"intact", "not-checked"}
    assert read_history(archive, is_locked=False).incidents.all() == ()
    assert audited(archive, Clock()).exit_code == 0


def test_another_disk_in_the_place_of_the_store_is_not_judged(few, tmp_path):
    """Also when it comes after the last file was read: nothing on it is strange."""
    archive, _ = few
    bags, away = Path(archive.store.bags), tmp_path / "unplugged"
    files_read = 0

    def exchange(files: int, _size_bytes: int) -> None:
        nonlocal files_read
        files_read += files
        if files_read == 40 and not away.exists():
            bags.rename(away)
            bags.mkdir()
            (bags / "archive-id").write_text("another archive's\n")
            (bags / "another-package").mkdir()

    report = audited(archive, Clock(), progress=exchange)
    assert away.exists()
    assert [found.finding.code for found in report.findings] == ["FIX-020"]
    assert read_history(archive, is_locked=False).incidents.all() == ()


# Slow is not dead.


def test_a_limit_that_makes_it_slow_is_not_taken_for_a_store_that_hangs(tmp_path):
    words = b"Headline of it\n\n" + b"Words of a witness.\n" * 3_000
    archive, _ = archive_with(tmp_path, {"long.txt": words}, Clock())
    be_impatient(archive, "5s")
    # The file alone takes some seven seconds.
    done = run("--archive", archive.root, "audit", "--max-bytes-per-second", "8 kB")
    assert done.code == 0, done.out


# No room, no right.


def damage(archive, package) -> None:
    next(Path(archive.store.bags, package, "data/original").iterdir()).write_bytes(b"x")


@pytest.mark.parametrize("part_seconds", [0, 300])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_disk_that_is_full_stops_no_audit(few, part_seconds, is_damaged):
    archive, packages = few
    if is_damaged:
        damage(archive, packages[-1])
    before = read_history(archive, is_locked=False)
    with files_up_to(9_000):
        report = audited(archive, Clock(), part_seconds=part_seconds, workers=1)
    assert report.coverage.packages_checked == 4
    found = [one.finding.code for one in report.findings]
    assert found.count("FIX-016") == 1
    assert (report.exit_code, "FIX-001" in found) == ((1, True) if is_damaged else (3, False))
    assert not {one.state for one in report.findings} & {"offline", "missing"}
    after = read_history(archive, is_locked=False, against=before.note)
    assert after.verdict.is_verified
    assert after.verdict.frontier.size == before.verdict.frontier.size
    assert audited(archive, Clock()).coverage.packages_checked == 4
    assert len(read_history(archive, is_locked=False).checks) == 1


@pytest.mark.parametrize("part_seconds", [0, 300])
def test_where_nothing_can_be_written_everything_is_read(few, part_seconds):
    """In parts, too: that the first could not be put on record must not end the run."""
    archive, packages = few
    damage(archive, packages[-1])
    # Without the key nothing can be added; for root, modes would forbid nothing.
    (Path(archive.root) / "keys" / "archive.key").rename(Path(archive.root).parent / "key")
    before = tree_digest(archive.root)
    report = audited(archive, Clock(), part_seconds=part_seconds)
    assert dict(report.packages) == {"damaged": 1, "intact": 3}
    assert [one.finding.code for one in report.findings].count("FIX-022") == 1
    assert report.exit_code == 1
    assert tree_digest(archive.root) == before
