"""The chain of custody: what the messages between archives tell about a package, on both sides."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from preserve.ledger.entry import Event
from preserve.model.custody import HandOver, PartnerRow
from preserve.model.exchange import MessageKind, Step
from preserve.report.custody_text import custody_text
from preserve.report.page_partners import partners_section
from preserve.workflows.archive import read_history
from preserve.workflows.custody import hand_overs_of, partner_rows
from preserve.workflows.history import history_rows, is_told_of
from preserve.workflows.premis import premis_of
from preserve.workflows.receive_unsigned import Unsigned, receive_unsigned
from preserve.workflows.write_report import ReportOptions, write_report
from tests.support.archives import new_archive, package_all
from tests.support.conversations import DELIVERED, NAME, name_of, tell
from tests.support.exchanging import Two, archive_id_of, key_of
from tests.support.premis import all_of, events_of, parsed, text_in, texts_in
from tests.support.reports import year_report

NEVER_TAKEN = "never-taken-0123456789ab"


@pytest.fixture
def two(tmp_path) -> Two:
    return Two(tmp_path)


@pytest.fixture
def package(two, tmp_path) -> str:
    """A package that both archives hold."""
    source = tmp_path / "letter.txt"
    source.write_bytes(b"Anna said no.\n")
    (outcome,) = package_all(two.ours, [source], two.clock)
    bag = Path(two.ours.store.bags, str(outcome.id))
    shutil.copytree(bag, tmp_path / "copy")
    wanted = Unsigned(str(tmp_path / "copy"), "A test", "The messages are said by hand here.")
    receive_unsigned(two.theirs, wanted, two.clock)
    return str(outcome.id)


def history_of(archive):
    return read_history(archive, is_locked=False)


def notes(archive, package) -> list[str]:
    rows = history_rows(history_of(archive), package)
    return [row.note for row in rows if row.event == Event.TRANSFER.value]


def roles(event) -> dict[str, str]:
    """The organizations of an event by their role."""
    names = texts_in(event, "linkingAgentIdentifierValue")
    kinds = texts_in(event, "linkingAgentIdentifierType")
    said = texts_in(event, "linkingAgentRole")
    return {
        role: name
        for name, kind, role in zip(names, kinds, said, strict=True)
        if kind == "local organization"
    }


def test_both_archives_tell_the_same_story_of_a_delivery(two, package):
    tell(two.ours, two.theirs, two.clock, DELIVERED, package)
    exchange = f"(exchange {NAME})"
    assert notes(two.ours, package) == [
        f"offered to theirs {exchange}",
        f"theirs says that it has come there, byte for byte {exchange}",
        f"theirs found it valid, with proof that it is at hand there {exchange}",
        f"the proof of theirs was held against our bytes and confirmed {exchange}",
        f"taken over by theirs {exchange}",
    ]
    assert notes(two.theirs, package) == [
        f"offered by ours {exchange}",
        f"ours was told that it had come here, byte for byte {exchange}",
        f"ours was told that it is valid, with proof that it is at hand {exchange}",
        f"ours confirmed our proof: it may be taken over {exchange}",
        f"taken over from ours; the receipt was signed {exchange}",
    ]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_from_whom_a_package_came_and_who_took_it(two, package, side):
    *_, receipt = tell(two.ours, two.theirs, two.clock, DELIVERED, package)
    archive, other = (two.ours, two.theirs) if side == "ours" else (two.theirs, two.ours)
    (one,) = hand_overs_of(history_of(archive), package)
    assert one.is_from_partner is (side == "theirs")
    assert one.archive == archive_id_of(other)
    assert one.key == key_of(other)
    assert one.step is Step.ACCEPTED
    assert one.receipt == f"receipts/{NAME}/accepted-{receipt[:16]}.json"
    assert one.offered_at < one.settled_at
    words = custody_text([one])
    assert words.startswith("Taken over from ours" if side == "theirs" else "Held by theirs, too")
    assert "For research only." in words
    assert one.receipt in words


@pytest.mark.parametrize(
    ("kinds", "step"),
    [
        (DELIVERED[:1], Step.OFFERED),
        (DELIVERED[:3], Step.VALID),
        ([DELIVERED[0], MessageKind.REFUSED], Step.REFUSED),
        ([DELIVERED[0], MessageKind.WITHDRAWAL], Step.WITHDRAWN),
    ],
)
def test_a_package_that_was_never_taken_has_a_story_too(two, kinds, step):
    tell(two.ours, two.theirs, two.clock, kinds, NEVER_TAKEN)
    for archive in (two.ours, two.theirs):
        history = history_of(archive)
        (one,) = hand_overs_of(history, NEVER_TAKEN)
        assert (one.step, one.receipt) == (step, None)
        assert (one.settled_at is None) is (step in {Step.OFFERED, Step.VALID})
        assert NEVER_TAKEN not in history.holdings
        assert is_told_of(history, NEVER_TAKEN)
        assert len(history_rows(history, NEVER_TAKEN)) == len(kinds)
        assert custody_text([one])
    assert not is_told_of(history, "nobody-spoke-of-it-0123456789ab")


def test_a_row_tells_of_one_package_what_a_message_says_of_many(two):
    names = tuple(f"letter-{number:012x}" for number in range(5))
    tell(two.ours, two.theirs, two.clock, [MessageKind.OFFER, MessageKind.REFUSED], *names)
    rows = history_rows(history_of(two.ours), names[4])
    assert [row.package for row in rows] == [names[4]] * 2
    assert all(names[0] not in row.note for row in rows)
    assert "refused by theirs: BAG-010 It is no bag. BAG-010" in rows[1].note
    assert "And 1 more reason." in rows[1].note
    whole = [row for row in history_rows(history_of(two.ours)) if row.event == "transfer"]
    assert "and 2 more" in whole[0].note
    assert "And 13 more reasons." in whole[1].note


@pytest.mark.parametrize(
    "kinds",
    [
        [MessageKind.CHALLENGE, MessageKind.PROOF],
        [MessageKind.CHALLENGE, MessageKind.REFUSED],
        [MessageKind.REPAIR_REQUEST, MessageKind.REPAIR_PARCEL],
        [MessageKind.OFFER, MessageKind.WITHDRAWAL],
    ],
)
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_every_message_is_told_and_is_an_event_with_both_archives(two, package, kinds, side):
    tell(two.ours, two.theirs, two.clock, kinds, package)
    archive = two.ours if side == "ours" else two.theirs
    assert len(notes(archive, package)) == len(kinds)
    for only in (package, None):
        root = parsed(premis_of(history_of(archive), only))
        said = [e for e in all_of(root, "event") if roles(e)]
        assert len(said) == len(kinds)
        both = {f"preserve/{archive_id_of(each)}" for each in (two.ours, two.theirs)}
        assert all(set(roles(event).values()) == both for event in said)
        assert all(set(roles(event)) == {"sender", "receiver"} for event in said)
        assert all(package in texts_in(e, "linkingObjectIdentifierValue") for e in said)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_delivery_in_the_words_of_premis(two, package, side):
    tell(two.ours, two.theirs, two.clock, DELIVERED, package)
    archive = two.ours if side == "ours" else two.theirs
    root = parsed(premis_of(history_of(archive), package))
    said = [event for event in all_of(root, "event") if roles(event)]
    assert [text_in(event, "eventType") for event in said] == [
        "transfer",
        "transfer",
        "validation",
        "fixity check",
        "replication" if side == "ours" else "accession",
    ]
    sender, receiver = (f"preserve/{archive_id_of(each)}" for each in (two.ours, two.theirs))
    assert all(roles(event) == {"sender": sender, "receiver": receiver} for event in said)
    assert f"{package}: bag passed" in texts_in(said[2], "eventOutcomeDetailNote")
    agents = {texts_in(a, "agentIdentifierValue")[0]: a for a in all_of(root, "agent")}
    for each in (two.ours, two.theirs):
        agent = agents[f"preserve/{archive_id_of(each)}"]
        assert text_in(agent, "agentType") == "organization"
        assert texts_in(agent, "agentNote") == [f"key {key_of(each)}"]
    partner = "theirs" if side == "ours" else "ours"
    assert text_in(agents[receiver if side == "ours" else sender], "agentName") == partner


def test_a_refused_challenge_is_no_verdict_on_a_package(two, package):
    tell(two.ours, two.theirs, two.clock, [MessageKind.CHALLENGE, MessageKind.REFUSED], package)
    root = parsed(premis_of(history_of(two.ours), package))
    assert [
        (text_in(event, "eventType"), text_in(event, "eventOutcome"))
        for event in all_of(root, "event")
        if roles(event)
    ] == [("fixity check", "undecided")] * 2
    refused = [MessageKind.OFFER, MessageKind.REFUSED]
    tell(two.ours, two.theirs, two.clock, refused, package, name=name_of(1))
    root = parsed(premis_of(history_of(two.ours), package))
    assert text_in(events_of(root, "validation")[-1], "eventOutcome") == "fail"


def test_an_unsigned_bag_is_no_work_of_this_archive(two, package):
    root = parsed(premis_of(history_of(two.theirs), package))
    (ingestion,), (validation,) = (events_of(root, kind) for kind in ("ingestion", "validation"))
    assert "without an offer or a signature" in text_in(ingestion, "eventDetail")
    assert "WARC" not in text_in(validation, "eventDetail")
    assert "A test" in texts_in(ingestion, "linkingAgentIdentifierValue")
    (row,) = history_rows(history_of(two.theirs), package)
    assert "(taken in by A test)" in row.note


def test_what_there_is_between_two_archives_is_counted(two, package):
    assert partner_rows(history_of(two.ours))[0].last_receipt_at is None
    tell(two.ours, two.theirs, two.clock, DELIVERED, package)
    tell(two.ours, two.theirs, two.clock, DELIVERED[:2], NEVER_TAKEN, package, name=name_of(1))
    (ours,), (theirs,) = (partner_rows(history_of(each)) for each in (two.ours, two.theirs))
    assert (ours.name, ours.holds, ours.came) == ("theirs", 1, 0)
    assert (theirs.name, theirs.holds, theirs.came) == ("ours", 0, 1)
    assert (ours.open_deliveries, ours.waiting) == (1, 2)
    assert ours.last_receipt_at is not None


def test_the_report_tells_of_partners_in_one_small_table(two, package):
    options = ReportOptions(two.clock())
    tell(two.ours, two.theirs, two.clock, DELIVERED, package)
    written = write_report(two.ours, str(Path(two.ours.root, "reports")), options)
    page = Path(written.html).read_text()
    (row,) = json.loads(Path(written.html.replace(".html", ".json")).read_text())["partners"]
    assert (row["name"], row["holds"], row["open_deliveries"]) == ("theirs", 1, 0)
    assert page.count('<h2 id="partners">') == 1
    assert "partner theirs" in page.partition('<h2 id="copies">')[2].partition("</section>")[0]
    assert archive_id_of(two.theirs) in page


def test_a_report_without_partners_has_no_section_on_them(tmp_path, two):
    alone = new_archive(tmp_path / "alone", two.clock)
    written = write_report(alone, f"{alone.root}/reports", ReportOptions(two.clock()))
    assert 'id="partners"' not in Path(written.html).read_text()
    assert 'id="copies"' not in Path(written.html).read_text()


def test_of_many_partners_a_few_are_shown_and_names_are_no_markup(two):
    at = two.clock()
    rows = [PartnerRow(f"<b>{number}</b>", "x", 1, 2, 1, 3, at) for number in range(25)]
    report = replace(year_report(), partners=tuple(rows))
    section = partners_section(report)
    assert section.count("&lt;b&gt;") == 20
    assert "<b>" not in section
    assert "5 more archives not listed here" in section
    assert "1 delivery, 3 packages" in section


def test_what_a_partner_wrote_cannot_hide_or_move_anything(two):
    at = two.clock()
    hostile = "\x1b[2J\u202eevil\nline"
    one = HandOver(True, "ours", "x", "k", NAME, Step.ACCEPTED, at, at, "r", hostile, hostile)
    told = custody_text([one])
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert len(told.splitlines()) == 7
