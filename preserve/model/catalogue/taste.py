"""Where the standard leaves room: each question, the choice made here, and why."""

from typing import NamedTuple


class Taste(NamedTuple):
    """A choice that somebody else could make otherwise and be right.

    Attributes:
        codes: the findings it is about; empty where the choice is to find nothing.
        question: what the standard leaves open.
        choice: what preserve does.
        reason: why.
    """

    codes: tuple[str, ...]
    question: str
    choice: str
    reason: str


TASTE: tuple[Taste, ...] = (
    Taste(
        (), "RFC 8493 2.2.2 recommends lines of at most 79 characters. Is a longer one reported?",
        "No.",
        "Nothing is lost by a long line, and every long title or address would be remarked upon.",
    ),
    Taste(
        ("BAG-031", "BAG-032", "BAG-033"), "Is a file listed twice with one digest a fault?",
        "In BagIt 1.0 it is an error; in older bags a warning. With two digests always an error.",
        "Only 1.0 says exactly once; the older rules do not speak of it.",
    ),
    Taste(
        ("BAG-038",), "Are lines in the style of md5sum taken?",
        "Yes, with a warning; the file is looked for under the name that md5sum means.",
        "RFC 8493 6.1.3 allows it if strict validation is said to fail; nothing is in doubt.",
    ),
    Taste(
        ("BAG-039",), "What does `%` in a path mean?",
        "Exactly %0A, %0D and %25 are decoded in 1.0. If no file is found so, the other reading is"
        " tried, with a warning.",
        "Older programs write `%` as it is, and bags that were made so hold the right files.",
    ),
    Taste(
        ("BAG-044", "BAG-045"), "Are names compared byte for byte?",
        "First byte for byte; then under one Unicode normal form, with a warning.",
        "Disks and copying programs rewrite names; the digest decides whether it is the file.",
    ),
    Taste(
        ("BAG-084",), "Is an empty line in a tag file a fault?", "No: ignored, with a warning.",
        "It names nothing, and so nothing can be misread.",
    ),
    Taste(
        ("BAG-060",), "Must there be a tag manifest?", "No: its absence is a warning.",
        "RFC 8493 2.2.1 leaves it open; without it a change of the manifests goes unnoticed.",
    ),
    Taste(
        ("BAG-023",), "Is a bag with a manifest of an unknown algorithm valid?",
        "It is undecided, even if every other manifest holds.",
        "Valid means that every digest was verified (RFC 8493 3), and these were not.",
    ),
    Taste(
        ("BAG-100",), "May a bag hold links that stay inside of it?", "No: every link is an error.",
        "A link is no content; copies, archives and other systems lose it or follow it elsewhere.",
    ),
    Taste(
        ("BAG-102",), "May a file of a bag have another name on the disk?",
        "Yes, with a warning.", "Its bytes are all there; they could be changed from outside.",
    ),
    Taste(
        ("BAG-083",), "Must the last line of a tag file end?", "It is noted, no more.",
        "RFC 8493 2.3 says should; but it may be a file that was cut off, so it is said.",
    ),
    Taste(
        ("BAG-037",), "May a path be written as `./data/a` or `data//a`?", "Yes, with a warning.",
        "It is clear which file is meant, and older tools write so.",
    ),
    Taste(
        ("BAG-016", "BAG-015"), "Which encodings of tag files are taken?",
        "UTF-8; others that stand for text, with a warning; none that unpack or run anything.",
        "The standard allows others and advises UTF-8; `zip`, for one, is no encoding of text.",
    ),
    Taste(
        ("BAG-075",), "Are reserved labels known in another case?",
        "Yes, with a warning; their rules are applied.",
        "The standard calls them case-insensitive, and some programs know one spelling only.",
    ),
    Taste(
        ("BAG-071", "BAG-014"), "Is white space round a colon a fault?",
        "In 1.0 yes, an error; in older bags no. The value is read all the same.",
        "1.0 made the form exact, older versions left it free.",
    ),
    Taste(
        ("BAG-024",), "Are MD5 and SHA-1 enough?", "For a valid bag, yes; with a warning.",
        "RFC 8493 2.4 wants them readable; they do not resist a forger.",
    ),
    Taste(
        ("BAG-072",), "Is a Payload-Oxum that is no pair of numbers a fault?", "Yes, an error.",
        "Its form is fixed by the standard, and quick checks by other programs would fail on it.",
    ),
    Taste(
        ("BAG-066", "BAG-067", "BAG-068"), "Must tag manifests list everything, and all the same?",
        "No; what they leave out is a warning, except payload manifests (BAG-061).",
        "The standard says should for these, and must for payload manifests.",
    ),
    Taste(
        ("BAG-043",), "Is a bag with files still to be fetched invalid?",
        "It is incomplete, a verdict of its own, and the exit code is 1.",
        "Nothing is wrong with it, and it cannot be relied on yet.",
    ),
    Taste(
        ("BAG-104", "BAG-105", "BAG-046"), "Are names that other systems cannot hold a fault?",
        "No: a warning, on every system alike.",
        "RFC 8493 6.1 advises; and a verdict must not depend on where it was made.",
    ),
    Taste(
        ("BAG-081", "BAG-085"), "How long may a line, or bag-info.txt, be?",
        "A line above a million characters is an error and is not read; of bag-info.txt at most"
        " 100,000 lines and sixteen million characters are, and the rest leaves it undecided.",
        "The standard has no limit; a reader needs one, or a bag could fill its memory.",
    ),
    Taste(
        ("BAG-040", "BAG-041"), "Is every one of a million faults listed?",
        "The first 10,000 of a kind about files, the first 1,000 of a kind about one tag file; the"
        " others are counted.",
        "Nobody reads on, and what is said must not need more memory than the bag has.",
    ),
    Taste(
        ("BAG-150",), "Is a backslash in a name of an archive a way out?",
        "In a zip always, in a tar only where it climbs; in a directory it is a name for Windows to"
        " stumble over (BAG-104).",
        "Programs that unpack a zip take it for a separator; others do not.",
    ),
    Taste(
        ("BAG-010",), "What is a directory in which nothing of a bag lies?",
        "Invalid, in one sentence instead of a list of everything that is missing.",
        "It was named as a bag; more likely the wrong directory was named.",
    ),
)  # fmt: skip  # one row a choice: the table is read more often than it is changed
