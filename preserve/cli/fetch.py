"""`preserve fetch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress

if TYPE_CHECKING:
    import ssl


def fetch(
    bag: Annotated[str, typer.Argument(metavar="BAG", help="The directory of a bag.")],
    allow_http: Annotated[
        bool, typer.Option("--allow-http", help="Fetch over http, too: nothing is secured there.")
    ] = False,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="Fetch from machines of this network, too."),
    ] = False,
    max_bytes: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", help="Fetch at most so much in this run; 100 GB if not given."
        ),
    ] = None,
    ca_file: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Trust these certificates (PEM), too."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Complete a bag: fetch the files that its fetch.txt names and that are not there.

    Each is verified against the manifests before it enters the bag; nothing that is there is
    touched. A run that was cut short goes on where it stopped. Connects to the addresses in
    fetch.txt, and where their servers send on to; never by a proxy.

    Exit codes: 0 the bag is complete and valid; 1 a file is wrong or was refused, or the bag is
    not valid; 2 an option cannot be understood; 3 a file could not be had now, or the disk is
    full; 5 another run is at work on the bag.
    """
    from preserve.cli.limits import given
    from preserve.containers.bag.fetch_address import Rules
    from preserve.model.amounts import bytes_of
    from preserve.report.fetch_text import fetch_text
    from preserve.storage.clock import pause
    from preserve.workflows.checkers import ALL
    from preserve.workflows.fetch_bag import FetchOptions, fetch_bag
    from preserve.workflows.fetch_bag import Progress as Told
    from preserve.workflows.fetch_web import Web
    from preserve.workflows.validate_bag import Effort

    rules = Rules(allow_http, allow_private)
    limit = given("--max-bytes", max_bytes, bytes_of, None)
    web = Web(rules, _trusting(ca_file))
    shown, reading = Progress("Fetching"), Progress("Reading")
    options = FetchOptions(web.get, pause, rules, Told(shown.expect, shown), limit)
    effort = Effort(progress=reading, listing=reading.listed, expect=reading.begin)
    try:
        report = fetch_bag(bag, options, ALL, effort)
    finally:
        shown.done()
        reading.done()
    if as_json:
        emit(report.document())
    else:
        say(fetch_text(report.files, report.findings, report.validation.verdict))
    raise typer.Exit(report.exit_code)


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    from preserve.errors import UsageProblem
    from preserve.model.file import printable
    from preserve.workflows.fetch_web import trusting

    try:
        return trusting(ca_file)
    except OSError as problem:
        name = printable(ca_file or "")
        words = f"--ca-file: {name} cannot be read, or holds no certificate in PEM form."
        raise UsageProblem(words) from problem
