"""Every finding of a bag has words for its sender, or a reason why the sender has nothing to do."""

import pytest

from preserve.model.catalogue.bag import BAG
from preserve.model.catalogue.senders import NOT_THEIRS, SENDERS

CODES = {kind.code for kind in BAG}
FIRST = {
    "Add", "Change", "Compare", "Compute", "Count", "Find", "Give", "If", "Keep", "Make", "Name",
    "Pack", "Please", "Put", "Rename", "Save", "Send", "State", "Take", "This", "Use", "Write",
}  # fmt: skip


def test_every_code_has_a_row_and_every_row_a_code():
    assert sorted(CODES - SENDERS.keys() - NOT_THEIRS.keys()) == [], "say what a sender should do"
    assert sorted((SENDERS.keys() | NOT_THEIRS.keys()) - CODES) == []
    assert sorted(SENDERS.keys() & NOT_THEIRS.keys()) == []


@pytest.mark.parametrize("code", SENDERS)
def test_words_are_for_a_mail(code):
    words = SENDERS[code]
    assert words.split()[0] in FIRST, "begin with what to do"
    assert words.endswith(".")
    assert "\n" not in words
    assert words.isprintable()
    assert "the sender" not in words, "it speaks to the sender"


def test_a_warning_does_not_ask_for_another_bag():
    soft = {kind.code for kind in BAG if kind.weight == 0 and kind.code in SENDERS}
    rest = {"BAG-135", "BAG-136"}
    assert [
        code for code in sorted(soft - rest) if not SENDERS[code].startswith("This bag can stay")
    ] == []
    hard = {kind.code for kind in BAG if kind.weight and kind.code in SENDERS}
    assert [code for code in sorted(hard) if SENDERS[code].startswith("This bag can stay")] == []
