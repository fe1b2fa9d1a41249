"""Where and how, in words for somebody who has never seen a byte: calm, and never a verdict."""

import pytest

from preserve.model.audit import Diagnosis, Hint
from preserve.report.diagnosis_text import diagnosis_lines, diagnosis_words

PIECE = 65_536


def test_one_stretch_of_a_large_file():
    diagnosis = Diagnosis(((PIECE, 2 * PIECE),), hints=(Hint.ROT_LIKE,))
    assert diagnosis_words(diagnosis, 14 * PIECE - 5) == (
        "It differs between byte 65,536 and 131,072 (1 of 14 stretches). It looks like a fault of"
        " the disk: little differs, and the file's time did not change."
    )


@pytest.mark.parametrize(
    ("ranges", "size", "words"),
    [
        ((), None, "It is not known where it differs."),
        (((5, 6),), 100, "It differs at byte 5."),
        (((5, 6), (9, 12)), 100, "It differs at byte 5 and between byte 9 and 12."),
        (
            ((1, 2), (3, 4), (5, 6), (7, 8)),
            None,
            "It differs at byte 1, at byte 3, at byte 5 and in 1 more place.",
        ),
        (
            ((0, 9), (PIECE, 2 * PIECE)),
            2 * PIECE,
            "It differs between byte 0 and 9 and between byte 65,536 and 131,072 (2 of 2 stretches).",
        ),
        (
            ((2 * PIECE, 10**12),),
            2 * PIECE,
            "It differs between byte 131,072 and 1,000,000,000,000.",
        ),
    ],
)
def test_places(ranges, size, words):
    assert diagnosis_words(Diagnosis(ranges), size) == words


@pytest.mark.parametrize("hint", list(Hint))
def test_every_hint_has_words_and_none_is_a_verdict(hint):
    words = diagnosis_words(Diagnosis(hints=(hint,)))
    assert words.startswith("It is not known where it differs. It looks ")
    assert words.endswith(".")
    assert hint.value not in words


def test_several_hints_are_one_sentence():
    words = diagnosis_words(Diagnosis(((0, 9),), hints=(Hint.TRUNCATED, Hint.ZERO_RUN)))
    assert words.count("It looks") == 1
    assert "its end was cut off; and as if" in words


def test_records_are_lines_of_their_own_in_which_all_can_be_seen():
    lines = diagnosis_lines(Diagnosis(((0, 9),), records=("record 2\x1b[31m\n", "b")))
    assert lines == ("It differs between byte 0 and 9.", "Record 2\\x1b[31m\\n.", "B.")
