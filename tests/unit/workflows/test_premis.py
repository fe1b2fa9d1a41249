import shutil
import tracemalloc
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from preserve.ledger.checks import Bucket, Check
from preserve.ledger.entry import Event, LedgerEntry, encode
from preserve.ledger.judge import LedgerState, LedgerVerdict
from preserve.ledger.log import BodiesInMemory, EntryLog
from preserve.ledger.merkle import Frontier, leaf_hash
from preserve.report.premis import premis_document
from preserve.storage.tree import LocalTree
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import read_history
from preserve.workflows.premis import _entries, premis_events, premis_of
from preserve.workflows.premis_events import entry_events
from preserve.workflows.premis_wanted import Wanted
from preserve.workflows.repair import Target, Terms, repair
from preserve.workflows.repair_sources import same_path, tree_copy
from tests.support.archives import Clock, archive_with, audited, reopened
from tests.support.premis import all_of, events_of, parsed, text_in, texts_in
from tests.support.repairing import tokens

TEXTS = {
    "a.txt": "First headline of it\n\nJane Roe said: “We are here.”\n".encode(),
    "b.txt": "Second headline of it\n\nJohn Doe said: “So are we.”\n".encode(),
}
WORDS = "data/original/a.txt"
AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def held(tmp_path, clock):
    archive, (first, second) = archive_with(tmp_path, TEXTS, clock)
    return archive, first, second


def exported(archive, package=None):
    return parsed(premis_of(read_history(archive, is_locked=False), package))


def outcomes(root, package):
    return [text_in(one, "eventOutcome") for one in events_of(root, "fixity check", package)]


def notes(event):
    return texts_in(event, "eventOutcomeDetailNote")


def names(event):
    return set(texts_in(event, "linkingAgentIdentifierValue"))


def test_three_audits_with_damage_in_the_middle_of_one_package(held, clock):
    archive, first, second = held
    file = Path(archive.store.bags, first, WORDS)
    before = file.read_bytes()
    audited(archive, clock)
    file.write_bytes(b"other words")
    audited(archive, clock)
    file.write_bytes(before)
    audited(archive, clock)
    for root in (exported(archive), exported(archive, first)):
        assert outcomes(root, first) == ["pass", "fail", "pass"]
        checks = events_of(root, "fixity check", first)
        assert [notes(one) for one in checks] == [
            ["intact"],
            ["damaged", f"{WORDS}: altered"],
            ["intact"],
        ]
        at = [text_in(one, "eventDateTime") for one in checks]
        assert at == sorted(at)
    whole = exported(archive)
    assert outcomes(whole, second) == ["pass"] * 3
    assert outcomes(exported(archive, second), first) == []
    runs = events_of(
        whole, "fixity check", text_in(all_of(whole, "object")[0], "objectIdentifierValue")
    )
    assert [text_in(one, "eventOutcome") for one in runs] == ["pass", "fail", "pass"]
    assert "of them not sound: 1" in notes(runs[1])


def test_a_package_that_an_audit_did_not_look_at_has_no_event_of_it(held, clock):
    archive, first, second = held
    audited(archive, clock, second)
    assert outcomes(exported(archive, first), first) == []
    assert outcomes(exported(archive), first) == []
    assert outcomes(exported(archive), second) == ["pass"]


def test_an_ingestion_is_followed_by_the_validation_that_it_says_there_was(held):
    archive, first, _ = held
    root = exported(archive, first)
    (ingestion,), (validation,) = (events_of(root, kind) for kind in ("ingestion", "validation"))
    assert text_in(validation, "eventOutcome") == "pass"
    assert text_in(ingestion, "eventOutcome") == "success"
    assert text_in(validation, "eventDateTime") == text_in(ingestion, "eventDateTime")
    programs = {name.split()[0] for name in names(validation)}
    assert {"preserve-toolkit", "bagit", "warcio", "jsonschema"} == programs
    assert any(
        note.startswith("warcio") and note.endswith(": agrees") for note in notes(validation)
    )
    assert "a.txt" in text_in(ingestion, "eventDetail")


@pytest.mark.parametrize("assurance", [{}, {"read_back": False}, {"read_back": 1}, None])
def test_no_validation_is_claimed_that_is_not_on_record(assurance):
    detail = {"source": {}, "files": [], "facts": {}, "assurance": assurance}
    entry = LedgerEntry(AT, Event.INGESTION.value, "a", "x 1", "success", detail)
    events = list(entry_events(1, entry, Wanted("x", {"a": 1})))
    assert [one.type for one in events] == ["ingestion"]


def test_a_second_opinion_is_told_as_it_was():
    opinions = [
        {"software": f"p{n}", "agrees": agrees} for n, agrees in enumerate([True, False, None])
    ]
    assurance = {"read_back": True, "second_opinions": opinions}
    detail = {"source": {}, "files": [], "facts": {}, "assurance": assurance}
    entry = LedgerEntry(AT, Event.INGESTION.value, "a", "x 1", "success", detail)
    _, validation = entry_events(1, entry, Wanted("x", {"a": 1}))
    assert validation.notes == ("p0: agrees", "p1: does not agree", "p2: was not decisive")


