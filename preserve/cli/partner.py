"""`preserve partner`."""

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.groups import ListByDefault
from preserve.cli.output import complain_of, documents, emit, say
from preserve.cli.session import archive_directory

if TYPE_CHECKING:
    from preserve.workflows.archive import Archive
    from preserve.workflows.partner_view import Partnership
    from preserve.workflows.partners import Done

partner = typer.Typer(
    cls=ListByDefault,
    help="The archives that we exchange packages with: their keys, how they are reached.",
    rich_markup_mode=None,
)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="What the partner is called here.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_Key = Annotated[
    str,
    typer.Option(
        metavar="KEY|FILE", help="The partner's key, or a file with what `partner card` prints."
    ),
]
_By = Annotated[str | None, typer.Option(metavar="WHO", help="Who says so; else the user's name.")]


@partner.command("list")
def list_partners(as_json: _Json = False) -> None:
    """List the partners, how they are reached, and what waits; writes nothing.

    Exit codes: 0 listed; 1 preserve.toml names a partner whose key nobody has pinned; 3
    preserve.toml cannot be understood; 4 the history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.partner_text import partner_document, partners_text

    found = _read()
    exit_code = exit_code_of(found.findings)
    complain_of(found.findings)
    if as_json:
        emit(
            {
                "partners": [partner_document(view) for view in found.views],
                "findings": documents(found.findings),
                "exit_code": exit_code,
            }
        )
    elif found.views or not exit_code:
        say(partners_text(found.views))
    raise typer.Exit(exit_code)


@partner.command()
def show(name: _Name, as_json: _Json = False) -> None:
    """Show one partner: key, fingerprint, former keys, place, profiles, what was said last.

    Exit codes: 0 shown; 2 there is no such partner; 3 preserve.toml cannot be understood; 4 the
    history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.partner_text import partner_document, partner_text, place_hint
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.partner_view import find_view, partnership

    archive = open_archive(archive_directory())
    history = read_history(archive, is_locked=False)
    exit_code = exit_code_of(history.verdict.findings)
    complain_of(history.verdict.findings)
    view = find_view(partnership(archive, history).views, name)
    if as_json:
        told = documents(history.verdict.findings)
        emit({"partner": partner_document(view), "findings": told, "exit_code": exit_code})
    else:
        say(partner_text(view))
        if hint := place_hint(view):
            say(hint)
    raise typer.Exit(exit_code)


