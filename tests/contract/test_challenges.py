"""Partners prove that they hold what they gave a receipt for; who lies or lost it is found."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from preserve.exchange.message import Draft
from preserve.exchange.possession import proof_of, read_under, salt_of
from preserve.model.exchange import Conversation, MessageKind
from preserve.model.policy import Policy
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.answer_challenges import MOST_ANSWERS, answer_due, proofs_due
from preserve.workflows.archive import read_history
from preserve.workflows.desk import desk_of
from preserve.workflows.dispatch import dispatch
from preserve.workflows.history import history_rows
from preserve.workflows.partners import Removing, remove_partner
from preserve.workflows.places import collect, places_of
from preserve.workflows.replica_challenge import ChallengeOptions, challenge
from preserve.workflows.replicas import copies_of, listed_copies
from preserve.workflows.status import archive_status
from tests.support.exchanging import Two
from tests.support.receipts_made import delivered, packaged

TEXTS = {"one.txt": b"One.\n\nFirst.\n", "two.txt": b"Two.\n\nSecond.\n"}


class Case(Two):
    """`theirs` has taken two packages of `ours` over."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.ids = packaged(self, TEXTS, root)
        delivered(self, self.ids)

    def ask(self, archive=None, **options):
        wanted = ChallengeOptions(**options)
        return challenge(archive or self.ours, wanted, self.clock, os.urandom)

    def answer(self):
        """As `receive` does it."""
        with desk_of(self.theirs, self.clock) as desk:
            collect(desk, places_of(desk))
            done = answer_due(desk)
            dispatch(desk, places_of(desk))
        return done

    def lie(self, make) -> None:
        """Have `theirs` answer the challenge as a liar does.

        Args:
            make: from package, nonce and tree, the line of the answer.
        """
        with desk_of(self.theirs, self.clock) as desk:
            collect(desk, places_of(desk))
            exchange = list(desk.transfers.exchanges.values())[-1]
            asked = desk.message(exchange.opening).document
            nonce = salt_of(desk.message(exchange.opening))
            lines = [make(package, nonce, desk.archive.store) for package in self.ids]
            body = {"nonce": asked["nonce"], "packages": [line for line in lines if line]}
            body |= {} if lines[0] is None or "nonce" not in lines[0] else {"nonce": "ab" * 32}
            for line in body["packages"]:
                line.pop("nonce", None)
            answers = exchange.opening.sha256
            draft = Draft(MessageKind.PROOF, exchange.conversation, answers, body)
            desk.say(desk.partners.present()[0], [draft])
            dispatch(desk, places_of(desk))

    def states(self) -> list[str]:
        found = listed_copies(self.ours, None, self.clock()).survey
        return [each.copies[1].state.value for each in found.packages]

    def their_bag(self, number: int) -> Path:
        return Path(self.theirs.store.bags) / self.ids[number]


@pytest.fixture
def case(tmp_path) -> Case:
    return Case(tmp_path)


def codes(run) -> list[str]:
    return [found.code for found in run.findings]


def held(package, nonce, store, possession=None):
    proof = possession or proof_of(read_under(store.tree(package), nonce))
    return {"package": package, "outcome": "held", "possession": proof}


def test_a_receipt_counts_as_a_copy_and_a_challenge_confirms_it(case):
    assert case.states() == ["confirmed"] * 2
    assert case.ask().partners == {"theirs": {"asked": 2}}
    # Asked once: as long as no answer is here, nobody asks again.
    assert case.ask().partners == {"theirs": {"waiting": 2}}
    assert case.answer().partners == {"ours": {"answered-held": 2}}
    assert case.answer().partners == {}
    run = case.ask(is_due_only=True)
    assert (run.partners, run.exit_code) == ({"theirs": {"held": 2}}, 0)
    assert case.ask(is_due_only=True).partners == {}
    history = read_history(case.ours, is_locked=False)
    assert history_rows(history)[-1].note == "answer of theirs to a challenge: 2 held"


def test_the_first_to_run_again_answers_too(case):
    """`replica challenge` of the other archive takes the messages in and answers."""
    case.ask()
    run = case.ask(archive=case.theirs)
    assert run.partners == {"ours": {"answered-held": 2}}
    assert case.ask(name="theirs").partners == {"theirs": {"held": 2}}, (
        "an answer is not asked for anew at once"
    )
    assert case.ask(name="theirs").partners == {"theirs": {"asked": 2}}


