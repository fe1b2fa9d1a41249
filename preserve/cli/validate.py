"""`preserve validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from preserve.cli.output import emit, say
from preserve.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from preserve.containers.bag.check import BagCheck
    from preserve.containers.bag.serialized.caps import Caps
    from preserve.containers.warc.record import WarcCheck
    from preserve.model.file import Entry
    from preserve.model.finding import Finding
    from preserve.storage.store import Tree
    from preserve.storage.tree import LocalTree
    from preserve.workflows.check_profiles import ProfileChecks
    from preserve.workflows.validate import How, Validation
    from preserve.workflows.validate_bag import Effort


_KINDS = {"serialized-bag": "packed bag"}
"""Kinds that have a plainer word."""

_Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Bags, packed bags (zip, tar, tar.gz), directories of either, WARC files,"
        " descriptions.",
    ),
]
_Members = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Members that a packed bag may have. Default 2,000,000."),
]
_Bytes = Annotated[
    str | None,
    typer.Option(metavar="SIZE", help="What a packed bag may unpack to. Default 1 TB."),
]
_Ratio = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="Bytes that a packed byte may become, above 8 MiB. Default 200."
    ),
]
_Depth = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Parts of a path in a packed bag. Default 64."),
]
_Name = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Bytes of a path in a packed bag. Default 1024."),
]


def validate(
    paths: _Paths,
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
    max_members: _Members = None,
    max_bytes: _Bytes = None,
    max_ratio: _Ratio = None,
    max_depth: _Depth = None,
    max_name: _Name = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check packages that anybody made: every finding, nothing written, no archive needed.

    A packed bag is read where it lies and never unpacked; in a directory, every bag and every
    packed bag that lies directly in it is checked. Exit codes: 0 all valid; 1 something is invalid
    or incomplete; 3 something could not be read, so nothing is concluded about it.
    """
    counts = {
        "members": max_members,
        "ratio": max_ratio,
        "depth": max_depth,
        "name_bytes": max_name,
    }
    caps = _caps(max_bytes, counts)
    profiles = _profile_checks(profile) if profile else None
    progress = Progress("Reading")
    effort = _effort(workers, progress, profiles, second_opinion=second_opinion)
    run = _Run(profiles, explain=explain, as_json=as_json)
    for validation in _validated(paths, effort, run.beside.append, caps):
        progress.done()
        run.take(validation)
    raise typer.Exit(run.conclude())


def _caps(max_bytes: str | None, counts: Mapping[str, int | None]) -> Caps | None:
    if max_bytes is None and not any(counts.values()):
        return None
    from preserve.cli.limits import caps_of

    return caps_of(max_bytes, **counts)


def _effort(
    workers: int, progress: Progress, profiles: ProfileChecks | None, *, second_opinion: bool
) -> Effort:
    from preserve.workflows.validate_bag import Effort

    effort = Effort(workers, progress, listing=progress.listed, expect=progress.begin)
    if profiles is None and not second_opinion:
        return effort
    from preserve.workflows.validate_extras import extras_of, warcio_extra

    return effort._replace(
        extras=extras_of(profiles, second_opinion=second_opinion),
        warc_extras=(warcio_extra,) if second_opinion else (),
    )


def _validated(
    paths: Sequence[str], effort: Effort, aside: Callable[[Finding], None], caps: Caps | None
) -> Iterator[Validation]:
    from preserve.workflows.validate import Checkers
    from preserve.workflows.validate import validate as run_validation

    return run_validation(
        paths, Checkers(_package, _warc, _description, _file), effort, aside, caps
    )


class _Run:
    """What was validated, told as it comes or as one document at the end."""

    def __init__(self, profiles: ProfileChecks | None, *, explain: bool, as_json: bool) -> None:
        self.beside: list[Finding] = []
        self._profiles = profiles
        self._explain = explain
        self._as_json = as_json
        self._validations: list[Validation] = []

    def take(self, validation: Validation) -> None:
        """Take one more, with what the profiles said of it."""
        if self._profiles is not None:
            asked = self._profiles.take() if validation.kind.endswith("bag") else ()
            validation = validation._replace(profiles=asked)
        self._validations.append(validation)
        if not self._as_json:
            _tell(validation, explain=self._explain)

    def conclude(self) -> int:
        """Tell the rest; return the exit code."""
        from preserve.model.finding import gravest
        from preserve.workflows.validate import summary_of

        exit_code = gravest(validation.exit_code for validation in self._validations)
        summary = summary_of(self._validations)
        if self._as_json:
            results = [_document(each, explain=self._explain) for each in self._validations]
            beside = [found.document() for found in self.beside]
            emit(
                {"results": results, "findings": beside, "summary": summary, "exit_code": exit_code}
            )
            return exit_code
        if self._explain:
            _tell_letters(self._validations)
        _tell_findings(self.beside, explain=self._explain)
        _tell_counts(summary, _tell_profiles(self._validations))
        return exit_code


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

    kind = _KINDS.get(validation.kind, validation.kind)
    say(f"{validation.verdict.value:10} {kind:12} {visible(validation.path)}")
    _tell_findings(validation.findings, explain=explain)


def _tell_findings(findings: Sequence[Finding], *, explain: bool) -> None:
    if not findings:
        return
    if explain:
        from preserve.report.explained import explained_lines

        lines = explained_lines(findings)
    else:
        from preserve.report.finding_text import findings_lines

        lines = findings_lines(findings)
    for line in lines:
        say(line)


def _tell_letters(validations: Sequence[Validation]) -> None:
    from preserve.report.explained import letter_lines

    for each in validations:
        profiles = tuple(asked.profile for asked in each.profiles or ())
        for line in letter_lines(each.path, each.kind, each.verdict, each.findings, profiles):
            say(line)


def _document(validation: Validation, *, explain: bool) -> dict[str, object]:
    if not explain:
        return validation.document()
    from preserve.report.explained import explained_document

    findings = [explained_document(found) for found in validation.findings]
    return {**validation.document(), "findings": findings}


# Judges of contents take a third of the time that it takes to start; a bag that is not one of
# ours needs none of them.


def _package(tree: Tree, check: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_package

    return check_package(tree, check, entries)


def _file(path: str, how: How) -> Validation:
    from preserve.workflows.validate_file import validate_file

    return validate_file(path, how)


def _warc(read: Callable[[int], bytes], name: str) -> WarcCheck:
    from preserve.containers.warc.check import check_warc

    return check_warc(read, name)


def _description(data: bytes, payload: LocalTree | None) -> tuple[Finding, ...]:
    from preserve.workflows.check_contents import check_description_file

    return check_description_file(data, payload)