@partner.command()
def add(
    name: _Name,
    key: _Key,
    contact: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A person, a telephone number, an address.")
    ] = None,
    inbox: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The directory that both archives use: a mount, a stick; or: by hand.",
        ),
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(metavar="P", help="A profile that bags from there may follow; repeatable."),
    ] = None,
    by: _By = None,
    why: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Why a removed partner comes back with another key."),
    ] = None,
    is_despite_likeness: Annotated[
        bool, typer.Option("--despite-likeness", help="Take a name that looks like another one.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """Pin the key of another archive, and say how it is reached.

    The key goes on record, into keys/partners/, and the table [partners.NAME] into preserve.toml;
    nothing else there changes. A directory that is named with --inbox and is there is marked as a
    place of exchange. Running it again changes what is named and leaves the rest.

    Exit codes: 0 on record; 1 the key, the archive or the name is somebody's, or preserve.toml
    cannot be edited; 2 it cannot be meant; 3 something cannot be read or written; 4 the archive is
    known under another key, or the history does not verify; 5 another run is at work.
    """
    from preserve.cli.session import said_by
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.partners import Adding, add_partner

    wanted = Adding(
        name=name,
        key=key,
        by=said_by(by),
        contact=contact,
        inbox=inbox,
        profiles=tuple(profile or ()),
        why=why,
        is_despite_likeness=is_despite_likeness,
    )
    archive = open_archive(archive_directory())
    _tell(archive, add_partner(archive, wanted, now), as_json=as_json)


@partner.command()
def rekey(
    name: _Name,
    key: _Key,
    proof: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The statement signed with the old key; beside it .sig."),
    ] = None,
    why: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why, where there is no such statement.")
    ] = None,
    by: _By = None,
    as_json: _Json = False,
) -> None:
    """Pin a new key for a partner: with the old key's signature, or on a person's word.

    A key that was given up never comes back. Exit codes: 0 on record; 1 the key is somebody's, or
    the statement cannot be understood; 2 there is no such partner, or neither proof nor reason; 3
    something cannot be read or written; 4 the change is not proven, or the history does not verify;
    5 another run is at work.
    """
    from preserve.cli.session import said_by
    from preserve.errors import UsageProblem
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.partners import Rekeying, rekey_partner

    if why is not None and by is None:
        raise UsageProblem("It is not known who decides.", remedy="Add --by NAME.")
    wanted = Rekeying(name, key, said_by(by), proof, why)
    archive = open_archive(archive_directory())
    _tell(archive, rekey_partner(archive, wanted, now), as_json=as_json)


@partner.command()
def remove(
    name: _Name,
    by: Annotated[str, typer.Option(metavar="WHO", help="Who removes it.")],
    why: Annotated[str, typer.Option(metavar="REASON", help="Why it is removed.")],
    as_json: _Json = False,
) -> None:
    """Send nothing more to a partner and take nothing more from it; what was said stays on record.

    Its table leaves preserve.toml; its keys stay in keys/partners/ as former ones.

    Exit codes: 0 removed; 1 removed, and its table must be taken out by hand; 2 there is no such
    partner, or name or reason say nothing; 3 something cannot be read or written; 4 the history
    does not verify; 5 another run is at work.
    """
    from preserve.storage.clock import now
    from preserve.workflows.archive import open_archive
    from preserve.workflows.partners import Removing, remove_partner

    archive = open_archive(archive_directory())
    _tell(archive, remove_partner(archive, Removing(name, by, why), now), as_json=as_json)


@partner.command()
def card(as_json: _Json = False) -> None:
    """Print what a partner needs of this archive: its id, its key, the fingerprint to read aloud.

    Exit codes: 0 printed; 4 the history does not verify.
    """
    from preserve.model.finding import exit_code_of
    from preserve.report.partner_text import card_text
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.partner_view import card_of

    archive = open_archive(archive_directory())
    history = read_history(archive, is_locked=False)
    exit_code = exit_code_of(history.verdict.findings)
    complain_of(history.verdict.findings)
    ours = card_of(archive, history)
    if as_json:
        told = documents(history.verdict.findings)
        emit({"card": ours.document(), "findings": told, "exit_code": exit_code})
    else:
        say(card_text(ours))
    raise typer.Exit(exit_code)


def _read() -> "Partnership":
    from preserve.workflows.archive import open_archive, read_history
    from preserve.workflows.partner_view import partnership

    archive = open_archive(archive_directory())
    return partnership(archive, read_history(archive, is_locked=False))


def _tell(archive: "Archive", done: "Done", *, as_json: bool) -> None:
    """Show the partner as it is now; the exit code is that of what was found."""
    from preserve.model.finding import exit_code_of
    from preserve.report.partner_text import (
        COMPARE,
        partner_document,
        partner_text,
        place_hint,
    )
    from preserve.workflows.archive import read_history
    from preserve.workflows.partner_view import partnership

    views = partnership(archive, read_history(archive, is_locked=False)).views
    view = next(view for view in views if view.archive == done.partner.archive)
    exit_code = exit_code_of(done.findings)
    complain_of(done.findings)
    if as_json:
        shown = partner_document(view)
        findings = documents(done.findings)
        emit(
            {"partner": shown, "is_new": done.is_new, "findings": findings, "exit_code": exit_code}
        )
    else:
        say("On record." if done.is_new else "On record already.")
        say(partner_text(view))
        if not view.is_removed:
            say(COMPARE)
        if hint := place_hint(view):
            say(hint)
    raise typer.Exit(exit_code)
