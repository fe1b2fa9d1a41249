"""Bags on disk, one folder a case, named by the code that it raises.

    DIR/BAG-031_same-digest/bag/...         the bag
    DIR/BAG-031_same-digest/expected.json   the verdict, the codes, the exit code

The cases of `bag_cases` are written as they are; here are those that only a disk can hold, and
those that are too large or too odd for a listing in memory. `OK_...` are bags without a finding.
"""

import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from preserve.model.file import Entry, EntryKind, Outcome
from preserve.model.verdict import Verdict
from tests.support import bag_cases
from tests.support.bag_cases import INCOMPLETE, INVALID, ONE, UNDECIDED, VALID, edited, info
from tests.support.bags import Bag, declaration, new_bag, old_bag, sealed

NOT_ON_DISK = {
    "BAG-091_payload": "nothing changes while a fixture lies still",
    "BAG-091_vanished": "nothing changes while a fixture lies still",
    "BAG-091_replaced": "nothing changes while a fixture lies still",
    "BAG-105_long-name": "no common file system holds a name above 255 bytes",
    "BAG-092_the-bag-itself": "a directory that cannot be listed has no findings of a bag: FIX-006",
}
NO_FIXTURE = {"BAG-091", "BAG-093", "BAG-094"}
"""Codes that no bag lying still can raise: a change meanwhile, a check cut short, a profile."""

LONG = 20 << 20
PLACE = "bag"


@dataclass(frozen=True)
class Fixture:
    """A bag to write, and what `validate` must say of it.

    `place` is where the bag lies in the fixture's folder; `finish` does to the bag on disk what
    no listing can say.
    """

    name: str
    bag: Bag
    verdict: Verdict
    also: frozenset[str] = field(default_factory=frozenset)
    place: str = PLACE
    finish: Callable[[Path], None] | None = None

    @property
    def codes(self) -> set[str]:
        own = self.name.partition("_")[0]
        return set(self.also) | ({own} - {"OK"})

    @property
    def exit_code(self) -> int:
        return {VALID: 0, UNDECIDED: 3}.get(self.verdict, 1)

    def expected(self) -> dict[str, object]:
        return {
            "bag": self.place,
            "verdict": self.verdict.value,
            "codes": sorted(self.codes),
            "exit_code": self.exit_code,
        }


def fixture(
    name: str, bag: Bag, verdict: Verdict, *also: str, finish: Callable[[Path], None] | None = None
) -> Fixture:
    return Fixture(name, bag, verdict, frozenset(also), finish=finish)


def linked(path: str, target: str) -> Bag:
    """Return a bag with one file replaced by, or beside, a link."""
    return new_bag().with_entry(Entry(path, EntryKind.SYMLINK, target=target))


def fifo(path: str) -> Bag:
    return new_bag().with_entry(Entry(path, EntryKind.FIFO))


def named(name: str) -> Bag:
    return new_bag({f"data/{name}": ONE})


def tag_file(name: str, data: bytes) -> Bag:
    """Return a bag with a tag file of any bytes, which its tag manifests list."""
    return sealed(new_bag().having(name, data))


def data_moved(bag: Path) -> None:
    """Put a link in the place of `data`, to a directory that holds what it should."""
    (bag / "data").rename(bag.parent / "elsewhere")
    (bag / "data").symlink_to("../elsewhere")


def manifest_moved(bag: Path) -> None:
    """Put a link in the place of a manifest, to a file that says what it should."""
    (bag / "manifest-sha256.txt").rename(bag.parent / "elsewhere.txt")
    (bag / "manifest-sha256.txt").symlink_to("../elsewhere.txt")


def encoded(encoding: str, codec: str, mark: bytes = b"") -> Bag:
    """Return a bag with its manifest in another encoding, which bagit.txt states."""
    bag = old_bag("1.0", {"data/caf\u00e9.txt": ONE}, "sha512")
    text = bag.files["manifest-sha512.txt"].decode()
    bag = bag.having("manifest-sha512.txt", mark + text.encode(codec))
    bag = bag.having("bagit.txt", declaration("1.0", encoding))
    return bag.without("tagmanifest-sha512.txt")


def bag_in_a_bag() -> Bag:
    """Return a bag whose payload is a broken bag with every kind of tag file."""
    inner = {f"data/inner/{path}": data for path, data in new_bag().files.items()}
    inner["data/inner/data/extra.txt"] = b"in no manifest"
    inner["data/inner/manifest-sha256.txt"] = b"# nonsense"
    inner["data/inner/fetch.txt"] = b"../.. - ../.."
    return new_bag(inner)


