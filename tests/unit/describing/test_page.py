"""Boilerplate, losses, sources and language."""

import pytest

from preserve.describing.boilerplate import boilerplate_of
from preserve.describing.cited import sources_of
from preserve.describing.language import language_of
from preserve.describing.losses import losses_of
from tests.unit.describing.pages import PROSE, article, assert_evidence, page, seed, seed_text


def furniture(of):
    return [span.exact for span in boilerplate_of(of)]


def test_boilerplate_of_the_seeds():
    assert furniture(seed(0)) == []
    photo, apps, biography = furniture(seed(1))
    assert photo == "Featured image via Fusion screengrab"
    assert (
        apps
        == "ReverbPress Mobile Apps ReverbPress iOS App ReverbPress Android App ReverbPress App"
    )
    assert biography.startswith("From Mexico City, Carolina")
    assert biography.endswith("PhD studies soon.")
    assert furniture(seed(2)) == [
        "Get the Most Popular Jobs&Hire Stories in a Weekly Newsletter",
        "© 2017 Jobs & Hire All rights reserved. Do not reproduce without permission.",
        "Join the Conversation",
        "Real Time Analytics",
    ]
    assert furniture(seed(3)) == ["×Close", "×Close"]
    assert furniture(seed(4)) == [
        "• World",
        "• Syria",
        "4 minute read",
        "More Must-Reads From TIME",
        "Write to Kate Samuelson at kate.samuelson@time.com",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Share this article", "Facebook Twitter Email", "Advertisement", "We use cookies to improve.",
        "Sign up for our free daily newsletter", "Related articles", "Read more: The other bridge",
        "Leave a comment", "3 min read", "Accept all cookies", "Story continues below advertisement",
        "Photo: Ann Lee", "Image credit: Getty", "All rights reserved", "Skip to main content",
    ],
)  # fmt: skip
def test_lines_of_the_page(line):
    assert furniture(article("By Jane Doe", line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "More than 50,000 people stayed.",
        "Share prices fell on the day after the flood and rose again in the following week.",
        "The app was used by the people who wanted to see how high the river was that night.",
        "Image from a video that a man in the town had posted shows the river and the bridge.",
        "Close the bridge at once, the mayor said to the men, and they closed it at once.",
        "• A list item in the article's body",
        "Copyright law is old.",
    ],
)
def test_lines_of_the_article(line):
    assert furniture(article("By Jane Doe", line)) == []


def test_losses_of_the_seeds():
    found = losses_of(seed(3))
    text = seed_text(3)
    assert [loss.kind for loss in found] == ["embed"] * 4
    assert all(text[loss.start : loss.end] == loss.exact == "\u00a0" for loss in found)
    words = [loss.note.split("“")[1].split("”")[0] for loss in found]
    assert words == ["tweets", "Here they are", "tweets", "videos"]
    (inline,) = losses_of(seed(2))
    assert (inline.kind, inline.exact) == ("inline", "Australia's published")
    assert seed_text(2)[inline.start : inline.end] == inline.exact
    assert [losses_of(seed(number)) for number in (0, 1, 4)] == [(), (), ()]


@pytest.mark.parametrize(
    ("tail", "count"),
    [
        ("They posted these photos:\n\n\u00a0\n\nIt was late.", 1),
        ("They posted these photos:\n\n\u00a0\n\n\u00a0\n\nIt was late.", 1),
        ("It was a long night.\n\n\u00a0\n\nIt was late.", 0),
        ("They posted these photos:\n\n   \n\nIt was late.", 0),
        ("They posted these photos:\n\nIt was late.", 0),
        ("Here is what he said:\n\n\u202f\n\nIt was late.", 1),
    ],
)
def test_embeds(tail, count):
    assert len(losses_of(article("By Jane Doe", tail))) == count


def test_empty_paragraphs_everywhere_are_spacing():
    text = (
        "A bridge opens\n\u00a0\n"
        + PROSE.replace("\n\n", "\n\u00a0\n")
        + "\u00a0\nVideos:\n\u00a0\n"
    )
    assert losses_of(page(text)) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Australia's published messages from the town were read by people showing how it was.",
        "Australia's published messages show people writing how it was.",
        "Jane's posted letters of thanks.",
    ],
)
def test_possessives_that_lost_nothing(sentence):
    assert losses_of(article("By Jane Doe", sentence)) == ()


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (0, []),
        (1, ["BBC News", "BBC"]),
        (2, ["Associated Press", "The Telegraph News", "Huffington Post"]),
        (3, ["United Nations (UN) human rights office"]),
        (4, ["Associated Press"]),
    ],
)
def test_sources_of_the_seeds(number, names):
    claims = sources_of(seed(number))
    assert [c.value for c in claims] == names
    assert_evidence(seed_text(number), claims)
    assert all(c.evidence[0].exact == c.value and c.status.value == "stated" for c in claims)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The dam held, according to the Harbour Gazette.", ["Harbour Gazette"]),
        ("The dam held, according to Jane Doe.", []),
        ("According to UN officials, the dam held.", []),
        ("According to the Ministry of Health spokesman Tom Reed, it held.", []),
        ("On Monday CNN reported that it held. CNN also reported more.", ["CNN"]),
        ("She told the mayor and he told Reuters on Friday.", ["Reuters"]),
        ("It held, according to the latest news.", []),
        (
            "The Syrian Observatory for Human Rights reported ten dead.",
            ["The Syrian Observatory for Human Rights"],
        ),
    ],
)
def test_sources(sentence, names):
    assert [c.value for c in sources_of(article("By Jane Doe", sentence))] == names


@pytest.mark.parametrize("number", range(5))
def test_language_of_the_seeds(number):
    claim = language_of(seed_text(number))
    assert (claim.value, claim.status.value) == ("en", "derived")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Le pont sur la rivière est rouvert et les gens de la ville sont venus pour le voir.", "fr"),
        ("Die Brücke über den Fluss ist wieder offen und die Leute sind mit dem Bürgermeister da.", "de"),
        ("El puente de la ciudad se abrió y los vecinos que lo vieron dicen que es una fiesta.", "es"),
        ("أعيد فتح الجسر القديم على النهر يوم الاثنين بعد عامين من أعمال الإصلاح في المدينة التي عانت من الفيضان في ما كان قد مضى", "ar"),
        ("昨日、川に架かる古い橋が二年ぶりに再び開通し、多くの住民が集まって市長の言葉を聞いたのである。とても嬉しい。", "ja"),
        ("旧桥重新开放，许多居民聚集在河边听市长讲话，他们等待了两年之久，今天终于可以过河了，大家都非常高兴地庆祝这一天。", "zh"),
        ("Old bridge", None),
        ("lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor", None),
        ("", None),
    ],
)  # fmt: skip
def test_languages(text, value):
    assert language_of(text).value == value
