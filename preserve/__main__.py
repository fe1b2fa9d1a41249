"""The entry point: `preserve` and `python -m preserve`."""

import gc
import os
import signal
import sys

from preserve import __version__

_COULD_NOT_TELL = 3


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # Until the command line has its own handlers, an interrupt ends the process without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        # Answered before anything else is imported.
        _leave(_answer_version())
        return
    # Loading makes many small things that all stay: looking for garbage among them takes a tenth
    # of the start and finds none. The command line turns it on again.
    gc.disable()
    from preserve.cli.run import Stopped, run, settle

    try:
        exit_code = run(sys.argv[1:])
        settle()
    except Stopped as stopped:  # when everything was said and done, or nearly so
        exit_code = stopped.exit_code
    _leave(exit_code)


def _answer_version() -> int:
    try:
        sys.stdout.write(f"preserve {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return _COULD_NOT_TELL
    return 0


def _leave(exit_code: int) -> None:
    """End the process here and now.

    Everything is closed and told. Taking down a listing of a million files value by value, as the
    interpreter would, takes longer than some commands.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody listens any more; the exit code tells
        pass
    finally:
        os._exit(exit_code)


if __name__ == "__main__":
    main()