def test_a_restored_file_is_a_quarantine_and_a_recovery(held, clock, tmp_path):
    archive, first, second = held
    copy = tmp_path / "copy"
    shutil.copytree(Path(archive.store.bags, first), copy)
    Path(archive.store.bags, first, WORDS).write_bytes(b"other words")
    intact = tree_copy("the <copy> of B", LocalTree(str(copy)), same_path)
    terms = Terms(clock, tokens(), by="J. & K. Roe")
    mended = repair(archive, Target(first), terms, [lambda _files, _stack: [intact]])
    moved_to = mended.set_aside[WORDS]
    root = exported(archive, first)
    (quarantine,), (recovery,) = (events_of(root, kind) for kind in ("quarantine", "recovery"))
    assert moved_to in text_in(quarantine, "eventDetail")
    assert text_in(recovery, "eventDetail") == f"{WORDS} was restored from the <copy> of B."
    assert [note.partition(",")[0] for note in notes(recovery)] == [
        "before: 11 bytes",
        f"after: {len(TEXTS['a.txt'])} bytes",
    ]
    assert "J. & K. Roe" in names(recovery)
    assert "J. & K. Roe" in [text_in(one, "agentName") for one in all_of(root, "agent")]
    assert events_of(exported(archive, second), "recovery") == []


def test_an_accepted_change_and_the_checks_before_and_after_it(held, clock):
    archive, first, _ = held
    audited(archive, clock)
    Path(archive.store.bags, first, WORDS).write_bytes(b"other words")
    accept(archive, Acceptance(first, "A. Archivist", "a <typo>"), clock)
    audited(archive, clock)
    root = exported(archive, first)
    (change,) = events_of(root, "modification")
    assert "a <typo>" in text_in(change, "eventDetail")
    assert "A. Archivist" in names(change)
    assert [note.partition(":")[0] for note in notes(change)] == [WORDS]
    assert [notes(one)[0] for one in events_of(root, "fixity check")] == [
        "intact",
        "changed on record",
    ]
    assert outcomes(root, first) == ["pass", "pass"], "the change itself is no check"
    sizes = {
        text_in(one, "originalName"): text_in(one, "size")
        for one in all_of(root, "object")
        if texts_in(one, "size")
    }
    assert sizes[WORDS] == "11", "the files are those on record now"


def test_added_digests_are_an_event_of_each_package_and_stand_with_each_file(held, clock):
    archive, first, second = held
    policy = '[policy]\nalgorithms = ["sha256", "sha512", "sha3256"]\n'
    Path(archive.root, "preserve.toml").write_text(f"version = 1\n{policy}")
    archive = reopened(archive)
    audited(archive, clock)
    whole, one = exported(archive), exported(archive, first)
    for package in (first, second):
        (event,) = events_of(whole, "message digest calculation", package)
        assert text_in(event, "eventDetail").startswith("sha3256 digests")
    assert len(events_of(one, "message digest calculation")) == 1
    files = [each for each in all_of(one, "object") if texts_in(each, "size")]
    assert files
    for each in files:
        assert texts_in(each, "messageDigestAlgorithm") == ["SHA-256", "SHA-512", "SHA3-256"]


def entries_told(*entries, only=None):
    wanted = Wanted("x", {"a": 1, "b": 2}, only)
    return list(premis_events(enumerate(entries), {}.get, wanted))


def entry(event, package=None, **detail):
    return LedgerEntry(AT, event, package, "preserve-toolkit 1", "success", detail)


@pytest.mark.parametrize("event", ["incident", "notification", "exporting", "drill", "of later"])
@pytest.mark.parametrize("package", [None, "a"])
def test_what_is_no_event_of_an_object_is_left_out(event, package):
    assert entries_told(entry(event, package)) == []


def test_a_decision_is_an_event_of_both_packages_and_of_either():
    decision = entry(
        "metadata modification",
        decision="link",
        a={"package": "a", "speaker": "S1"},
        b={"package": "b", "speaker": "S2"},
        why="the same voice",
        by="A. Archivist",
    )
    (event,) = entries_told(decision)
    assert event.objects == ("a", "b")
    assert [agent.role for agent in event.agents] == ["executing program", "authorizer"]
    assert [one.objects for one in entries_told(decision, only="b")] == [("b",)]


def test_what_lay_there_and_was_on_no_record_is_an_event_of_the_archive():
    (event,) = entries_told(entry("quarantine", "stranger", path="stranger", moved_to="q", why="w"))
    assert event.objects == ("x",)
    assert entries_told(entry("quarantine", "stranger"), only="a") == []


def test_what_was_refused_and_discarded_is_an_event_with_who_and_why():
    told = entry(
        "quarantine",
        "a",
        step="discarded",
        path="quarantine/exchange/x/y/a.tar",
        by="A. Archivist",
        why="sent again",
        sha256="1" * 64,
    )
    (event,) = entries_told(told, only="a")
    assert event.detail == (
        "quarantine/exchange/x/y/a.tar was discarded by A. Archivist: sent again."
    )
    assert event.notes == (f"sha256 {'1' * 64}",)


