"""`preserve rebag`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import capture_instant

if TYPE_CHECKING:
    from preserve.workflows.rebag import Rebagging


def rebag(
    bag: Annotated[str, typer.Argument(metavar="BAG", help="The old bag; it is only read.")],
    to: Annotated[
        str, typer.Option("--to", metavar="DIR", help="Where the new bag goes, under its old name.")
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="When, such as 2016-12-15T08:55:00Z; else now."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write a new bag in order from an old or sloppy one, which is never changed.

    Form is mended: old versions and encodings, weak digests, untidy manifests. Content is not: a
    file that is missing, altered or not vouched for ends it, and nothing is written. The old
    manifests are kept in the new bag.

    Exit codes: 0 the new bag is there, or nothing has to be mended; 1 refused, because the
    content is in question, the bag is packed or the place is taken; 3 something could not be
    read or written; 5 another run is at work in DIR.
    """
    from preserve.containers.bag.rebag_files import Circumstances
    from preserve.storage.clock import now
    from preserve.workflows.archive import SOFTWARE
    from preserve.workflows.check_contents import check_package
    from preserve.workflows.rebag import RebagOptions
    from preserve.workflows.rebag import rebag as run_rebag

    progress = Progress("Reading")
    made = Circumstances(capture_instant(at, now()), SOFTWARE)
    options = RebagOptions(
        to, made, check_package, progress, listing=progress.listed, expect=progress.begin
    )
    try:
        done = run_rebag(bag, options)
    finally:
        progress.done()
    if as_json:
        emit(done.document())
    else:
        _tell(done)
    raise typer.Exit(done.exit_code)


def _tell(done: "Rebagging") -> None:
    from preserve.model.catalogue import CATALOGUE
    from preserve.report.finding_text import findings_lines
    from preserve.report.visible import visible

    place = f" -> {visible(done.new_bag)}" if done.new_bag else ""
    say(f"{done.status:15} {visible(done.bag)}{place}")
    for code in done.mended:
        say(f"mended          {code} {CATALOGUE[code].title}")
    for line in findings_lines(done.findings):
        say(line)
