"""The headline is the first title line; everything else on top is passed over."""

import pytest

from preserve.describing.headline import headline_of
from tests.unit.describing.pages import PROSE, assert_evidence, page, seed

SEED_HEADLINES = [
    (
        0,
        "Civilians trapped inside Aleppo post emotional goodbye messages on Aleppo",
        ["Civilians trapped in Aleppo post emotional goodbye messages"],
    ),
    (
        1,
        "Aleppo: The Last Goodbyes Of Those Still Alive",
        ["The battle for Aleppo closes with moving goodbyes"],
    ),
    (
        2,
        "Aleppo Residents Tweet Heartbreaking Goodbyes As Government Troops Declare Victory In The City",
        [],
    ),
    (
        3,
        "Civilians record massacre in Syria's Aleppo; live tweet heartbreaking goodbye messages",
        [
            "Around 82 civilians, including 11 women and 13 children, were shot on the spot in four different parts of Aleppo"
        ],
    ),
    (4, "Here are Some of the Heartbreaking Messages Sent By Desperate Aleppo Citizens", []),
]


@pytest.mark.parametrize(("number", "value", "candidates"), SEED_HEADLINES)
def test_seeds(number, value, candidates):
    claim = headline_of(seed(number))
    assert (claim.value, claim.status.value) == (value, "stated")
    assert [c.value for c in claim.candidates] == candidates
    assert claim.evidence[0].exact == value
    assert_evidence(seed(number).text, [claim])


@pytest.mark.parametrize(
    "head",
    [
        "Old Bridge Opens Again\n",
        "WORLD\n\n2016-12-15\n\nBy Jane Doe\n\nOld Bridge Opens Again\n",
        "Home > News > Region\r\n3 min read\r\n\r\nOld Bridge Opens Again\r\n",
        "• Region\n  • Rivers\nOld Bridge Opens Again\nOLD BRIDGE OPENS AGAIN\n",
        "https://example.org/a/b\n\nOld Bridge Opens Again\n",
        "Updated 0355 GMT (1155 HKT) December 15, 2016\n\nOld Bridge Opens Again\n",
        "[video id=“1”]\n\nOld Bridge Opens Again\n",
    ],
)
def test_what_stands_above_is_passed_over(head):
    claim = headline_of(page(head + "\n" + PROSE))
    assert claim.value == "Old Bridge Opens Again"
    assert "OLD BRIDGE OPENS AGAIN" not in [c.value for c in claim.candidates]


@pytest.mark.parametrize(
    "title",
    [
        "Will the Bridge Ever Open Again, Ask the People of the Whole Town?",
        "Storm Leaves Two Dead in U.S.",
        "How an Android App Saved a Town From the Flood",
        "More than 50 people return",
        "“We waited two years”: a town and its bridge",
    ],
)
def test_titles_that_end_or_begin_unusually(title):
    assert headline_of(page(f"{title}\n\n{PROSE}")).value == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Milk\nBread\nButter and ham\n",
        "import os\n\ndef main():\n    return os.getcwd()\n",
        PROSE,
        "The old bridge over the river was opened again on\nMonday in the town of\n"
        "Anders, and the mayor said that he was very glad about it.\n\n" + PROSE,
        "It began long before anybody in the\ntown knew, and it went on for many years after.\n",
        "Bridges\n\n" + PROSE,
    ],
)
def test_silence_where_no_title_is_certain(text):
    assert headline_of(page(text)).status.value == "unknown"


def test_other_scripts():
    prose = (
        "昨日、川に架かる古い橋が二年ぶりに再び開通し、多くの住民が集まって市長の言葉を聞いた。\n"
    )
    assert headline_of(page("古い橋が再び開通した\n\n" + prose)).value == "古い橋が再び開通した"
