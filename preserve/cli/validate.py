"""`preserve validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preserve.containers.bag.check import BagCheck
    from preserve.containers.warc.record import WarcCheck
    from preserve.model.file import Entry
    from preserve.model.finding import Finding
    from preserve.storage.store import Tree
    from preserve.storage.tree import LocalTree
    from preserve.workflows.check_profiles import ProfileChecks
    from preserve.workflows.validate import Checkers, Validation


def validate(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", help="Bags, directories of bags, WARC files, descriptions."
        ),
    ],
    profile: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|NAME",
            help="A BagIt profile the bags must fit, too: a file, or preserve, aptrust, btr, bdbag."
            " May be given several times.",
        ),
    ] = None,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Say what bagit and warcio think, too.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what each finding means and asks of a sender.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many cores to use.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check packages that anybody made: every finding, nothing written, no archive needed.

    Exit codes: 0 all valid; 1 something is invalid or incomplete; 3 something could not be read,
    so nothing is concluded about it.
    """
    from preserve.model.finding import gravest
    from preserve.workflows.validate import validate as run_validation
    from preserve.workflows.validate_bag import Effort, Extra, FileExtra

    extras: tuple[Extra, ...] = ()
    warc_extras: tuple[FileExtra, ...] = ()
    profiles = _profile_checks(profile) if profile else None
    if profiles is not None or second_opinion:
        from preserve.workflows.validate_extras import extras_of, warcio_extra

        extras = extras_of(profiles, second_opinion=second_opinion)
        warc_extras = (warcio_extra,) if second_opinion else ()
    progress = Progress("Reading")
    effort = Effort(
        workers, progress, extras, warc_extras, listing=progress.listed, expect=progress.begin
    )
    validations: list[Validation] = []
    beside: list[Finding] = []
    for validation in run_validation(paths, _checkers(), effort, beside.append):
        progress.done()
        if profiles is not None:
            asked = profiles.take() if validation.kind.endswith("bag") else ()
            validation = validation._replace(profiles=asked)  # noqa: PLW2901 - the same, completed
        validations.append(validation)
        if not as_json:
            _tell(validation, explain=explain)
    exit_code = gravest(validation.exit_code for validation in validations)
    if as_json:
        results = [_document(validation, explain=explain) for validation in validations]
        notes = [found.document() for found in beside]
        summary = _summary(validations)
        emit({"results": results, "findings": notes, "summary": summary, "exit_code": exit_code})
    else:
        if explain:
            _tell_letters(validations)
        _tell_findings(beside, explain=explain)
        _tell_counts(_summary(validations), _tell_profiles(validations))
    raise typer.Exit(exit_code)


def _summary(validations: Sequence[Validation]) -> dict[str, int]:
    from preserve.workflows.validate import summary_of

    return summary_of(validations)


def _profile_checks(names: Sequence[str]) -> ProfileChecks:
    from preserve.workflows.check_profiles import ProfileChecks
    from preserve.workflows.profiles import load_profile

    loaded = {profile.name: profile for profile in map(load_profile, names)}
    return ProfileChecks([*loaded.values()])


def _tell_profiles(validations: Sequence[Validation]) -> str:
    """Print the table of profiles, if any were asked for; return the sentence about them."""
    rows = [(each.path, each.profiles) for each in validations if each.profiles]
    if not rows:
        return ""
    from preserve.report.profile_table import profile_summary, profile_table

    say(profile_table(rows))
    return f" {profile_summary(rows)}"


def _tell_counts(counts: Mapping[str, int], more: str) -> None:
    told = ", ".join(
        f"{count} {word}" for word, count in counts.items() if word != "checked" and count
    )
    say(f"Checked {counts['checked']}: {told or 'nothing'}.{more}")


def _tell(validation: Validation, *, explain: bool) -> None:
    from preserve.report.visible import visible

    say(f"{validation.verdict.value:10} {validation.kind:12} {visible(validation.path)}")
    _tell_findings(validation.findings, explain=explain)


def _tell_findings(findings: Sequence[Finding], *, explain: bool) -> None:
    if not findings:
        return
    if explain:
        from preserve.report.explained import explained_lines

        lines = explained_lines(findings)
    else:
        from preserve.report.text import findings_lines

        lines = findings_lines(findings)
    for line in lines:
        say(line)


def _tell_letters(validations: Sequence[Validation]) -> None:
    from preserve.report.explained import letter_lines

    for each in validations:
        for line in letter_lines(each.path, each.kind, each.verdict, each.findings):
            say(line)


def _document(validation: Validation, *, explain: bool) -> dict[str, object]:
    if not explain:
        return validation.document()
    from preserve.report.explained import explained_document

    findings = [explained_document(found) for found in validation.findings]
    return {**validation.document(), "findings": findings}


# Judges of contents take a third of the time that it takes to start; a bag that is not one of
# ours needs none of them.


def _checkers() -> Checkers:
    from preserve.workflows.validate import Checkers

    return Checkers(_package, _warc, _description)


def _package(tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_package

    return check_package(tree, check, entries)


def _warc(read: Callable[[int], bytes], name: str) -> WarcCheck:
    from preserve.containers.warc.check import check_warc

    return check_warc(read, name)


def _description(data: bytes, payload: LocalTree | None) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_description_file

    return check_description_file(data, payload)
