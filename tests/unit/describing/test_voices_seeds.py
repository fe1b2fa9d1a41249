"""The five seeds, quotation by quotation: our reading of the texts, held against the rules.

Each row was read in the text by eye: offsets, first and last characters, kind, speaker, the words
that name the speaker, the cue, the medium, and who reported it.
"""

import pytest

from preserve.describing.passages import passages_of
from preserve.describing.voices import voices_of
from preserve.model.description import MediaKind, QuotationKind, SpeakerKind
from tests.unit.describing.pages import SEEDS

DIRECT, PARTIAL = "direct", "partial"

QUOTATIONS = {
    "000_54780b9e0856adbc.txt": [
        (
            999,
            1069,
            "Please, ther",
            "with Aleppo.",
            DIRECT,
            "Salah Ashkar",
            "Salah Ashkar",
            "telling",
            "video",
            None,
        ),
        (
            1246,
            1266,
            "middle of a ",
            "f a genocide",
            PARTIAL,
            "Lena Shame",
            "Lena Shame",
            "describes",
            None,
            None,
        ),
        (
            1284,
            1310,
            "This may be ",
            " last video.",
            DIRECT,
            "Lena Shame",
            "Lena Shame",
            "adding",
            None,
            None,
        ),
        (
            1313,
            1387,
            "More than 50",
            "been killed.",
            DIRECT,
            "Lena Shame",
            "Lena Shame",
            "adding",
            None,
            None,
        ),
        (
            1473,
            1608,
            "Many people ",
            "ls, no cure.",
            DIRECT,
            "Abdulkafi Alhamdo",
            "Abdulkafi Alhamdo",
            "added",
            "Periscope",
            None,
        ),
        (
            1638,
            1722,
            "We did not w",
            "om it seems.",
            DIRECT,
            "Abdulkafi Alhamdo",
            "he",
            "adds",
            "video",
            None,
        ),
        (
            1835,
            1934,
            "Want I want ",
            "l community.",
            DIRECT,
            "Abdulkafi Alhamdo",
            "he",
            "adds",
            "video",
            None,
        ),
        (
            1937,
            2005,
            "Russia doesn",
            "ant us dead.",
            DIRECT,
            "Abdulkafi Alhamdo",
            "he",
            "adds",
            "video",
            None,
        ),
        (
            2072,
            2083,
            "apocalyptic",
            "apocalyptic",
            PARTIAL,
            "Dr al-Nasr",
            "Dr al-Nasr",
            "described",
            None,
            None,
        ),
        (
            2598,
            2713,
            "according to",
            "po are over.",
            PARTIAL,
            "Vitaly Churkin",
            "Vitaly Churkin",
            "told",
            None,
            None,
        ),
        (
            3323,
            3438,
            "according to",
            "po are over.",
            PARTIAL,
            "Vitaly Churkin",
            "Vitaly Churkin",
            "told",
            None,
            None,
        ),
        (
            3626,
            3730,
            "The bottom l",
            "ppo is over.",
            DIRECT,
            "Vitaly Churkin",
            "He",
            "added",
            None,
            None,
        ),
    ],
    "001_26c3e08733cee09c.txt": [
        (
            659,
            752,
            "Humans all o",
            "he genocide.",
            DIRECT,
            "Lina Shamy",
            "Lina Shamy",
            "tweeted",
            "Twitter",
            "BBC News",
        ),
        (
            1151,
            1290,
            "We are tired",
            "eo’s ending.",
            DIRECT,
            "one\xa0man",
            "he",
            "says",
            "video",
            "BBC",
        ),
        (
            1400,
            1542,
            "As the battl",
            "safe to run.",
            DIRECT,
            "International Committee for the Red Cross (ICRC)",
            "International Committee for the Red Cross (ICRC)",
            "issued",
            None,
            None,
        ),
        (
            1771,
            1953,
            "The agreemen",
            " the ground.",
            DIRECT,
            "Vitaly Churkin",
            "Vitaly Churkin",
            "said",
            None,
            None,
        ),
    ],
    "002_e6428ce3acc09ea7.txt": [
        (
            645,
            807,
            "This may be ",
            "der bombing.",
            DIRECT,
            "@Linashamy",
            "@Linashamy",
            "tweeted",
            "Twitter",
            None,
        ),
        (
            897,
            1013,
            "This is the ",
            " Forgive us.",
            DIRECT,
            "Omar",
            "Omar",
            "saying",
            "WhatsApp",
            None,
        ),
        (
            1053,
            1193,
            "My name is B",
            " die. - Bana",
            DIRECT,
            "Bana Alabed",
            "Bana Alabed",
            "tweeted",
            "Twitter",
            None,
        ),
        (
            1261,
            1379,
            "I might twee",
            "om a father,",
            DIRECT,
            "@Mr_Alhamdo",
            "@Mr_Alhamdo",
            "saying",
            "Twitter",
            None,
        ),
        (
            1386,
            1514,
            "the last mes",
            "ell, #Aleppo",
            DIRECT,
            "@Mr_Alhamdo",
            "@Mr_Alhamdo",
            "saying",
            "Twitter",
            None,
        ),
        (1609, 1630, "humanitarian", "ian disaster", PARTIAL, None, None, "called", None, None),
        (1637, 1669, "a complete m", "of humanity.", PARTIAL, None, None, "called", None, None),
        (
            2035,
            2258,
            "There is a p",
            "e last time.",
            DIRECT,
            "Monther Etaky",
            "Monther Etaky",
            "told",
            None,
            "Associated Press",
        ),
        (
            2394,
            2674,
            "In other mas",
            "did nothing.",
            DIRECT,
            "Monther Etaky",
            "Etaky",
            "saying",
            None,
            "Telegraph News",
        ),
        (
            3112,
            3301,
            "We're filled",
            "their homes.",
            DIRECT,
            "Rupert Colville",
            "Rupert Colville",
            "said",
            None,
            None,
        ),
    ],
    "003_12c24667c4360f63.txt": [
        (
            1645,
            1661,
            "wishful thin",
            "ful thinking",
            PARTIAL,
            "Ban Ki-moon",
            "Ban",
            "said",
            "statement",
            None,
        ),
        (
            1908,
            2038,
            "We support t",
            "be imminent,",
            DIRECT,
            "Ban Ki-moon",
            "he",
            "said",
            None,
            None,
        ),
    ],
    "004_7964b47d2cd0bda9.txt": [
        (
            698,
            728,
            "complete mel",
            "of humanity.",
            PARTIAL,
            "Jens Laerke",
            "Jens Laerke",
            "described",
            None,
            None,
        ),
        (
            1159,
            1280,
            "To everyone ",
            " last video.",
            DIRECT,
            "Lina Shamy",
            "she",
            "said",
            "Twitter",
            None,
        ),
        (
            1391,
            1421,
            "We are still",
            "under siege,",
            DIRECT,
            "Salah Ashkar",
            "he",
            "said",
            "video",
            None,
        ),
        (
            1433,
            1523,
            "There are a ",
            "ase, please.",
            DIRECT,
            "Salah Ashkar",
            "he",
            "said",
            "video",
            None,
        ),
        (
            1574,
            1690,
            "go to the U.",
            "te to spare.",
            DIRECT,
            "Salah Ashkar",
            "He",
            "begging",
            "video",
            None,
        ),
        (
            1772,
            1780,
            "probably",
            "probably",
            PARTIAL,
            "Bilal Abdul Kareem",
            "he",
            "said",
            "Twitter",
            None,
        ),
        (
            1839,
            2080,
            "I am not com",
            "mmunication,",
            DIRECT,
            "Bilal Abdul Kareem",
            "he",
            "said",
            "Twitter",
            None,
        ),
        (
            2159,
            2184,
            "The last cal",
            " from Aleppo",
            PARTIAL,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            2206,
            2251,
            "I hope I can",
            "o you again,",
            DIRECT,
            "Abdulkafi Alhamdo",
            "he",
            "said",
            "Periscope",
            None,
        ),
        (
            2263,
            2386,
            "I really don",
            "er children.",
            DIRECT,
            "Abdulkafi Alhamdo",
            "he",
            "said",
            "Periscope",
            None,
        ),
        (
            2532,
            2559,
            "last moment ",
            "live or die.",
            PARTIAL,
            "Bana Alabed",
            "Bana Alabed",
            "wrote",
            "Twitter",
            None,
        ),
        (
            2756,
            2954,
            "Our last scr",
            "the streets,",
            DIRECT,
            "An activist in the besieged area",
            "he",
            "wrote",
            "WhatsApp",
            None,
        ),
        (
            3052,
            3160,
            "Thanks all w",
            " killing us,",
            DIRECT,
            "Rami Zien",
            "he",
            "wrote",
            "Twitter",
            None,
        ),
        (
            3276,
            3381,
            "Sorry everyo",
            "ing shelled.",
            DIRECT,
            "Rami Zien",
            "His",
            "read",
            "Twitter",
            None,
        ),
        (
            3512,
            3536,
            "I will never",
            " forget you.",
            DIRECT,
            "Monther Etaky",
            "Monther Etaky",
            "telling",
            None,
            None,
        ),
        (
            3573,
            3641,
            "journalist, ",
            "photographer",
            PARTIAL,
            "Monther Etaky",
            "Etaky",
            "describes",
            "Twitter",
            None,
        ),
        (
            3799,
            3955,
            "We are facin",
            "is captured.",
            DIRECT,
            "Monther Etaky",
            "Etaky",
            "said",
            "Twitter",
            None,
        ),
        (
            4084,
            4210,
            "To those who",
            "n’t do ours,",
            DIRECT,
            "A journalist and student based in London",
            "she",
            "tweeted",
            "Twitter",
            None,
        ),
    ],
}

