"""One bag for each finding that a bag can raise, named by the code.

Each case changes one thing in a bag that is in order, so that the test can also say which other
findings come along (`also`) and what the verdict is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from preserve.model.file import Entry, EntryKind, Outcome
from preserve.model.verdict import Verdict
from tests.support.bags import Bag, declaration, hexdigest, listing, new_bag, old_bag, sealed

INVALID, VALID = Verdict.INVALID, Verdict.VALID
UNDECIDED, INCOMPLETE = Verdict.UNDECIDED, Verdict.INCOMPLETE
NFC, NFD = "data/Núñez.txt", "data/Nu\u0301n\u0303ez.txt"
ONE = b"one\n"


@dataclass(frozen=True)
class Case:
    """A bag, the code it must raise, the verdict, and what else may be found."""

    name: str
    bag: Bag
    verdict: Verdict
    also: frozenset[str] = field(default_factory=frozenset)

    @property
    def code(self) -> str:
        return self.name[:7]


def case(name: str, bag: Bag, verdict: Verdict, *also: str) -> Case:
    return Case(name, bag, verdict, frozenset(also))


def edited(path: str, change: Callable[[bytes], bytes], bag: Bag | None = None) -> Bag:
    """Return a bag with one tag file edited and the tag manifests true again."""
    bag = bag or new_bag()
    return sealed(bag.having(path, change(bag.files[path])))


def manifests(change: Callable[[str, str], str], bag: Bag | None = None) -> Bag:
    """Return a bag with both payload manifests edited: `change(text, algorithm)`."""
    bag = bag or new_bag()
    for name in ("sha256", "sha512"):
        path = f"manifest-{name}.txt"
        text = bag.files[path].decode("utf-8")
        bag = bag.having(path, change(text, name).encode("utf-8"))
    return sealed(bag)


def fetching(lines: str, bag: Bag | None = None) -> Bag:
    """Return a bag with a fetch.txt."""
    return sealed((bag or new_bag()).having("fetch.txt", lines.encode()))


def line(algorithm: str, path: str, data: bytes = ONE) -> str:
    return f"{hexdigest(data, algorithm)}  {path}\n"


def info(text: str) -> Bag:
    return edited("bag-info.txt", lambda _: text.encode())


def bagit_txt(data: bytes) -> Bag:
    return edited("bagit.txt", lambda _: data)


GROUP = "Bag-Group-Identifier: spring\n"


def twins(*paths: str) -> Bag:
    return new_bag(dict.fromkeys(paths, ONE))


DECLARATION = [
    case("BAG-010_no-bagit-txt", sealed(new_bag().without("bagit.txt")), INVALID),
    case("BAG-010_bagit-txt-listed-and-gone", new_bag().without("bagit.txt"), INVALID, "BAG-065"),
    case("BAG-011_three-lines", bagit_txt(declaration() + b"More: 1\n"), INVALID),
    case(
        "BAG-011_swapped",
        bagit_txt(b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n"),
        INVALID,
    ),
    case("BAG-011_no-encoding", bagit_txt(b"BagIt-Version: 1.0\n"), INVALID),
    case("BAG-011_empty", bagit_txt(b""), INVALID),
    case(
        "BAG-011_label-in-another-case",
        bagit_txt(declaration().replace(b"Version", b"version")),
        INVALID,
    ),
    case("BAG-011_nothing-but-lines", bagit_txt(b"\n" * (1 << 20)), INVALID),
    case(
        "BAG-011_blank-line-between", bagit_txt(declaration().replace(b"\n", b"\n\n", 1)), INVALID
    ),
    case("BAG-012_byte-order-mark", bagit_txt(b"\xef\xbb\xbf" + declaration()), INVALID),
    case("BAG-013_not-a-number", bagit_txt(declaration("one")), INVALID),
    case("BAG-013_no-major-number", bagit_txt(declaration(".97")), INVALID),
    case("BAG-013_from-the-future", bagit_txt(declaration("2.0")), INVALID),
    case(
        "BAG-014_space-before-colon",
        bagit_txt(declaration().replace(b"Version:", b"Version :")),
        INVALID,
    ),
    case("BAG-014_space-after-value", bagit_txt(declaration().replace(b"1.0", b"1.0 ")), INVALID),
    case("BAG-015_no-such-encoding", bagit_txt(declaration("1.0", "UTF-9")), INVALID),
    case("BAG-015_codec-that-unpacks", bagit_txt(declaration("1.0", "zlib")), INVALID),
    case("BAG-017_utf-7", bagit_txt(declaration("1.0", "UTF-7")), UNDECIDED),
    case("BAG-016_latin-1", bagit_txt(declaration("1.0", "ISO-8859-1")), VALID),
]

STRUCTURE = [
    case("BAG-020_no-data", new_bag({}), INVALID),
    case(
        "BAG-020_data-is-a-file",
        sealed(new_bag({}).having("data", b"not a directory")),
        INVALID,
        "BAG-064",
        "BAG-066",
    ),
    case(
        "BAG-021_no-payload-manifest",
        sealed(new_bag().without("manifest-sha256.txt", "manifest-sha512.txt")),
        INVALID,
    ),
    case(
        "BAG-022_algorithm-in-capitals",
        sealed(
            new_bag()
            .having("manifest-SHA-256.txt", new_bag().files["manifest-sha256.txt"])
            .without("manifest-sha256.txt")
        ),
        INVALID,
    ),
    case(
        "BAG-023_unknown-algorithm",
        sealed(
            new_bag().having("manifest-crc32.txt", b"0011aabb  data/a.txt\n0011aabb  data/b.txt\n")
        ),
        UNDECIDED,
        "BAG-027",
        "BAG-068",
    ),
    case(
        "BAG-023_digest-of-any-length",
        sealed(new_bag().having("manifest-shake128.txt", b"00aa  data/a.txt\n00aa  data/b.txt\n")),
        UNDECIDED,
        "BAG-027",
        "BAG-068",
    ),
    case("BAG-024_only-md5", old_bag("1.0"), VALID),
    case(
        "BAG-025_extension-in-capitals",
        sealed(new_bag().having("manifest-md5.TXT", b"00  data/a.txt\n")),
        VALID,
    ),
    case("BAG-025_no-extension", sealed(new_bag().having("bag-info", b"A: b\n")), VALID),
    case("BAG-025_underscore", sealed(new_bag().having("bag_info.txt", b"A: b\n")), VALID),
    case("BAG-025_no-algorithm", sealed(new_bag().having("manifest-.txt", b"x\n")), VALID),
    case(
        "BAG-025_space-after",
        sealed(new_bag().having("fetch.txt ", b"x\n")),
        VALID,
        "BAG-104",
        "BAG-107",
    ),
    case(
        "BAG-025_declaration-in-another-case",
        sealed(new_bag().without("bagit.txt").having("BagIt.txt", declaration())),
        INVALID,
        "BAG-010",
    ),
    case(
        "BAG-025_data-in-capitals",
        sealed(new_bag({}).having("DATA/a.txt", b"one")),
        INVALID,
        "BAG-020",
    ),
    case(
        "BAG-026_manifest",
        new_bag().with_entry(Entry("manifest-md5.txt", EntryKind.DIRECTORY)),
        INVALID,
    ),
    case("BAG-026_fetch", new_bag().with_entry(Entry("fetch.txt", EntryKind.DIRECTORY)), INVALID),
    case("BAG-027_blake2b", old_bag("1.0", algorithm="blake2b"), VALID),
    case("BAG-027_sha224", old_bag("1.0", algorithm="sha224"), VALID),
]

ENTRIES = [
    case("BAG-030_comment", manifests(lambda text, _: "# made by hand\n" + text), INVALID),
    case("BAG-030_no-path", manifests(lambda text, _: text + "00ff\n"), INVALID),
    case("BAG-030_short-digest", manifests(lambda text, _: text + "00ff  data/c\n"), INVALID),
    case("BAG-030_leading-space", manifests(lambda text, _: " " + text), INVALID, "BAG-041"),
    case("BAG-031_same-digest", manifests(lambda text, a: text + line(a, "data/a.txt")), INVALID),
    case(
        "BAG-031_by-dot-slash",
        manifests(lambda text, a: text + line(a, "./data/a.txt")),
        INVALID,
        "BAG-037",
    ),
    case(
        "BAG-031_by-double-slash",
        manifests(lambda text, a: text + line(a, "data//a.txt")),
        INVALID,
        "BAG-037",
    ),
    case(
        "BAG-031_by-normal-form",
        manifests(lambda text, a: text + line(a, NFD), new_bag({NFC: ONE})),
        INVALID,
        "BAG-045",
    ),
    case(
        "BAG-032_same-digest-0.97",
        sealed(
            old_bag().having("manifest-md5.txt", old_bag().files["manifest-md5.txt"] * 2), "md5"
        ),
        VALID,
        "BAG-024",
    ),
    case(
        "BAG-033_two-digests",
        manifests(lambda text, a: text + line(a, "data/a.txt", b"other")),
        INVALID,
    ),
    case("BAG-034_dots", manifests(lambda text, a: text + line(a, "data/../../a")), INVALID),
    case("BAG-034_absolute", manifests(lambda text, a: text + line(a, "/etc/passwd")), INVALID),
    case("BAG-034_home", manifests(lambda text, a: text + line(a, "~root/a")), INVALID),
    case("BAG-034_drive", manifests(lambda text, a: text + line(a, "C:/a")), INVALID),
    case("BAG-034_unc", manifests(lambda text, a: text + line(a, "\\\\?\\UNC\\a")), INVALID),
    case("BAG-034_backslash", manifests(lambda text, a: text + line(a, "data/..\\..\\a")), INVALID),
    case("BAG-034_spaces", manifests(lambda text, a: text + line(a, "data/.. /.. /a")), INVALID),
    case("BAG-034_nul", manifests(lambda text, a: text + line(a, "data/a\0.txt")), INVALID),
    case(
        "BAG-034_in-fetch", fetching("https://a.example/a - ../a.txt\n"), INVALID,
    ),
    case("BAG-035_tag-file", manifests(lambda text, a: text + line(a, "bagit.txt")), INVALID),
    case("BAG-036_with-slash", manifests(lambda text, a: text + line(a, "data/d/")), INVALID),
    case(
        "BAG-036_file-with-slash-and-dot",
        manifests(lambda text, _: text.replace("data/a.txt", "data/a.txt/.")),
        INVALID,
        "BAG-037",
        "BAG-041",
    ),
    case(
        "BAG-036_without-slash",
        manifests(lambda text, a: text + line(a, "data/d"), new_bag({"data/d/a.txt": ONE})),
        INVALID,
    ),
    case(
        "BAG-037_dot-slash", manifests(lambda text, _: text.replace("data/a", "./data/a")), VALID
    ),
    case(
        "BAG-038_asterisk",
        manifests(lambda text, _: text.replace("  data/", " *data/")),
        VALID,
    ),
    case(
        "BAG-038_backslash",
        manifests(
            lambda text, _: "\\" + text.replace("a%0Ab", "a\\nb"), new_bag({"data/a\nb": ONE})
        ),
        VALID,
        "BAG-107",
    ),
    case(
        "BAG-039_not-encoded",
        manifests(lambda text, _: text.replace("%25", "%"), new_bag({"data/100%.txt": ONE})),
        VALID,
    ),
    case(
        "BAG-039_raw-name-that-looks-encoded",
        manifests(lambda text, _: text.replace("%2525", "%25"), new_bag({"data/a%25b": ONE})),
        VALID,
    ),
]  # fmt: skip

COMPLETENESS = [
    case("BAG-040_gone", new_bag().without("data/a.txt"), INVALID),
    case(
        "BAG-040_other-case",
        manifests(lambda text, _: text.replace("data/a", "data/A")),
        INVALID,
        "BAG-041",
    ),
    case("BAG-041_extra", new_bag().having("data/c.txt", b"three\n"), INVALID),
    case("BAG-041_nfd-twin-of-a-listed-name", new_bag({NFC: ONE}).having(NFD, ONE), INVALID, "BAG-045"),
    case(
        "BAG-042_in-one-only",
        manifests(lambda text, a: text if a == "sha256" else text.split("\n", 1)[1]),
        INVALID,
    ),
    case(
        "BAG-043_still-to-be-fetched",
        fetching("https://a.example/a 4 data/a.txt\n").without("data/a.txt"),
        INCOMPLETE,
    ),
    case("BAG-044_nfd-on-disk", new_bag({NFC: ONE}).without(NFC).having(NFD, ONE), VALID),
    case("BAG-045_both-forms", twins(NFC, NFD), VALID),
    case("BAG-046_both-cases", twins("data/a.txt", "data/A.TXT"), VALID),
    case("BAG-046_directories", twins("data/d/a.txt", "data/D/b.txt"), VALID),
]  # fmt: skip

FIXITY = [
    case("BAG-050_flipped", new_bag().having("data/a.txt", b"onE\n"), INVALID),
    case("BAG-050_cut", new_bag().having("data/a.txt", b""), INVALID),
    case(
        "BAG-050_one-digest-of-two",
        manifests(lambda text, a: text if a == "sha256" else text.replace(text[:8], "deadbeef", 1)),
        INVALID,
    ),
    case("BAG-051_info", new_bag().having("bag-info.txt", b"Contact-Name: Another\n"), INVALID),
    case(
        "BAG-051_extra-tag-file",
        sealed(new_bag().having("notes.txt", b"as sent")).having("notes.txt", b"as changed"),
        INVALID,
    ),
]


def _relisted(change: Callable[[str, str], str], *names: str) -> Bag:
    bag = new_bag()
    for name in names or ("sha256", "sha512"):
        path = f"tagmanifest-{name}.txt"
        bag = bag.having(path, change(bag.files[path].decode(), name).encode())
    return bag


def _dropped(text: str, start: str) -> str:
    return "".join(row for row in text.splitlines(keepends=True) if start not in row)


TAG_MANIFESTS = [
    case(
        "BAG-060_none",
        new_bag().without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"),
        VALID,
    ),
    case(
        "BAG-061_omitted", _relisted(lambda text, _: _dropped(text, "manifest-sha512.txt")), INVALID,
        "BAG-066",
    ),
    case(
        "BAG-062_omitted-0.97",
        old_bag().having("tagmanifest-md5.txt", listing({"bagit.txt": declaration("0.97")}, "md5")),
        VALID,
        "BAG-066",
        "BAG-024",
    ),
    case(
        "BAG-063_tag-manifest", _relisted(lambda text, a: text + line(a, "tagmanifest-md5.txt")),
        INVALID,
    ),
    case("BAG-064_payload", _relisted(lambda text, a: text + line(a, "data/a.txt")), INVALID),
    case("BAG-065_gone", _relisted(lambda text, a: text + line(a, "notes.txt")), INVALID),
    case(
        "BAG-036_in-a-tag-manifest",
        _relisted(lambda text, a: text + line(a, "notes")).having("notes/a.txt", b"beside"),
        INVALID,
        "BAG-066",
    ),
    case("BAG-066_unlisted", new_bag().having("notes.txt", b"beside"), VALID),
    case(
        "BAG-067_different",
        _relisted(lambda text, _: _dropped(text, "bag-info.txt"), "sha512"),
        VALID,
    ),
    case("BAG-068_other-algorithms", sealed(new_bag(), "md5"), VALID),
]  # fmt: skip

INFO = [
    case("BAG-070_no-colon", info("Contact-Name Lina\n"), INVALID),
    case("BAG-070_no-label", info(": Lina\n"), INVALID),
    case("BAG-070_fold-first", info("  Lina\n"), INVALID),
    case("BAG-071_before-colon", info("Contact-Name : Lina\n"), INVALID),
    case("BAG-071_none-after-colon", info("Contact-Name:Lina\n"), INVALID),
    case("BAG-072_one-number", info("Payload-Oxum: 8\n"), INVALID),
    case("BAG-072_words", info("Payload-Oxum: 8 bytes.2 files\n"), INVALID),
    case("BAG-073_bytes", info("Payload-Oxum: 9.2\n"), INVALID),
    case("BAG-073_files", info("Payload-Oxum: 8.3\n"), INVALID),
    case("BAG-074_repeated", info("Payload-Oxum: 8.2\nPayload-Oxum: 8.2\n"), INVALID),
    case("BAG-075_lower-case", info("payload-oxum: 8.2\n"), VALID),
    case("BAG-076_two-dates", info("Bagging-Date: 2020-01-01\nBagging-Date: 2020-01-02\n"), VALID),
    case("BAG-077_date", info("Bagging-Date: yesterday\n"), VALID),
    case("BAG-077_no-such-day", info("Bagging-Date: 2016-02-30\n"), VALID),
    case("BAG-077_year-nought", info("Bagging-Date: 0000-01-01\n"), VALID),
    case("BAG-077_count", info(f"{GROUP}Bag-Count: 1/3\n"), VALID),
    case("BAG-077_more-than-all", info(f"{GROUP}Bag-Count: 3 of 2\n"), VALID),
    case("BAG-077_the-noughtth", info(f"{GROUP}Bag-Count: 0 of ?\n"), VALID),
    case("BAG-078_no-group", info("Bag-Count: 1 of 3\n"), VALID),
    case("BAG-079_reserved", info("Contact-Name: \nTitle: a\n"), VALID),
    case("BAG-079_other", info("Title:\t\n"), VALID),
]

TEXT = [
    case("BAG-080_not-utf-8", info("x").having("bag-info.txt", b"Title: \xff\n"), INVALID, "BAG-051"),
    case(
        "BAG-080_utf-16-cut",
        sealed(
            Bag({
                "data/a.txt": ONE,
                "bagit.txt": declaration("1.0", "UTF-16"),
                "manifest-sha256.txt": listing({"data/a.txt": ONE}, "sha256").decode().encode("utf-16")
                + b"\x00",
            }),
        ).without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"),
        INVALID,
        "BAG-016", "BAG-060", "BAG-083", "BAG-030",
    ),
    case("BAG-081_twenty-mebibytes", info("Title: " + "x" * (20 << 20) + "\n"), INVALID),
    case(
        "BAG-081_in-a-manifest", manifests(lambda text, _: text + "0" * (2 << 20) + "\n"), INVALID
    ),
    case("BAG-082_in-a-manifest", manifests(lambda text, _: "\ufeff" + text), INVALID),
    case("BAG-083_unterminated", manifests(lambda text, _: text.rstrip("\n")), VALID),
    case("BAG-084_blank-line", manifests(lambda text, _: text + "\n"), VALID),
    case("BAG-085_endless", info("A: b\n" * 100_001), UNDECIDED),
]  # fmt: skip

READING = [
    case("BAG-090_payload", new_bag().with_outcome("data/a.txt", Outcome.UNREADABLE), UNDECIDED),
    case("BAG-090_manifest", new_bag().with_outcome("manifest-sha256.txt", Outcome.UNREADABLE), UNDECIDED),
    case("BAG-090_bagit-txt", new_bag().with_outcome("bagit.txt", Outcome.UNREADABLE), UNDECIDED),
    case("BAG-090_tag-manifest", new_bag().with_outcome("tagmanifest-sha256.txt", Outcome.UNREADABLE), UNDECIDED),
    case("BAG-091_payload", new_bag().with_outcome("data/a.txt", Outcome.CHANGED), UNDECIDED),
    case("BAG-091_vanished", new_bag().with_outcome("data/a.txt", Outcome.MISSING), UNDECIDED),
    case("BAG-091_replaced", new_bag().with_outcome("data/a.txt", Outcome.NOT_A_FILE), UNDECIDED),
    case(
        "BAG-092_directory",
        new_bag({"data/d/a.txt": ONE, "data/b.txt": ONE})
        .without("data/d/a.txt")
        .with_entry(Entry("data/d", EntryKind.DIRECTORY, error="permission denied")),
        UNDECIDED,
    ),
    case(
        "BAG-092_the-bag-itself",
        Bag(extra=(Entry("", EntryKind.DIRECTORY, error="permission denied"),)),
        UNDECIDED,
        "BAG-060",
    ),
]  # fmt: skip

NAMES = [
    case(
        "BAG-100_listed-link",
        new_bag().with_entry(Entry("data/a.txt", EntryKind.SYMLINK, target="../../a")),
        INVALID,
    ),
    case(
        "BAG-100_link-inside",
        new_bag().with_entry(Entry("data/c.txt", EntryKind.SYMLINK, target="a.txt")),
        INVALID,
    ),
    case(
        "BAG-100_bagit-txt",
        new_bag().with_entry(Entry("bagit.txt", EntryKind.SYMLINK, target="/etc/passwd")),
        INVALID,
    ),
    case(
        "BAG-100_data",
        new_bag({}).with_entry(Entry("data", EntryKind.SYMLINK, target="/srv")),
        INVALID,
        "BAG-020",
    ),
    case("BAG-101_fifo", new_bag().with_entry(Entry("data/a.txt", EntryKind.FIFO)), INVALID),
    case("BAG-101_socket", new_bag().with_entry(Entry("data/s", EntryKind.SOCKET)), INVALID),
    case("BAG-101_device", new_bag().with_entry(Entry("data/null", EntryKind.DEVICE)), INVALID),
    case(
        "BAG-103_ds-store", new_bag({"data/.DS_Store": b"", "data/a.txt": ONE}), VALID,
    ),
    case("BAG-103_thumbs", new_bag().having("data/Thumbs.db", b""), INVALID, "BAG-041"),
    case("BAG-103_resource-fork", new_bag({"data/._a.txt": b""}), VALID),
    case("BAG-104_reserved", new_bag({"data/con.txt": ONE}), VALID),
    case("BAG-104_reserved-and-space", new_bag({"data/con .txt": ONE}), VALID),
    case("BAG-104_clock", new_bag({"data/CLOCK$": ONE}), VALID),
    case("BAG-104_forbidden", new_bag({"data/a:b?.txt": ONE}), VALID),
    case("BAG-104_trailing-dot", new_bag({"data/a.": ONE}), VALID),
    case("BAG-104_backslash", new_bag({"data/a\\b.txt": ONE}), VALID),
    case("BAG-105_long-name", new_bag({"data/" + "é" * 130: ONE}), VALID),
    case("BAG-105_long-path", new_bag({"data/" + "d/" * 150 + "a": ONE}), VALID),
    case("BAG-106_latin-1-name", new_bag().having("data/caf\udce9.txt", ONE), INVALID, "BAG-041"),
    case("BAG-107_line-separator", new_bag({"data/a\u2028b": ONE}), VALID),
    case("BAG-107_vertical-tab", new_bag({"data/a\vb": ONE}), VALID),
    case("BAG-107_leading-space", new_bag({"data/ a": ONE}), VALID),
    case("BAG-107_soft-hyphen", new_bag({"data/a\u00adb": ONE}), VALID),
    case("BAG-107_filler-that-counts-as-a-letter", new_bag({"data/a\u3164b": ONE}), VALID),
    case("BAG-107_tag-character", new_bag({"data/a\U000e0041b": ONE}), VALID),
    case("BAG-107_right-to-left", new_bag({"data/a\u202etxt.exe": ONE}), VALID),
    case("BAG-107_trailing-space", new_bag({"data/a ": ONE}), VALID, "BAG-104"),
]  # fmt: skip

FETCH = [
    case("BAG-110_two-fields", fetching("https://a.example/a data/a.txt\n"), INVALID),
    case("BAG-110_negative", fetching("https://a.example/a -1 data/a.txt\n"), INVALID),
    case("BAG-084_in-fetch", fetching("\nhttps://a.example/a 4 data/a.txt\n"), VALID),
    case("BAG-111_relative", fetching("a.txt 4 data/a.txt\n"), INVALID),
    case("BAG-112_tag-file", fetching("https://a.example/a 4 notes.txt\n"), INVALID),
    case("BAG-113_unlisted", fetching("https://a.example/a 4 data/z.txt\n"), INVALID),
    case("BAG-114_twice", fetching("https://a.example/a 4 data/a.txt\n" * 2), INVALID),
    case("BAG-115_size", fetching("https://a.example/a 5 data/a.txt\n"), VALID),
]


def _hard_linked() -> Bag:
    bag = new_bag()
    return Bag(bag.files, extra=(Entry("data/a.txt", EntryKind.FILE, 4, links=2),))


CASES: tuple[Case, ...] = (
    *DECLARATION,
    *STRUCTURE,
    *ENTRIES,
    *COMPLETENESS,
    *FIXITY,
    *TAG_MANIFESTS,
    *INFO,
    *TEXT,
    *READING,
    *NAMES,
    case("BAG-102_hard-link", _hard_linked(), VALID),
    *FETCH,
)
