"""More bags on which the bagit library may judge otherwise than RFC 8493 has it.

Together with the cases of `bag_cases` they show every difference that is known.
"""

from collections.abc import Callable

from preserve.model.file import Entry, EntryKind
from tests.support.bag_cases import (
    INVALID,
    NFC,
    NFD,
    ONE,
    UNDECIDED,
    VALID,
    Case,
    bagit_txt,
    case,
    edited,
    fetching,
    info,
    line,
    manifests,
)
from tests.support.bags import Bag, declaration, listing, new_bag, old_bag, sealed

TWO = {"data/a.txt": ONE, "data/b.txt": b"two\n"}
ONLY = {"data/a.txt": ONE}


def changed(bag: Bag, path: str, change: Callable[[bytes], bytes]) -> Bag:
    return bag.having(path, change(bag.files[path]))


def encoded(name: str) -> Bag:
    files = {"data/ä.txt": ONE}
    manifest = listing(files, "sha256").decode().encode(name)
    return Bag({**files, "bagit.txt": declaration("1.0", name), "manifest-sha256.txt": manifest})


def old_tags(more: bytes) -> Bag:
    return changed(old_bag("0.96"), "tagmanifest-md5.txt", lambda data: data + more)


def tags_of(bag: Bag) -> dict[str, bytes]:
    return {path: data for path, data in bag.files.items() if not path.startswith("data/")}


FORM = [
    case("line-ends-crlf", manifests(lambda text, _: text.replace("\n", "\r\n")), VALID),
    case("line-ends-cr", manifests(lambda text, _: text.replace("\n", "\r")), VALID),
    case("bagit-txt-crlf", bagit_txt(declaration().replace(b"\n", b"\r\n")), VALID),
    case("bagit-txt-cr", bagit_txt(declaration().replace(b"\n", b"\r")), VALID),
    case("tabs", manifests(lambda text, _: text.replace("  data", "\tdata")), VALID),
    case("version-1", bagit_txt(declaration("1")), INVALID),
    case("version-1.1", bagit_txt(declaration("1.1")), INVALID),
    case("version-0.98", old_bag("0.98"), INVALID),
    case(
        "version-0.98-listed-twice",
        sealed(changed(old_bag("0.98"), "manifest-md5.txt", lambda data: data * 2), "md5"),
        INVALID,
    ),
    case("version-01.0", bagit_txt(declaration("01.0")), INVALID),
    case("label-in-lower-case", bagit_txt(declaration().lower()), INVALID),
    case("no-space", bagit_txt(declaration().replace(b": ", b":")), INVALID),
    *[case(f"version-{each}", old_bag(each), VALID) for each in ("0.93", "0.94", "0.95", "0.96")],
    *[case(f"encoding-{each}", encoded(each), VALID) for each in ("UTF-16", "UTF-32", "latin-1")],
    case("bom-in-bag-info", edited("bag-info.txt", lambda data: b"\xef\xbb\xbf" + data), INVALID),
    case("bom-in-fetch", fetching("\ufeffhttps://a.example/a 4 data/a.txt\n"), INVALID),
    case("quoted", manifests(lambda text, _: text.replace("  data/a.txt", '  "data/a.txt"')), INVALID),
]  # fmt: skip

NAMES = [
    *[
        case(f"name-{number}", new_bag({f"data/{name}": ONE}), VALID)
        for number, name in enumerate(
            ["100%", "a%25b", "a%41b", "a\nb", "a\rb", " a", "a ", "*a", "a\x85b", "a\x1cb", "a\xa0"]
        )
    ],
    case("directory-with-percent", new_bag({"data/100%/a": ONE}), VALID),
    case("tag-file-with-a-space", sealed(new_bag().having("n ", b"x")), VALID),
    case(
        "listed-under-two-normal-forms-0.97",
        Bag({
            NFC: ONE, "bagit.txt": declaration("0.97"),
            "manifest-sha256.txt": listing({NFC: ONE, NFD: ONE}, "sha256"),
        }),
        VALID,
    ),
    case(
        "backslashes-that-climb-and-are-there",
        manifests(
            lambda text, name: text + line(name, "data/c\\..\\d"),
            new_bag().having("data/c\\..\\d", ONE),
        ),
        INVALID,
    ),
    case(
        "listed-with-a-space-at-the-end",
        manifests(lambda text, _: text.replace("data/a.txt\n", "data/a.txt \n")),
        INVALID,
    ),
    case(
        "tag-file-listed-with-a-tab-before-it",
        changed(
            new_bag(), "tagmanifest-sha512.txt",
            lambda data: data.replace(b"  bagit.txt", b"  \x0bbagit.txt"),
        ),
        INVALID,
    ),
    case("drive-letter-that-is-there", sealed(new_bag().having("C:/a", b"x")), INVALID),
    case("drive-letter-in-fetch", fetching("https://a.example/a 4 C:/a\n"), INVALID),
]  # fmt: skip

