"""Run a program of the system, for a bounded time; the one place that starts processes."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Ran(NamedTuple):
    """How a program ended.

    Attributes:
        exit_code: 0 is success; negative when a signal ended it; None when it could not be
            started, or did not end in time.
        stdout: what it printed.
        stderr: what it said besides; in words of ours when exit_code is None.
    """

    exit_code: int | None
    stdout: bytes
    stderr: bytes

    @property
    def said(self) -> str:
        """What the program said went wrong, in words."""
        words = (self.stderr.strip() or self.stdout.strip()).decode("utf-8", "replace")
        return words or f"it ended with exit code {self.exit_code} and said nothing"


# How the others are handed `run_program`, or a stand-in for it.
RunProgram = Callable[[Sequence[str], bytes, float], Ran]


def run_program(arguments: Sequence[str], stdin_bytes: bytes, timeout_seconds: float) -> Ran:
    """Run a program with an input, and wait for its end, but not for ever.

    It has no terminal, so it cannot stop to ask for a password. When its time is over, it and all
    that it started are killed.

    Args:
        arguments: the program, by path or by a name that is looked up, and its arguments.
        stdin_bytes: what it reads.
        timeout_seconds: how long it may take.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - words, never a line for a shell
            list(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as problem:
        words = f"{arguments[0]} cannot be run ({problem.strerror})"
        return Ran(None, b"", words.encode("utf-8", "replace"))
    with process:
        try:
            stdout, stderr = process.communicate(stdin_bytes, timeout_seconds)
        except subprocess.TimeoutExpired as late:
            if process.poll() is not None:
                # It ended, and left something at work that holds its output open.
                return Ran(process.returncode, late.stdout or b"", late.stderr or b"")
            words = f"{arguments[0]} did not end within {timeout_seconds:g} seconds"
            return Ran(None, b"", words.encode("utf-8", "replace"))
        finally:
            if process.poll() is None:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
    return Ran(process.returncode, stdout, stderr)
