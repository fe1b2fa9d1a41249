"""A repair as a person asks for it: which copies are asked, in which order, and whom to write to.

Copies on this machine come first, then what a partner sent, and only then is a partner asked. The
partners are not bothered with what a replica can give.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from preserve.errors import StoreOffline, UsageProblem
from preserve.exchange.repair import unmet
from preserve.ledger.partners import Partner
from preserve.model.catalogue import finding
from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding
from preserve.model.repair import RepairReport
from preserve.report.wording import day_words
from preserve.storage.local import LocalStore
from preserve.workflows.archive import (
    Archive,
    History,
    offline_words,
    read_history,
    require_sound,
)
from preserve.workflows.ask_store import asked_for_identity
from preserve.workflows.desk import Desk, desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.parity import Par2, parity_copies
from preserve.workflows.places import Place, collect, places_of
from preserve.workflows.repair import Target, Terms, repair
from preserve.workflows.repair_exchange import ask_for, parcels_due, refusals, sharers
from preserve.workflows.repair_sources import (
    Copy,
    Finder,
    directory_copy,
    empty_copy,
    replica_name,
    replicas_of,
    store_copy,
)
from preserve.workflows.which_package import not_on_record

PARITY = "parity"
_UNTRUSTED = 4
_WAITS = frozenset({"XCH-080", "XCH-081"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for.

    Attributes:
        package: its id.
        source: a replica, a partner, `parity` or a directory; None for whatever there is.
        replica: the replica that is to be mended; None for the archive itself.
        place: a directory where the messages of partners lie, in place of those in preserve.toml.
    """

    package: str
    source: str | None = None
    replica: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Edges:
    """What comes from outside.

    Attributes:
        random: 16 hex digits, others each time.
        par2: how par2 is run.
    """

    random: Callable[[], str]
    par2: Par2


@dataclass(frozen=True, slots=True)
class _Route:
    """Who is asked: copies at hand in turn, then partners."""

    target: Target
    finders: tuple[Finder, ...]
    partners: tuple[Partner, ...]


def run_repair(archive: Archive, asked: Asked, terms: Terms, edges: Edges) -> RepairReport:
    """Repair a package from the copies there are, and ask partners for the rest.

    Raises:
        UsageProblem: package, replica or source are not known.
        PreserveError: as `repair`.
    """
    history = read_history(archive, is_locked=False)
    require_sound(history)
    if asked.package not in history.holdings:
        raise not_on_record(asked.package, history.holdings)
    route = _route(archive, history, asked, edges)
    report = repair(archive, route.target, terms, route.finders)
    is_left = any(file.copy is None for file in report.files)
    if not is_left or not route.partners:
        return report
    if terms.is_trial:
        return _waiting(report, [partner.name for partner in route.partners], ())
    return _with_partners(archive, report, (asked, route, terms), edges)


def _route(archive: Archive, history: History, asked: Asked, edges: Edges) -> _Route:
    replicas = replicas_of(archive)
    if asked.replica is not None and asked.replica not in replicas:
        raise UsageProblem(
            f"{printable(asked.replica)} is no replica of this archive.",
            remedy="`preserve replica list` shows what there is.",
        )
    stall_seconds = archive.policy().stall_seconds
    mended = None if asked.replica is None else replicas.pop(asked.replica)
    target = Target(asked.package, mended)
    copies = {
        name: _of_store(store, history.archive_id, asked.package, stall_seconds)
        for name, store in replicas.items()
    }
    parity = parity_copies(archive, asked.package, edges.par2)
    if asked.source is None:
        own = [] if mended is None else [_own(archive, asked.package)]
        worked_out = [parity] if mended is None else []
        partners = sharers(history, asked.package) if mended is None else ()
        return _Route(target, (_empty, *own, *copies.values(), *worked_out), partners)
    if asked.source in copies:
        return _Route(target, (copies[asked.source],), ())
    partner = history.partners.named(asked.source)
    if partner is not None and mended is None:
        return _Route(target, (), (_sharer(history, partner, asked.package),))
    if asked.source == PARITY and mended is None:
        return _Route(target, (parity,), ())
    copy = directory_copy(asked.source, asked.package)
    return _Route(target, (lambda _files, _stack: [copy],), ())


