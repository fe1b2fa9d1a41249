"""The command line: every command, in the order of a day's work."""

from typing import Annotated

import typer

from preserve import __version__
from preserve.cli.accept import accept
from preserve.cli.audit import audit
from preserve.cli.concordance import concordance
from preserve.cli.confirm import confirm
from preserve.cli.demo import demo
from preserve.cli.describe import describe
from preserve.cli.drill import drill
from preserve.cli.explain import explain
from preserve.cli.fetch import fetch
from preserve.cli.history import history
from preserve.cli.incident import incident
from preserve.cli.init import init
from preserve.cli.ledger import ledger
from preserve.cli.package import package
from preserve.cli.parity import parity
from preserve.cli.partner import partner
from preserve.cli.people import people
from preserve.cli.quarantine import quarantine
from preserve.cli.rebag import rebag
from preserve.cli.receipt import receipt
from preserve.cli.receive import receive
from preserve.cli.repair import repair
from preserve.cli.replica import replica
from preserve.cli.report import report
from preserve.cli.schedule import schedule
from preserve.cli.send import send
from preserve.cli.session import Chosen
from preserve.cli.status import status
from preserve.cli.validate import validate

app = typer.Typer(
    name="preserve",
    help="Preserve news articles that are testimony: describe, pack, audit, prove.",
    epilog="`preserve COMMAND --help` tells more. Start with `preserve demo`.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"preserve {__version__}")
        raise typer.Exit


@app.callback()
def choose(
    archive: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The archive. Else $PRESERVE_ARCHIVE, else the nearest one above this directory.",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Preserve news articles that are testimony: describe, pack, audit, prove."""
    Chosen.archive = archive


for _command in (demo, init, describe, package, validate, audit, status, history, report, explain):
    app.command()(_command)
app.command()(accept)
app.command()(concordance)
app.command()(confirm)
app.command()(drill)
app.command()(fetch)
app.command()(rebag)
app.command()(receive)
app.command()(repair)
app.command()(send)
app.add_typer(incident, name="incident")
app.add_typer(ledger, name="ledger")
app.add_typer(parity, name="parity")
app.add_typer(partner, name="partner")
app.add_typer(people, name="people")
app.add_typer(quarantine, name="quarantine")
app.add_typer(receipt, name="receipt")
app.add_typer(replica, name="replica")
app.add_typer(schedule, name="schedule")
