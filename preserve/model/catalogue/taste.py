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
    Taste(
        ("BAG-025", "BAG-026"), "What of names that are nearly those of tag files?",
        "A file is a warning and is not used; a directory with the exact name is an error.",
        "A sender meant something by it; what it was, nobody can tell.",
    ),
    Taste(
        ("BAG-027",), "May an algorithm be used that no registry describes?",
        "Yes, with a warning; MD5 and SHA-1 are exempt from it.",
        "The standard says should; the digests were verified all the same.",
    ),
    Taste(
        ("BAG-158", "BAG-159", "BAG-160"), "Is an archive beyond a limit invalid?",
        "One that unpacks to more than 200 times its size, above 8 MiB, is; other limits leave it"
        " undecided.",
        "A bomb is made to do harm; a large archive may be in order.",
    ),
    Taste(
        ("BAG-164", "BAG-165", "BAG-169"), "What of archives that are not read?",
        "Encrypted, sparse, of an unknown method, or 7z: undecided.",
        "Nothing wrong was found.",
    ),
    Taste(
        ("BAG-153", "BAG-154", "BAG-155", "BAG-157"), "What must lie in an archive?",
        "One directory, each name once, also where bytes are equal; that the directory is named as"
        " the file is a warning.",
        "What a program unpacks then does not depend on the program.",
    ),
    Taste(
        ("BAG-121", "BAG-120"), "Must a bag name its profile, and must the profile be in order?",
        "Yes, both; also where the publisher's own program does not ask.",
        "The specification says so, and the sender's claim is what a receiver can hold on to.",
    ),
    Taste(
        ("BAG-135", "BAG-137", "BAG-138"), "How exactly are profiles applied?",
        "Labels in any case with a warning; `*` crosses `/`; an empty list of values means any;"
        " what is recommended is a note; keys newer than the stated version are applied.",
        "So the most bags are judged as their makers meant them.",
    ),
    Taste(
        ("BAG-116", "BAG-170"), "Where may `fetch` go?",
        "To https on public addresses, ports 80, 443 and from 1024 on; never with a user or"
        " password in the address; a name with one private address among several is refused.",
        "A bag from a stranger must not make this machine talk to its neighbours.",
    ),
    Taste(
        ("BAG-114", "BAG-175"), "Is a file fetched whose lines contradict each other?",
        "No: neither of two addresses, and none with two digests in one manifest.",
        "What came could not be said to be right.",
    ),
    Taste(
        ("BAG-190", "BAG-193", "BAG-197"), "What does `rebag` mend?",
        "Form only. A wrong Payload-Oxum, an unlisted file, a line that cannot be understood are"
        " refused; claims of profiles that were not checked are left to the provenance.",
        "A tidy new bag must not hide that something may be missing.",
    ),
)  # fmt: skip  # one row a choice: the table is read more often than it is changed
