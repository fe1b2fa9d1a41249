"""`preserve demo`."""

from typing import Annotated

import typer

from preserve.cli.output import say


def demo(
    directory: Annotated[
        str | None,
        typer.Argument(metavar="DIR", help="An empty or new directory; else a temporary one."),
    ] = None,
) -> None:
    """See it work in a minute, offline: package, audit, damage a copy, find it, restore it.

    Exit codes: 0 everything went as it should; 1 something is in DIR already; 3 no space.
    """
    import tempfile

    from preserve.storage.clock import now, random_token
    from preserve.workflows.demo import run_demo

    place = directory or tempfile.mkdtemp(prefix="preserve-demo-")
    for line in run_demo(place, now, random_token):
        say(line)