LINKS = (
    fixture("BAG-100_out-of-the-bag", linked("data/c", "/etc/passwd"), INVALID),
    fixture("BAG-100_in-the-bag", linked("data/c", "a.txt"), INVALID),
    fixture("BAG-100_dangling", linked("data/c", "nothing-there"), INVALID),
    fixture("BAG-100_at-itself", linked("data/c", "c"), INVALID),
    fixture("BAG-100_directory-above", linked("data/d", ".."), INVALID),
    fixture("BAG-100_in-place-of-data", new_bag(), INVALID, "BAG-020", "BAG-040", finish=data_moved),
    fixture("BAG-100_in-place-of-a-manifest", new_bag(), INVALID, "BAG-068", finish=manifest_moved),
    fixture("BAG-100_bag-info", linked("bag-info.txt", "/dev/zero"), INVALID),
    fixture("BAG-100_fetch", linked("fetch.txt", "/proc/self/mem"), INVALID),
    fixture("BAG-101_fifo-as-bagit-txt", fifo("bagit.txt"), INVALID),
    fixture("BAG-101_fifo-as-manifest", fifo("manifest-sha256.txt"), INVALID, "BAG-068"),
    fixture("BAG-101_fifo-as-fetch", fifo("fetch.txt"), INVALID),
    fixture("BAG-101_fifo-as-tag-manifest", fifo("tagmanifest-sha512.txt"), INVALID, "BAG-068"),
)  # fmt: skip

HELL = (
    fixture("BAG-107_next-line", named("a\u0085b"), VALID),
    fixture("BAG-107_form-feed", named("a\x0cb"), VALID),
    fixture("BAG-107_line-feed", named("a\nb"), VALID),
    fixture("BAG-107_carriage-return", named("a\rb"), VALID),
    fixture("BAG-107_both-and-percent", named("100%\r\n%0A"), VALID),
    fixture("BAG-107_terminal", named("a\x1b[2Jb"), VALID),
    fixture("BAG-107_bidi-mark", named("a\u061cb"), VALID),
    fixture("BAG-107_only-spaces", named("  "), VALID, "BAG-104"),
    fixture("BAG-106_listed-by-its-bytes", old_bag("1.0", {"data/caf\udce9.txt": ONE}, "sha512"), INVALID, "BAG-080"),
    fixture("BAG-105_255-ascii-characters", named("a" * 255), VALID),
    fixture("OK_255-bytes", named("\u00e9" * 127 + "a"), VALID),
    fixture("OK_percent-everywhere", named("%25%0A%0d%%2520%zz"), VALID),
    fixture("OK_quotes-and-hash", named("#'`$(touch x)&;!.txt"), VALID),
    fixture("OK_a-hundred-directories", named("d/" * 100 + "a"), VALID),
    fixture("OK_bag-in-a-bag", bag_in_a_bag(), VALID),
    fixture("OK_looks-like-a-tag-file-below", named("manifest-md5.txt/tagmanifest-sha1.txt"), VALID),
    Fixture("OK_own-path-like-a-manifest", new_bag(), VALID, place="manifest-md5.txt/data/bagit.txt"),
    Fixture("OK_own-path-with-line-feed", new_bag(), VALID, place="manifest-\n%0A\u202e"),
)  # fmt: skip

SIZE = (
    fixture("BAG-081_twenty-mebibytes-of-digest", bag_cases.manifests(lambda text, _: text + "0" * LONG), INVALID, "BAG-083"),
    fixture("BAG-011_twenty-mebibytes", tag_file("bagit.txt", b"x" * LONG), INVALID, "BAG-083"),
    fixture("BAG-013_twenty-mebibytes", tag_file("bagit.txt", declaration("1" * LONG)), INVALID),
    fixture("BAG-015_twenty-mebibytes", tag_file("bagit.txt", declaration("1.0", "x" * LONG)), INVALID),
    fixture("BAG-081_fetch", tag_file("fetch.txt", b"https://a.example/" + b"x" * LONG), INVALID, "BAG-083"),
    fixture("BAG-081_one-label", info("x" * LONG + ": a\n"), INVALID),
    fixture("BAG-084_five-mebibytes-of-line-ends", info("\n" * (5 << 20)), UNDECIDED, "BAG-085"),
    fixture("BAG-085_many-continuations", info("A: b\n" + " c\n" * (2 << 20)), UNDECIDED),
    fixture("OK_a-large-tag-file-of-line-ends", tag_file("notes.txt", b"\n" * (8 << 20)), VALID),
)  # fmt: skip

ENCODINGS = (
    fixture("BAG-016_utf-16-with-mark", encoded("UTF-16", "utf-16"), VALID, "BAG-060"),
    fixture("BAG-016_utf-16-without-mark", encoded("UTF-16", "utf-16-be"), VALID, "BAG-060"),
    fixture("BAG-016_utf-16le", encoded("UTF-16LE", "utf-16-le"), VALID, "BAG-060"),
    fixture("BAG-016_utf-32", encoded("UTF-32", "utf-32"), VALID, "BAG-060"),
    fixture("BAG-082_utf-16le-with-mark", encoded("UTF-16LE", "utf-16-le", b"\xff\xfe"), INVALID, "BAG-016", "BAG-060"),
    fixture("BAG-080_utf-16-undeclared", encoded("UTF-8", "utf-16"), INVALID, "BAG-030", "BAG-041", "BAG-060", "BAG-083"),
    fixture("BAG-080_latin-1-undeclared", encoded("UTF-8", "latin-1"), INVALID, "BAG-040", "BAG-041", "BAG-060"),
    fixture("BAG-015_nul", tag_file("bagit.txt", declaration("1.0", "UTF\0-8")), INVALID),
    fixture("BAG-030_nul", edited("manifest-sha256.txt", lambda data: b"\0" + data), INVALID, "BAG-042"),
    fixture("BAG-011_utf-16", tag_file("bagit.txt", declaration().decode().encode("utf-16")), INVALID, "BAG-080", "BAG-083"),
    fixture("BAG-072_nul", info("Payload-Oxum: 8.2\0\n"), INVALID),
)  # fmt: skip

