"""Under which id a stranger's bag is held, and what it does not bring with it."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.manifest import manifest_name
from preserve.containers.bag.serialized.endings import stem
from preserve.containers.bag.write import PROFILE_IDENTIFIER
from preserve.model.catalogue import finding
from preserve.model.file import Entry, FileRecord
from preserve.model.finding import Finding
from preserve.model.package import package_id
from preserve.model.unsigned import Lack
from preserve.storage import layout
from preserve.storage.store import Tree
from preserve.workflows.unsigned_quarantine import listing_sha256

WEAK: Final = frozenset({"md5", "sha1"})
_LACKS: Final = {
    Lack.OFFER: "an offer",
    Lack.SIGNATURE: "a signature",
    Lack.DESCRIPTION: "a description",
    Lack.WARC: "a WARC",
    Lack.TAG_MANIFEST: "a tag manifest",
    Lack.PROFILE: "a profile",
    Lack.STRONG_DIGESTS: "strong digests",
}


class Seen:
    """What the tag files of a bag say; asked about it while it is validated.

    Attributes:
        info: the elements of bag-info.txt.
    """

    def __init__(self) -> None:
        """Nothing is seen yet."""
        self.info: tuple[tuple[str, str], ...] = ()

    def note(self, _tree: Tree, check: BagCheck, _entries: Sequence[Entry]) -> tuple[Finding, ...]:
        """Take what a check found; there is nothing to say of it."""
        self.info = check.info
        return ()

    def value(self, label: str) -> str | None:
        """Return the first value of an element of bag-info.txt, or None."""
        return next((value for name, value in self.info if name.lower() == label), None)


class Identity(NamedTuple):
    """Which package a bag is.

    Attributes:
        source_name: the name of what was packaged, where it is a bag of ours; else the bag's.
        sha256: of that source; of another's bag, of the list of its files.
        is_ours: whether it is a package of preserve, and its content proves its id.
        profile: the profile that it says it follows, or None.
        algorithms: those of its payload manifests, sorted.
    """

    id: str
    source_name: str
    sha256: str
    is_ours: bool
    lacks: tuple[Lack, ...]
    profile: str | None
    algorithms: tuple[str, ...]

    def missing_words(self) -> str:
        """Say what did not come with it."""
        words = [_LACKS[lack] for lack in self.lacks]
        return f"It came without {', '.join(words[:-1])} and {words[-1]}."


def identity_of(name: str, files: Sequence[FileRecord], seen: Seen) -> Identity:
    """Return under which id a valid bag is held.

    A package of preserve keeps its id where its profile, its bag-info and its source agree on it.
    Any other bag is called by its name and the SHA-256 of the list of its files: whatever its own
    manifests leave out, or digest weakly, another bag has another id.

    Args:
        name: of the bag's directory or file.
        files: every file of the bag, with its SHA-256.
        seen: what its tag files say.
    """
    profile = seen.value("bagit-profile-identifier")
    paths = [file.path for file in files]
    manifests = [found for found in map(manifest_name, paths) if found]
    algorithms = tuple(sorted({each.algorithm for each in manifests if not each.is_tag}))
    lacks = [Lack.OFFER, Lack.SIGNATURE]
    if layout.DESCRIPTION not in paths or profile != PROFILE_IDENTIFIER:
        lacks.append(Lack.DESCRIPTION)
    if not any(path.lower().endswith((".warc", ".warc.gz")) for path in paths):
        lacks.append(Lack.WARC)
    if not any(each.is_tag for each in manifests):
        lacks.append(Lack.TAG_MANIFEST)
    if profile is None:
        lacks.append(Lack.PROFILE)
    if WEAK.issuperset(algorithms):
        lacks.append(Lack.STRONG_DIGESTS)
    ours = _source_of_ours(files, seen) if profile == PROFILE_IDENTIFIER else None
    if ours is not None:
        source = ours.path.removeprefix(layout.ORIGINAL), ours.digests["sha256"]
    else:
        source = name, listing_sha256(files)
    label = source[0] if ours is not None else stem(name)
    made = package_id(label, source[1])
    return Identity(made, *source, ours is not None, tuple(lacks), profile, algorithms)


def _source_of_ours(files: Sequence[FileRecord], seen: Seen) -> FileRecord | None:
    """Return the source of a package of preserve whose id it proves, or None."""
    named = seen.value("external-identifier")
    return next(
        (
            file
            for file in files
            if file.path.startswith(layout.ORIGINAL)
            and named == package_id(file.path.removeprefix(layout.ORIGINAL), file.digests["sha256"])
        ),
        None,
    )


def weak_digests(who: Identity) -> Iterator[Finding]:
    """Yield that the bag's own digests are weak, where they are."""
    if Lack.STRONG_DIGESTS in who.lacks:
        words = f"The payload is listed in {', '.join(who.algorithms)} alone"
        yield finding("XCH-097", words)
