"""The entry point: `preserve` and `python -m preserve`."""

import contextlib
import gc
import os
import signal
import sys

from preserve import __version__


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # Until the command line has its own handlers, an interrupt ends the process without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        # Answered before anything else is imported.
        sys.stdout.write(f"preserve {__version__}\n")
        return
    # Loading makes many small things that all stay: looking for garbage among them takes a tenth
    # of the start and finds none. The command line turns it on again.
    gc.disable()
    from preserve.cli.run import run

    exit_code = run(sys.argv[1:])
    with contextlib.suppress(OSError):  # nobody listens any more, and the exit code tells
        sys.stdout.flush()
        sys.stderr.flush()
    # Everything is closed and told. Taking down a listing of a million files value by value, as
    # the interpreter would now, takes longer than some commands.
    os._exit(exit_code)


if __name__ == "__main__":
    main()