LIES = {
    "a digest that was stored before": lambda package, nonce, store: held(
        package, nonce, store, proof_of(read_under(store.tree(package), b"\0" * 32))
    ),
    "made for another nonce, and says so": lambda package, nonce, store: {
        **held(package, nonce, store, proof_of(read_under(store.tree(package), b"\xab" * 32))),
        "nonce": "another",
    },
    "right, but under another nonce in the message": lambda package, nonce, store: {
        **held(package, nonce, store),
        "nonce": "another",
    },
    "of no bytes at all": lambda package, nonce, store: held(package, nonce, store, "0" * 128),
    "held, without a proof": lambda package, _nonce, _store: {
        "package": package,
        "outcome": "held",
        "possession": None,
    },
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_found(case, name):
    case.ask()
    case.lie(LIES[name])
    run = case.ask(is_due_only=True)
    assert run.exit_code == 4
    assert codes(run) == ["XCH-077"] * 2
    assert all(each in run.findings[number].message for number, each in enumerate(case.ids))
    assert case.states() == ["wrong"] * 2
    listed = listed_copies(case.ours, None, case.clock())
    assert listed.exit_code == 4
    assert archive_status(case.ours, case.clock()).exit_code == 4


def test_the_proof_of_another_package_is_found(case):
    case.ask()
    other = dict(zip(case.ids, reversed(case.ids), strict=True))
    case.lie(
        lambda package, nonce, store: {**held(other[package], nonce, store), "package": package}
    )
    assert codes(case.ask(is_due_only=True)) == ["XCH-077"] * 2


def test_who_lost_one_file_cannot_pass_for_whole(case):
    (case.their_bag(0) / "data" / "article.warc.gz").write_bytes(b"rot")
    case.ask()
    case.lie(held)
    run = case.ask(is_due_only=True)
    assert run.partners == {"theirs": {"wrong": 1, "held": 1}}
    assert case.states() == ["wrong", "confirmed"]


def test_an_honest_answer_of_loss_is_a_fault_and_no_lie(case):
    (case.their_bag(0) / "data" / "article.warc.gz").write_bytes(b"rot")
    shutil.rmtree(case.their_bag(1))
    case.ask()
    done = case.answer()
    assert done.partners == {"ours": {"answered-damaged": 1, "answered-missing": 1}}
    assert codes(done) == ["XCH-072", "XCH-072"]
    run = case.ask(is_due_only=True)
    assert (codes(run), run.exit_code) == (["XCH-075", "XCH-076"], 1)
    assert case.states() == ["damaged", "missing"]


def test_what_an_answer_leaves_out_is_not_proven(case):
    case.ask()
    case.lie(lambda package, n, s: held(package, n, s) if package == case.ids[0] else None)
    run = case.ask(is_due_only=True)
    assert (codes(run), run.exit_code) == (["XCH-079"], 0)
    assert run.partners == {"theirs": {"held": 1, "unanswered": 1}}
    # The last proof, that of the receipt, stands until it is old.
    assert case.states() == ["confirmed", "confirmed"]
    case.clock.at += timedelta(days=91)
    listed = listed_copies(case.ours, None, case.clock())
    assert case.states() == ["overdue", "overdue"]
    assert listed.exit_code == 1


def test_a_refused_challenge_is_no_proof(case):
    case.ask()
    with desk_of(case.theirs, case.clock) as desk:
        collect(desk, places_of(desk))
        exchange = list(desk.transfers.exchanges.values())[-1]
        reason = {"code": "XCH-001", "message": "no", "remedy": "ask", "file": None}
        listed = [{"package": package, "findings": [reason]} for package in case.ids]
        body = {"kept": True, "packages": listed}
        answers = exchange.opening.sha256
        draft = Draft(MessageKind.REFUSED, exchange.conversation, answers, body)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    run = case.ask(is_due_only=True)
    assert run.partners == {"theirs": {"refused": 2}}
    assert codes(run) == ["XCH-079"] * 2
    assert case.states() == ["confirmed"] * 2


def test_nothing_is_concluded_where_our_own_copy_is_damaged(case):
    case.ask()
    case.answer()
    damaged = Path(case.ours.store.bags) / case.ids[0] / "bagit.txt"
    whole = damaged.read_bytes()
    damaged.write_bytes(b"rot")
    run = case.ask(is_due_only=True)
    assert codes(run) == ["XCH-072"]
    assert run.partners == {"theirs": {"inconclusive": 1, "held": 1}}
    assert "nothing is concluded" in run.findings[0].message
    # Once it is mended, the same answer is judged.
    damaged.write_bytes(whole)
    assert case.ask(is_due_only=True).partners == {"theirs": {"held": 1}}


def test_a_package_that_changed_here_meanwhile_accuses_nobody(case):
    case.ask()
    case.answer()
    bag = Path(case.ours.store.bags) / case.ids[0]
    (bag / "bag-info.txt").write_bytes((bag / "bag-info.txt").read_bytes() + b"Note: x\n")
    accept(case.ours, Acceptance(case.ids[0], "A", "corrected"), case.clock)
    run = case.ask(is_due_only=True)
    assert codes(run) == ["XCH-073", "XCH-079"]
    assert run.exit_code == 3
    assert case.states() == ["outdated", "confirmed"]
    assert case.ask(is_due_only=True).findings == ()


def test_only_who_deposited_a_package_hears_of_it(case):
    """`theirs` asks `ours` about a package that it never gave away: held here, and unknown."""
    manifests = {}
    with desk_of(case.ours, case.clock) as desk:
        for package in case.ids:
            files = {file.path: file for file in desk.record_of(package).files}
            manifests[package] = files["tagmanifest-sha256.txt"].digests["sha256"]
    with desk_of(case.theirs, case.clock) as desk:
        name = "20261122T120000Z-0123456789abcdef"
        listed = [
            {"package": package, "tag_manifest_sha256": digest}
            for package, digest in manifests.items()
        ]
        listed.append({"package": "nothing-0123456789ab", "tag_manifest_sha256": "0" * 64})
        body = {"nonce": "cd" * 32, "packages": listed}
        draft = Draft(MessageKind.CHALLENGE, Conversation(desk.me.archive, name), None, body)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    with desk_of(case.ours, case.clock) as desk:
        collect(desk, places_of(desk))
        done = answer_due(desk)
        exchange = list(desk.transfers.exchanges.values())[-1]
        said = desk.message(exchange.messages[-1]).document["packages"]
    assert done.partners == {"theirs": {"answered-unknown": 3}}
    assert {(line["outcome"], line["possession"]) for line in said} == {("unknown", None)}


def test_nobody_has_us_make_the_proof_that_we_are_waiting_for(case):
    """`theirs` is challenged, and sends the same nonce back as a challenge of its own."""
    case.ask()
    with desk_of(case.theirs, case.clock) as desk:
        collect(desk, places_of(desk))
        begun = list(desk.transfers.exchanges.values())[-1]
        asked = desk.message(begun.opening).document
        conversation = Conversation(desk.me.archive, "20261123T120000Z-0123456789abcdef")
        body = {"nonce": asked["nonce"], "packages": asked["packages"]}
        draft = Draft(MessageKind.CHALLENGE, conversation, None, body)
        desk.say(desk.partners.present()[0], [draft])
        dispatch(desk, places_of(desk))
    with desk_of(case.ours, case.clock) as desk:
        collect(desk, places_of(desk))
        done = answer_due(desk)
        said = desk.message(list(desk.transfers.exchanges.values())[-1].messages[-1]).document
    assert codes(done) == ["XCH-005"]
    assert [line["possession"] for line in said["packages"]] == [None, None]


def flood(case, packages: list[str]) -> None:
    """Have `ours` challenge without end: a package each time."""
    with desk_of(case.ours, case.clock) as desk:
        drafts = [
            Draft(
                MessageKind.CHALLENGE,
                Conversation(desk.me.archive, f"20261122T120000Z-{number:016x}"),
                None,
                {
                    "nonce": "cd" * 32,
                    "packages": [{"package": package, "tag_manifest_sha256": "0" * 64}],
                },
            )
            for number, package in enumerate(packages)
        ]
        desk.say(desk.partners.present()[0], drafts)
        dispatch(desk, places_of(desk))


def test_a_flood_of_challenges_waits_for_its_turn(case):
    flood(case, [f"letter-{number:012x}" for number in range(MOST_ANSWERS + 3)])
    done = case.answer()
    assert done.partners["ours"].total() == MOST_ANSWERS
    assert codes(done) == ["XCH-007"]
    assert case.answer().partners["ours"].total() == 3


def test_nobody_has_the_same_bytes_read_again_and_again_in_one_run(case):
    flood(case, [case.ids[0], case.ids[0], case.ids[1], case.ids[0]])
    for answered, waits in ((2, ["XCH-007"]), (1, ["XCH-007"]), (1, [])):
        done = case.answer()
        assert (done.partners["ours"].total(), codes(done)) == (answered, waits)


def test_silence_is_told_and_an_offline_place_concludes_nothing(case):
    case.ask()
    case.clock.at += timedelta(days=15)
    listed = listed_copies(case.ours, None, case.clock())
    assert [found.code for found in listed.survey.findings] == ["XCH-079"]
    assert listed.exit_code == 0
    case.place.rename(case.place.parent / "unplugged")
    run = case.ask()
    assert (codes(run), run.exit_code) == (["XCH-009"], 3)
    assert case.states() == ["confirmed"] * 2


def test_messages_by_hand_in_any_order_and_twice(case):
    case.ask()
    case.answer()
    with desk_of(case.ours, case.clock) as desk:
        for _ in range(2):
            collect(desk, places_of(desk))
        first = proofs_due(desk)
        assert first.partners == {"theirs": {"held": 2}}
        assert proofs_due(desk).partners == {}


def test_a_partner_that_was_removed_does_not_count(case):
    for fewer in (0, 2):
        history = read_history(case.ours, is_locked=False)
        found = copies_of(case.ours, history, Policy(copies=2), case.clock())
        assert found.sums.fewer == fewer
        if not fewer:
            remove_partner(case.ours, Removing("theirs", "A", "It is over."), case.clock)
