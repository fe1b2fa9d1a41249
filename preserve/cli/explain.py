"""`preserve explain`."""

from typing import Annotated

import typer

from preserve.cli.output import say


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Such as FIX-001; none lists them all.")
    ] = None,
) -> None:
    """Say what a finding means and what to do; needs no network and no archive.

    Exit codes: 0 explained; 2 there is no such code.
    """
    from preserve.errors import UsageProblem
    from preserve.model.catalogue import ALL_KINDS, CATALOGUE
    from preserve.report.text import explain_text

    if code is None:
        for kind in ALL_KINDS:
            say(f"{kind.code:12} {kind.severity.value:8} {kind.title}")
        return
    found = CATALOGUE.get(code.upper())
    if found is None:
        raise UsageProblem(
            f"There is no finding with the code {code}.",
            remedy="Run `preserve explain` without a code to see them all.",
        )
    say(explain_text(found))
