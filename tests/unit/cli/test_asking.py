"""Asking for tags: in words, a few times, never for ever."""

import pytest

from preserve.cli.asking import asker, risk_asker
from preserve.containers.bag.fit_tags import Question

ACCESS = Question("aptrust-info.txt", "Access", "Who may see it.", ("Consortia", "Institution"))
TITLE = Question("aptrust-info.txt", "Title", "", ())


def conversation(question, *lines):
    """Return the answer, and what was shown."""
    typed, shown = iter(lines), []
    answer = asker(lambda: next(typed, ""), shown.append)(question)
    return answer, "".join(shown)


@pytest.mark.parametrize(
    ("question", "lines", "answer"),
    [
        (TITLE, ["Farewell\n"], "Farewell"),
        (TITLE, ["  Farewell  \r\n"], "Farewell"),
        (TITLE, ["\n"], None),
        (TITLE, [], None),
        (ACCESS, ["Institution\n"], "Institution"),
        (ACCESS, ["Everybody\n", "Consortia\n"], "Consortia"),
        (ACCESS, ["a\n", "b\n", "c\n", "Consortia\n"], None),
        (ACCESS, ["a\n", "\n", "Consortia\n"], None),
        (ACCESS, ["a\n"], None),
    ],
)
def test_answers(question, lines, answer):
    assert conversation(question, *lines)[0] == answer


def test_the_question_says_what_is_wanted():
    _, shown = conversation(ACCESS, "x\n", "Consortia\n")
    assert shown.splitlines() == [
        "The profile requires Access (aptrust-info.txt).",
        "  Who may see it.",
        "  One of: Consortia, Institution",
        "Access:   That is not one of them: Consortia, Institution",
        "Access: ",
    ]
    assert (
        conversation(TITLE, "x\n")[1] == "The profile requires Title (aptrust-info.txt).\nTitle: "
    )


def test_what_a_profile_says_does_not_reach_the_terminal_raw():
    hostile = Question("x\x1b[2J.txt", "A\x1b]0;x\x07", "d\x1b[31m\nrm -rf", ("v\x1b[0m",))
    _, shown = conversation(hostile, "x\n")
    assert "\x1b" not in shown
    assert "\x07" not in shown


RISKS = {"p-0123456789ab": {"minor": 2, "asked_anonymity": 1}, "q\x1b": {"alive": 1}}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("She agreed.\n", "She agreed."), ("\n", None), ("   \n", None), ("", None)],
)
def test_risks_are_shown_and_only_a_reason_is_a_yes(typed, reason):
    shown = []
    assert risk_asker(lambda: typed, shown.append)(RISKS) == reason
    text = "".join(shown)
    assert "p-0123456789ab: somebody who may be under age (2 passages), somebody who asked" in text
    assert "\x1b" not in text
