"""A second judge of bags, written from RFC 8493 alone in the most naive way there is.

It shares no line with preserve: bytes, loops and dictionaries, every rule on its own, nothing
fast. It says what a bag is and which families of rules are broken, so that mutated bags can be
held against what preserve says of them.

Where the standard leaves a choice, or preserve chose to be lenient, the choice is written here
once more, marked `CHOICE`.
"""

import hashlib
import unicodedata
from dataclasses import dataclass, field

HASHES = {
    "md5": "md5", "sha1": "sha1", "sha224": "sha224", "sha256": "sha256", "sha384": "sha384",
    "sha512": "sha512", "sha3256": "sha3_256", "sha3384": "sha3_384", "sha3512": "sha3_512",
    "blake2b": "blake2b", "blake2s": "blake2s",
}  # fmt: skip
VERSIONS = ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0")
# CHOICE: the encodings that this judge knows; preserve knows more of the same kind.
ENCODINGS = {
    "utf8": "utf-8", "ascii": "ascii", "usascii": "ascii", "iso88591": "latin-1",
    "latin1": "latin-1", "utf16": "utf-16", "utf16le": "utf-16-le", "utf16be": "utf-16-be",
    "utf32": "utf-32", "utf32le": "utf-32-le", "utf32be": "utf-32-be",
    "windows1252": "cp1252", "cp1252": "cp1252",
}  # fmt: skip
SPELLED = {
    "utf8": ("utf8", "utf-8"),
    "usascii": ("us-ascii",),
    "iso88591": ("iso-8859-1", "iso8859-1", "8859"),
    "latin1": ("latin1", "latin-1", "l1", "latin"),
    "windows1252": ("windows-1252",), "cp1252": ("cp1252", "1252"),
    **{
        f"utf{bits}{end}": (f"utf{bits}{end}", f"utf-{bits}{end}", f"utf{bits}-{end}", f"utf-{bits}-{end}")
        for bits in (16, 32) for end in ("le", "be")
    },
    **{f"utf{bits}": (f"utf{bits}", f"utf-{bits}") for bits in (16, 32)},
}  # fmt: skip
"""How they may be spelled, `_` and `-` alike."""

HEX = "0123456789abcdefABCDEF"
LONGEST = 1 << 20


@dataclass
class Judged:
    """A bag; the clauses that it breaks, and what cannot be known."""

    files: dict[str, bytes]
    taken: set[str]
    unreadable: set[str]
    strict: bool = True
    fetched: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)

    @property
    def verdict(self) -> str:
        if self.broken - {"hole"}:
            return "invalid"
        if self.broken:
            return "incomplete"
        return "undecided" if self.unknown else "valid"


def judge(
    files: dict[str, bytes], directories: set[str], others: set[str], unreadable: set[str]
) -> Judged:
    """Judge a bag.

    Args:
        files: bytes of every regular file, by path (names that are not UTF-8 as surrogates).
        directories: paths of all directories.
        others: paths of links, pipes, sockets and devices.
        unreadable: payload files whose bytes could not be read.
    """
    out = Judged(files, directories | others, unreadable)
    if others:
        out.broken.add("special")
    if "data" not in directories:
        out.broken.add("2.1.2")
    for path in directories:
        if "/" not in path and is_reserved(path):
            out.broken.add("reserved")
    version, encoding = declaration(files, out)
    out.strict = version not in VERSIONS[:-1]
    texts = {
        path: text_lines(files[path], encoding, out)
        for path in files
        if "/" not in path and is_read(path, version)
    }
    manifests = [
        read_manifest(path, lines, out) for path, lines in texts.items() if manifest_kind(path)
    ]
    payload = [each for each in manifests if not each.is_tag]
    tags = [each for each in manifests if each.is_tag]
    if not payload:
        out.broken.add("2.1.3")
    holes = read_fetch(texts.get("fetch.txt"), payload, out)
    whole = completeness(payload, holes, out)
    tag_manifests(payload, tags, out)
    info = texts.get("package-info.txt" if version in VERSIONS[:3] else "bag-info.txt")
    elements = read_info(info or [], out)
    payload_oxum(elements, out, whole=whole)
    return out


def is_reserved(name: str) -> bool:
    return name in {"bagit.txt", "bag-info.txt", "fetch.txt"} or manifest_kind(name) is not None


def is_read(path: str, version: str | None) -> bool:
    if path == "package-info.txt":
        return version in VERSIONS[:3]
    if path == "bag-info.txt":
        return version not in VERSIONS[:3]
    return path == "fetch.txt" or manifest_kind(path) is not None


def manifest_kind(path: str) -> tuple[str, bool] | None:
    """Return the name's algorithm as written, and whether it is a tag manifest's."""
    for start, is_tag in (("manifest-", False), ("tagmanifest-", True)):
        if path.startswith(start) and path.endswith(".txt") and len(path) > len(start) + 4:
            return path[len(start) : -4], is_tag
    return None


