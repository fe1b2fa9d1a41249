"""Habits of many houses that once gave a false value: silence or the right one, never a wrong one.

Every text here was written for the purpose.
"""

import pytest

from tests.unit.describing.pages import PROSE
from tests.unit.describing.spoken import hear, label, said, who_said
from tests.unit.describing.test_describe import check

TITLE = "Old Bridge Opens Again After Flood"


def read(head, tail=""):
    return check(f"{TITLE}\n\n{head}\n\n{PROSE}\n{tail}\n")


@pytest.mark.parametrize(
    "line",
    [
        "By Train Across Albania",
        "By Order Of The King",
        "By Year's End",
        "By Invitation Only",
        "Words Fail Me Now",
        "Text Messages Reveal Plot",
        "Author Salman Ray Attacked",
        "Reporting by Candlelight",
        "By Human Rights Watch",
        "By Doctors Without Borders",
        "By Syria Direct",
        "By Washington Examiner",
        "By Free Syrian Army",
        "By Agence France-Presse in Paris",
        "By New York Magazine",
        "By the Mayor's Office",
        "By Global Voices",
        "By Jane Doe Photography",
    ],
)
def test_lines_that_look_like_bylines_and_name_nobody(line):
    assert [claim.value for claim in read(line).authors] == [None]


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe Dec 15, 2016",
        "By Jane Doe DEC. 15, 2016",
        "By Jane Doe 15 December 2016",
        "By Jane Doe Thursday, December 15, 2016",
        "By Jane Doe Published 15 December 2016",
        "By Jane Doe, Dec. 15, 2016",
    ],
)
def test_a_date_behind_a_byline_is_no_part_of_the_name(line):
    reading = read(line)
    assert [claim.value for claim in reading.authors] == ["Jane Doe"]
    assert reading.date.value == "2016-12-15"


@pytest.mark.parametrize(
    "line",
    [
        "All photographs © Leo Marsh",
        "© 2014 Leo Marsh. All rights reserved.",
        "Lyrics © Tonic Beat. All rights reserved.",
        "Market data © 2016 Quayside. All rights reserved.",
        "Copyright © 2016 by Maria de la Cruz. All rights reserved.",
        "© Leo Marsh / AFP. All rights reserved.",
        "© REUTERS/Leo Marsh",
        "© Tidewater Media",
        "© Tidewater Pictures 2016",
        "© Crown copyright 2016",
        "© 2016 All rights reserved.",
        "© 2016 The Author(s). All rights reserved.",
        "© 2016 Terms of Use",
        "© Copyright 2016",
        "© Photo by Jane Doe",
        "© Provided by Harbour Gazette",
        "© 2016 Disqus",
        "© 2016 LexisNexis. All rights reserved.",
        "© 2016 Syria",
        "More from Syria\n\nWrite to Ann Lee at ann.lee@syria.org",
    ],
)
def test_rights_that_are_not_those_of_the_outlet(line):
    assert read("4 May 2015", line).outlet.value is None


@pytest.mark.parametrize("name", ["Le Courrier de Brenne", "Harbour Gazette", "Jobs & Hire"])
def test_a_holder_that_is_an_outlet(name):
    assert read("4 May 2015", f"© {name} 2016").outlet.value == name


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Tuesday 14 March 2017", "The conference on river law will take place at the town hall."),
        ("On this day\n\nDecember 15, 1967", "The bridge fell in the evening and changed the law."),
        ("© 15 December 2016", "The bridge fell in the evening and changed the law of the land."),
    ],
)
def test_the_day_of_the_subject_is_no_day_of_publication(head, body):
    reading = check(f"{TITLE}\n\n{head}\n\n{body}\n\n{PROSE}")
    assert reading.date.value is None
    assert reading.date.candidates


@pytest.mark.parametrize("between", ["Related articles", "12 comments", "More from Art Weekly"])
def test_dates_of_other_articles_and_of_comments_tell_nothing(between):
    tail = f"{between}\n\nPay talks fail\n\nPublished 3 May 2009\n\nIt was shut on 4 May 2009."
    reading = read("By Jane Doe", tail)
    assert (reading.date.value, reading.date_window.value) == (None, None)


