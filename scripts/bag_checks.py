"""The page "What preserve checks in a bag", from the catalogue and the tables beside it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from preserve.containers.bag.known_differences import OVERLOOKED, REFUSED
from preserve.model.catalogue.bag import BAG
from preserve.model.catalogue.kind import Kind
from preserve.model.catalogue.senders import NOT_THEIRS, SENDERS
from preserve.model.catalogue.taste import TASTE
from scripts.markdown import anchor, table


class Section(NamedTuple):
    """A part of the page.

    Attributes:
        ranges: the first and last number of the codes in it, in the order of the page.
    """

    title: str
    ranges: tuple[tuple[int, int], ...]
    words: str


_OF_OTHER_COMMANDS = (
    *(f"BAG-11{number}" for number in range(6, 10)),
    *(f"BAG-18{number}" for number in range(6)),
    "BAG-17",
    "BAG-19",
)
"""Codes that `fetch`, `package` and `rebag` raise, and no verdict of `validate` rests on."""

SECTIONS: tuple[Section, ...] = (
    Section(
        "The declaration: bagit.txt", ((10, 19),),
        "It is read first, as bytes: it says by which version the rest is judged and how text is"
        " encoded. What it does not say is taken as BagIt 1.0 and UTF-8, so that the rest is"
        " checked all the same.",
    ),
    Section("Structure", ((20, 29),), "What must lie in the bag's directory, and which manifests."),
    Section(
        "Manifests", ((30, 39),),
        "Each manifest is read line by line, as a stream. A path is judged as each operating system"
        " would read it; nothing outside the bag is ever opened.",
    ),
    Section(
        "Completeness", ((40, 49),),
        "What is listed is compared with what is there: in BagIt 1.0 against each payload manifest,"
        " in older versions against all of them together.",
    ),
    Section(
        "Fixity", ((50, 59),),
        "Every listed file is read once, for all its digests. Nothing is valid before that.",
    ),
    Section("Tag manifests", ((60, 69),), "They guard the files beside the payload."),
    Section("Bag metadata: bag-info.txt", ((70, 79), (95, 95)), "Its form, and what it counts."),
    Section("Text of tag files", ((80, 89),), "Encodings, line ends and lengths."),
    Section(
        "What could not be looked at", ((90, 94), (96, 99)),
        "Not being able to read is never reported as damage, and never as all being well.",
    ),
    Section(
        "Names and kinds of files", ((100, 109),),
        "Links are not followed, pipes and devices not opened. Names are judged for every system.",
    ),
    Section(
        "Files to be fetched: fetch.txt", ((110, 119), (170, 179)),
        "`validate` only reads fetch.txt. It fetches nothing; `preserve fetch` does.",
    ),
    Section(
        "Serialized bags", ((150, 169),),
        "A bag in one file is read as a stream; nothing is unpacked or written.",
    ),
    Section(
        "Profiles", ((120, 139), (180, 189)),
        "Beside the standard, where a profile was named with `--profile`, or the bag is a package.",
    ),
    Section(
        "A second opinion", ((140, 144),),
        "With `--second-opinion` the bagit library judges the bag, too. Where the two differ, the"
        " reason is given if it is known; see [below](#where-bagit-judges-otherwise).",
    ),
    Section("Beside the bags", ((145, 149),), "Where a directory of bags was named."),
    Section("A new bag from an old one", ((190, 199),), "What is checked when a bag is made anew."),
    Section(
        "Before preserve writes a bag", ((0, 9),),
        "These are found in the files to be packaged. Nothing is written then.",
    ),
)  # fmt: skip

VERDICTS = {
    "valid": (
        ("The bag is complete, every digest of every manifest was verified, and no rule is broken."
        " Warnings do not change this."),
        "0",
    ),
    "invalid": ("At least one rule is broken. What else could not be read does not help it.", "1"),
    "incomplete": (
        "Nothing is wrong but that files are absent which fetch.txt says where to get.", "1",
    ),
    "undecided": (
        "No fault was found, and not everything could be looked at: nothing is concluded.", "3",
    ),
}  # fmt: skip
"""Each verdict: what it means, and the exit code of `preserve validate`."""

HOLE = "BAG-043"

SUITE = (
    (
        "`duplicate-file-with-different-case`",
        "invalid, [BAG-040](#bag-040)",
        (
            "It lists data/hello.txt and data/HELLO.txt, and holds the first. On a disk that"
            " ignores case both names open it; on Linux the second is missing."
        ),
    ),
    (
        "`special-system-files`",
        "invalid, [BAG-040](#bag-040)",
        (
            "It lists data/.DS_Store, which is not in the published copy: such files are commonly"
            " left out when a copy is made."
        ),
    ),
    (
        "`same-filename-listed-twice-with-different-normalization`",
        "valid, with [BAG-032](#bag-032) and [BAG-045](#bag-045)",
        (
            "It lists one name in two normal forms, and holds one file. Read byte for byte one of"
            " the two is missing."
        ),
    ),
)
"""Cases of the public suite that cannot be judged strictly as it says on Linux."""


def bag_checks_page() -> list[str]:
    """Return the page of every rule by which a bag is judged."""
    lines = [
        "# What preserve checks in a bag",
        "",
        f"Every rule about bags, {len(BAG)} in all, in the order in which `preserve validate`",
        "proceeds: RFC 8493 (BagIt 0.93 to 1.0), and BagIt Profiles 1.4; then those of `fetch`,",
        "`package` and `rebag`. All findings are reported, never only the first; each with code,",
        "clause, file and line.",
        "`preserve explain CODE` prints the same as this page. With `--explain`, `validate`",
        "says for each finding what a sender should do, and ends in a letter that can be sent.",
        "",
        *[f"- [{title}](#{anchor(title)})" for title in _titles()],
        "",
        *_verdict_lines(),
    ]
    for section in SECTIONS:
        kinds = kinds_of(section)
        if kinds:
            lines += ["", f"## {section.title}", "", section.words]
        for kind in kinds:
            lines += _kind_lines(kind)
    return [
        *lines,
        "",
        *_taste_lines(),
        "",
        *_bagit_lines(),
        "",
        *_own_lines(),
        "",
        *_suite_lines(),
    ]


def kinds_of(section: Section) -> list[Kind]:
    """Return the kinds of finding that a section tells, in the order of its ranges."""
    return [
        kind
        for first, last in section.ranges
        for kind in BAG
        if first <= int(kind.code.removeprefix("BAG-")) <= last
    ]


def verdict_of(kind: Kind) -> str:
    """Return the verdict that a finding leads to, or that it changes nothing."""
    if kind.code == HOLE:
        return "incomplete"
    return {0: "no change", 1: "invalid", 3: "undecided"}[kind.weight]


def _titles() -> Iterator[str]:
    yield "The four verdicts"
    yield from (section.title for section in SECTIONS if kinds_of(section))
    yield from ("Matters of taste", "Where bagit judges otherwise", "Bags that preserve writes")
    yield "The public conformance suite"


def _verdict_lines() -> list[str]:
    rows = [(f"**{name}**", words, f"`{code}`") for name, (words, code) in VERDICTS.items()]
    kinds = [kind for section in SECTIONS[:-1] for kind in kinds_of(section)]
    judged = sorted(kind for kind in kinds if not kind.code.startswith(_OF_OTHER_COMMANDS))
    by_verdict = [
        (name, ", ".join(_link(kind.code) for kind in judged if verdict_of(kind) == name))
        for name in ("invalid", "incomplete", "undecided", "no change")
    ]
    return [
        "## The four verdicts",
        "",
        *table(("verdict", "means", "exit code"), rows),
        "",
        "Where findings of several kinds meet, invalid wins over incomplete, and both win over",
        "undecided. Which finding leads to which verdict:",
        "",
        *table(("leads to", "findings"), by_verdict),
    ]


def _link(code: str) -> str:
    return f"[{code}](#{anchor(code)})"


def _kind_lines(kind: Kind) -> list[str]:
    facts = [kind.severity.value, verdict_of(kind), kind.clause or "a rule of preserve"]
    return [
        "",
        f"### {kind.code}",
        "",
        f"**{kind.title}** ({'; '.join(facts)})",
        "",
        f"- **Means:** {kind.meaning}",
        f"- **Whoever received it:** {kind.remedy}",
        f"- **Whoever sent it:** {SENDERS.get(kind.code) or f'Nothing. {NOT_THEIRS[kind.code]}'}",
    ]


def _taste_lines() -> list[str]:
    rows = [
        (each.question, each.choice, each.reason, ", ".join(map(_link, each.codes)) or "none")
        for each in TASTE
    ]
    return [
        "## Matters of taste",
        "",
        "Where the standard leaves room, somebody else could decide otherwise and be right.",
        "",
        *table(("question", "choice", "why", "findings"), rows),
    ]


def _bagit_lines() -> list[str]:
    """Return the table of known differences between bagit and the standard."""
    lets_pass: dict[str, list[str]] = {}
    for row in OVERLOOKED:
        lets_pass.setdefault(row.why, []).append(_link(row.code))
    return [
        "## Where bagit judges otherwise",
        "",
        "Seen with bagit 1.9.0; a bag in the tests shows each of these. Whatever is not in these",
        "tables and differs is reported as undecided ([BAG-140](#bag-140)).",
        "",
        "Faults that it lets pass:",
        "",
        *table(("why", "findings"), [(why, _joined(codes)) for why, codes in lets_pass.items()]),
        "",
        "It leaves tag manifests unread in bags older than 0.97, too. Bags that are in order and",
        "that it refuses:",
        "",
        *table(("why",), [(row.why,) for row in REFUSED]),
        "",
        "And bags with the names in the next section. A bag with links, pipes, a line of more than",
        "64 KiB or an encoding that unpacks is not given to it ([BAG-142](#bag-142)).",
    ]


def _joined(codes: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(codes))


def _own_lines() -> list[str]:
    return [
        "## Bags that preserve writes",
        "",
        "The bagit library accepts every bag that preserve writes, but for bags with file names",
        "that it misreads. In these the manifest is as RFC 8493 2.1.3 wants it:",
        "",
        "- names with `%`: BagIt 1.0 writes `%25`, and bagit looks for a name with `%25`;",
        "- names that end in white space: bagit drops it;",
        "- names with a vertical tab, form feed, NEL (U+0085), U+2028, U+2029 or one of U+001C to",
        "  U+001E: bagit takes them for the end of a line.",
        "",
        "Such a package is made all the same, with a note that there is no second opinion.",
    ]


def _suite_lines() -> list[str]:
    return [
        "## The public conformance suite",
        "",
        "The Library of Congress publishes 60 bags, each with the verdict that it should get",
        "(LibraryOfCongress/bagit-conformance-suite). On Linux 58 of them are judged as the suite",
        "says. Two cannot be, because a file is not in the published copy; and one is judged so",
        "only because names are compared under one Unicode normal form:",
        "",
        *table(("case (0.97, warning)", "what preserve says", "why"), SUITE),
        "",
        "The cases for Windows are judged on every system: a path that leads out of a bag on one",
        "system is a fault on all of them.",
    ]  # fmt: skip
