"""Fixity: measured digests against listed ones, and what the findings add up to (RFC 8493 3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from preserve.containers.bag.manifest import Manifest
from preserve.containers.bag.names import shown, storable
from preserve.model.catalogue import finding
from preserve.model.digest import Digests
from preserve.model.file import Measurement, Outcome
from preserve.model.finding import Finding, Where
from preserve.model.verdict import Verdict

STILL_TO_FETCH = "BAG-043"
_FAULT, _UNDECIDED = 1, 3


def wanted_digests(
    files: Mapping[str, object], manifests: Sequence[Manifest], aliases: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return for each listed file that is there the algorithms under which it is listed.

    Args:
        files: the files that are there, by path.
        manifests: the manifests that list them; those that cannot be verified ask for nothing.
        aliases: listed path to the path on disk, where the two are written differently.
    """
    able = [manifest for manifest in manifests if manifest.name.is_verifiable]
    algorithms = tuple(dict.fromkeys(manifest.name.algorithm for manifest in able))
    if algorithms and all(manifest.entries.keys() == files.keys() for manifest in able):
        return dict.fromkeys(files, algorithms)
    wanted: dict[str, tuple[str, ...]] = {}
    for manifest in able:
        extra = (manifest.name.algorithm,)
        for path in manifest.entries:
            there = path if path in files else aliases.get(path)
            if there is not None:
                known = wanted.get(there, ())
                wanted[there] = known if extra[0] in known else known + extra
    return {path: wanted[path] for path in sorted(wanted)}


def unread_findings(
    wanted: Mapping[str, tuple[str, ...]], measurements: Mapping[str, Measurement]
) -> Iterator[Finding]:
    """Yield a finding for each wanted file of which nothing can be concluded."""
    for path, algorithms in wanted.items():
        measurement = measurements.get(path)
        if measurement is None:
            yield finding("BAG-093", f"{shown(path)} was not read.", Where(file=storable(path)))
        elif measurement.outcome is not Outcome.READ:
            yield unread(path, measurement)
        elif _lacks(measurement.digests, algorithms):
            message = f"{shown(path)} was not digested under every algorithm that lists it."
            yield finding("BAG-093", message, Where(file=storable(path)))


def _lacks(digests: Digests, algorithms: Sequence[str]) -> bool:
    for algorithm in algorithms:  # noqa: SIM110 - `any` takes three times as long, for each file
        if algorithm not in digests:
            return True
    return False


def unread(path: str, measurement: Measurement) -> Finding:
    """Return the finding for a file that could not be read, or changed meanwhile."""
    where, detail = Where(file=storable(path)), f": {measurement.detail}" * bool(measurement.detail)
    if measurement.outcome is Outcome.UNREADABLE:
        return finding("BAG-090", f"{shown(path)} could not be read{detail}.", where)
    return finding("BAG-091", f"{shown(path)} changed while it was read{detail}.", where)


def altered_findings(
    code: str,
    manifests: Iterable[Manifest],
    aliases: Mapping[str, str],
    measurements: Mapping[str, Measurement],
) -> Iterator[Finding]:
    """Yield one finding for each file whose measured digests are not the listed ones."""
    bad: dict[str, list[str]] = {}
    for manifest in manifests:
        algorithm = manifest.name.algorithm
        for path, digest in manifest.entries.items():
            measurement = measurements.get(path) or measurements.get(aliases.get(path, path))
            if measurement is None:
                continue
            found = measurement.digests.get(algorithm)
            if found is not None and found != digest:
                bad.setdefault(measurement.path, []).append(manifest.name.file)
    for path, names in sorted(bad.items()):
        message = f"{shown(path)} does not match {', '.join(dict.fromkeys(names))}."
        yield finding(code, message, Where(file=storable(path)))


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Return what findings add up to.

    Any fault makes a bag invalid, except that files are still to be fetched: then it is
    incomplete. With no fault, whatever could not be decided leaves the bag undecided.
    """
    kinds = {(item.weight, item.code == STILL_TO_FETCH) for item in findings}
    if (_FAULT, False) in kinds:
        return Verdict.INVALID
    if (_FAULT, True) in kinds:
        return Verdict.INCOMPLETE
    if (_UNDECIDED, False) in kinds:
        return Verdict.UNDECIDED
    return Verdict.VALID
