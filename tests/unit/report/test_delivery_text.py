"""Deliveries in words: every step has some, and foreign text cannot harm."""

import pytest

from preserve.model.catalogue import finding
from preserve.model.delivery import DeliveryTold, PackageTold
from preserve.model.exchange import Step
from preserve.report.delivery_text import deliveries_text

NAME = "20261121T120000Z-0123456789abcdef"


def delivery(*steps: Step, since: str | None = None, findings=()) -> DeliveryTold:
    packages = tuple(PackageTold(f"p-{n}", step, findings) for n, step in enumerate(steps))
    return DeliveryTold(NAME, "coast", packages, since)


@pytest.mark.parametrize("step", Step)
def test_every_step_has_words(step):
    text = deliveries_text([delivery(step)], (), (), ())
    assert text.startswith(f"Delivery {NAME} to coast, 1 package:\n  1 of 1 ")


def test_what_is_held_is_told_with_since_when():
    told = delivery(Step.ACCEPTED, Step.ACCEPTED, Step.REFUSED, since="2026-11-21T12:00:00Z")
    lines = deliveries_text([told], (), ["receipts/a.json"], ["Left."]).splitlines()
    assert lines[1] == "  2 of 3 held by coast since 2026-11-21T12:00:00Z"
    assert lines[2] == "  1 of 3 refused"
    assert lines[3] == "Receipt filed: receipts/a.json"
    assert lines[4] == "Left."


def test_what_others_write_is_shown_harmless():
    found = finding("XCH-063", "coast refuses it: \x1b[31m\u202eX")._replace(remedy="\x07\nDo.")
    text = deliveries_text([delivery(Step.REFUSED, findings=(found,))], (), (), ())
    assert not {"\x1b", "\u202e", "\x07"} & set(text)


def test_nothing_to_tell_is_told():
    assert (
        deliveries_text([], (), (), ()) == "No delivery is under way, and no new receipt has come."
    )
