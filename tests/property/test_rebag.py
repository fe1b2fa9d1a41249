"""Bags made sloppy at random in many ways at once: mended, and not one payload byte is another."""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from preserve.containers.bag.names import encode_path, path_problem
from preserve.containers.bag.rebag import MENDED
from preserve.containers.bag.rebag_files import Circumstances
from preserve.containers.bag.second_opinion import bagit_opinion
from preserve.model.verdict import Verdict
from preserve.workflows.check_contents import check_package
from preserve.workflows.rebag import Rebagging, RebagOptions, rebag_tree
from tests.support.bag_trees import tree_of
from tests.support.bags import Bag, check_directory, codes, hexdigest

MADE = Circumstances(datetime(2020, 1, 2, tzinfo=UTC), "preserve-toolkit test")
ENCODINGS = ["UTF-8", "UTF-16", "UTF-16LE", "UTF-32BE", "utf8"]
VERSIONS = ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"]
ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha512", "blake2b"]
LETTERS = st.sampled_from("ab%. *\\\n\r\té\u0301\u2028\v\x85~'[]{}:|0A25D") | st.characters(
    exclude_categories=["Cs"], exclude_characters="/\0"
)
PARTS = st.text(LETTERS, min_size=1, max_size=8).filter(lambda part: part not in {".", ".."})
NAMES = st.lists(PARTS, min_size=1, max_size=3).map(lambda parts: "data/" + "/".join(parts))


def fits(names: Mapping[str, bytes]) -> bool:
    """Return whether the names can lie beside one another, and no one is a way out of the bag."""
    above = {name.rsplit("/", cut)[0] for name in names for cut in range(1, name.count("/") + 1)}
    return not above & names.keys() and not any(path_problem(name) for name in names)


PAYLOADS = st.dictionaries(NAMES, st.binary(max_size=6), min_size=1, max_size=4).filter(fits)


@st.composite
def sloppy_bags(draw: st.DrawFn) -> Bag:
    """A bag that is whole, written in as many odd ways as are drawn, each apart from the others."""
    payload = draw(PAYLOADS)
    version, encoding = draw(st.sampled_from(VERSIONS)), draw(st.sampled_from(ENCODINGS))
    ending = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    names = draw(st.lists(st.sampled_from(ALGORITHMS), min_size=1, max_size=3, unique=True))
    tags = {
        draw(manifest_names(name)): draw(manifest_texts(payload, name, version)) for name in names
    }
    info = draw(info_texts(payload))
    if info is not None:
        tags["package-info.txt" if version < "0.96" else "bag-info.txt"] = info
    written = {
        path: text.replace("\n", ending).encode(encoding.replace("UTF-8", "utf-8"))
        for path, text in tags.items()
    }
    written["bagit.txt"] = draw(declarations(version, encoding))
    if draw(st.booleans()):
        written["notes/as sent.txt"] = b"\xff\0"
    if draw(st.booleans()):
        text = "".join(f"{hexdigest(data, 'md5')}  {path}\n" for path, data in written.items())
        written["tagmanifest-md5.txt"] = text.encode(encoding)
    return Bag({**payload, **written})


def manifest_names(algorithm: str) -> st.SearchStrategy[str]:
    odd = algorithm.upper().replace("SHA", "SHA-")
    return st.sampled_from([f"manifest-{algorithm}.txt", f"manifest-{odd}.txt"])


@st.composite
def manifest_texts(draw: st.DrawFn, payload: Mapping[str, bytes], name: str, version: str) -> str:
    rows = []
    for path, data in payload.items():
        digest = hexdigest(data, name)
        # An older version has no rule for line ends in names; then they are as in 1.0.
        written = encode_path(path) if version == "1.0" or {"\n", "\r"} & set(path) else path
        written = written.replace("data/", draw(st.sampled_from(["data/"] * 3 + ["data//"])), 1)
        style = draw(st.sampled_from(["  ", " ", "\t", "   \t", "  ./", " *"]))
        row = f"{draw(st.sampled_from([digest, digest.upper()]))}{style}{written}\n"
        rows += [row] * draw(st.sampled_from([1, 1, 1, 2]))
        rows += ["\n"] * draw(st.sampled_from([0, 0, 0, 1]))
    text = "".join(draw(st.permutations(rows)))
    return text.removesuffix("\n") if draw(st.booleans()) else text


