"""Sending: whole packages or none, once, and whatever is lost on the way is made again."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from preserve.containers.bag.serialized.write import Form
from preserve.errors import EvidenceFailure, UsageProblem
from preserve.exchange.message import parse
from preserve.exchange.offer import Said
from preserve.model.exchange import MessageKind, Step
from preserve.workflows.accept import Acceptance, accept
from preserve.workflows.archive import read_history
from preserve.workflows.checkers import ALL
from preserve.workflows.send import send
from preserve.workflows.sending import Sending, Sent
from preserve.workflows.validate import validate
from tests.support.answers import all_the_way, ours_confirm, theirs_answer
from tests.support.archives import new_archive, tree_digest
from tests.support.exchanging import archive_id_of, make_partners
from tests.support.mounts import unwritable
from tests.support.sending import WORDS, Sender

RISKY = "A headline of some words\n\nNine-year-old Ann Lee said: “We go.”\n"


@pytest.fixture
def sender(tmp_path) -> Sender:
    return Sender(tmp_path, [WORDS.format(number) for number in range(3)])


@pytest.fixture
def risky(tmp_path) -> Sender:
    return Sender(tmp_path, [WORDS.format(0), RISKY])


def statuses(sent: Sent) -> list[str]:
    return [each.status for each in sent.packages]


def codes(sent: Sent) -> list[str]:
    found = [one.code for each in sent.packages for one in each.findings]
    return [*found, *(one.code for one in sent.findings)]


def message_in(top: Path):
    [file] = top.rglob("offer-*.json")
    return parse(file.read_bytes(), Path(f"{file}.sig").read_bytes())


def test_what_is_offered_lies_in_the_place_as_the_offer_says(sender):
    sent = sender.send(*sender.packages, said=Said("Read only", "With regards"))
    assert (sent.exit_code, codes(sent)) == (0, [])
    assert statuses(sent) == ["offered"] * 3
    assert (sent.placed, sent.waiting, sent.carried) == (
        5,
        [],
        [f"Left for theirs in {sender.two.place}: 5 files."],
    )
    assert sender.below(sender.two.place) == sender.below(sender.outbox)
    offer = message_in(sender.two.place).document
    assert (offer["rights"], offer["note"], offer["risk_note"]) == (
        "Read only",
        "With regards",
        None,
    )
    assert [each["package"] for each in offer["packages"]] == list(sender.packages)
    [conversation] = {name.split("/")[0] for name in sender.below(sender.two.place)}
    assert conversation == sent.conversation == offer["conversation"]
    for each in offer["packages"]:
        [file] = sender.two.place.rglob(Path(each["file"]).name)
        data = file.read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["sha256"]
        assert len(data) == each["bytes"]
        bag = sender.bag_path(each["package"])
        files = [path for path in bag.rglob("*") if path.is_file()]
        assert (each["files"], each["bag_bytes"]) == (
            len(files),
            sum(path.stat().st_size for path in files),
        )
        tag_manifest = (bag / "tagmanifest-sha256.txt").read_bytes()
        assert each["tag_manifest_sha256"] == hashlib.sha256(tag_manifest).hexdigest()
        assert "preserve-toolkit" in each["profile"]
        [judged] = validate([str(file)], ALL)
        assert judged.verdict.value == "valid"
    assert sender.steps() == [dict.fromkeys(sender.packages, Step.OFFERED)]


@pytest.mark.parametrize("form", list(Form))
def test_the_file_holds_the_bag_byte_for_byte_and_is_the_same_each_time(sender, form):
    package = sender.packages[0]
    sender.send(package, form=form)
    [file] = sender.two.place.rglob(f"{package}.{form}")
    data = file.read_bytes()
    if form is Form.TAR:
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            held = {m.name: opened.extractfile(m).read() for m in opened if m.isfile()}
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            assert opened.testzip() is None
            held = {n: opened.read(n) for n in opened.namelist() if not n.endswith("/")}
    bag = sender.bag_path(package)
    assert held == {
        f"{package}/{path.relative_to(bag).as_posix()}": path.read_bytes()
        for path in bag.rglob("*")
        if path.is_file()
    }
    sender.send(withdraw=sender.send().conversation or _only(sender), why="Again")
    sender.send(package, form=form)
    assert {path.read_bytes() for path in sender.two.place.rglob(f"{package}.{form}")} == {data}


def _only(sender) -> str:
    transfers = read_history(sender.two.ours, is_locked=False).transfers
    [conversation] = transfers.exchanges
    return conversation.name


def test_nothing_is_offered_twice(sender):
    first = sender.send(*sender.packages[:2])
    again = sender.send(*sender.packages[:2])
    assert (again.exit_code, statuses(again), again.conversation) == (0, ["with-partner"] * 2, None)
    assert codes(again) == ["XCH-034"] * 2
    assert again.placed == 0
    more = sender.send(*sender.packages)
    assert statuses(more) == ["with-partner", "with-partner", "offered"]
    assert more.conversation != first.conversation
    assert sender.steps() == [
        dict.fromkeys(sender.packages[:2], Step.OFFERED),
        {sender.packages[2]: Step.OFFERED},
    ]


def test_a_package_named_twice_is_offered_once(sender):
    sent = sender.send(sender.packages[0], sender.packages[0])
    assert statuses(sent) == ["offered"]


def test_what_was_refused_may_be_offered_again(sender):
    package = sender.packages[0]
    sender.send(package)
    theirs_answer(sender.two, MessageKind.REFUSED, package)
    assert statuses(sender.send(package)) == ["offered"]


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_what_is_with_the_partner_is_told_how_far_it_is(sender, steps):
    package = sender.packages[0]
    sender.send(package)
    for kind in (MessageKind.RECEIVED, MessageKind.VALID, None, MessageKind.ACCEPTED)[:steps]:
        if kind is None:
            ours_confirm(sender.two, package)
        else:
            theirs_answer(sender.two, kind, package)
    sent = sender.send(package)
    assert statuses(sent) == ["with-partner"]
    words = ("looked at", "valid", "receipt is waited for", "has accepted")[steps - 1]
    assert words in sent.packages[0].findings[0].message
    remedy = sent.packages[0].findings[0].remedy
    assert ("--withdraw" in remedy) == (steps < 3)
    withdrawn = sender.send(withdraw=_only(sender), why="A slip")
    assert statuses(withdrawn) == ["withdrawn" if steps < 3 else "not-withdrawn"]


def test_a_package_that_changed_on_record_since_it_was_accepted_can_be_sent_anew(sender):
    package = sender.packages[0]
    sender.send(package)
    all_the_way(sender.two, package)
    bag = sender.bag_path(package)
    for name in ("bag-info.txt", "tagmanifest-sha256.txt"):
        with open(bag / name, "a") as opened:
            opened.write("Note: changed\n" if name == "bag-info.txt" else "")
    accept(sender.two.ours, Acceptance(package, "A", "Because"), sender.two.clock)
    assert statuses(sender.send(package)) == ["with-partner"]  # its tag manifest is as it was
    manifest = bag / "tagmanifest-sha256.txt"
    line = hashlib.sha256((bag / "bag-info.txt").read_bytes()).hexdigest()
    lines = [
        f"{line}  bag-info.txt" if each.endswith(" bag-info.txt") else each
        for each in manifest.read_text().splitlines()
    ]
    manifest.write_text("\n".join(lines) + "\n")
    accept(sender.two.ours, Acceptance(package, "A", "Because"), sender.two.clock)
    assert statuses(sender.send(package)) == ["offered"]


DAMAGES = {
    "altered": lambda bag: _flip(bag / "data/metadata/description.json"),
    "payload altered": lambda bag: _flip(next((bag / "data/original").iterdir())),
    "tag altered": lambda bag: _flip(bag / "bag-info.txt"),
    "shorter": lambda bag: os.truncate(bag / "data/metadata/description.json", 10),
    "longer": lambda bag: (bag / "bagit.txt").write_bytes((bag / "bagit.txt").read_bytes() + b"\n"),
    "missing": lambda bag: (bag / "manifest-sha256.txt").unlink(),
    "more": lambda bag: (bag / "data/more").write_bytes(b""),
    "a link": lambda bag: _relink(bag / "bag-info.txt"),
    "a pipe": lambda bag: (bag / "bagit.txt").unlink() or os.mkfifo(bag / "bagit.txt"),
    "gone": shutil.rmtree,
    "no directory": lambda bag: shutil.rmtree(bag) or bag.write_bytes(b""),
}


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _relink(path: Path) -> None:
    path.rename(path.parent.parent / "aside")
    path.symlink_to("../aside")


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_package_is_never_sent_and_nothing_is_beside_it(sender, damage, form):
    DAMAGES[damage](sender.bag_path(sender.packages[1]))
    sent = sender.send(*sender.packages, form=form)
    assert sent.exit_code == 1
    assert statuses(sent) == ["not-sent", "faulty", "not-sent"]
    assert codes(sent) == ["XCH-030"]
    assert sender.below(sender.outbox) == []
    assert sender.below(sender.two.place) == []
    assert sender.steps() == []
    assert statuses(sender.send(sender.packages[0])) == ["offered"]


def test_what_cannot_be_read_is_not_called_damaged(sender):
    class Unreadable(type(sender.two.ours.store)):
        def tree(self, package):
            tree = super().tree(package)
            opened = tree.read_small

            def refuse(path, limit):
                if path == "bagit.txt":
                    raise OSError(5, "Input/output error", path)
                return opened(path, limit)

            tree.read_small = refuse
            return tree

    archive = sender.two.ours
    store = Unreadable("bags", *(f"{archive.root}/{n}" for n in ("bags", ".staging", "quarantine")))
    wanted = Sending("theirs", sender.packages[:2])
    sent = send(replace(archive, store=store), wanted, sender.two.clock, sender.chance)
    assert (sent.exit_code, codes(sent)) == (3, ["XCH-031", "XCH-031"])
    assert statuses(sent) == ["unreadable"] * 2
    assert sender.steps() == []


def test_risks_are_asked_for_and_without_an_answer_nothing_is_sent(risky):
    sent = risky.send(*risky.packages)
    assert (sent.exit_code, codes(sent)) == (1, ["XCH-032"])
    assert statuses(sent) == ["not-sent"] * 2
    assert risky.packages[1] in sent.findings[0].message
    asked = []
    sent = risky.send(*risky.packages, ask=asked.append)
    assert sent.exit_code == 1
    assert asked == [{risky.packages[1]: {"minor": 1}}]
    assert risky.below(risky.outbox) == []
    assert risky.steps() == []


@pytest.mark.parametrize("how", ["said", "asked"])
def test_whoever_takes_the_risks_is_heard_by_the_partner(risky, how):
    said = Said(risk_note="She is of age now") if how == "said" else Said()
    sent = risky.send(*risky.packages, said=said, ask=lambda _: "She is of age now ")
    assert (sent.exit_code, statuses(sent)) == (0, ["offered"] * 2)
    offer = message_in(risky.two.place).document
    assert offer["risk_note"] == "She is of age now"
    assert [each["risks"] for each in offer["packages"]] == [[], [{"kind": "minor", "count": 1}]]


def test_a_reason_for_risks_that_are_not_there_is_not_sent(risky):
    risky.send(risky.packages[0], said=Said(risk_note="Just in case"))
    assert message_in(risky.two.place).document["risk_note"] is None


def test_an_answer_that_says_nothing_is_no_reason(risky):
    with pytest.raises(UsageProblem):
        risky.send(*risky.packages, ask=lambda _: "...")
    assert risky.below(risky.outbox) == []


@pytest.mark.parametrize(
    "changes",
    [{"to": "nobody"}, {"said": Said(rights="...")}, {"said": Said(note="a\nb")}, {"why": " "}],
)
def test_what_says_nothing_is_refused(sender, changes):
    with pytest.raises(UsageProblem):
        sender.send(sender.packages[0], **changes)
    assert sender.below(sender.outbox) == []


def test_an_unknown_package_stops_everything(sender):
    with pytest.raises(UsageProblem, match="not on record"):
        sender.send(sender.packages[0], "nothing-0123456789ab")
    assert sender.steps() == []


def test_too_many_for_one_offer(sender):
    with pytest.raises(UsageProblem, match="too many"):
        sender.send(*(f"p-{number:012x}" for number in range(5_001)))


def test_a_trial_writes_nothing_and_finds_the_same(risky):
    root = Path(risky.two.ours.root)

    def state():
        ledger = (root / "ledger/ledger.sqlite").read_bytes()
        places = (root / "bags", root / "outbox", root / ".staging", risky.two.place)
        return ledger, [tree_digest(place) for place in places]

    before = state()
    sent = risky.send(*risky.packages, is_trial=True)
    assert statuses(sent) == ["would-be-offered"] * 2
    assert sent.packages[1].risks == {"minor": 1}
    assert sent.packages[0].size_bytes > 0
    assert state() == before
    DAMAGES["altered"](risky.bag_path(risky.packages[0]))
    sent = risky.send(*risky.packages, is_trial=True)
    assert (sent.exit_code, statuses(sent)) == (1, ["faulty", "not-sent"])


def test_an_offline_place_leaves_it_waiting_and_a_rerun_carries_it(sender):
    mark = sender.two.place / "PRESERVE-EXCHANGE.txt"
    mark.rename(mark.with_suffix(".gone"))
    before = tree_digest(sender.two.place)
    sent = sender.send(sender.packages[0])
    assert tree_digest(sender.two.place) == before
    assert (sent.exit_code, codes(sent)) == (3, ["XCH-009"])
    assert (sent.placed, sent.waiting, statuses(sent)) == (0, ["theirs"], ["offered"])
    assert len(sender.below(sender.outbox)) == 3
    mark.with_suffix(".gone").rename(mark)
    sent = sender.send()
    assert (sent.exit_code, sent.placed, sent.waiting) == (0, 3, [])


def test_a_read_only_stick_leaves_it_waiting(sender):
    with unwritable(sender.two.place):
        sent = sender.send(sender.packages[0])
        assert (sent.exit_code, codes(sent), sent.waiting) == (3, ["XCH-009"], ["theirs"])
    assert sender.send().placed == 3


def test_by_hand_the_outbox_is_what_is_carried(sender):
    third = new_archive(Path(sender.two.ours.root).parent / "third", sender.two.clock)
    make_partners(sender.two.ours, third, sender.two.clock, "far", None)
    sent = sender.send(sender.packages[0], to="far")
    assert (sent.exit_code, sent.placed, sent.waiting) == (0, 0, ["far"])
    carried = Path(sender.two.ours.root) / f"outbox/for-{archive_id_of(third)}"
    [line] = sent.carried
    assert line.startswith("To carry to far by hand")
    assert str(carried) in line
    assert len([path for path in carried.rglob("*") if path.is_file()]) == 3
    assert sender.send(to="far").waiting == ["far"]
    ended = sender.send(to="far", withdraw=sent.conversation, why="A mistake")
    assert ended.waiting == ["far"], "nobody answers it: it is told of in the run that says it"
    over = sender.send(to="far")
    assert (over.exit_code, over.waiting) == (0, [])
    [line] = over.carried
    assert line.startswith("Nothing new is to be carried to far. What was said before lies in")
    assert str(carried) in line
    (message,) = carried.rglob("offer-*.json")
    message.unlink()
    again = sender.send(to="far")
    assert (codes(again), again.carried, message.exists()) == (["XCH-011"], [line], True)


def test_where_nothing_was_ever_said_by_hand_no_place_is_named(sender):
    third = new_archive(Path(sender.two.ours.root).parent / "third", sender.two.clock)
    make_partners(sender.two.ours, third, sender.two.clock, "far", None)
    assert sender.send(to="far").carried == []


def test_lost_messages_are_written_again_in_the_outbox_and_in_the_place(sender):
    sender.send(sender.packages[0])
    whole = {path: path.read_bytes() for path in sender.two.place.rglob("offer-*")}
    for top in (sender.outbox, sender.two.place):
        for path in top.rglob("offer-*"):
            path.write_bytes(path.read_bytes()[:-1])
    sent = sender.send()
    assert (sent.exit_code, codes(sent), sent.placed) == (0, ["XCH-011"], 2)
    assert {path: path.read_bytes() for path in whole} == whole
    shutil.rmtree(sender.outbox)
    sender.outbox.mkdir()
    for path in whole:
        path.unlink()
    sent = sender.send()
    assert sorted(codes(sent)) == ["XCH-011", "XCH-038"]
    assert {path: path.read_bytes() for path in whole} == whole


@pytest.mark.parametrize("where", ["outbox", "place", "both"])
@pytest.mark.parametrize("loss", ["gone", "altered", "shorter"])
def test_a_bag_that_is_due_is_made_and_carried_again(sender, where, loss):
    package = sender.packages[0]
    sender.send(package, form=Form.ZIP)
    tops = {"outbox": [sender.outbox], "place": [sender.two.place]}
    files = [next(top.rglob("*.zip")) for top in tops.get(where, [sender.outbox, sender.two.place])]
    data = files[0].read_bytes()
    for file in files:
        if loss == "gone":
            file.unlink()
        elif loss == "altered":
            _flip(file)
        else:
            os.truncate(file, 1000)
    sent = sender.send()
    assert (sent.exit_code, codes(sent)) == (0, [] if where == "place" else ["XCH-038"])
    assert sent.placed == (0 if where == "outbox" else 1)
    assert {file.read_bytes() for file in files} == {data}


def test_a_bag_that_cannot_be_made_again_is_said_so_and_the_rest_goes_on(sender):
    package = sender.packages[0]
    sender.send(package)
    next(sender.outbox.rglob("*.tar")).unlink()
    _flip(sender.bag_path(package) / "data/metadata/description.json")
    assert codes(sender.send(sender.packages[1])) == ["XCH-030"]
    accept(sender.two.ours, Acceptance(package, "A", "Because"), sender.two.clock)
    sent = sender.send(sender.packages[2])
    assert (sent.exit_code, codes(sent), statuses(sent)) == (1, ["XCH-037"], ["offered"])
    assert not list(sender.outbox.rglob(f"{package}.tar"))
    conversation = next(
        each.packages[0].findings[0].message.split()[4].strip(":")
        for each in [sender.send(package)]
    )
    back = sender.send(withdraw=conversation, why="It has changed")
    assert (back.exit_code, codes(back), statuses(back)) == (0, [], ["withdrawn"])
    assert sender.send(package).exit_code == 0


def test_bags_are_carried_only_while_the_partner_may_need_them(sender):
    first, second = sender.packages[:2]
    sender.send(first, second)
    theirs_answer(sender.two, MessageKind.RECEIVED, first)
    for file in sender.two.place.rglob("*.tar"):
        file.unlink()
    assert sender.send().placed == 2  # the second has not arrived
    theirs_answer(sender.two, MessageKind.RECEIVED, second)
    for file in sender.two.place.rglob("*.tar"):
        file.unlink()
    assert sender.send().placed == 0
    assert len(list(sender.outbox.rglob("*.tar"))) == 2


def test_once_an_offer_is_closed_its_bags_leave_the_outbox_and_nothing_else_does(sender):
    first, second = sender.packages[:2]
    sender.send(first, second)
    all_the_way(sender.two, first)
    sender.send()
    assert len(list(sender.outbox.rglob("*.tar"))) == 2
    theirs_answer(sender.two, MessageKind.REFUSED, second)
    place = tree_digest(sender.two.place)
    sent = sender.send()
    assert (sent.exit_code, sent.placed) == (0, 0)
    assert list(sender.outbox.rglob("*.tar")) == []
    assert len(list(sender.outbox.rglob("*.json"))) == 2
    assert tree_digest(sender.two.place) == place
    assert sender.send().placed == 0


def test_an_offer_is_taken_back(sender):
    sent = sender.send(*sender.packages)
    theirs_answer(sender.two, MessageKind.RECEIVED, sender.packages[0])
    back = sender.send(withdraw=sent.conversation, why="A mistake")
    assert (back.exit_code, statuses(back)) == (0, ["withdrawn"] * 3)
    assert back.conversation == sent.conversation
    [file] = sender.two.place.rglob("withdrawal-*.json")
    assert json.loads(file.read_bytes())["why"] == "A mistake"
    assert list(sender.outbox.rglob("*.tar")) == []
    again = sender.send(withdraw=sent.conversation, why="A mistake")
    assert (again.exit_code, statuses(again)) == (0, [])
    assert statuses(sender.send(*sender.packages)) == ["offered"] * 3


def test_what_was_confirmed_is_not_taken_back(sender):
    first, second = sender.packages[:2]
    sent = sender.send(first, second)
    theirs_answer(sender.two, MessageKind.RECEIVED, first, second)
    theirs_answer(sender.two, MessageKind.VALID, first, second)
    ours_confirm(sender.two, first)
    trial = sender.send(withdraw=sent.conversation, why="A mistake", is_trial=True)
    assert statuses(trial) == ["not-withdrawn", "would-be-withdrawn"]
    back = sender.send(withdraw=sent.conversation, why="A mistake")
    assert (back.exit_code, statuses(back)) == (1, ["not-withdrawn", "withdrawn"])
    assert codes(back) == ["XCH-035"]
    assert sender.steps() == [{first: Step.CONFIRMED, second: Step.WITHDRAWN}]


def test_only_an_offer_to_that_partner_is_taken_back(sender):
    with pytest.raises(UsageProblem):
        sender.send(withdraw="20261121T120000Z-0123456789abcdef", why="A mistake")


def test_what_a_killed_run_left_is_cleared_and_never_carried(sender):
    ours, theirs = archive_id_of(sender.two.ours), archive_id_of(sender.two.theirs)
    left = sender.outbox / f"for-{theirs}/from-{ours}/20261121T120000Z-0123456789abcdef"
    (left / "bags").mkdir(parents=True)
    (left / "bags" / "p.tar").write_bytes(b"x")
    (left / "bags" / "q.tar.part").write_bytes(b"x")
    sent = sender.send(sender.packages[0])
    assert (sent.exit_code, codes(sent)) == (0, ["XCH-036"])
    assert not left.exists()
    assert len(list(sender.two.place.rglob("*.tar"))) == 1


def test_what_is_in_the_way_of_one_exchange_does_not_hold_up_another(sender):
    first = sender.send(sender.packages[0])
    for file in sender.two.place.rglob(f"{sender.packages[0]}.tar"):
        file.unlink()
        file.mkdir()
    second = sender.send(sender.packages[1])
    assert (second.exit_code, codes(second), second.waiting) == (3, ["XCH-009"], ["theirs"])
    names = sender.below(sender.two.place)
    assert sum(name.startswith(second.conversation or "?") for name in names) == 3
    assert sum(name.startswith(first.conversation or "?") for name in names) == 2


def test_a_directory_in_place_of_a_bag_in_the_outbox_is_told_and_the_rest_goes_on(sender):
    sender.send(sender.packages[0])
    bag = next(sender.outbox.rglob("*.tar"))
    data = bag.read_bytes()
    bag.unlink()
    bag.mkdir()
    sent = sender.send(sender.packages[1])
    assert (sent.exit_code, codes(sent), statuses(sent)) == (3, ["XCH-033"], ["offered"])
    assert "move it away" in sent.findings[0].remedy
    assert list(bag.iterdir()) == []
    bag.rmdir()
    assert codes(sender.send()) == ["XCH-038"]
    assert bag.read_bytes() == data


def test_answers_are_taken_in_on_the_way(sender):
    package = sender.packages[0]
    sender.send(package)
    theirs_answer(sender.two, MessageKind.RECEIVED, package)
    sender.send()
    assert sender.steps() == [{package: Step.RECEIVED}]


def test_a_history_that_does_not_verify_sends_nothing(sender):
    checkpoint = Path(sender.two.ours.root) / "ledger/checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-20])
    with pytest.raises(EvidenceFailure):
        sender.send(sender.packages[0])
    assert sender.below(sender.outbox) == []
    assert sender.below(sender.two.place) == []


def test_the_document(sender):
    sent = sender.send(sender.packages[0])
    assert sent.document() == {
        "conversation": sent.conversation,
        "partner": "theirs",
        "packages": [
            {
                "package": sender.packages[0],
                "status": "offered",
                "bytes": sent.packages[0].size_bytes,
                "risks": {},
                "findings": [],
            }
        ],
        "placed": 3,
        "waiting": [],
        "carried": sent.carried,
        "findings": [],
        "exit_code": 0,
    }
