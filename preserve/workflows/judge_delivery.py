"""Judge the packages of a delivery that has come, and say which are valid and which refused."""

import json
import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Final

from preserve import __version__
from preserve.errors import PreserveError
from preserve.exchange.offer import Offered
from preserve.exchange.possession import proof_of, read_under, salt_of
from preserve.exchange.verdicts import (
    by_source,
    cut,
    ready_at,
    refused_drafts,
    source_digits,
    valid_drafts,
)
from preserve.fixity.crew import SharedWork
from preserve.ledger.entry import instant
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange
from preserve.model.catalogue import finding
from preserve.model.exchange import Step
from preserve.model.finding import Finding
from preserve.model.plain import mapping_of, text_of
from preserve.model.portions import portions_of
from preserve.model.receiving import ExchangeRules
from preserve.storage import atomic
from preserve.storage.source import read_whole
from preserve.workflows.desk import Desk
from preserve.workflows.judge_package import Check, Ruling, check_row
from preserve.workflows.quarantine import Quarantine
from preserve.workflows.rule_on_package import Case, Outcome, accepted_profiles, rule_on
from preserve.workflows.scan import Scan, ScanOutcome

_TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
_NOTE_BYTES: Final = 1 << 16
_MOST_NAMED: Final = 5
# Measured on two cores: what one process waits for the medium, another one works.
_HELPERS: Final = 1
_WORTH_A_PROCESS: Final = 20
_MOST_TOGETHER: Final = 16
_MOST_BYTES_TOGETHER: Final = 64 << 20
_LEAST_JOBS: Final = 8
"""So many jobs at least, where there are as many packages: nobody waits long for the last one."""

_JOB_BYTES: Final = _MOST_TOGETHER * (16 << 10)
"""What cases take at most on their way to another process: their paths are what is long."""


@dataclass(frozen=True)
class Bench:
    """What is the same for every delivery of a run.

    Attributes:
        progress: told how many files and bytes were judged.
    """

    desk: Desk
    rules: ExchangeRules
    progress: Callable[[int, int], None]


@dataclass
class _Delivery:
    """A delivery on the bench.

    Attributes:
        until: when the days in quarantine are over; None where they are, or none are asked for.
        twins: the packages that are offered or held, by the digits of their source.
        rows: what is valid, as the message says it.
        scanner: what the scanner called itself, where it took part.
    """

    bench: Bench
    exchange: Exchange
    salt: bytes
    quarantine: Quarantine
    until: datetime | None
    twins: Mapping[str, Sequence[str]]
    rows: list[dict[str, object]] = field(default_factory=list)
    scanner: str | None = None


def judge_delivery(
    bench: Bench,
    exchange: Exchange,
    partner: Partner,
    offered: Sequence[Offered],
    here: Container[str],
) -> dict[str, tuple[Finding, ...]]:
    """Judge what was received of a delivery and is not judged yet, and say what it came to.

    Args:
        bench: what is the same for the whole run.
        exchange: the delivery.
        partner: who offered it.
        offered: every package of the offer.
        here: the packages whose file lies in quarantine, byte for byte.

    Returns:
        what was found, by package.

    Raises:
        PreserveError: the history or the outbox cannot be written, or preserve.toml is wrong.
    """
    desk = bench.desk
    due = frozenset(exchange.at_step(Step.RECEIVED))
    settings = desk.archive.partner_settings().get(partner.name)
    profiles = settings.profiles if settings is not None else ()
    accepted_profiles(profiles)
    offer = desk.message(exchange.opening)
    packages = (*(each.package for each in offered), *desk.history.holdings)
    delivery = _Delivery(
        bench,
        exchange,
        salt_of(offer),
        Quarantine(desk.archive, exchange),
        _until(bench, exchange),
        by_source(packages),
    )
    wanted = [each for each in offered if each.package in due and each.package in here]
    found, refused = dict[str, tuple[Finding, ...]](), dict[str, tuple[Finding, ...]]()
    for each, ruling in _rulings(delivery, wanted, profiles):
        found[each.package] = ruling.findings
        if ruling.is_decided and not ruling.is_valid:
            refused[each.package] = ruling.findings
            _keep_evidence(delivery, each, ruling.findings)
        bench.progress(1, each.size_bytes)
    nonce = text_of(offer.document.get("nonce")) or ""
    drafts = [
        *valid_drafts(exchange, nonce, delivery.rows, _software(delivery.scanner)),
        *refused_drafts(exchange, refused, kept=True),
    ]
    if drafts:
        desk.say(partner, drafts)
    return found