MODES = (
    fixture(
        "BAG-090_directory-of-tag-files-apart",
        sealed(new_bag().having("notes/a.txt", b"beside")).with_outcome("notes/a.txt", Outcome.UNREADABLE),
        UNDECIDED,
    ),
    fixture(
        "BAG-092_data-itself",
        new_bag(),
        UNDECIDED,
        finish=lambda bag: (bag / "data").chmod(0),
    ),
    fixture(
        "BAG-092_tag-directory",
        sealed(new_bag().having("notes/a.txt", b"beside")),
        UNDECIDED,
        finish=lambda bag: (bag / "notes").chmod(0),
    ),
    fixture("FIX-006_bag-itself", new_bag(), UNDECIDED, finish=lambda bag: bag.chmod(0)),
    fixture(
        "BAG-090_and-a-fault-elsewhere",
        new_bag().with_outcome("data/a.txt", Outcome.UNREADABLE).without("data/b.txt"),
        INVALID,
        "BAG-040",
    ),
    fixture(
        "BAG-090_in-a-holey-bag",
        bag_cases.fetching("https://a.example/a 4 data/a.txt\n")
        .without("data/a.txt")
        .with_outcome("data/b.txt", Outcome.UNREADABLE),
        INCOMPLETE,
        "BAG-043",
    ),
)  # fmt: skip


def _from_cases() -> tuple[Fixture, ...]:
    return tuple(
        Fixture(case.name, case.bag, case.verdict, case.also)
        for case in bag_cases.CASES
        if case.name not in NOT_ON_DISK
    )


FIXTURES: tuple[Fixture, ...] = (*_from_cases(), *LINKS, *HELL, *SIZE, *ENCODINGS, *MODES)


def write_fixtures(directory: Path, fixtures: tuple[Fixture, ...] = FIXTURES) -> list[str]:
    """Write each fixture's folder; return the names of those that this system cannot hold."""
    left_out = []
    for each in fixtures:
        folder = directory / each.name
        folder.mkdir(parents=True)
        try:
            put(each.bag, folder / each.place)
        except OSError as problem:
            if problem.errno not in {errno.EPERM, errno.EACCES}:
                raise
            left_out.append(each.name)  # a device, without the right to make one
            continue
        if each.finish is not None:
            each.finish(folder / each.place)
        text = json.dumps(each.expected(), indent=2, sort_keys=True) + "\n"
        (folder / "expected.json").write_text(text)
    return left_out


def put(bag: Bag, root: Path) -> None:
    """Write a bag as its listing says: files, links, pipes, sockets, devices, modes."""
    root.mkdir(parents=True)
    closed = [path for path, outcome in bag.outcomes.items() if outcome is Outcome.UNREADABLE]
    for entry in sorted(bag.entries(), key=lambda entry: entry.path.count("/")):
        where = os.path.join(os.fsencode(root), os.fsencode(entry.path))
        if entry.error is not None:
            closed.append(entry.path)
        _make(entry, where, bag.files.get(entry.path, b""))
        if entry.links > 1:
            os.link(where, os.path.join(os.fsencode(root.parent), b"another-name"))
    for path in closed:
        os.chmod(os.path.join(os.fsencode(root), os.fsencode(path)), 0)


def _make(entry: Entry, where: bytes, data: bytes) -> None:
    if entry.kind is EntryKind.FILE:
        with open(where, "xb") as stream:
            stream.write(data)
    elif entry.kind is EntryKind.DIRECTORY:
        os.mkdir(where)
    elif entry.kind is EntryKind.SYMLINK:
        os.symlink(os.fsencode(entry.target or ""), where)
    elif entry.kind is EntryKind.DEVICE:
        os.mknod(where, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    else:
        kind = stat.S_IFIFO if entry.kind is EntryKind.FIFO else stat.S_IFSOCK
        os.mknod(where, kind | 0o600)


def main() -> None:
    """Write every fixture below a directory that is not there yet."""
    if len(sys.argv) != 2:
        sys.exit("usage: scripts/bag-fixtures DIR")
    directory = Path(sys.argv[1])
    if directory.exists():
        sys.exit(f"{directory} is there already.")
    directory.mkdir(parents=True)
    left_out = write_fixtures(directory)
    print(f"{len(FIXTURES) - len(left_out)} fixtures in {directory}")
    for name in left_out:
        print(f"left out, as this system does not allow it: {name}")


if __name__ == "__main__":
    main()