@pytest.mark.parametrize("verb", ["Accessed", "Archived on", "Retrieved", "Printed on"])
def test_the_day_of_a_later_visitor_bounds_nothing_from_below(verb):
    assert read("By Jane Doe", f"{verb} 15 December 2016").date_window.value is None


def test_a_zone_name_of_two_offsets_gives_the_day_only():
    assert read("15 December 2016 03:55 CST").date.value == "2016-12-15"


def test_the_head_of_an_e_mail_is_no_headline():
    head = "From: Harbour Bulletin <news@bulletin.example>\nSubject: Five things to know today"
    assert check(f"{head}\n\n{PROSE}").headline.value is None
    release = check(f"FOR IMMEDIATE RELEASE\n\n{TITLE}\n\n{PROSE}")
    assert release.headline.value == TITLE


@pytest.mark.parametrize(
    "dateline",
    [
        "QARN, Yaristan — ",
        "Qarn, Yaristan - ",
        "QARN (AP) — ",
        "QARN, Yaristan, Sept. 4, 2012 /PRNewswire/ -- ",
        "Qarn (Reuters) – ",
    ],
)
def test_the_place_of_a_dateline_never_speaks(dateline):
    text = f"{dateline}Jo Hale said the gates were shut. “That was mine,” he said."
    assert [label(one) for one in hear(text).speakers] == ["Jo Hale"]
    assert who_said(text) == ["Jo Hale"]


@pytest.mark.parametrize(
    "line",
    [
        "Diaz reported from New York. Mori reported from Tokyo. Ben Stowe contributed reporting.",
        "Additional reporting by Carl Fenn.",
        "Ann Lee wrote this story.",
        "This story was reported by Dan Poe in Rome.",
        "Associated Press writers Joan Peel and Karl Dietz contributed to this report.",
        "Live Reporting",
        "Read Ann Lee's report here.",
        "“Go,” Carl heard him say.",
        "The Quran says “read”.",
        "Operation Desert Storm reported “success”.",
        "New York said “up”.",
        "World War II told us “never”.",
    ],
)
def test_who_made_the_article_and_what_is_no_person_do_not_speak(line):
    assert check(f"{TITLE}\n\n{PROSE}\n{line}\n").speakers == ()


def test_who_answers_is_not_who_asked():
    text = (
        "“I saw it,” Irma Gould told the court. Prosecutor Ian Crewe asked whether the door was"
        " locked. “It was,” she answered."
    )
    assert who_said(text) == ["Irma Gould", "Irma Gould"]


def test_a_prime_and_a_possessive_inside_single_marks():
    text = "'It was 6' high,' Ann Lee said, 'and the workers' keys were gone.'"
    assert said(text) == [
        ("direct", "It was 6' high,", "Ann Lee"),
        ("direct", "and the workers' keys were gone.", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Grandma's Lemon Cake\n\nServes 8\n\nIngredients\n200 g butter\nA 9\" tin\n\nBake it.\n",
        "# Copyright 2012 Example Corp.\n# Author: Jane Roe\nprint('{}, {}'.format(a, b))\n",
        '1,"Jane Doe",2015-05-04,"He said ""no"" twice"\n2,"John Roe",2015-05-05,"Nothing"\n',
        "2016-12-15 03:55:00,123 INFO server: started\n2016-12-15 03:55:01,456 WARN 'full'\n",
        "[12/03/2016, 21:04:11] Ann: are you there?\n[12/03/2016, 21:04:40] Bob: yes.\n",
        "The Tyger\n\nBy William Blake\n\nTyger Tyger, burning bright,\nIn the forests\n",
    ],
)
def test_what_is_no_article_states_nothing(text):
    reading = check(text)
    assert (reading.outlet.value, reading.date.value) == (None, None)
    assert [claim.value for claim in reading.authors] == [None]
    assert reading.speakers == ()


@pytest.mark.parametrize(
    "text", ["İstanbul'da still alive yesterday", "ŉ ǰ last week: still inside"]
)
def test_letters_that_grow_in_lower_case_move_no_offset(text):
    check(text)
    for one in hear(text + ' "a 7-year-old İ"').risks:
        assert all(span.exact.strip() == span.exact for span in one.evidence)
