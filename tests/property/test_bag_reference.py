"""Model bags mutated at random: preserve and the slow reference must agree on every verdict."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.model.file import Entry, EntryKind, Outcome
from tests.support.bags import HASHLIB, Bag, declaration, listing, new_bag, old_bag, sealed
from tests.support.reference_bag import judge

PAYLOADS = (
    {"data/a.txt": b"one\n", "data/b.txt": b"two\n"},
    {"data/N\u00fa\u00f1ez.txt": b"one\n", "data/d/100%.txt": b"", "data/d/a%25b": b"x" * 70},
    {"data/a\nb": b"one\n", "data/ a ": b"two\n", "data/\u2028\x0b": b"three"},
    {},
)
INFO = "Contact-Name: Lina\nExternal-Description: long\n and folded\nPayload-Oxum: 8.2\n"
FETCH = "https://a.example/a 4 data/a.txt\nhttps://a.example/b - data/b.txt\n"


def _encoded(encoding: str, declared: str | None = None) -> Bag:
    bag = old_bag("1.0", {"data/N\u00fa\u00f1ez.txt": b"one\n"}, "sha512", "Contact-Name: Lina\n")
    bag = bag.having("bagit.txt", declaration("1.0", declared or encoding))
    for path in ("manifest-sha512.txt", "bag-info.txt"):
        text = bag.files[path].decode()
        bag = bag.having(path, text.encode(encoding, "xmlcharrefreplace"))
    bag = sealed(bag, "sha512")
    return bag.having(
        "tagmanifest-sha512.txt", bag.files["tagmanifest-sha512.txt"].decode().encode(encoding)
    )


def _fetching() -> Bag:
    return sealed(new_bag().having("fetch.txt", FETCH.encode()))


def _tag_manifest_in_a_tag_manifest() -> Bag:
    """Return a bag whose one tag manifest lists the other, with the right digest."""
    bag = new_bag()
    other = {"tagmanifest-sha512.txt": bag.files["tagmanifest-sha512.txt"]}
    lines = bag.files["tagmanifest-sha256.txt"] + listing(other, "sha256")
    return bag.having("tagmanifest-sha256.txt", lines)


MODELS = (
    *(new_bag(payload) for payload in PAYLOADS),
    *(new_bag(payload, [("Payload-Oxum", "8.2"), ("x", "y")]) for payload in PAYLOADS[:1]),
    *(old_bag(version, None, "md5", INFO) for version in ("0.93", "0.95", "0.97", "1.0")),
    old_bag("0.97", PAYLOADS[0] | {"data/100%.txt": b"one", "data/a%25b": b"two"}, "sha1"),
    _fetching(),
    sealed(new_bag().having("fetch.txt", FETCH[: FETCH.index("\n") + 1].encode())),
    *(_encoded(encoding) for encoding in ("utf-16", "utf-16-le", "iso-8859-1")),
    _encoded("utf-16-be", "UTF-16"),
    _tag_manifest_in_a_tag_manifest(),
    sealed(new_bag().having("notes/\u00e9.txt", b"beside").having("notes.txt", b"\xff")),
)

LINES = (
    "# comment", "", "   ", "x", "a: b", " folded", ": b", "Payload-Oxum: 8.2", "payload-oxum: 9.9",
    "Bag-Count: 3 of 2", "BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8",
    "00ff  data/a.txt", "https://a.example/z 4 data/z.txt", "https://a.example/a 4 data/a.txt",
    "file:///etc/passwd - data/b.txt", "a 4 data/a.txt", "e" * 64 + "  data/a.txt",
    "e" * 64 + "  ../a", "e" * 64 + " *~/a", "\\" + "e" * 64 + "  data/a\\nb", "e" * 64 + "  data/d/",
    "a 4 data/b.txt", "https://a.example/n 4 notes.txt", "https://a.example/b 4 data/b.txt",
    "e" * 64 + "  tagmanifest-md5.txt", "e" * 64 + "  data/C:\\..\\a", "e" * 128 + "\tdata/./b.txt",
)  # fmt: skip
NAMES = (
    "bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt", "manifest-SHA512.txt",
    "manifest-crc32.txt", "tagmanifest-sha256.txt", "manifest-.txt", "package-info.txt", "data/a.txt",
    "data/A.txt", "data/N\u00fa\u00f1ez.txt", "data/Nu\u0301n\u0303ez.txt", "data/100%25.txt", "data/100%.txt",
    "data/a%b", "data/d", "data", "notes.txt", "notes/a.txt", "data/\udcff", "BagIt.txt", "manifest-md5.txt",
)  # fmt: skip
SWAPS = (
    (b"\n", b"\r\n"), (b"\n", b"\r"), (b"  ", b" \t "), (b"  ", b" *"), (b"%25", b"%"), (b"%", b"%25"),
    (b": ", b":"), (b": ", b" : "), (b": ", b":\t"), (b"data/", b"./data/"), (b"data/", b"data//"),
    (b"data/", b"data\\"), (b"0.97", b"1.0"), (b"1.0", b"0.97"), (b"1.0", b"1.1"), (b"\n", b"\n\n"),
    (b"UTF-8", b"ISO-8859-1"), (b"UTF-8", b"UTF-16"), (b"a.txt", b"A.txt"), (b"0.95", b"0.96"),
    (b"\xc3\xba", b"u\xcc\x81"), (b"BagIt", b"Bagit"), (b"%0A", b"%0a"), (b"%0A", b"\n"),
    (b"8.2", b"8.02"), (b"data/", b"data/../data/"), (b"txt", b"txt "), (b"\n", b"\x0b"),
    (b"\n", b"\xc2\x85"), (b"-", b"_"),
)  # fmt: skip


AGAIN = (
    lambda line: line,
    bytes.upper,
    lambda line: line.replace(b"data/", b"./data/"),
    lambda line: unicodedata.normalize("NFD", line.decode("utf-8", "replace")).encode(),
    lambda line: line.replace(b"%25", b"%"),
    lambda line: line.replace(b"%", b"%25"),
    lambda line: line.replace(b"  ", b" *"),
    lambda line: (b"0" if line[:1] != b"0" else b"1") + line[1:],
    lambda line: line[2:],
)
"""How a line of a manifest may come again."""

ODD = (
    "~a.txt",
    "~",
    "C:a.txt",
    ".. /a.txt",
    "a\\..\\b",
    "\\a",
    "a%25b.txt",
    "a%0ab",
    "a%0Ab",
    "100%",
    " a",
    "a ",
    "\u00e9",
)


@st.composite
def mutated(draw: st.DrawFn) -> Bag:
    """Return a model bag after some mutations, its tag manifests made true again or not."""
    bag = draw(st.sampled_from(MODELS))
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 2, 3, 4]))):
        bag = draw(st.sampled_from(MUTATIONS))(draw, bag)
    if draw(st.integers(0, 3)):
        names = [path[12:-4] for path in bag.files if path.startswith("tagmanifest-")]
        known = [name for name in names if name in {"md5", "sha1", "sha256", "sha512"}]
        bag = sealed(bag, *known)
    return bag


def _file(draw: st.DrawFn, bag: Bag) -> str:
    # Tag files far more often than payload: there the rules are.
    tags = [path for path in bag.files if not path.startswith("data/")]
    paths = list(bag.files) if draw(st.integers(0, 5)) == 0 else tags
    return draw(st.sampled_from(sorted(paths) or ["x"]))


def flip(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    data = bytearray(bag.files.get(path, b""))
    if data:
        data[draw(st.integers(0, len(data) - 1))] ^= 1 << draw(st.integers(0, 7))
    return bag.having(path, bytes(data))


def bytes_in(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    data = bag.files.get(path, b"")
    at = draw(st.integers(0, len(data)))
    piece = draw(
        st.binary(min_size=1, max_size=4)
        | st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b" ", b"\t", b"%", b"\r", b"\\", b"/"])
    )  # fmt: skip
    return bag.having(path, data[:at] + piece + data[at:])


def cut(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    data = bag.files.get(path, b"")
    return bag.having(path, data[: draw(st.integers(0, len(data)))])


def edit_lines(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    lines = bag.files.get(path, b"").splitlines(keepends=True) or [b"\n"]
    at, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    how = draw(st.sampled_from(["new", "drop", "again", "swap", "upper"]))
    if how == "new":
        lines.insert(at, draw(st.sampled_from(LINES)).encode() + b"\n")
    elif how == "drop":
        del lines[at]
    elif how == "again":
        lines.insert(other, lines[at])
    elif how == "swap":
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = lines[at].upper()
    return bag.having(path, b"".join(lines))


def swap_text(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    old, new = draw(st.sampled_from(SWAPS))
    return bag.having(
        path, bag.files.get(path, b"").replace(old, new, draw(st.sampled_from([1, -1])))
    )


def rename(draw: st.DrawFn, bag: Bag) -> Bag:
    path = draw(st.sampled_from(sorted(bag.files) or ["x"]))
    forms = (str.upper, str.lower, str.swapcase, lambda name: unicodedata.normalize("NFD", name))
    new = draw(st.sampled_from(NAMES) | st.sampled_from([form(path) for form in forms]))
    data = bag.files.get(path, b"")
    return _placed(bag.without(path), new, data)


def _placed(bag: Bag, path: str, data: bytes) -> Bag:
    """Put a file where a disk could hold it: not below a file, not at a directory's place."""
    if path.startswith("DATA/"):
        path = "data/" + path[5:]
    above = [path[:index] for index, character in enumerate(path) if character == "/"]
    if any(each in bag.files for each in above) or any(
        name.startswith(f"{path}/") for name in bag.files
    ):
        return bag
    if {path, *above} & {entry.path for entry in bag.extra}:
        return bag
    return bag.having(path, data)