def _rulings(
    delivery: _Delivery, wanted: Sequence[Offered], profiles: tuple[str, ...]
) -> Iterator[tuple[Offered, Ruling]]:
    """Yield what becomes of each package; the rows of the valid ones are kept."""
    run = instant(delivery.bench.desk.clock())
    helpers = _HELPERS if len(wanted) >= _WORTH_A_PROCESS else 0
    due = []
    for each in wanted:
        if delivery.until is not None and _first_look(delivery, each) is not None:
            yield each, _waiting(each, delivery.until)
        else:
            due.append(each)
    with SharedWork(rule_on, helpers, _JOB_BYTES) as work:
        for some in _together(due):
            work.add([_case(delivery, each, profiles, run) for each in some])
        for cases, outcomes in work.results():
            for case, outcome in zip(cases, outcomes, strict=True):
                yield case.offered, _settled(delivery, case.offered, outcome)


def _together(due: Sequence[Offered]) -> Iterator[list[Offered]]:
    """Divide packages into those that are unpacked and synced together."""
    most = max(1, min(_MOST_TOGETHER, len(due) // _LEAST_JOBS))
    return portions_of(due, lambda each: each.bag_bytes, most, _MOST_BYTES_TOGETHER)


def _case(delivery: _Delivery, offered: Offered, profiles: tuple[str, ...], run: str) -> Case:
    is_unpacked = delivery.until is None and not delivery.bench.desk.holds(offered.package)
    quarantine = delivery.quarantine
    return Case(
        offered=offered,
        path=quarantine.path_of(offered),
        bag=quarantine.bag_of(offered.package) if is_unpacked else None,
        profiles=profiles,
        salt=delivery.salt,
        rules=delivery.bench.rules,
        run=run,
    )


def _until(bench: Bench, exchange: Exchange) -> datetime | None:
    """Return when the days of a delivery in quarantine are over; None where they are."""
    days = bench.rules.quarantine_days
    until = ready_at(exchange, bench.desk.transfers, days) if days else None
    return until if until is not None and bench.desk.clock() < until else None


def _waiting(offered: Offered, until: datetime) -> Ruling:
    words = f"{offered.package} waits in quarantine until {instant(until)}."
    return Ruling(is_decided=False, findings=(finding("XCH-052", words),))


def _settled(delivery: _Delivery, offered: Offered, outcome: Outcome) -> Ruling:
    """Hold a package that is in order against what is held, or keep it apart for its days."""
    ruling, scan, proof, _ = outcome
    if not ruling.is_valid:
        return ruling
    if delivery.until is not None:
        _note_first_look(delivery, offered, scan)
        return _waiting(offered, delivery.until)
    if proof is None:
        held = _held(delivery, offered)
        if isinstance(held, Ruling):
            return held
        proof, is_held = held, True
    else:
        is_held = False
    delivery.scanner = outcome.scanner or delivery.scanner
    twins = _twins(delivery, offered)
    first = _first_look(delivery, offered)
    checks = (*ruling.checks, *_more_checks(twins, scan, first, delivery.bench.rules))
    delivery.rows.append(_row(offered, proof, checks, already_held=is_held))
    return replace(ruling, findings=(*ruling.findings, *twins, *_unscanned(scan, offered)))


def _held(delivery: _Delivery, offered: Offered) -> Ruling | str:
    """Return the proof over the same package that is held.

    A ruling, where what is held has other bytes, or does not verify.
    """
    desk = delivery.bench.desk
    files = {file.path: file for file in desk.record_of(offered.package).files}
    tag_manifest = files.get(_TAG_MANIFEST)
    size = sum(file.size_bytes for file in files.values())
    is_same = (
        tag_manifest is not None
        and tag_manifest.digests.get("sha256") == offered.tag_manifest_sha256
        and (len(files), size) == (offered.files, offered.bag_bytes)
    )
    if not is_same:
        words = f"{offered.package} is held here with another tag manifest."
        return Ruling(is_decided=True, findings=(finding("XCH-046", words),))
    try:
        return _own_proof(delivery, offered)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        words = f"The copy of {offered.package} that is held here does not verify: {reason}."
        return Ruling(is_decided=False, findings=(finding("XCH-054", words),))


def _own_proof(delivery: _Delivery, offered: Offered) -> str:
    """Return the proof over the copy that is held, which must be the one on record.

    Raises:
        OSError: it cannot be read, or is not the one on record.
    """
    desk = delivery.bench.desk
    on_record = {
        file.path: file.digests.get("sha256") for file in desk.record_of(offered.package).files
    }
    tree = desk.archive.store.tree(offered.package)
    files = list(read_under(tree, delivery.salt, ("sha256",)))
    if {file.path: file.digests["sha256"] for file in files} != on_record:
        raise OSError(None, "its bytes are not those on record")
    return proof_of(files)


def _twins(delivery: _Delivery, offered: Offered) -> tuple[Finding, ...]:
    """Say so where another package, offered beside or held, has the same source."""
    same = delivery.twins.get(source_digits(offered.package), ())
    others = (package for package in same if package != offered.package)
    names = sorted(set(islice(others, _MOST_NAMED)))
    if not names:
        return ()
    words = f"{offered.package} has the same source as {', '.join(names)}."
    return (finding("XCH-053", words),)


def _unscanned(scan: Scan | None, offered: Offered) -> tuple[Finding, ...]:
    if scan is None or scan.outcome is not ScanOutcome.NOT_SCANNED:
        return ()
    return (finding("XCH-049", f"{offered.package} was not scanned: {scan.words}."),)


def _more_checks(
    twins: Sequence[Finding], scan: Scan | None, first: str | None, rules: ExchangeRules
) -> tuple[Check, ...]:
    days = rules.quarantine_days
    if scan is None:
        scanned = check_row("virus-scan", "not-checked", "No scanner is configured.")
    elif scan.outcome is ScanOutcome.CLEAN:
        twice = f" The first time on {first}." if first else ""
        scanned = check_row("virus-scan", "passed", f"Every file was scanned.{twice}")
    else:
        scanned = check_row("virus-scan", "not-checked", cut(scan.words))
    if not days:
        kept = check_row("quarantine", "not-checked", "No days in quarantine are asked for.")
    elif first:
        kept = check_row("quarantine", "passed", f"{days} days, judged before and after.")
    else:
        kept = check_row("quarantine", "warning", f"{days} days, and judged only after them.")
    # Which one is told to nobody but ourselves: partners do not learn what is held of others.
    doubled = (
        check_row("duplicates", "warning", "Another package has the same source.")
        if twins
        else check_row("duplicates", "passed")
    )
    return (doubled, scanned, kept)


def _row(
    offered: Offered, proof: str, checks: Sequence[Check], *, already_held: bool
) -> dict[str, object]:
    made = [{**check, "detail": cut(text_of(check["detail"]) or "") or None} for check in checks]
    return {
        "package": offered.package,
        "tag_manifest_sha256": offered.tag_manifest_sha256,
        "files": offered.files,
        "bag_bytes": offered.bag_bytes,
        "possession": proof,
        "already_held": already_held,
        "checks": made,
    }


def _software(scanner: str | None) -> list[Mapping[str, str]]:
    python = ".".join(map(str, sys.version_info[:3]))
    named = {"preserve": __version__, "python": python}
    if scanner is not None:
        named["clamd"] = scanner
    return [{"name": name, "version": number} for name, number in named.items()]


def _note_path(delivery: _Delivery, offered: Offered) -> str:
    return f"{delivery.quarantine.directory}/{offered.package}.first-look.json"


def _first_look(delivery: _Delivery, offered: Offered) -> str | None:
    """Return when a package was judged for the first time in its days of quarantine, or None."""
    try:
        note = json.loads(read_whole(_note_path(delivery, offered), _NOTE_BYTES))
    except (PreserveError, ValueError, RecursionError):
        return None
    known = mapping_of(note)
    return text_of(known.get("at")) if known.get("sha256") == offered.sha256 else None


def _note_first_look(delivery: _Delivery, offered: Offered, scan: Scan | None) -> None:
    """Note that a package was judged; not where a scan was wanted and did not come about."""
    if scan is not None and scan.outcome is not ScanOutcome.CLEAN:
        return
    at = instant(delivery.bench.desk.clock())
    _write(_note_path(delivery, offered), {"sha256": offered.sha256, "at": at})


def _keep_evidence(delivery: _Delivery, offered: Offered, findings: Sequence[Finding]) -> None:
    """Lay the findings beside what is refused, for whoever decides about it."""
    document = {
        "package": offered.package,
        "conversation": delivery.exchange.conversation.name,
        "from": delivery.exchange.partner,
        "sha256": offered.sha256,
        "bytes": offered.size_bytes,
        "at": instant(delivery.bench.desk.clock()),
        "findings": [found.document() for found in findings],
    }
    path = f"{delivery.quarantine.directory}/{offered.package}.refused.json"
    _write(path, document)


def _write(path: str, document: Mapping[str, object]) -> None:
    text = json.dumps(document, ensure_ascii=True, indent=2, sort_keys=True)
    with atomic.writing(path):
        atomic.replace(path, f"{text}\n".encode())
