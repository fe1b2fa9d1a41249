"""The entry point: `preserve` and `python -m preserve`."""

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
    from preserve.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