def add(draw: st.DrawFn, bag: Bag) -> Bag:
    copied = bag.files.get(_file(draw, bag), b"")
    return _placed(
        bag, draw(st.sampled_from(NAMES)), draw(st.sampled_from([b"", b"one\n", copied]))
    )


def remove(draw: st.DrawFn, bag: Bag) -> Bag:
    return bag.without(draw(st.sampled_from(sorted(bag.files) or ["x"])))


def special(draw: st.DrawFn, bag: Bag) -> Bag:
    if draw(st.integers(0, 2)):
        return bag
    path = draw(
        st.sampled_from(["data/link", "manifest-md5.txt", "notes.txt", "fetch.txt", "pipe"])
    )
    kind = draw(st.sampled_from([EntryKind.SYMLINK, EntryKind.FIFO, EntryKind.DIRECTORY]))
    return bag.with_entry(Entry(path, kind, target="a.txt"))


def reencode(draw: st.DrawFn, bag: Bag) -> Bag:
    path = _file(draw, bag)
    encoding = draw(st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "iso-8859-1"]))
    text = bag.files.get(path, b"").decode("utf-8", "replace")
    return bag.having(path, text.encode(encoding, "replace"))


def manifest_again(draw: st.DrawFn, bag: Bag) -> Bag:
    """Add a manifest of another algorithm that is true, or lists only a part."""
    payload = {path: data for path, data in bag.files.items() if path.startswith("data/")}
    kept = dict(sorted(payload.items())[draw(st.integers(0, 1)) :])
    name = draw(st.sampled_from(["sha1", "sha224", "sha3256", "blake2b", "crc32", "k12256"]))
    lines = listing(kept, name if name in hashlib.algorithms_available | set(HASHLIB) else "md5")
    strict = b": 1.0" in bag.files.get("bagit.txt", b"")
    lines = lines.replace(b"%", b"%25") if strict else lines
    return _placed(bag, f"manifest-{name}.txt", lines)