CONTINUED = {
    "000_54780b9e0856adbc.txt": {1313: 1284, 1835: 1638, 1937: 1835},
    "001_26c3e08733cee09c.txt": {},
    "002_e6428ce3acc09ea7.txt": {},
    "003_12c24667c4360f63.txt": {},
    "004_7964b47d2cd0bda9.txt": {1433: 1391, 2263: 2206},
}

NAMED = {
    "000_54780b9e0856adbc.txt": {
        "Salah Ashkar": [],
        "Omar Arab": ["media activist"],
        "Lena Shame": ["activist"],
        "Abdulkafi Alhamdo": ["teacher"],
        "Dr al-Nasr": [],
        "Vitaly Churkin": ["russia's u.n. ambassador"],
    },
    "001_26c3e08733cee09c.txt": {
        "Lina Shamy": ["activist"],
        "International Committee for the Red Cross (ICRC)": [],
        "Vitaly Churkin": ["russian envoy"],
    },
    "002_e6428ce3acc09ea7.txt": {
        "@Linashamy": [],
        "Omar": ["aid worker"],
        "Bana Alabed": [],
        "@Mr_Alhamdo": [],
        "Monther Etaky": ["28-year-old graphic designer and activist"],
        "Rupert Colville": ["un human rights spokesman"],
    },
    "003_12c24667c4360f63.txt": {
        "Bana Alabed": [],
        "Mr Alhmado": ["teacher", "activist", "reporter"],
        "Ban Ki-moon": ["un\xa0secretary-general"],
    },
    "004_7964b47d2cd0bda9.txt": {
        "Jens Laerke": ["u.n. spokesperson"],
        "Lina Shamy": ["activist"],
        "Salah Ashkar": [],
        "Bilal Abdul Kareem": ["journalist & documentary filmmaker"],
        "Abdulkafi Alhamdo": ["teacher-turned-activist"],
        "Bana Alabed": [],
        "Rami Zien": ["syrian journalist"],
        "Monther Etaky": [
            "english-speaking activist",
            "journalist, artist, graphic designer, media trainer and photographer",
        ],
    },
}

