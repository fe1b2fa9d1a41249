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
    typer.Option(metavar="N", min=1, help="Bytes that a packed byte may become. Default 200."),
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
        str | None, typer.Option(metavar="FILE", help="A BagIt profile the bags must fit, too.")
    ] = None,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Say what bagit and warcio think, too.")
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
    packed bag is checked. Exit codes: 0 all valid; 1 something is invalid or incomplete; 3
    something could not be read, so nothing is concluded about it.
    """
    from preserve.cli.limits import caps_of
    from preserve.model.finding import gravest
    from preserve.report.visible import visible
    from preserve.workflows.validate import Checkers, summary_of
    from preserve.workflows.validate import validate as run_validation
    from preserve.workflows.validate_bag import Effort, Extra, FileExtra

    caps = caps_of(
        max_bytes, members=max_members, ratio=max_ratio, depth=max_depth, name_bytes=max_name
    )
    extras: tuple[Extra, ...] = ()
    warc_extras: tuple[FileExtra, ...] = ()
    if profile is not None or second_opinion:
        from preserve.workflows.validate_extras import extras_of, warcio_extra

        extras = extras_of(profile, second_opinion=second_opinion)
        warc_extras = (warcio_extra,) if second_opinion else ()
    progress = Progress("Reading")
    effort = Effort(workers, progress, extras, warc_extras)
    checkers = Checkers(_package, _warc, _description)
    validations = []
    for validation in run_validation(paths, checkers, effort, caps):
        progress.done()
        validations.append(validation)
        if not as_json:
            say(f"{validation.verdict.value:10} {validation.kind:12} {visible(validation.path)}")
            _tell(validation.findings)
    exit_code = gravest(validation.exit_code for validation in validations)
    if as_json:
        results = [validation.document() for validation in validations]
        emit({"results": results, "summary": summary_of(validations), "exit_code": exit_code})
    else:
        _sum_up(summary_of(validations))
    raise typer.Exit(exit_code)


def _sum_up(counts: Mapping[str, int]) -> None:
    told = ", ".join(
        f"{count} {word}" for word, count in counts.items() if word != "checked" and count
    )
    say(f"Checked {counts['checked']}: {told or 'nothing'}.")


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
