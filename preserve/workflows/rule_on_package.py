"""All that is done with packages by themselves: judge, scan, unpack; in this process or another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from preserve.exchange.offer import Offered
from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.receiving import SCAN_REQUIRED, ExchangeRules
from preserve.workflows.judge_package import Judged, Ruling, judge_package
from preserve.workflows.profiles import LoadedProfile, load_profile
from preserve.workflows.quarantine import our_problem
from preserve.workflows.scan import Clamd, Scan, ScanOutcome, scan_files, scanner_of
from preserve.workflows.unpack_bag import Proof, Unpacking

OUR_PROFILE: Final = "preserve"
_MOST_FINDINGS: Final = 200


@dataclass(frozen=True, slots=True)
class Case:
    """A package that is to be ruled on; small, because it travels to other processes.

    Attributes:
        path: its file in quarantine.
        bag: the directory that it is unpacked into when it is valid; None: it is not yet, or is
            held already.
        profiles: names or paths of those that are accepted.
        salt: what goes in front of each file in the proof.
        run: tells one run from another, for whom the scanner may be there again.
    """

    offered: Offered
    path: str
    bag: str | None
    profiles: tuple[str, ...]
    salt: bytes
    rules: ExchangeRules
    run: str


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        scan: None where no scanner is configured, or it did not come to that.
        proof: of possession, where it was unpacked.
        scanner: what the scanner calls itself, where it answered.
    """

    ruling: Ruling
    scan: Scan | None = None
    proof: str | None = None
    scanner: str | None = None


@lru_cache(maxsize=4)
def accepted_profiles(names: tuple[str, ...]) -> tuple[LoadedProfile, ...]:
    """Return the profiles that are accepted from a partner; ours where none is named.

    Raises:
        PreserveError: one of them cannot be used.
    """
    return tuple(load_profile(name) for name in names or (OUR_PROFILE,))


@lru_cache(maxsize=1)
def _scanner(rules: ExchangeRules, _run: str) -> Clamd | None:
    return scanner_of(rules)


def rule_on(cases: Sequence[Case]) -> list[Outcome]:
    """Judge packages; have valid ones scanned, and unpacked if there is a place for them.

    Those that are ruled on together are synced together.
    """
    with Unpacking() as unpacking:
        outcomes = [_rule_on(case, unpacking) for case in cases]
        proofs = unpacking.proofs()
    return [
        outcome if case.bag not in proofs else _proven(case, outcome, proofs[case.bag])
        for case, outcome in zip(cases, outcomes, strict=True)
    ]


def _rule_on(case: Case, unpacking: Unpacking) -> Outcome:
    """Do all that is done with one package until it is on the medium."""
    scanner = _scanner(case.rules, case.run)
    seen: list[Scan | None] = []

    def go_on(judged: Judged) -> Ruling:
        ruling, members = judged
        scan = None if scanner is None else scan_files(scanner, members)
        stop = _stopped_by(scan, case)
        if stop is None and case.bag is not None:
            unpacking.write(members, case.bag, case.salt)
        seen.append(scan)
        return ruling if stop is None else stop

    profiles = accepted_profiles(case.profiles)
    ruling = _bounded(judge_package(case.path, case.offered, profiles, go_on))
    version = scanner.version if scanner is not None and seen else None
    return Outcome(ruling, seen[0] if seen else None, scanner=version)


def _proven(case: Case, outcome: Outcome, proof: Proof) -> Outcome:
    if not outcome.ruling.is_valid:
        return outcome
    if not isinstance(proof, str):
        found = our_problem(case.offered.package, proof)
        return Outcome(Ruling(is_decided=False, findings=(found,)))
    return outcome._replace(proof=proof)


def _bounded(ruling: Ruling) -> Ruling:
    """Return a ruling with the gravest findings first, and no more than anybody reads."""
    findings = sorted(ruling.findings, key=_by_weight)[:_MOST_FINDINGS]
    return Ruling(ruling.is_decided, tuple(findings), ruling.checks)


def _by_weight(found: Finding) -> bool:
    return not found.weight


def _stopped_by(scan: Scan | None, case: Case) -> Ruling | None:
    if scan is None or scan.outcome is ScanOutcome.CLEAN:
        return None
    package = case.offered.package
    if scan.outcome is ScanOutcome.INFECTED:
        words = f"In {package}, the scanner found {scan.words}."
        return Ruling(is_decided=True, findings=(finding("XCH-048", words),))
    if case.rules.scan != SCAN_REQUIRED:
        return None
    words = f"{package} was not scanned: {scan.words}."
    return Ruling(is_decided=False, findings=(finding("XCH-050", words),))