ALGORITHMS = [
    *[
        case(f"algorithm-{name}", sealed(new_bag().having(f"manifest-{name}.txt", listing(TWO, name))), VALID)
        for name in ("sha1", "sha224", "sha3256", "blake2b")
    ],
    case(
        "algorithm-sha3256-alone",
        Bag({**ONLY, "bagit.txt": declaration(), "manifest-sha3256.txt": listing(ONLY, "sha3256")}),
        VALID,
    ),
    case(
        "algorithm-unknown-alone",
        Bag({**ONLY, "bagit.txt": declaration(), "manifest-crc32.txt": b"00112233  data/a.txt\n"}),
        UNDECIDED,
    ),
    case("name-with-a-dash", sealed(new_bag().having("manifest-sha-256.txt", listing(TWO, "sha256"))), INVALID),
    case(
        "fault-in-a-manifest-that-is-left-out",
        sealed(new_bag().having("manifest-SHA1.txt", listing(TWO, "sha1") * 2)),
        INVALID,
    ),
    *[
        case(
            f"missing-from-a-manifest-that-is-left-out-{name}",
            sealed(new_bag().having(f"manifest-{name}.txt", b"%b  data/c\n" % (digit * 40))),
            INVALID,
        )
        for name, digit in (("crc32", b"0"), ("SHA1", b"1"))
    ],
    case("empty-manifest", sealed(new_bag().having("manifest-md5.txt", b"")), INVALID),
    case(
        "nothing-in-it",
        Bag({"bagit.txt": declaration(), "manifest-sha256.txt": b""}, (Entry("data", EntryKind.DIRECTORY),)),
        VALID,
    ),
    case("tag-manifest-unknown", new_bag().having("tagmanifest-crc32.txt", b"00112233  bagit.txt\n"), INVALID),
]  # fmt: skip

TAG_MANIFESTS = [
    case("0.96-tag-altered", old_bag("0.96", info="Title: a\n").having("bag-info.txt", b"Title: b\n"), INVALID),
    case("0.96-tag-missing", old_bag("0.96", info="Title: a\n").without("bag-info.txt"), INVALID),
    case("0.96-listed-twice", old_tags(line("md5", "bagit.txt", b"zz").encode()), INVALID),
    case("0.96-payload-listed", old_tags(line("md5", "data/a.txt").encode()), INVALID),
    case("0.96-garbage", old_tags(b"\xff\xff\n"), INVALID),
    case("0.96-way-out", old_tags(line("md5", "../a").encode()), INVALID),
    case(
        "payload-in-a-tag-manifest-of-its-own",
        new_bag().having(
            "tagmanifest-sha1.txt", listing({**ONLY, **tags_of(sealed(new_bag(), "md5"))}, "sha1")
        ).without("tagmanifest-sha256.txt", "tagmanifest-sha512.txt").having(
            "tagmanifest-md5.txt", sealed(new_bag(), "md5").files["tagmanifest-md5.txt"]
        ),
        INVALID,
    ),
    case("tag-manifest-that-is-true", new_bag().having("tagmanifest-sha1.txt", listing(tags_of(new_bag()), "sha1")), INVALID),
    case("tag-file-in-a-manifest", sealed(new_bag().having("manifest-sha1.txt", listing({**TWO, "bagit.txt": declaration()}, "sha1"))), INVALID),
]  # fmt: skip

INFO = [
    case("oxum-in-lower-case-and-wrong", info("payload-oxum: 9.9\n"), INVALID),
    case("oxum-in-lower-case-and-not-two-numbers", info("payload-oxum: x\n"), INVALID),
    case("second-oxum-wrong", info("Payload-Oxum: 8.2\nPayload-Oxum: 9.2\n"), INVALID),
    case("oxum-of-three-numbers", info("Payload-Oxum: 8.2.1\n"), INVALID),
    case("oxum-empty", info("Payload-Oxum: \n"), INVALID),
    case("nel-in-a-label", info("Contact\x85Name: Lina\n"), VALID),
    case("blank-line", info("Title: a\n\nOther: b\n"), VALID),
    case("folded", info("Title: a\n  b\n"), VALID),
]

FETCH = [
    case("urn", fetching("urn:isbn:1 4 data/a.txt\n"), VALID),
    case("ftp", fetching("ftp://a.example/a - data/a.txt\n"), VALID),
    case("name-with-space", fetching("https://a.example/a 4 data/a b\n", new_bag({"data/a b": ONE})), VALID),
    case("comment", fetching("# as sent\nhttps://a.example/a 4 data/a.txt\n"), INVALID),
    case("number-too-long", fetching(f"https://a.example/a {'9' * 30} data/a.txt\n"), VALID),
    case("tabs-in-fetch", fetching("https://a.example/a\t4\tdata/a.txt\n"), VALID),
]  # fmt: skip

OPINION_CASES: tuple[Case, ...] = (*FORM, *NAMES, *ALGORITHMS, *TAG_MANIFESTS, *INFO, *FETCH)
