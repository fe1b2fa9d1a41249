"""Feed the parsers of bags whatever bytes a fuzzer finds: `scripts/fuzz-bags SECONDS`."""

import sys
import tempfile
from pathlib import Path

from preserve.containers.bag.check import inspect, tag_files_to_read
from preserve.containers.bag.fetch import parse_fetch
from preserve.containers.bag.info_rules import info_findings
from preserve.containers.bag.manifest import manifest_name, parse_manifest
from preserve.containers.bag.parse import parse_declaration, parse_info
from preserve.containers.bag.text import plain_encoding, tag_text
from preserve.model.file import Entry, EntryKind
from preserve.model.verdict import Verdict
from tests.support.bags import Bag, check, new_bag

PARSERS = ("declaration", "info", "manifest", "tagmanifest", "fetch", "bag")
ENCODINGS = ("UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "Shift_JIS", "GB18030")
NAMES = ("manifest-sha256.txt", "manifest-x.txt", "manifest-md5.txt")
SEPARATOR = b"\n--\n"
_TAG_FILES = (
    "bagit.txt",
    "bag-info.txt",
    "fetch.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha512.txt",
)
GOOD = new_bag()


def parse(which: str, encoding: str, data: bytes, *, is_strict: bool) -> None:
    """Run one parser; the findings can be printed and stored, and are not too many."""
    if which == "bag":
        parts = data.split(SEPARATOR)
        files = dict(zip(_TAG_FILES, parts, strict=False))
        bag = Bag({**GOOD.files, **files})
        result = check(bag.entries(), bag)
        assert result.verdict is not Verdict.VALID or not any(f.weight for f in result.findings)
        found = result.findings
    elif which == "declaration":
        declared = parse_declaration([data])
        assert declared.encoding is None or plain_encoding(declared.encoding)
        found = declared.findings
    else:
        found = _parsed(which, encoding, data, is_strict=is_strict)
    for item in found:
        item.message.encode()
        assert item.message.isprintable(), item.message
        assert len(item.message) < 6000
        (item.where.file or "").encode()
        (item.where.path or "").encode()


def _parsed(which: str, encoding: str, data: bytes, *, is_strict: bool) -> tuple[object, ...]:
    if which == "info":
        info = parse_info(tag_text("bag-info.txt", data, encoding), is_strict=is_strict)
        return (*info.findings, *info_findings("bag-info.txt", info.elements, None))
    if which == "fetch":
        return parse_fetch(tag_text("fetch.txt", data, encoding), is_strict=is_strict).findings
    file = NAMES[len(data) % len(NAMES)]
    name = manifest_name("tag" + file if which == "tagmanifest" else file)
    manifest = parse_manifest(name, tag_text(name.file, data, encoding), is_strict=is_strict)
    assert manifest.entries.keys() == manifest.lines(manifest.entries).keys()
    for path in manifest.entries:
        assert path
        assert ".." not in path.split("/")
        assert not path.startswith("/")
        assert path.startswith("data/") is not name.is_tag
    return manifest.findings


def one(data: bytes) -> None:
    """Take one input of the fuzzer: two bytes choose the parser, the rest is the file."""
    if len(data) < 2:
        return
    which = PARSERS[data[0] % len(PARSERS)]
    encoding = ENCODINGS[data[1] % 16 % len(ENCODINGS)] if data[1] % 2 else "UTF-8"
    parse(which, encoding, data[2:], is_strict=data[1] < 128)


def one_name(data: bytes) -> None:
    """Take the input as names of a listing."""
    names = data.decode("utf-8", "surrogateescape").split("\0")
    entries = [Entry(name, EntryKind.FILE, 1) for name in names if name]
    inspect(entries, dict.fromkeys(tag_files_to_read(entries), b""))


def seeds(directory: Path) -> None:
    """Write files that are nearly in order, for the fuzzer to start from."""
    order = dict(
        enumerate(("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"))
    )
    for number, name in order.items():
        (directory / name).write_bytes(bytes([number, 0]) + GOOD.files[name])
    (directory / "fetch").write_bytes(bytes([4, 0]) + b"https://a.example/a 4 data/a.txt\n")
    whole = SEPARATOR.join(
        GOOD.files.get(name, b"https://a.example/a 4 data/a.txt\n") for name in _TAG_FILES
    )
    (directory / "bag").write_bytes(bytes([5, 0]) + whole)


def main() -> None:
    """Fuzz for so many seconds; exits otherwise than 0 at the first input that breaks a promise."""
    try:
        import atheris
    except ImportError:
        sys.exit("NOTHING WAS FUZZED: atheris is not installed (pip install 'atheris>=3').")
    seconds = (
        int(sys.argv[1]) if len(sys.argv) == 2 else sys.exit("usage: scripts/fuzz-bags SECONDS")
    )

    def both(data: bytes) -> None:
        one(data)
        one_name(data)

    atheris.instrument_all()
    with tempfile.TemporaryDirectory() as corpus:
        seeds(Path(corpus))
        options = [
            f"-max_total_time={seconds}",
            "-max_len=4096",
            "-timeout=20",
            "-rss_limit_mb=2048",
        ]
        atheris.Setup([sys.argv[0], corpus, *options], both)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
