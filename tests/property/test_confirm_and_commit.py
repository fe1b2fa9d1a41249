"""Whatever the receiver says and whatever happens in quarantine: both archives tell one story."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preserve.model.exchange import Step
from preserve.workflows.archive import read_history
from tests.support.confirming import Delivery, delivery

COUNT = 4
ANSWERS = ("valid", "refused", "silent", "forged", "replayed", "another", "miscounted")
HARMS = ("none", "none", "byte", "gone")
LIES = {"forged", "replayed", "another", "miscounted"}


@pytest.fixture(scope="module")
def made():
    with tempfile.TemporaryDirectory() as root:
        place = Path(root) / "archives"
        place.mkdir()
        made = delivery(place, COUNT)
        made.offer()
        made.quarantine()
        shutil.copytree(place, Path(root) / "kept")
        yield made


def restored(made: Delivery) -> dict:
    """Go back to where everything is offered and in quarantine."""
    root = Path(made.ours.root).parent
    shutil.rmtree(root)
    shutil.copytree(root.parent / "kept", root)
    return {each: made.bag(each) for each in made.packages}


def told_of(made: Delivery, bags: dict, package: str, answer: str):
    """Return what the receiver says that a bag is."""
    bag = bags[package]
    if answer == "forged":
        return bag._replace(possession="ab" * 64)
    if answer == "replayed":
        return made.bag(package, bytes(32))
    if answer == "another":
        others = [bags[each].possession for each in made.packages if each != package]
        return bag._replace(possession=others[0])
    return bag._replace(bag_bytes=bag.bag_bytes + 1) if answer == "miscounted" else bag


def harm(made: Delivery, package: str, how: str) -> None:
    bag = made.quarantined(package)
    if how == "gone":
        shutil.rmtree(bag)
    elif how == "byte":
        with (bag / "bagit.txt").open("r+b") as opened:
            opened.write(b"b")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    answers=st.lists(st.sampled_from(ANSWERS), min_size=COUNT, max_size=COUNT),
    harms=st.lists(st.sampled_from(HARMS), min_size=COUNT, max_size=COUNT),
    is_our_nonce=st.sampled_from([True, True, True, False]),
)
def test_only_what_was_proven_and_is_still_whole_is_taken_over(made, answers, harms, is_our_nonce):
    bags = restored(made)
    said = dict(zip(made.packages, answers, strict=True))
    made.bags = {each: told_of(made, bags, each, said[each]) for each in made.packages}
    fine = [each for each in made.packages if said[each] not in {"refused", "silent"}]
    refused = [each for each in made.packages if said[each] == "refused"]
    nonce = {} if is_our_nonce else {"nonce": "99" * 32}
    made.answer(valid=fine, refused=refused, **nonce)
    first = made.confirm()
    lied = [each for each in fine if said[each] in LIES or not is_our_nonce]
    expected = dict.fromkeys(made.packages, Step.RECEIVED)
    expected |= dict.fromkeys(refused, Step.REFUSED) | dict.fromkeys(fine, Step.CONFIRMED)
    expected |= dict.fromkeys(lied, Step.WITHDRAWN)
    assert made.steps(made.ours) == expected
    assert first.exit_code == (4 if lied else 1 if refused else 0)
    harmed = dict(zip(made.packages, harms, strict=True))
    for package, how in harmed.items():
        harm(made, package, how)
    made.commit()
    for package in [each for each in fine if each not in lied]:
        expected[package] = Step.ACCEPTED if harmed[package] == "none" else Step.REFUSED
    assert made.steps(made.theirs) == expected
    accepted = {each for each, step in expected.items() if step is Step.ACCEPTED}
    assert set(read_history(made.theirs, is_locked=False).holdings) == accepted
    assert {path.name for path in Path(made.theirs.root, "bags").iterdir()} == {
        "archive-id",
        *accepted,
    }
    last = made.confirm()
    assert made.steps(made.ours) == expected
    assert len(last.receipts) == bool(accepted)
    assert made.commit().deliveries == []
    assert made.confirm().receipts == []
