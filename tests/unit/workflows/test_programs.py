"""Programs of the system: whatever they do, there is an answer, in time."""

import os
import select
import sys
import time

import pytest

from preserve.workflows.programs import Ran, run_program


def sh(script, stdin=b"", seconds=20.0):
    return run_program(["/bin/sh", "-c", script], stdin, seconds)


def has_ended(pid: int) -> bool:
    """Whether a process ends soon: one that was killed may still be on its way out."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with open(process, closefd=True) as ended:
        return bool(select.select([ended], [], [], 30)[0])


def test_what_it_reads_and_says_and_how_it_ends():
    assert sh("cat; echo two >&2; exit 7", b"one\n\0\xff") == Ran(7, b"one\n\0\xff", b"two\n")


def test_a_lot_in_both_directions():
    data = os.urandom(1 << 20)
    assert sh("tee /dev/stderr", data) == Ran(0, data, data)


def test_a_program_that_does_not_read_is_no_fault_of_ours():
    assert sh("exit 0", b"x" * (1 << 20)).exit_code == 0


@pytest.mark.parametrize("name", ["no-such-program-here", "/no/such", "/etc/passwd", "/"])
def test_a_program_that_is_not_there_is_an_answer(name):
    ran = run_program([name], b"", 20)
    assert ran.exit_code is None
    assert ran.said.startswith(f"{name} cannot be run (")


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path):
    start = time.monotonic()
    ran = sh(f"sleep 60 & echo $! > {tmp_path}/pid; wait", seconds=0.5)
    assert time.monotonic() - start < 30
    assert ran.exit_code is None
    assert ran.said == "/bin/sh did not end within 0.5 seconds"
    assert has_ended(int((tmp_path / "pid").read_text()))


def test_what_it_left_at_work_may_go_on():
    # As a mail program does that delivers in the background.
    ran = sh("echo taken; sleep 5 & exit 0", seconds=3)
    assert ran == Ran(0, b"taken\n", b"")


def test_a_signal_is_told():
    assert sh("kill -9 $$").exit_code == -9


def test_it_has_no_terminal_to_ask_at():
    ran = run_program([sys.executable, "-c", "open('/dev/tty')"], b"", 20)
    assert ran.exit_code == 1
    assert b"/dev/tty" in ran.stderr


@pytest.mark.parametrize(
    ("ran", "said"),
    [
        (Ran(1, b"out", b" err \n"), "err"),
        (Ran(1, b"out\n", b""), "out"),
        (Ran(3, b"", b""), "it ended with exit code 3 and said nothing"),
        (Ran(1, b"", b"\xff"), "\ufffd"),
    ],
)
def test_what_it_said(ran, said):
    assert ran.said == said