def everywhere(draw: st.DrawFn, bag: Bag) -> Bag:
    """Change all payload manifests alike: what one lists, the others list."""
    old, new = draw(st.sampled_from(SWAPS))
    count = draw(st.sampled_from([1, -1]))
    for path in [path for path in bag.files if path.startswith("manifest-")]:
        bag = bag.having(path, bag.files[path].replace(old, new, count))
    return bag


def listed_again(draw: st.DrawFn, bag: Bag) -> Bag:
    """List a file again, under another spelling."""
    form = draw(st.sampled_from(AGAIN))
    for path in [path for path in bag.files if path.startswith("manifest-")]:
        lines = bag.files[path].splitlines(keepends=True)
        if lines:
            bag = bag.having(path, bag.files[path] + form(lines[0]))
    return bag


def unreadable(draw: st.DrawFn, bag: Bag) -> Bag:
    """Let a payload file be one that cannot be read."""
    paths = sorted(path for path in bag.files if path.startswith("data/"))
    return bag.with_outcome(draw(st.sampled_from(paths)), Outcome.UNREADABLE) if paths else bag


def redeclared(draw: st.DrawFn, bag: Bag) -> Bag:
    """State another version or encoding, right or wrong."""
    version = draw(
        st.sampled_from(["0.93", "0.95", "0.96", "0.97", "1.0", "1.00", "2.0", "v1", ""])
    )
    encoding = draw(
        st.sampled_from(["UTF-8", "utf-8", "UTF-16", "ISO-8859-1", "US-ASCII", "zlib", ""])
    )
    return bag.having("bagit.txt", declaration(version, encoding))