@st.composite
def info_texts(draw: st.DrawFn, payload: Mapping[str, bytes]) -> str | None:
    size = sum(map(len, payload.values()))
    oxum = f"{size}.{len(payload)}"
    lines = [
        "Contact-Name: Núñez\n", "contact-name : Lina\n", "External-Description: a\n  b\n\tc\n",
        "Bagging-Date: yesterday\n", "Bagging-Date: 2011-01-01\n", f"payload-OXUM:{oxum}\n",
        f"Payload-Oxum: {oxum}\n", "Payload-Oxum: many\n", "Bag-Count: 1/2\n", "X:\n", "\n",
        "BagIt-Profile-Identifier: https://a.example/p\n", "Bag-Size: 9 TB\n", "X: a\tb: c\n",
    ]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(lines), max_size=6))
    return "".join(chosen) if draw(st.booleans()) else None


@st.composite
def declarations(draw: st.DrawFn, version: str, encoding: str) -> bytes:
    colon = draw(st.sampled_from([": ", ":", " : ", ":\t"]))
    lines = [f"BagIt-Version{colon}{version}", f"Tag-File-Character-Encoding{colon}{encoding}"]
    lines = draw(st.permutations(lines)) + draw(st.sampled_from([[], ["More: 1"], [""]]))
    text = "\n".join(lines) + draw(st.sampled_from(["\n", ""]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def rebagged(bag: Bag, to: str) -> Rebagging:
    return rebag_tree(tree_of(bag), "bag", RebagOptions(to, MADE, check_package))


@settings(max_examples=100, deadline=None)
@given(sloppy_bags())
def test_any_sloppy_bag_becomes_one_in_order_with_the_same_payload(bag: Bag):
    payload = {path: data for path, data in bag.files.items() if path.startswith("data/")}
    before = bag.check()
    with tempfile.TemporaryDirectory() as to:
        done = rebagged(bag, to)
        new = Path(to) / "bag"
        if done.status == "nothing-to-mend":
            assert before.verdict is Verdict.VALID
            return
        assert done.status == "rebagged", done
        check = check_directory(new)
        assert check.verdict is Verdict.VALID
        assert codes(check).isdisjoint(MENDED)
        held = {path: (new / path).read_bytes() for path in payload}
        assert held == payload
        assert set(check.payload) == payload.keys()
        assert bagit_opinion(str(new)).agrees_valid is not False
        record = json.loads((new / "provenance-1/rebagging.json").read_bytes())
        for old, kept in record["kept_as_provenance"].items():
            assert (new / kept).read_bytes() == bag.files[old]
        again = rebagged(Bag({p: (new / p).read_bytes() for p in listed(new)}), to + "/again")
        assert again.status == "nothing-to-mend"


def listed(directory: Path) -> list[str]:
    found = [path for path in directory.rglob("*") if path.is_file()]
    return [str(path.relative_to(directory)) for path in found]


@settings(max_examples=60, deadline=None)
@given(sloppy_bags(), st.data())
def test_one_byte_of_the_payload_changed_is_always_refused(bag: Bag, data: st.DataObject):
    payload = sorted(path for path in bag.files if path.startswith("data/") and bag.files[path])
    if not payload:
        return
    path = data.draw(st.sampled_from(payload))
    held = bytearray(bag.files[path])
    held[data.draw(st.integers(0, len(held) - 1))] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as to:
        done = rebagged(bag.having(path, bytes(held)), to)
        assert (done.status, done.exit_code) == ("refused", 1)
        assert not (Path(to) / "bag").exists()