def split_lines(text: str) -> list[str]:
    """Split after LF, CR and CRLF, character by character."""
    lines, line, index = [], "", 0
    if "\r" not in text:
        lines = text.split("\n")
        return lines if lines[-1] else lines[:-1]
    while index < len(text):
        if text[index] in "\r\n":
            if text[index : index + 2] == "\r\n":
                index += 1
            lines.append(line)
            line = ""
        else:
            line += text[index]
        index += 1
    return [*lines, line] if line else lines


def text_lines(data: bytes, encoding: str, out: Judged) -> list[str]:
    """Decode a tag file by the declared encoding and split it (2.3)."""
    codec = ENCODINGS[encoding]
    for name, mark in (("utf-8", b"\xef\xbb\xbf"), ("utf-32-le", b"\xff\xfe\0\0"),
                       ("utf-32-be", b"\0\0\xfe\xff"), ("utf-16-le", b"\xff\xfe"),
                       ("utf-16-be", b"\xfe\xff")):  # fmt: skip
        if name.startswith(codec[:6]) and name[:6] == codec[:6] and data.startswith(mark):
            if codec not in {"utf-16", "utf-32"}:
                out.broken.add("2.3")  # only an encoding that needs the mark may have it
            data = data[len(mark) :]
            if codec in {"utf-16", "utf-32"}:
                codec = name
            break
    if codec in {"utf-16", "utf-32"}:
        codec += "-be"  # RFC 2781 4.3
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        out.broken.add("2.3")
        return []
    return split_lines(text)


def declaration(files: dict[str, bytes], out: Judged) -> tuple[str | None, str]:
    """Read bagit.txt (2.1.1); return the version and the encoding to go on with."""
    data = files.get("bagit.txt")
    if data is None:
        out.broken.add("2.1.1")
        return None, "utf8"
    try:
        lines = split_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        out.broken.add("2.1.1")
        return None, "utf8"
    labels = ["BagIt-Version", "Tag-File-Character-Encoding"]
    if [line.partition(":")[0].strip() for line in lines] != labels:
        out.broken.add("2.1.1")
        return None, "utf8"
    version, encoding = (line.partition(":")[2].strip() for line in lines)
    if version not in VERSIONS:
        out.broken.add("2.1.1")
    if version not in VERSIONS[:-1]:
        exact = [f"{labels[0]}: {version}", f"{labels[1]}: {encoding}"]
        if lines != exact:
            out.broken.add("2.1.1")
    spelled = encoding.lower().replace("_", "-")
    known = {spelling: name for name in ENCODINGS for spelling in SPELLED.get(name, (name,))}
    if spelled not in known:
        out.broken.add("2.1.1")
    return version, known.get(spelled, "utf8")


@dataclass
class Read:
    """A manifest: lines as (path that is meant, path under the other reading of %, digest)."""

    path: str
    algorithm: str
    is_tag: bool
    rows: list[tuple[str, str, str]] = field(default_factory=list)


def read_manifest(path: str, lines: list[str], out: Judged) -> Read:
    written, is_tag = manifest_kind(path) or ("", False)
    algorithm = "".join(c for c in written.lower() if c in "abcdefghijklmnopqrstuvwxyz0123456789")
    if algorithm != written:
        out.broken.add("2.4")
    if algorithm not in HASHES:
        out.unknown.add(path)
    manifest = Read(path, algorithm, is_tag)
    for line in lines:
        if len(line) > LONGEST:
            out.broken.add("long")
        elif line.strip():  # CHOICE: an empty line is passed over
            row = read_row(line, manifest, strict=out.strict)
            if row is None:
                out.broken.add("2.1.3")
            else:
                manifest.rows.append(row)
    return manifest


def read_row(line: str, manifest: Read, *, strict: bool) -> tuple[str, str, str] | None:
    """Read one line; None when it breaks a rule."""
    escaped = line.startswith("\\")  # CHOICE: the habits of md5sum are accepted
    line = line[1:] if escaped else line
    digest = ""
    while line and line[0] in HEX:
        digest, line = digest + line[0], line[1:]
    rest = line.lstrip(" \t")
    if not digest or rest == line or not rest or not is_digest(digest, manifest.algorithm):
        return None
    if escaped or rest.startswith("*"):
        rest = rest.removeprefix("*")
        if escaped:
            rest = "".join(un_md5sum(rest))
    raw = straightened(rest)  # CHOICE: `./` and `//` are accepted
    meant, other = (percent(raw), raw) if strict else (raw, percent(raw))
    if leads_out(meant) or not belongs(meant, is_tag=manifest.is_tag):
        return None
    return meant, other, digest.lower()


