"""The tag files of a new bag: BagIt 1.0, the same bytes for the same input.

Lines of bag-info.txt are not folded, although RFC 8493 2.2.2 recommends 79 characters: some
readers keep the fold's line end inside the value, and a profile then compares the wrong text.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from preserve.containers.bag.names import encode_path, is_utf8, path_problem
from preserve.model.digest import OUR_ALGORITHMS, digests_of
from preserve.model.file import FileRecord, NewFile

PROFILE_IDENTIFIER = "https://preserve-toolkit.invalid/schemas/bag-profile/v1.json"
"""What our bags name as their profile. The reserved domain `.invalid` (RFC 2606) says that this
is an identifier, not an address; the profile ships with preserve."""

DECLARATION_BYTES = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""bagit.txt of every bag of ours."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")
_THOUSAND = 1000


class Manifests(NamedTuple):
    """Which manifests a bag gets: algorithms as BagIt writes them.

    Attributes:
        payload: of the payload manifests, at least one.
        tag: of the tag manifests.
    """

    payload: tuple[str, ...] = OUR_ALGORITHMS
    tag: tuple[str, ...] = OUR_ALGORITHMS


OUR_MANIFESTS = Manifests()


class BagInfo(NamedTuple):
    """What bag-info.txt is to say.

    Attributes:
        source_organization: who hands the bag over; None is written as `unknown`.
        contact_name: whom to ask; None leaves the element out.
        contact_email: where to ask; None leaves the element out.
        package_id: the package's id, written as External-Identifier.
        external_description: what the bag holds, in a sentence.
        bagging_on: the date of the bag.
        payload_bytes: bytes of the payload, all files together.
        payload_files: number of payload files.
        software: name and version of the software that made the bag.
    """

    source_organization: str | None
    contact_name: str | None
    contact_email: str | None
    package_id: str
    external_description: str
    bagging_on: date
    payload_bytes: int
    payload_files: int
    software: str


def bag_info(options: BagInfo) -> tuple[tuple[str, str], ...]:
    """Return the elements of bag-info.txt, in the order of RFC 8493 2.2.2, unknown ones left out.

    Elements with an empty value are left out too: an empty value says nothing.
    """
    elements = (
        ("Source-Organization", one_line(options.source_organization or "") or "unknown"),
        ("Contact-Name", options.contact_name),
        ("Contact-Email", options.contact_email),
        ("External-Description", options.external_description),
        ("Bagging-Date", options.bagging_on.isoformat()),
        ("External-Identifier", options.package_id),
        ("Bag-Size", human_size(options.payload_bytes)),
        ("Payload-Oxum", f"{options.payload_bytes}.{options.payload_files}"),
        ("Bag-Software-Agent", options.software),
        ("BagIt-Profile-Identifier", PROFILE_IDENTIFIER),
    )
    lines = ((label, one_line(value or "")) for label, value in elements)
    return tuple((label, value) for label, value in lines if value)


def human_size(size_bytes: int) -> str:
    """Return a size in words: `532 bytes`, `1.2 MB` (units of 1000)."""
    if size_bytes < _THOUSAND:
        return f"{size_bytes} {_UNITS[0]}"
    size, unit = float(size_bytes), 0
    while round(size, 1) >= _THOUSAND and unit < len(_UNITS) - 1:
        size, unit = size / _THOUSAND, unit + 1
    return f"{size:.1f} {_UNITS[unit]}"


def one_line(value: str) -> str:
    """Return a value that stays on its line: control characters and line ends become a space.

    So a hostile value cannot add a label of its own. Lone surrogates become `?`.
    """
    return _CONTROL.sub(" ", value).encode("utf-8", "replace").decode("utf-8").strip()


def tag_files(
    payload: Sequence[FileRecord],
    info: Sequence[tuple[str, str]],
    extra_tag_files: Sequence[NewFile] = (),
    manifests: Manifests = OUR_MANIFESTS,
) -> tuple[NewFile, ...]:
    """Return every tag file of a new bag, in the order in which to write them.

    Args:
        payload: the payload files, paths starting with `data/`, with a digest for each of the
            payload manifests.
        info: the elements of bag-info.txt, in order.
        extra_tag_files: further files beside the payload, listed in the tag manifests.
        manifests: the algorithms.

    Raises:
        ValueError: a path or a label cannot stand in a bag. `refusals` finds such names in a
            source tree beforehand, so this is a fault of the caller.
        KeyError: a payload file lacks a digest.
    """
    _require_paths([record.path for record in payload], is_payload=True)
    _require_paths([new.path for new in extra_tag_files], is_payload=False)
    first = (
        NewFile("bagit.txt", DECLARATION_BYTES),
        NewFile("bag-info.txt", info_bytes(info)),
        *(
            NewFile(f"manifest-{name}.txt", manifest_bytes(name, payload))
            for name in sorted(manifests.payload)
        ),
        *sorted(extra_tag_files, key=lambda new: new.path.encode()),
    )
    records = [
        FileRecord(new.path, len(new.data), digests_of(new.data, manifests.tag)) for new in first
    ]
    return (
        *first,
        *(
            NewFile(f"tagmanifest-{name}.txt", manifest_bytes(name, records))
            for name in sorted(manifests.tag)
        ),
    )


def is_label(label: str) -> bool:
    """Whether a label can stand in a file of tags (RFC 8493 2.2.2)."""
    return bool(label) and label == one_line(label) and ":" not in label


def is_tag_file_path(path: str) -> bool:
    """Whether a further tag file can lie at a path of a bag (RFC 8493 2, 5.1)."""
    is_reserved = re.match(r"(tag)?manifest-|(bagit|bag-info|fetch)\.txt$", path, re.IGNORECASE)
    is_payload = path == "data" or path.startswith("data/")
    return not (path_problem(path) or is_reserved or is_payload) and is_utf8(path)


def _require_paths(paths: Iterable[str], *, is_payload: bool) -> None:
    seen = set[str]()
    for path in paths:
        if is_payload:
            is_fit = path.startswith("data/") and not path_problem(path) and is_utf8(path)
        else:
            is_fit = is_tag_file_path(path)
        if not is_fit or path in seen:
            raise ValueError(f"not a path for a bag's file: {path!r}")
        seen.add(path)


def info_bytes(info: Sequence[tuple[str, str]]) -> bytes:
    """Return the bytes of a file of tags, such as bag-info.txt (RFC 8493 2.2.2).

    Raises:
        ValueError: a label cannot stand there.
    """
    lines = []
    for label, value in info:
        if not is_label(label):
            raise ValueError(f"not a label for bag-info.txt: {label!r}")
        lines.append(f"{label}: {one_line(value)}\n")
    return "".join(lines).encode()


def manifest_bytes(algorithm: str, records: Iterable[FileRecord]) -> bytes:
    """Return a manifest: digest, two spaces, path; sorted by the bytes of the path."""
    lines = [
        (record.path.encode(), f"{record.digests[algorithm]}  {encode_path(record.path)}\n")
        for record in records
    ]
    return "".join(line for _, line in sorted(lines)).encode()
