"""`preserve validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preserve.containers.bag.check import BagCheck
    from preserve.containers.warc.record import WarcCheck
    from preserve.model.file import Entry
    from preserve.model.finding import Finding
    from preserve.model.profile_verdict import ProfileVerdict
    from preserve.storage.store import Tree
    from preserve.storage.tree import LocalTree
    from preserve.workflows.check_profiles import ProfileChecks
    from preserve.workflows.validate import Validation

    Validated = tuple[Validation, tuple[ProfileVerdict, ...]]
    """What was validated, and the verdicts of the profiles that were asked about it."""


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
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many cores to use.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check packages that anybody made: every finding, nothing written, no archive needed.

    Exit codes: 0 all valid; 1 something is invalid or incomplete; 3 something could not be read,
    so nothing is concluded about it.
    """
    from preserve.model.finding import gravest
    from preserve.report.visible import visible
    from preserve.workflows.validate import Checkers
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
    effort = Effort(workers, progress, extras, warc_extras)
    validated: list[Validated] = []
    for validation in run_validation(paths, Checkers(_package, _warc, _description), effort):
        progress.done()
        is_bag = validation.kind.endswith("bag")
        validated.append((validation, profiles.take() if profiles and is_bag else ()))
        if not as_json:
            say(f"{validation.verdict.value:10} {validation.kind:12} {visible(validation.path)}")
            _tell(validation.findings)
    exit_code = gravest(validation.exit_code for validation, _ in validated)
    if as_json:
        _emit(validated, exit_code, has_profiles=profiles is not None)
    else:
        _conclude(validated)
    raise typer.Exit(exit_code)


def _profile_checks(names: Sequence[str]) -> ProfileChecks:
    from preserve.workflows.check_profiles import ProfileChecks
    from preserve.workflows.profiles import load_profile

    loaded = {profile.name: profile for profile in map(load_profile, names)}
    return ProfileChecks([*loaded.values()])


def _emit(validated: Sequence[Validated], exit_code: int, *, has_profiles: bool) -> None:
    from preserve.workflows.validate import summary_of

    results = []
    for validation, verdicts in validated:
        own = {"profiles": [verdict.document() for verdict in verdicts]} if has_profiles else {}
        results.append({**validation.document(), **own})
    summary = summary_of([validation for validation, _ in validated])
    emit({"results": results, "summary": summary, "exit_code": exit_code})


def _conclude(validated: Sequence[Validated]) -> None:
    from preserve.workflows.validate import summary_of

    rows = [(validation.path, verdicts) for validation, verdicts in validated if verdicts]
    words = ""
    if rows:
        from preserve.report.profile_table import profile_summary, profile_table

        say(profile_table(rows))
        words = f" {profile_summary(rows)}"
    counts = summary_of([validation for validation, _ in validated])
    told = ", ".join(
        f"{count} {word}" for word, count in counts.items() if word != "checked" and count
    )
    say(f"Checked {counts['checked']}: {told or 'nothing'}.{words}")


def _tell(findings: Sequence[Finding]) -> None:
    if findings:
        from preserve.report.text import finding_text

        for found in findings:
            say(finding_text(found))


# Judges of contents take a third of the time that it takes to start; a bag that is not one of
# ours needs none of them.


def _package(tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_package

    return check_package(tree, check, entries)


def _warc(read: Callable[[int], bytes], name: str) -> WarcCheck:
    from preserve.containers.warc.check import check_warc

    return check_warc(read, name)


def _description(data: bytes, payload: LocalTree | None) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_description_file

    return check_description_file(data, payload)
