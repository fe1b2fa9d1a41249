"""Run a command and end with an exit code that never lies."""

import gc
import io
import os
import signal
import sys
import traceback
from types import FrameType

import typer

from preserve.cli.app import app
from preserve.cli.output import complain
from preserve.errors import PreserveError


class Stopped(BaseException):
    """The user or the system asks to stop; not an Exception, so that nothing swallows it."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


_EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
_COULD_NOT_TELL = 3
_BUG = 70


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(_EXIT_CODES[signal.Signals(number)])


def run(arguments: list[str]) -> int:
    """Run a command line; return its exit code (DESIGN section 11)."""
    _prepare()
    try:
        return _invoke(arguments)
    except Stopped as stopped:
        sys.stderr.write("\npreserve: stopped. What was finished is safe; run it again to go on.\n")
        return stopped.exit_code
    except PreserveError as problem:
        complain(problem.code, problem.message, problem.remedy)
        return problem.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _COULD_NOT_TELL
    except Exception as problem:  # noqa: BLE001 - the one last resort: a bug, told as one
        return _tell_bug(problem)


# A listing of many files makes many small values without cycles; looking for cycles among them
# time and again finds nothing.
_ALLOCATIONS_BEFORE_COLLECTION = 200_000


def _prepare() -> None:
    gc.set_threshold(_ALLOCATIONS_BEFORE_COLLECTION)
    for number in _EXIT_CODES:
        signal.signal(number, _stop)
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show is shown escaped, never a crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _tell_bug(problem: Exception) -> int:
    if os.environ.get("PRESERVE_DEBUG"):
        traceback.print_exception(problem)
    words = f"{type(problem).__name__}: {problem}"
    remedy = "Please report this; PRESERVE_DEBUG=1 in front of the command shows where it arose."
    complain("FIX-090", f"This is a fault of preserve ({words}).", remedy)
    return _BUG


def _invoke(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        command.main(arguments, prog_name="preserve", standalone_mode=True)
    except SystemExit as ended:
        sys.stdout.flush()
        return ended.code if isinstance(ended.code, int) else 0
    return 0
