"""The entry point: `preserve` and `python -m preserve`."""

import sys

from preserve import __version__


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Answered before anything else is imported.
        sys.stdout.write(f"preserve {__version__}\n")
        return
    from preserve.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
