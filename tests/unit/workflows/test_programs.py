"""Programs of the system: whatever they do, there is an answer, in time."""

import os
import select
import sys
import time

import pytest

from preserve.workflows.programs import Ran, run_program


def sh(script, stdin=b"", seconds=600.0):
    return run_program(["/bin/sh", "-c", script], stdin, seconds)


def until_all_ended(line: int) -> bytes:
    """Read from a pipe, given by its number, until all who could write to it have ended."""
    said = b""
    while True:
        try:
            more = os.read(line, 100)
        except BlockingIOError:
            assert select.select([line], [], [], 300)[0], "a program is still there"
            continue
        if not more:
            return said
        said += more


def fifo(path, flags: int) -> int:
    os.mkfifo(path)
    return os.open(path, flags | os.O_NONBLOCK)


def test_what_it_reads_and_says_and_how_it_ends():
    assert sh("cat; echo two >&2; exit 7", b"one\n\0\xff") == Ran(7, b"one\n\0\xff", b"two\n")


def test_a_lot_in_both_directions():
    data = os.urandom(1 << 20)
    assert sh("tee /dev/stderr", data) == Ran(0, data, data)


def test_a_program_that_does_not_read_is_no_fault_of_ours():
    assert sh("exit 0", b"x" * (1 << 20)).exit_code == 0


@pytest.mark.parametrize("name", ["no-such-program-here", "/no/such", "/etc/passwd", "/"])
def test_a_program_that_is_not_there_is_an_answer(name):
    ran = run_program([name], b"", 600)
    assert ran.exit_code is None
    assert ran.said.startswith(f"{name} cannot be run (")


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path):
    line = fifo(tmp_path / "line", os.O_RDONLY)
    # Longer where a busy machine did not let it come so far.
    for seconds in (0.5, 5, 50):
        start = time.monotonic()
        ran = sh(f"exec 3> {tmp_path}/line; sleep 1000 & echo begun >&3; wait", seconds=seconds)
        assert time.monotonic() - start < 500
        assert ran.exit_code is None
        assert ran.said == f"/bin/sh did not end within {seconds:g} seconds"
        if said := until_all_ended(line):
            break
    os.close(line)
    assert said == b"begun\n"


def test_what_it_left_at_work_may_go_on(tmp_path):
    # As a mail program does that delivers in the background.
    told, heard = fifo(tmp_path / "told", os.O_RDWR), fifo(tmp_path / "heard", os.O_RDONLY)
    left = f"{{ read word; echo $word >&3; }} < {tmp_path}/told"
    for seconds in (0.5, 5, 50):
        ran = sh(f"exec 3> {tmp_path}/heard; echo taken; {left} & exit 0", seconds=seconds)
        if ran.exit_code is not None:
            break
    assert ran == Ran(0, b"taken\n", b"")
    os.write(told, b"enough\n")
    assert until_all_ended(heard) == b"enough\n"
    os.close(told)
    os.close(heard)


def test_a_signal_is_told():
    assert sh("kill -9 $$").exit_code == -9


def test_it_has_no_terminal_to_ask_at():
    ran = run_program([sys.executable, "-c", "open('/dev/tty')"], b"", 600)
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