DESCRIBED = {
    "000_54780b9e0856adbc.txt": [
        "Rebel officials",
        "a source in the pro-Assad military alliance",
        "A reporter in Aleppo",
    ],
    "001_26c3e08733cee09c.txt": ["one\xa0man"],
    "002_e6428ce3acc09ea7.txt": [],
    "003_12c24667c4360f63.txt": [],
    "004_7964b47d2cd0bda9.txt": [
        "A spokesmen for three rebel groups",
        "An activist in the besieged area",
        "A journalist and student based in London",
    ],
}

NAMES = sorted(QUOTATIONS)


def voices(name):
    text = (SEEDS / name).read_bytes().decode("utf-8")
    return text, voices_of(text, passages_of(text), ())


def label(speaker):
    return speaker.name or (speaker.handles or speaker.names)[0]


def marked(found):
    return [one for one in found.quotations if one.kind is not QuotationKind.INDIRECT]


def test_the_reading_holds_46_quotations():
    """Two of them are no utterances: the title of a stream, and what somebody calls himself."""
    assert sum(len(rows) for rows in QUOTATIONS.values()) == 46


@pytest.mark.parametrize("name", NAMES)
def test_every_quotation_and_no_other(name):
    text, found = voices(name)
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    rows = [
        (
            one.start,
            one.end,
            one.exact[:12],
            one.exact[-12:],
            one.kind.value,
            who.get(one.speaker),
            one.source and one.source.exact,
            one.cue and one.cue.exact,
            one.medium,
            one.reported_by,
        )
        for one in marked(found)
    ]
    assert rows == QUOTATIONS[name]
    assert all(text[one.start : one.end] == one.exact for one in found.quotations)


