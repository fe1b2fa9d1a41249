"""Findings of one kind together: told once what it means, then every place it was met."""

from collections.abc import Iterable
from dataclasses import dataclass

from preserve.model.audit import AuditFinding
from preserve.model.catalogue import CATALOGUE
from preserve.model.finding import Severity

_UNKNOWN_MEANING = (
    "This version of the software does not know this code; it is shown as it was recorded."
)
_UNNAMED = "A finding without a code"
# Evidence first, then faults, then what could not be decided, then what is worth knowing.
_RANKS = {4: 0, 1: 1, 3: 2}
_SEVERITIES = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind.

    Attributes:
        title: a few words, from the catalogue; the code itself where the catalogue has none.
        meaning: what it means for the archive.
        remedy: what to do next, as it was recorded.
    """

    code: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    clause: str | None
    members: tuple[AuditFinding, ...]


def grouped(findings: Iterable[AuditFinding]) -> tuple[FindingGroup, ...]:
    """Return findings by kind, the gravest kind first; within a kind in the order given."""
    groups: dict[tuple[str, Severity, str, str | None], list[AuditFinding]] = {}
    for found in findings:
        one = found.finding
        groups.setdefault((one.code, one.severity, one.remedy, one.clause), []).append(found)
    return tuple(sorted((_group(members) for members in groups.values()), key=_gravity))


def _group(members: list[AuditFinding]) -> FindingGroup:
    one = members[0].finding
    kind = CATALOGUE.get(one.code)
    return FindingGroup(
        code=one.code,
        severity=one.severity,
        title=one.code or _UNNAMED if kind is None else kind.title,
        meaning=_UNKNOWN_MEANING if kind is None else kind.meaning,
        remedy=one.remedy,
        clause=one.clause,
        members=tuple(members),
    )


def _gravity(group: FindingGroup) -> tuple[int, int]:
    weight = group.members[0].finding.weight
    return _RANKS.get(weight, len(_RANKS)), _SEVERITIES[group.severity]