def check(states=None, *buckets, code=0):
    rows = tuple(Bucket(first, last, AT, "") for first, last in buckets)
    return Check(0, "audit-1", 1, True, AT, AT, rows, states or {}, code)


def checked(one, only=None, **detail):
    wanted = Wanted("x", {"a": 1, "b": 2}, only)
    told = [(0, entry("fixity check", **detail))]
    return {event.objects: event for event in premis_events(told, {0: one}.get, wanted)}


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("damaged", "fail"),
        ("manifest-altered", "fail"),
        ("unexpected", "fail"),
        ("undecided", "undecided"),
        ("not-checked", "undecided"),
        ("of a later version", "undecided"),
        ("superseded", "pass"),
    ],
)
def test_no_state_but_a_sound_one_passes(state, outcome):
    assert checked(check({"a": state}, (0, 1)))[("a",)].outcome == outcome


def test_a_run_that_decided_nothing_is_told_all_the_same():
    assert {objects: one.outcome for objects, one in checked(check(code=3)).items()} == {
        ("x",): "undecided"
    }
    assert checked(check(code=3), only="a") == {}


def test_a_package_named_twice_by_one_check_has_one_event_of_it():
    entries = [(0, entry("fixity check"))]
    twice = {0: check({}, (0, 1), (0, 0))}
    events = list(premis_events(entries, twice.get, Wanted("x", {"a": 1, "b": 2})))
    assert [one.id for one in events] == ["x/0/a", "x/0/b", "x/0"]


def test_a_check_has_the_time_at_which_its_stretch_of_packages_was_begun_with():
    earlier = AT.replace(year=2025)
    one = Check(0, "r", 1, True, AT, AT, (Bucket(0, 1, earlier, ""),), {}, 0)
    assert {objects: told.at for objects, told in checked(one).items()} == {
        ("a",): earlier,
        ("b",): earlier,
        ("x",): AT,
    }
    assert checked(one, only="b")[("b",)].at == earlier


def test_what_was_wrong_with_the_package_itself_and_what_was_left_out():
    found = checked(
        check({"a": "damaged"}, (0, 1)),
        exceptions={"a": {"": "missing", "x\ny": "altered"}},
        exceptions_left_out=7,
    )
    assert found[("a",)].notes == (
        "damaged",
        "the package as a whole: missing",
        "x\ny: altered",
        "not named in this part of the run, in all packages together: 7 files",
    )
    assert found[("b",)].notes == ("intact",)


def test_entries_from_before_there_were_exceptions_have_their_findings():
    findings = [
        {"package": "a", "where": {"file": "f"}, "state": "altered"},
        {"package": "b", "where": {"file": "g"}, "state": "altered"},
    ]
    assert checked(check({"a": "damaged"}, (0, 0)), findings=findings)[("a",)].notes == (
        "damaged",
        "f: altered",
    )


def history_of(archive, bodies, unreadable=()):
    """Return the history of an archive as if these were the stored bytes of its entries."""
    leaves = b"".join(leaf_hash(body) for body in bodies)
    log = EntryLog(BodiesInMemory(bodies), leaves, frozenset(unreadable))
    frontier = Frontier()
    for body in bodies:
        frontier = frontier.appended(leaf_hash(body))
    verdict = LedgerVerdict(LedgerState.ALTERED, frontier, None, (), log)
    real = read_history(archive, is_locked=False)
    return replace(real, verdict=verdict, holdings={}, checks=())


@pytest.mark.parametrize("count", [1, 63, 64, 65, 128, 129, 200])
def test_every_entry_is_read_and_those_that_cannot_be_leave_the_numbers_of_the_others(held, count):
    bodies = [encode(entry("drill", note=number)) for number in range(count)]
    bad = count // 2
    bodies[bad] = b"no entry"
    read = list(_entries(history_of(held[0], bodies, [bad])))
    assert [number for number, _ in read] == [n for n in range(count) if n != bad]
    assert all(one.detail["note"] == number for number, one in read)


def test_no_history_at_all_is_still_a_document(held):
    root = parsed(premis_of(history_of(held[0], [])))
    assert len(root) == 1


def peak(pieces):
    tracemalloc.start()
    try:
        deque(pieces, maxlen=0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def events_of_checks(checks, packages):
    told = ((number, entry("fixity check")) for number in range(checks))
    one = check({}, (0, packages - 1))
    wanted = Wanted("x", dict.fromkeys(f"p{number}" for number in range(packages)))
    return premis_events(told, lambda _: one, wanted)


def test_memory_does_not_grow_with_the_checks():
    few, many = (
        peak(premis_document("x", [], events_of_checks(checks, 2))) for checks in (100, 10_000)
    )
    assert many < few + 100_000, (few, many)


def test_a_hundred_thousand_checks_of_one_package():
    told = ((number, entry("fixity check")) for number in range(100_000))
    one = check({}, (0, 0))
    events = premis_events(told, lambda _: one, Wanted("x", {"p": 1}, "p"))
    assert sum(1 for _ in events) == 100_000