@pytest.mark.parametrize("name", NAMES)
def test_what_continues_what(name):
    _, found = voices(name)
    start = {one.id: one.start for one in found.quotations}
    continued = {
        one.start: start[one.continues] for one in found.quotations if one.continues is not None
    }
    assert continued == CONTINUED[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_named_speaker_with_roles_and_no_other(name):
    _, found = voices(name)
    named = {
        label(speaker): [role.value.casefold() for role in speaker.roles]
        for speaker in found.speakers
        if speaker.name is not None or speaker.handles
    }
    assert named == NAMED[name]


@pytest.mark.parametrize("name", NAMES)
def test_people_known_by_a_description(name):
    _, found = voices(name)
    described = [
        speaker.names[0]
        for speaker in found.speakers
        if speaker.kind is SpeakerKind.ANONYMOUS and speaker.name is None
    ]
    assert described == DESCRIBED[name]


def test_the_sentence_printed_twice_is_a_repeat():
    _, found = voices("000_54780b9e0856adbc.txt")
    (again,) = [one for one in found.quotations if one.repeats is not None]
    first = next(one for one in found.quotations if one.id == again.repeats)
    assert (first.start, again.start) == (2598, 3323)


def test_reported_statements():
    found = {name: voices(name)[1] for name in NAMES}
    indirect = {
        name: [one.exact for one in each.quotations if one.kind is QuotationKind.INDIRECT]
        for name, each in found.items()
    }
    assert indirect["000_54780b9e0856adbc.txt"] == [
        "fighting would end this evening",
        "the evacuation of fighters would begin at around dawn on Wednesday",
        "the booms of the bombardment could no longer be heard",
    ]
    assert indirect["001_26c3e08733cee09c.txt"] == []
    assert indirect["002_e6428ce3acc09ea7.txt"] == [
        "it was the world's silence about Aleppo that was the most painful"
    ]
    assert len(indirect["003_12c24667c4360f63.txt"]) == 3
    assert len(indirect["004_7964b47d2cd0bda9.txt"]) == 2


def test_who_is_no_speaker():
    names = {
        label(speaker) for each in NAMES for speaker in voices(each)[1].speakers if speaker.name
    }
    for other in ("Assad", "Malsin", "Fatemah", "BBC", "Telegraph", "Huffington", "Carolina"):
        assert not any(other in name for name in names)


def test_a_withheld_name_and_a_handle():
    _, found = voices("002_e6428ce3acc09ea7.txt")
    by_label = {label(speaker): speaker for speaker in found.speakers}
    assert by_label["Omar"].kind is SpeakerKind.ANONYMOUS
    assert by_label["@Linashamy"].kind is SpeakerKind.PERSON
    assert by_label["@Linashamy"].name is None
    assert by_label["Monther Etaky"].names == ("Monther Etaky", "Etaky")


def test_children_are_flagged():
    flagged = {
        (name, label(speaker))
        for name in NAMES
        for speaker in voices(name)[1].speakers
        if "minor" in speaker.flags
    }
    assert flagged == {(name, "Bana Alabed") for name in (NAMES[2], NAMES[3], NAMES[4])}


def test_the_embed_code_keeps_its_id_and_title():
    _, found = voices("001_26c3e08733cee09c.txt")
    (code,) = [one for one in found.videos if one.kind is MediaKind.EMBEDDED]
    assert (code.platform, code.embed_id) == ("brid", "84806")
    assert code.title == "People Send Their Final Goodbyes from Aleppo"


def test_the_four_lost_embeds():
    _, found = voices("003_12c24667c4360f63.txt")
    lost = [one for one in found.videos + found.posts if one.kind is MediaKind.LOST]
    assert len(lost) == 4
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    assert sorted(who.get(one.speaker, "") for one in lost) == ["", "", "Bana Alabed", "Mr Alhmado"]


def test_a_title_goes_to_its_video():
    _, found = voices("004_7964b47d2cd0bda9.txt")
    (titled,) = [one for one in found.videos if one.title is not None]
    assert titled.title == "The last call from Aleppo"
    assert titled.platform == "Periscope"
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    assert who[titled.speaker] == "Abdulkafi Alhamdo"


def test_risks_name_whom_they_are_about():
    _, found = voices("002_e6428ce3acc09ea7.txt")
    who = {speaker.id: label(speaker) for speaker in found.speakers}
    kinds = {(risk.kind, who.get(risk.speaker)) for risk in found.risks}
    assert ("asked_anonymity", "Omar") in kinds
    assert ("minor", "Bana Alabed") in kinds
    assert ("location", "Bana Alabed") in kinds