def un_md5sum(text: str) -> list[str]:
    out, index = [], 0
    while index < len(text):
        pair = text[index : index + 2]
        if pair in {"\\\\", "\\n", "\\r"}:
            out.append({"\\\\": "\\", "\\n": "\n", "\\r": "\r"}[pair])
            index += 2
        else:
            out.append(text[index])
            index += 1
    return out


def is_digest(digest: str, algorithm: str) -> bool:
    if algorithm in HASHES:
        return len(digest) == 2 * hashlib.new(HASHES[algorithm]).digest_size
    return len(digest) % 2 == 0


def straightened(path: str) -> str:
    if path.startswith("/"):
        return path
    parts = [part for part in path.split("/") if part not in {"", "."}]
    return "/".join(parts) + ("/" if parts and path.endswith(("/", "/.")) else "")


def percent(path: str) -> str:
    """Decode exactly what RFC 8493 2.1.3 lets a writer encode."""
    out, index = "", 0
    while index < len(path):
        three = path[index : index + 3].upper()
        if three in {"%25", "%0A", "%0D"}:
            out += {"%25": "%", "%0A": "\n", "%0D": "\r"}[three]
            index += 3
        else:
            out += path[index]
            index += 1
    return out


def leads_out(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    has_drive = path[1:2] == ":" and path[0].isascii() and path[0].isalpha()
    return (
        not path
        or "\0" in path
        or path[0] in "/\\~"
        or has_drive
        or ".." in [part.rstrip(" ") for part in parts]
        or path.endswith("/")
        or "" in path.split("/")
        or "." in path.split("/")
    )


def belongs(path: str, *, is_tag: bool) -> bool:
    if not is_tag:
        return path.startswith("data/")
    kind = manifest_kind(path) if "/" not in path else None
    return path != "data" and not path.startswith("data/") and not (kind and kind[1])


def read_fetch(lines: list[str] | None, payload: list[Read], out: Judged) -> set[str]:
    """Read fetch.txt (2.2.3); return the paths it names."""
    named: dict[str, str] = {}
    for line in lines or ():
        if not line.strip():
            continue
        url, first, rest = cut(line)
        length, second, path = cut(rest)
        is_number = bool(length) and all(c in "0123456789" for c in length)
        if not (url and first and second and path) or not (is_number or length == "-"):
            out.broken.add("2.2.3")
            continue
        written = straightened(path if out.strict else path.lstrip("/"))
        path, other = percent(written) if out.strict else written, written
        other = written if out.strict else percent(written)
        if leads_out(path) or not path.startswith("data/") or path in named or not absolute(url):
            out.broken.add("2.2.3")
            continue
        named[path] = other
    return {as_listed(path, other, named, payload, out) for path, other in named.items()}


def as_listed(
    path: str, other: str, named: dict[str, str], payload: list[Read], out: Judged
) -> str:
    """Return a path of fetch.txt as manifests have it (CHOICE: in another spelling, too)."""
    listed = [row[0] for each in payload for row in each.rows]
    meant = path if path in listed else find(path, other, listed, set()) or path
    if meant != path and (meant in named or meant in out.fetched):
        out.broken.add("2.2.3")
        return path
    out.fetched.add(meant)
    lacks = [meant not in {row[0] for row in each.rows} for each in payload]
    if any(lacks) if out.strict else all(lacks) and lacks:
        out.broken.add("2.2.3")
    return meant


def cut(text: str) -> tuple[str, str, str]:
    """Return what stands before the first white space, the white space, and the rest."""
    for index, character in enumerate(text):
        if character in " \t":
            rest = text[index:].lstrip(" \t")
            return text[:index], text[index:][: len(text[index:]) - len(rest)], rest
    return text, "", ""


def absolute(url: str) -> bool:
    scheme, colon, rest = url.partition(":")
    allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not colon or not rest or not scheme or scheme[0] not in allowed:
        return False
    if any(c not in allowed + "0123456789+.-" for c in scheme):
        return False
    characters = set(allowed + "0123456789-._~:/?@!$&'()*+,;=[]")
    for number, c in enumerate(rest):
        if c == "%":
            if len(rest) < number + 3 or any(d not in HEX for d in rest[number + 1 : number + 3]):
                return False
        elif c not in characters:
            return False
    return scheme.lower() not in ("http", "https", "ftp", "ftps", "sftp") or has_host(rest)


def has_host(rest: str) -> bool:
    """Return whether what follows `https:` names a host, brackets round nothing but an IPv6."""
    if not rest.startswith("//"):
        return False
    authority = rest[2:]
    for end in "/?":
        authority = authority.partition(end)[0]
    behind = rest[2 + len(authority) :]
    host = authority.rpartition("@")[2]
    if "@" in authority.rpartition("@")[0] or "[" in behind or "]" in behind:
        return False
    if host.startswith("["):
        inner, bracket, port = host[1:].partition("]")
        is_right = inner and all(c in HEX + ":." for c in inner)
        return bool(bracket and is_right) and (not port or (port[0] == ":" and digits(port[1:])))
    name, colon, port = host.partition(":")
    return bool(name) and "[" not in host and "]" not in host and (not colon or digits(port))


def digits(text: str) -> bool:
    return all(c in "0123456789" for c in text)


def completeness(payload: list[Read], holes: set[str], out: Judged) -> bool:
    """Compare each payload manifest with the payload (3); return whether nothing is missing."""
    there = [path for path in out.files if path.startswith("data/")]
    results = [compare(manifest, there, holes, out) for manifest in payload]
    for path in there:
        listed_in = [path in listed for listed, _ in results]
        if results and not (all(listed_in) if out.strict else any(listed_in)):
            out.broken.add("unlisted")
    every_absent = set[str]().union(*(absent for _, absent in results))
    if out.strict and any(absent != every_absent for _, absent in results):
        out.broken.add("unlisted")
    return not every_absent


def compare(
    manifest: Read, there: list[str], holes: set[str], out: Judged
) -> tuple[set[str], set[str]]:
    """Return the files that a manifest lists, and the listed paths without a file."""
    listed: dict[str, str] = {}
    absent: set[str] = set()
    for meant, other, digest in manifest.rows:
        path = find(meant, other, there, {row[0] for row in manifest.rows})
        if path is None and meant in out.taken:
            out.broken.add("directory")
            continue
        if path is None:
            absent.add(meant)
            out.broken.add("hole" if meant in holes else "missing")
            path = meant
        take(manifest, path, digest, listed, out)
    return set(listed), absent


def take(manifest: Read, path: str, digest: str, listed: dict[str, str], out: Judged) -> None:
    """Take one entry: not twice, and true to the file's bytes."""
    if path in listed and (out.strict or listed[path] != digest):
        out.broken.add("twice")
    listed[path] = digest
    if path in out.unreadable:
        out.unknown.add(path)
    elif path in out.files and manifest.algorithm in HASHES:
        right = hashlib.new(HASHES[manifest.algorithm], out.files[path]).hexdigest()
        if right != digest:
            out.broken.add("altered")


def find(meant: str, other: str, there: list[str], listed: set[str]) -> str | None:
    """Return the file of a listed path: by name, by the other reading, by one normal form."""
    if meant in there:
        return meant
    same = unicodedata.normalize("NFC", meant) == unicodedata.normalize("NFC", other)
    if other in there and (same or other not in listed):
        return other
    for path in there:
        if unicodedata.normalize("NFC", path) == unicodedata.normalize("NFC", meant):
            return path
    return None


def tag_manifests(payload: list[Read], tags: list[Read], out: Judged) -> None:
    """Judge the tag manifests (2.2.1)."""
    for manifest in tags:
        listed: dict[str, str] = {}
        beside = [path for path in out.files if not path.startswith("data/")]
        for meant, other, digest in manifest.rows:
            path = find(meant, other, beside, {row[0] for row in manifest.rows})
            take(manifest, path or meant, digest, listed, out)
            if path is None:
                out.broken.add("missing")
        if out.strict and any(each.path not in listed for each in payload):
            out.broken.add("2.2.1")


def read_info(lines: list[str], out: Judged) -> list[list[str]]:
    """Judge bag-info.txt (2.2.2); return its labels and values."""
    elements: list[list[str]] = []
    for line in lines:
        label, colon, value = line.partition(":")
        if len(line) > LONGEST:
            out.broken.add("long")
        elif not line.strip():
            continue
        elif line[0] in " \t" and elements:
            elements[-1][1] = (elements[-1][1] + " " + line.strip(" \t")).strip(" \t")
        elif line[0] in " \t" or not colon or not label.strip():
            out.broken.add("2.2.2")
        else:
            if out.strict and not (label == label.strip() and value.startswith((" ", "\t"))):
                out.broken.add("2.2.2")
            elements.append([label.strip(), value.strip(" \t")])
    return elements


def payload_oxum(elements: list[list[str]], out: Judged, *, whole: bool) -> None:
    """Judge Payload-Oxum (2.2.2)."""
    sums = [value for label, value in elements if label.lower() == "payload-oxum"]
    sizes = [len(data) for path, data in out.files.items() if path.startswith("data/")]
    if len(sums) > 1:
        out.broken.add("oxum")
    for value in sums:
        numbers = value.split(".")
        is_sum = len(numbers) == 2 and all(is_number(number) for number in numbers)
        counted = [sum(sizes), len(sizes)]
        if not is_sum or (whole and [int(number) for number in numbers] != counted):
            out.broken.add("oxum")


def is_number(text: str) -> bool:
    return 1 <= len(text) <= 20 and all(c in "0123456789" for c in text)