def _sharer(history: History, partner: Partner, package: str) -> Partner:
    if partner in sharers(history, package):
        return partner
    raise UsageProblem(
        f"{partner.name} gave no receipt for {package}, and did not deliver it.",
        remedy="Name another copy after --from.",
    )


def _of_store(store: LocalStore, archive_id: str, package: str, stall_seconds: float) -> Finder:
    def find(_files: Sequence[FileRecord], _stack: ExitStack) -> list[Copy]:
        held = asked_for_identity(store, stall_seconds)
        if held != archive_id:
            raise StoreOffline(offline_words(store.name, held))
        return [store_copy(store, package, replica_name(store.name))]

    return find


def _own(archive: Archive, package: str) -> Finder:
    copy = store_copy(archive.store, package, "this archive")
    return lambda _files, _stack: [copy]


def _empty(files: Sequence[FileRecord], _stack: ExitStack) -> list[Copy]:
    """Offer a file without bytes, where one is wanted."""
    return [empty_copy()] if files and not any(file.size_bytes for file in files) else []


def _with_partners(
    archive: Archive,
    report: RepairReport,
    asked: tuple[Asked, _Route, Terms],
    edges: Edges,
) -> RepairReport:
    """Take in what partners sent, mend with it, and ask for what is still wanted."""
    wanted, route, terms = asked
    with desk_of(archive, terms.clock) as desk:
        places = _places(desk, wanted)
        post = collect(desk, places, named=wanted.place is not None)
        names = {f"the partner {partner.name}" for partner in route.partners}
        parcels = [
            copy for copy in parcels_due(desk, post).get(wanted.package, []) if copy.name in names
        ]
    if parcels:
        report = _joined(
            report, repair(archive, route.target, terms, [lambda _files, _stack: parcels])
        )
    left = [file.wanted.record for file in report.files if file.copy is None]
    if not left:
        grave = tuple(one for one in post.findings if one.weight == _UNTRUSTED)
        return replace(report, findings=(*report.findings, *grave))
    with desk_of(archive, terms.clock) as desk:
        refused = refusals(desk.transfers, route.partners, wanted.package)
        if wanted.source is not None:
            refused = {}
        partners = [partner for partner in route.partners if partner not in refused]
        waiting = ask_for(desk, partners, (wanted.package, left), edges.random)
        sent = dispatch(desk, _places(desk, wanted))
    told = [_refused(partner, message.at) for partner, message in refused.items()]
    report = replace(report, carried=tuple(sent.lines))
    return _waiting(report, waiting, (*told, *post.findings, *sent.findings))


def _refused(partner: Partner, at: datetime) -> Finding:
    words = f"{partner.name} refused on {day_words(at)}."
    remedy = f"Ask there why; with `--from {partner.name}` they are asked again."
    return finding("XCH-082", words)._replace(remedy=remedy)


def _places(desk: Desk, wanted: Asked) -> list[Place]:
    return places_of(desk, path=wanted.place)


def _joined(first: RepairReport, second: RepairReport) -> RepairReport:
    """Return two repairs of one package, the second of what the first left, as one."""
    mended = tuple(file for file in first.files if file.copy is not None)
    return replace(
        second,
        files=(*mended, *second.files),
        set_aside={**first.set_aside, **second.set_aside},
        findings=tuple(dict.fromkeys((*_notes(first), *second.findings))),
    )


def _notes(report: RepairReport) -> list[Finding]:
    """Return what was told of the copies: the state afterwards is told by the later repair."""
    return [one for one in report.findings if one.code in {"XCH-082", "XCH-083"}]


def _waiting(report: RepairReport, asked: Sequence[str], beside: Sequence[Finding]) -> RepairReport:
    rest = [one for one in report.findings if one.code not in _WAITS]
    told = unmet(report.files, asked, is_trial=report.is_trial)
    return replace(
        report, asked=tuple(asked), findings=tuple(dict.fromkeys((*rest, *beside, *told)))
    )
