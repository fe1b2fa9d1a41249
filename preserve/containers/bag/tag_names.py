"""Names in the bag's own directory: those that BagIt keeps for itself, and those nearly alike."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.names import shown, storable
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_KEPT = frozenset({"bagit.txt", "bag-info.txt", "fetch.txt"})
_NEARLY = re.compile(
    r"(?:bagit|baginfo|fetch|(?:tag)?manifest(?:md5|sha[0-9]{1,4}|blake2[bs][0-9]{0,3})?)(?:txt)*"
)
_REGISTERED = frozenset(
    {"sha256", "sha256128", "sha256120", "sha25696", "sha25664", "sha25632", "sha384", "sha512"}
    | {"sha3224", "sha3256", "sha3384", "sha3512", "blake2s256", "blake2b256", "blake2b512"}
    | {"k12256", "k12512"}
)
"""The IANA registry of Named Information hash algorithms (RFC 6920), as manifests name them."""

_LONGEST_NEAR = 80
_OLD = frozenset({"md5", "sha1"})
"""Not registered, and allowed for the sake of old bags (RFC 8493 2.4)."""


def tag_name_findings(files: Iterable[str], directories: Iterable[str]) -> Iterator[Finding]:
    """Yield what is odd about names in the bag's own directory (RFC 8493 2, 2.3, 2.4).

    Args:
        files: paths of everything outside `data` that is no directory.
        directories: paths of all directories.
    """
    for path in sorted(path for path in directories if "/" not in path):
        if path in _KEPT or manifest_name(path) is not None:
            message = f"{shown(path)} is a directory; BagIt keeps that name for a file."
            yield finding("BAG-026", message, Where(file=storable(path)))
        elif path != "data" and _squeezed(path) == "data":
            yield _nearly(path, "data")
    for path in sorted(path for path in files if "/" not in path):
        name = manifest_name(path)
        if name is None and path not in _KEPT and _NEARLY.fullmatch(_squeezed(path)):
            yield _nearly(path, "a tag file of BagIt")
        algorithm = name.algorithm if name else ""
        if algorithm and algorithm not in _REGISTERED | _OLD:
            message = f"{shown(path)} uses {shown(algorithm)}, which no registry describes."
            yield finding("BAG-027", message, Where(file=storable(path)))


def _squeezed(name: str) -> str:
    """Return the letters and digits of a name, small."""
    if len(name) > _LONGEST_NEAR:
        return ""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", name).lower())


def _nearly(path: str, what: str) -> Finding:
    message = f"{shown(path)} is nearly, but not exactly, the name of {what}."
    return finding("BAG-025", message, Where(file=storable(path)))