def renamed_on_disk(draw: st.DrawFn, bag: Bag) -> Bag:
    """Rename a payload file as disks and copying programs do."""
    paths = sorted(path for path in bag.files if path.startswith("data/"))
    if not paths:
        return bag
    path = draw(st.sampled_from(paths))
    forms = (
        unicodedata.normalize("NFD", path), path.replace("%25", "%"), path.replace("%", "%25"),
        path.replace("\n", "%0A"), path.lower(),
    )  # fmt: skip
    return _placed(bag.without(path), draw(st.sampled_from(forms)), bag.files[path])


def hole(draw: st.DrawFn, bag: Bag) -> Bag:
    """Take out a payload file that fetch.txt names, or any."""
    paths = sorted(path for path in bag.files if path.startswith("data/"))
    if not paths:
        return bag
    path = draw(st.sampled_from(paths))
    line = f"https://a.example/h {draw(st.sampled_from(['-', '4', '04']))} {path}\n".encode(
        "utf-8", "replace"
    )
    fetch = bag.files.get("fetch.txt", b"") + (line if draw(st.booleans()) else b"")
    return bag.without(path).having("fetch.txt", fetch) if fetch else bag.without(path)


MUTATIONS = (
    flip, bytes_in, cut, edit_lines, edit_lines, swap_text, swap_text, rename, add, remove, special,
    reencode, manifest_again, hole, hole, unreadable, redeclared, everywhere, everywhere, listed_again, renamed_on_disk,
)  # fmt: skip


def compared(bag: Bag) -> tuple[str, str, object]:
    """Return both verdicts, and why."""
    entries = [*bag.entries(), *([] if "data" in {e.path for e in bag.entries()} else [Entry("data", EntryKind.DIRECTORY)])]  # fmt: skip
    bag = replace(bag, extra=(*bag.extra, *entries[len(bag.entries()) :]))
    directories = {entry.path for entry in entries if entry.kind is EntryKind.DIRECTORY}
    kinds = {EntryKind.FILE, EntryKind.DIRECTORY}
    others = {entry.path for entry in entries if entry.kind not in kinds}
    result = bag.check()
    unreadable = {path for path in bag.outcomes if path in bag.files}
    reference = judge(dict(bag.files), directories, others, unreadable)
    why = (
        sorted(reference.broken),
        [(f.code, f.message[:200]) for f in result.findings if f.weight],
    )
    return result.verdict.value, reference.verdict, why


