"""`preserve send`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress
from preserve.cli.session import archive_directory
from preserve.errors import UsageProblem

if TYPE_CHECKING:
    from preserve.workflows.sending import Sent


_To = Annotated[str, typer.Option(metavar="PARTNER", help="A partner of the archive.")]
_Packages = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PACKAGE...", help="Packages of the archive; none to go on with what waits."
    ),
]
_Form = Annotated[str, typer.Option(metavar="tar|zip", help="What the bags are written as.")]
_Rights = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What the partner may do with them.")
]
_Note = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Anything else the partner should know.")
]
_DespiteRisks = Annotated[
    bool,
    typer.Option(
        "--despite-risks", help="Send packages whose description marks risks; give --why."
    ),
]
_Withdraw = Annotated[
    str | None,
    typer.Option(metavar="EXCHANGE", help="Take the offer of this exchange back; give --why."),
]
_Why = Annotated[str | None, typer.Option(metavar="REASON", help="Why; the partner reads it, too.")]
_IsTrial = Annotated[
    bool, typer.Option("--dry-run", help="Read everything, write and send nothing.")
]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def send(
    to: _To,
    packages: _Packages = None,
    form: _Form = "tar",
    rights: _Rights = None,
    note: _Note = None,
    despite_risks: _DespiteRisks = False,
    withdraw: _Withdraw = None,
    why: _Why = None,
    is_trial: _IsTrial = False,
    as_json: _AsJson = False,
) -> None:
    """Offer packages to a partner: serialized bags and a signed offer, by way of the outbox.

    Every package is read whole and held against the history; one that is damaged is never sent,
    and then nothing of the offer is. Run it again after any interruption: it goes on, and offers
    nothing twice. Packages are sent as they are: passages cannot be blacked out.

    Exit codes: 0 offered, or with the partner already; 1 a package is damaged, there are risks
    that nobody decided on, or an offer cannot be taken back any more; 2 there is no such partner
    or package, or a text says nothing; 3 something cannot be read or written now, and waits in
    the outbox; 4 a message or the history does not verify; 5 another run is at work.
    """
    import secrets

    from preserve.cli.asking import person_who_takes_risks
    from preserve.containers.bag.serialized.write import Form
    from preserve.exchange.offer import Said
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.send import send as run_send
    from preserve.workflows.sending import Sending

    _require_sense(bool(packages), despite_risks, withdraw, why)
    if form not in set(Form):
        raise UsageProblem(f"--form is tar or zip, not {form!r}.")
    progress = Progress("Reading")
    wanted = Sending(
        partner=to,
        packages=tuple(packages or ()),
        said=Said(rights, note, why if despite_risks else None),
        form=Form(form),
        withdraw=withdraw,
        why=why if withdraw is not None else None,
        ask=person_who_takes_risks(),
        is_trial=is_trial,
        progress=progress,
    )
    try:
        sent = run_send(open_archive(archive_directory()), wanted, now, secrets.token_bytes)
    finally:
        progress.done()
    if as_json:
        emit(sent.document())
    else:
        say(_text(sent))
    raise typer.Exit(sent.exit_code)


def _require_sense(
    has_packages: bool, despite_risks: bool, withdraw: str | None, why: str | None
) -> None:
    if withdraw is not None and (has_packages or despite_risks):
        raise UsageProblem("--withdraw takes an offer back; it cannot be given with packages.")
    if withdraw is not None and why is None:
        raise UsageProblem("--withdraw asks for a reason.", remedy="Add --why REASON.")
    if despite_risks and why is None:
        raise UsageProblem("--despite-risks asks for a reason.", remedy="Add --why REASON.")
    if why is not None and not despite_risks and withdraw is None:
        raise UsageProblem("--why goes with --despite-risks or --withdraw.")


def _text(sent: Sent) -> str:
    from preserve.report.send_text import SentPackage, SentWords, send_text

    rows = [
        SentPackage(each.package, each.status, each.size_bytes, each.risks)
        for each in sent.packages
    ]
    findings = [found for each in sent.packages for found in each.findings]
    return send_text(
        SentWords(
            partner=sent.partner,
            conversation=sent.conversation,
            packages=rows,
            carried=sent.carried,
            findings=[*findings, *sent.findings],
        )
    )
