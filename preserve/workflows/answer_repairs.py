"""Answer partners who ask for files to mend their copies with.

Files are handed out only of packages that were delivered between the two archives, by the digest
that is on record here; they lie beside the answer as `files/<sha256>`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from preserve.errors import Unreadable
from preserve.exchange.message import Draft
from preserve.fixity.compare import matches
from preserve.fixity.digest import measure
from preserve.ledger.partners import Partner
from preserve.ledger.transfers import Exchange
from preserve.model.amounts import bytes_words
from preserve.model.catalogue import finding
from preserve.model.exchange import (
    Direction,
    MessageKind,
)
from preserve.model.file import FileRecord, printable
from preserve.model.finding import Finding, Where
from preserve.model.plain import mappings_of, number_of, text_of
from preserve.storage import layout
from preserve.storage.mailbox import Content
from preserve.storage.store import Tree
from preserve.workflows.desk import Desk
from preserve.workflows.repair_limits import (
    MOST_ANSWERED_A_DAY,
    MOST_BYTES_A_DAY,
    REPAIR_FILES,
    RepairsAnswered,
    as_fits,
    asking,
)
from preserve.workflows.repair_sources import same_path, tree_copy

_LIES_FOR: Final = timedelta(days=30)


class Answered(NamedTuple):
    """What was said to partners who asked for files.

    Attributes:
        files: how many files were handed out.
        findings: what was refused or left, and why.
    """

    files: int
    findings: tuple[Finding, ...]


def answer_repairs(desk: Desk) -> Answered:
    """Answer the partners who ask for files: files into the outbox first, then the message.

    Raises:
        PreserveError: the outbox or the history cannot be written; a rerun goes on.
    """
    files = 0
    findings: list[Finding] = []
    spent = RepairsAnswered(desk)
    for exchange in list(asking(desk.transfers)):
        partner = desk.partners.of(exchange.partner)
        if exchange.is_ours or partner is None:
            continue
        if len(exchange.messages) > 1:
            _lay_out_again(desk, exchange)
        elif spent.is_used_up(partner):
            words = (
                f"{partner.name} asked for repairs more than {MOST_ANSWERED_A_DAY} times today, or"
                f" for more than {bytes_words(MOST_BYTES_A_DAY)}."
            )
            findings.append(finding("XCH-087", words))
        else:
            count, refused = _answer(desk, partner, exchange, spent)
            files += count
            findings.extend(refused)
    return Answered(files, tuple(dict.fromkeys(findings)))


def _answer(
    desk: Desk, partner: Partner, exchange: Exchange, spent: RepairsAnswered
) -> tuple[int, list[Finding]]:
    request = desk.message(exchange.opening)
    asked = {
        text_of(one.get("package")) or "": mappings_of(one.get("files"))
        for one in mappings_of(request.document.get("packages"))
    }
    shared = {
        package
        for package in asked
        if desk.holds(package) and spent.has_delivered(partner, package)
    }
    if not shared:
        spent.note(partner.archive, ())
        return 0, _refuse(desk, partner, exchange, list(asked))
    made = [
        _packed(desk, exchange, package, files if package in shared else [], files)
        for package, files in as_fits(asked)
    ]
    packages = [package for package, _ in made]
    spent.note(partner.archive, packages)
    draft = Draft(
        MessageKind.REPAIR_PARCEL,
        exchange.conversation,
        exchange.opening.sha256,
        {"packages": packages},
    )
    desk.say(partner, [draft])
    findings = [found for _, those in made for found in those]
    return sum(len(mappings_of(one["files"])) for one in packages), findings


def _packed(
    desk: Desk,
    exchange: Exchange,
    package: str,
    allowed: Sequence[Mapping[str, object]],
    asked: Sequence[Mapping[str, object]],
) -> tuple[dict[str, object], list[Finding]]:
    """Lay files of a package into the outbox; return how the answer lists them, and what to tell.

    What cannot be given here is told to our own people, too: their copy wants a look.
    """
    given, told = [], []
    for record in _asked_records(desk, package, allowed):
        if _handed_out(desk, exchange, package, record):
            given.append(record)
        else:
            words = f"{printable(record.path)} of {package} could not be given to a partner for a"
            told.append(
                finding("FIX-030", f"{words} repair: audit that package.", Where(file=package))
            )
    have = {record.path for record in given}
    listed: dict[str, object] = {
        "package": package,
        "files": [
            {
                "path": record.path,
                "bytes": record.size_bytes,
                "sha256": record.digests["sha256"],
                "file": f"{REPAIR_FILES}/{record.digests['sha256']}",
            }
            for record in given
        ],
        "not_held": [path for one in asked if (path := text_of(one.get("path"))) not in have],
    }
    return listed, told


def _asked_records(
    desk: Desk, package: str, asked: Sequence[Mapping[str, object]]
) -> Iterator[FileRecord]:
    """Yield our own records of the files that are asked for: path, size and digest are the same."""
    if not asked:
        return
    records = {record.path: record for record in desk.record_of(package).files}
    done = set()
    for one in asked:
        record = records.get(text_of(one.get("path")) or "")
        if record is None or record.path in done:
            continue
        is_same = record.digests.get("sha256") == one.get("sha256")
        if is_same and record.size_bytes == number_of(one.get("bytes")):
            done.add(record.path)
            yield record


def _handed_out(desk: Desk, exchange: Exchange, package: str, record: FileRecord) -> bool:
    """Lay a file into the outbox, where it is still what is on record; whether it lies there."""
    tree = desk.archive.store.tree(package)
    if not matches(record, measure(tree, record.path, tuple(record.digests))):
        return False
    sha256 = record.digests["sha256"]
    try:
        name = f"{_place(desk, exchange)}/{REPAIR_FILES}/{sha256}"
        desk.outbox.put(name, _content(tree, record))
    except Unreadable as problem:
        if problem.code != "XCH-033":
            raise
        # It changed since it was measured: it is not what was asked for any more.
        return False
    return True


def _place(desk: Desk, exchange: Exchange) -> str:
    return layout.letters_path(exchange.partner, desk.me.archive, exchange.conversation.name)


def _content(tree: Tree, record: FileRecord) -> Content:
    copy = tree_copy("this archive", tree, same_path)

    def read_from(offset: int) -> Iterator[bytes]:
        for piece in copy.read(record):
            if offset < len(piece):
                yield piece[offset:]
            offset = max(0, offset - len(piece))

    return Content(record.size_bytes, record.digests["sha256"], read_from)


def _refuse(
    desk: Desk, partner: Partner, exchange: Exchange, packages: Sequence[str]
) -> list[Finding]:
    found = {
        package: finding("XCH-086", f"{package} was not delivered between these two archives.")
        for package in packages
    }
    body = {
        "kept": False,
        "packages": [
            {
                "package": package,
                "findings": [
                    {
                        "code": one.code,
                        "message": one.message,
                        "remedy": one.remedy,
                        "file": None,
                    }
                ],
            }
            for package, one in found.items()
        ],
    }
    answers = exchange.opening.sha256
    desk.say(partner, [Draft(MessageKind.REFUSED, exchange.conversation, answers, body)])
    words = f"{partner.name} asked for files of what was never delivered between you:"
    return [finding("XCH-086", f"{words} {printable(package)}.") for package in packages]


def _lay_out_again(desk: Desk, exchange: Exchange) -> None:
    """Have an answer lie in the outbox again, and its files, where they were lost."""
    answer = exchange.latest(MessageKind.REPAIR_PARCEL)
    if answer is None or answer.direction is not Direction.SENT:
        return
    if desk.clock() - answer.at > _LIES_FOR:
        # Whoever still needs them asks again; they would be read again by every run for ever.
        desk.outbox.clear(f"{_place(desk, exchange)}/{REPAIR_FILES}", ("",))
        return
    message = desk.message(answer)
    for one in mappings_of(message.document.get("packages")):
        package = text_of(one.get("package")) or ""
        files = mappings_of(one.get("files"))
        for record in _asked_records(desk, package, files) if desk.holds(package) else ():
            _handed_out(desk, exchange, package, record)
    desk.lay_out(message)