@settings(max_examples=500)
@given(mutated())
def test_preserve_and_the_reference_agree(bag: Bag):
    ours, theirs, why = compared(bag)
    assert ours == theirs, why


def test_the_models_are_in_order():
    verdicts = [compared(bag)[:2] for bag in MODELS]
    for ours, theirs in verdicts:
        assert ours == theirs
    assert [ours for ours, _ in verdicts].count("valid") == len(
        MODELS
    ) - 1  # one lists what it may not


def resealed(bag: Bag) -> Bag:
    """Return the bag with its tag manifests true again, if their algorithms are common ones."""
    names = [path[12:-4] for path in bag.files if path.startswith("tagmanifest-")]
    return sealed(bag, *(name for name in names if name in {"md5", "sha1", "sha512", "sha256"}))


def _with(bag: Bag, paths: list[str], change: Callable[[bytes], bytes]) -> Bag:
    for path in paths:
        bag = bag.having(path, change(bag.files[path]))
    return bag


def changed_once(bag: Bag) -> Iterator[Bag]:
    """Yield the bag with each single change that is in the lists above, in each of its tag files."""
    yield bag
    tags = sorted(path for path in bag.files if not path.startswith(("data/", "tagmanifest-")))
    manifests = [path for path in tags if path.startswith("manifest-")]
    for path in tags:
        data = bag.files[path]
        rows = data.splitlines(keepends=True)
        contents = [data.replace(old, new, count) for old, new in SWAPS for count in (1, -1)]
        contents += [line.encode() + b"\n" + data for line in LINES]
        contents += [data + line.encode() + b"\n" for line in LINES]
        contents += [
            b"".join(reversed(rows)),
            b"".join(rows[1:]),
            b"".join(rows[:-1]),
            data[:-1],
            data * 2,
        ]
        yield from (bag.having(path, content) for content in contents)
        yield bag.without(path)
    for old, new in SWAPS:
        yield _with(bag, manifests, lambda data, old=old, new=new: data.replace(old, new))
    for form in AGAIN:
        yield _with(
            bag,
            manifests,
            lambda data, form=form: data + b"".join(map(form, data.splitlines(keepends=True)[:1])),
        )
        yield _with(
            bag,
            manifests[:1],
            lambda data, form=form: b"".join(map(form, data.splitlines(keepends=True))),
        )


def moved_once(bag: Bag) -> Iterator[Bag]:
    """Yield the bag with each single change of a name."""
    for path in sorted(path for path in bag.files if path.startswith("data/")):
        data = bag.files[path]
        forms = [
            unicodedata.normalize("NFD", path),
            path.replace("%25", "%"),
            path.replace("%", "%25"),
            path.lower(),
        ]
        yield from (_placed(bag.without(path), form, data) for form in forms)
        hole = f"https://a.example/h - {path}\n".encode()
        yield bag.without(path).having("fetch.txt", bag.files.get("fetch.txt", b"") + hole)
        yield bag.without(path)
        yield bag.with_outcome(path, Outcome.UNREADABLE)
    for name in (*ODD, *NAMES):
        yield _placed(bag, name, b"one\n")
        yield _placed(bag, f"notes/{name}", b"one\n")
        yield _placed(bag, f"data/{name.strip('/')}", b"one\n")


@pytest.mark.parametrize("number", range(len(MODELS)))
def test_every_single_change_is_judged_alike(number: int):
    model = MODELS[number]
    for bag in (*changed_once(model), *moved_once(model)):
        for each in (resealed(bag), bag):
            ours, theirs, why = compared(each)
            assert ours == theirs, (why, each)
