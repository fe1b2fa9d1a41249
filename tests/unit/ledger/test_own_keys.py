"""The archive's own keys: each change is signed by the key of before, and nothing else is one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from preserve.ledger.checkpoint import Checkpoint, sign, verifier_of
from preserve.ledger.entry import Event, LedgerEntry, encode
from preserve.ledger.judge import LedgerBytes, LedgerState, judge, origin_of
from preserve.ledger.key_change import change_detail, write_change
from preserve.ledger.log import BodiesInMemory
from preserve.ledger.merkle import frontier_of

ID = "0b7c5d1e-0000-4000-8000-000000000000"
OTHER_ID = "1b7c5d1e-0000-4000-8000-000000000000"
START = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)


def key(number: int, archive: str = ID):
    return verifier_of(origin_of(archive), private(number))


def changed(old: int, new: int, at: int, **changes) -> dict[str, object]:
    """Return what an entry says that changes the key; at: days after the beginning."""
    archive = changes.get("archive", ID)
    signer = private(changes.get("signed_by", old))
    days = START + timedelta(days=at)
    comes = key(new, changes.get("new_archive", archive))
    statement = write_change(archive, key(old, archive), comes, days, signer)
    return {"by": "A", "why": "b", **change_detail(statement)}


@dataclass
class Written:
    """A ledger as an honest journal writes it, commit by commit.

    Attributes:
        lines: the entries.
        notes: the signed note of each commit, with the number of entries it covers.
        keys: the numbers of the keys, in the order in which they signed.
    """

    lines: list[bytes] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    keys: list[int] = field(default_factory=lambda: [0])

    def add(self, event: str, detail: dict[str, object]) -> None:
        at = START + timedelta(days=len(self.lines))
        self.lines.append(encode(LedgerEntry(at, event, None, "t", "success", detail)))

    def commit(self, *signers: int) -> None:
        frontier = frontier_of(self.lines)
        checkpoint = Checkpoint(origin_of(ID), frontier.size, frontier.root())
        self.notes.append((frontier.size, sign(checkpoint, *map(private, signers))))

    def begin(self) -> "Written":
        self.add(Event.CREATION.value, {"archive_id": ID, "key": key(0).text()})
        self.commit(0)
        return self

    def work(self, count: int) -> "Written":
        for number in range(count):
            self.add("drill", {"n": number})
        self.commit(self.keys[-1])
        return self

    def rekey(self) -> "Written":
        old, new = self.keys[-1], self.keys[-1] + 1
        self.add(Event.KEY_CHANGE.value, changed(old, new, len(self.lines)))
        self.commit(old, new)
        self.keys.append(new)
        return self

    def bytes(self, **changes) -> LedgerBytes:
        before = self.notes[-2][1] if len(self.notes) > 1 else None
        note = self.notes[-1][1]
        whole = LedgerBytes(BodiesInMemory(self.lines), note, before, note, ID)
        return replace(whole, **changes)


def written(*steps: int) -> Written:
    """Return a ledger; a step is so many entries in a commit, or a change of key where it is 0."""
    made = Written().begin()
    for count in steps:
        made.work(count) if count else made.rekey()
    return made


STEPS = st.lists(st.integers(0, 3), max_size=8)


@given(STEPS)
def test_a_ledger_with_any_changes_of_key_verifies_and_so_do_all_its_checkpoints(steps):
    made = written(*steps)
    verdict = judge(made.bytes())
    assert (verdict.state, verdict.findings) == (LedgerState.VERIFIED, ())
    assert verdict.key == key(made.keys[-1])
    assert verdict.keys.former_keys == tuple(map(key, made.keys[:-1]))
    for _, note in made.notes:
        assert judge(made.bytes(), note).is_verified
    if len(made.notes) > 1:
        behind = judge(made.bytes(plain_note=made.notes[-2][1]))
        assert (behind.state, [one.code for one in behind.findings]) == (
            LedgerState.VERIFIED,
            ["LEDGER-008"],
        )


@given(STEPS, st.data())
def test_any_changed_byte_of_a_change_is_found(steps, data):
    made = written(*steps, 0, *data.draw(STEPS))
    at = data.draw(
        st.sampled_from([n for n, line in enumerate(made.lines) if b'"key change"' in line])
    )
    place = data.draw(st.integers(0, len(made.lines[at]) - 1))
    line = bytearray(made.lines[at])
    line[place] ^= data.draw(st.integers(1, 255))
    lines = [*made.lines[:at], bytes(line), *made.lines[at + 1 :]]
    assert judge(made.bytes(entries=BodiesInMemory(lines))).state is LedgerState.ALTERED


def test_any_changed_byte_of_the_signatures_over_a_change_is_found():
    made = written(1, 0)
    note = made.notes[-1][1]
    for place in range(len(note)):
        other = "A" if note[place] != "A" else "B"
        forged = f"{note[:place]}{other}{note[place + 1 :]}"
        assert judge(made.bytes(note=forged, plain_note=forged)).state is LedgerState.ALTERED


@given(STEPS, st.data())
def test_a_checkpoint_by_the_wrong_key_never_verifies(steps, data):
    """Whichever of the keys that ever signed: for each size only the proper ones do."""
    made = written(*steps, 0, *data.draw(STEPS))
    size, _ = data.draw(st.sampled_from(made.notes))
    proper = {one.public for one in judge(made.bytes()).keys.of_size(size)}
    signers = data.draw(st.sets(st.sampled_from(made.keys), max_size=2))
    frontier = frontier_of(made.lines[:size])
    note = sign(Checkpoint(origin_of(ID), size, frontier.root()), *map(private, sorted(signers)))
    is_good = proper <= {key(one).public for one in signers}
    verdict = judge(made.bytes(), note)
    assert verdict.is_verified is is_good
    assert is_good or verdict.state is LedgerState.FORKED
    if size == len(made.lines):
        assert judge(made.bytes(note=note, plain_note=note)).is_verified is is_good


FORGED = {
    "signed by the new key alone": changed(0, 1, 3, signed_by=1),
    "signed by a stranger": changed(0, 1, 3, signed_by=7),
    "from a key that is not the present one": changed(5, 1, 3),
    "to the key that signs already": changed(0, 0, 3),
    "about another archive": changed(0, 1, 3, archive=OTHER_ID),
    "to a key in another archive's name": changed(0, 1, 3, new_archive=OTHER_ID),
    "from before the key was there": changed(0, 1, -1),
    "without a signature": {**changed(0, 1, 3), "signature": ""},
    "with a signature that is no base64": {**changed(0, 1, 3), "signature": "?"},
    "without a statement": {"by": "A", "why": "b"},
    "with a statement that is text": {**changed(0, 1, 3), "statement": "x"},
    "with a new key that is none": {
        **changed(0, 1, 3),
        "statement": {**changed(0, 1, 3)["statement"], "to": "x"},
    },
    "with a new key of another form": {
        **changed(0, 1, 3),
        "statement": {**changed(0, 1, 3)["statement"], "to": key(1).text().replace("+A", "+B")},
    },
}


@pytest.mark.parametrize("signers", [(0,), (0, 1), (1,)])
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_change_is_altered_whoever_signs_the_checkpoint(name, signers):
    made = written(2)
    made.add(Event.KEY_CHANGE.value, FORGED[name])
    made.commit(*signers)
    verdict = judge(made.bytes())
    assert verdict.state is LedgerState.ALTERED
    assert "LEDGER-014" in [one.code for one in verdict.findings]
    assert verdict.key == key(0)


def test_a_key_that_was_given_up_does_not_come_back():
    made = written(0)
    made.add(Event.KEY_CHANGE.value, changed(1, 0, 3))
    made.commit(1, 0)
    assert judge(made.bytes()).state is LedgerState.ALTERED


@pytest.mark.parametrize("signers", [(0,), (0, 1), (0, 1, 2), (1, 2), (2,)])
@pytest.mark.parametrize("order", ["two changes", "an entry before", "an entry behind"])
def test_a_change_that_was_not_committed_alone_is_altered(order, signers):
    made = written(1)
    if order == "an entry before":
        made.add("drill", {})
    made.add(Event.KEY_CHANGE.value, changed(0, 1, 3))
    if order == "two changes":
        made.add(Event.KEY_CHANGE.value, changed(1, 2, 4))
    elif order == "an entry behind":
        made.add("drill", {})
    made.commit(*signers)
    assert judge(made.bytes()).state is LedgerState.ALTERED


def test_a_copy_from_before_the_change_is_no_extension():
    """Whoever has the old key can write on where the change was; the checkpoint after it tells."""
    made = written(1)
    stolen = Written(list(made.lines), list(made.notes)).work(3)
    assert judge(stolen.bytes()).is_verified
    made.rekey()
    assert judge(stolen.bytes(), made.notes[-1][1]).state is LedgerState.FORKED
    made.work(1)
    assert judge(stolen.bytes(), made.notes[-1][1]).state is LedgerState.FORKED
    assert judge(made.bytes(), stolen.notes[-1][1]).state is LedgerState.FORKED
