"""Run a command and end with an exit code that never lies."""

import contextlib
import errno
import gc
import io
import os
import signal
import sys
import traceback
from types import FrameType

import typer

from preserve.cli.app import app
from preserve.cli.output import complain, emit
from preserve.errors import PreserveError


class Stopped(BaseException):
    """The user or the system asks to stop; not an Exception, so that nothing swallows it."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


_EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
_COULD_NOT_TELL = 3
_FREE_SPACE = "Free space, or write it elsewhere; what was done is done."
_STDOUT = 1
_BUG = 70


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in _EXIT_CODES:
        signal.signal(each, _stop_at_once)
    raise Stopped(_EXIT_CODES[signal.Signals(number)])


def _stop_at_once(number: int, _frame: FrameType | None) -> None:
    """Whoever asks twice does not want to wait; what is half made the next run clears away."""
    os._exit(_EXIT_CODES[signal.Signals(number)])


def settle() -> None:
    """From now on nothing changes the exit code any more: all is done and told."""
    for each in _EXIT_CODES:
        signal.signal(each, signal.SIG_IGN)


def run(arguments: list[str]) -> int:
    """Run a command line; return its exit code (DESIGN section 11)."""
    _prepare()
    try:
        result = typer.main.get_command(app).main(
            arguments, prog_name="preserve", standalone_mode=False
        )
        sys.stdout.flush()
    except Stopped as stopped:
        sys.stderr.write("\npreserve: stopped. What was finished is safe; run it again to go on.\n")
        return stopped.exit_code
    except SystemExit as ended:
        return _ended_by_parser(ended)
    except PreserveError as problem:
        return _told(problem, arguments)
    except OSError as problem:
        return _refused_by_the_system(problem)
    except Exception as problem:  # noqa: BLE001 - the one last resort: a bug, told as one
        return _told_by_parser(problem) or _tell_bug(problem)
    return result if isinstance(result, int) else 0


def _told(problem: PreserveError, arguments: list[str]) -> int:
    complain(problem.code, problem.message, problem.remedy)
    if "--json" in arguments:
        error = {"code": problem.code, "message": problem.message, "remedy": problem.remedy}
        emit({"error": error, "exit_code": problem.exit_code})
    return problem.exit_code


def _refused_by_the_system(problem: OSError) -> int:
    if isinstance(problem, BrokenPipeError) or problem.errno == errno.ENOSPC:
        # Nobody reads our output any more, or it cannot be written: stop, without more noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
        if problem.errno == errno.ENOSPC:
            complain("FIX-032", "The output could not be written (no space left).", _FREE_SPACE)
        return _COULD_NOT_TELL
    words = f"{problem.strerror or problem}: {problem.filename or 'no path given'}."
    if isinstance(problem, FileExistsError):
        complain("FIX-041", words, "Name another directory, or look at what is there.")
        return 1
    remedy = "Check that the path is right, connected and readable; then run again."
    complain("FIX-030", words, remedy)
    return _COULD_NOT_TELL


def _ended_by_parser(ended: SystemExit) -> int:
    """Return the exit code when the parser ends the process: completion, or nobody reads on."""
    if isinstance(ended.__context__, BrokenPipeError):
        # The parser would say 1, which is a verdict; but the run was cut short.
        return _refused_by_the_system(ended.__context__)
    if ended.code is None:
        return 0
    return ended.code if isinstance(ended.code, int) else _COULD_NOT_TELL


def _told_by_parser(problem: Exception) -> int:
    """Let the parser show what was wrong with the command line; 0 when it is not the parser's."""
    show, code = getattr(problem, "show", None), getattr(problem, "exit_code", None)
    if not callable(show) or not isinstance(code, int):
        return 0
    with contextlib.suppress(OSError):  # the exit code tells it, too
        show()
    return code


# A listing of many files makes many small values without cycles; looking for cycles among them
# time and again finds nothing.
_ALLOCATIONS_BEFORE_COLLECTION = 200_000


def _prepare() -> None:
    gc.enable()
    gc.set_threshold(_ALLOCATIONS_BEFORE_COLLECTION)
    for number in _EXIT_CODES:
        signal.signal(number, _stop)
    if sys.stdout is None or sys.stderr is None:
        # Whoever started us closed the stream: what is said goes nowhere, and the exit code tells.
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as we do
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
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
