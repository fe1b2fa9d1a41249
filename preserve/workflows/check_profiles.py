"""Hold each bag that is validated against the profiles that were asked for."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.inspection import FIRST_INFO, INFO
from preserve.containers.bag.parse import DECLARATION, parse_declaration, parse_info
from preserve.containers.bag.profile import Packed, check_profile
from preserve.containers.bag.profile_document import TAG_FILES, section
from preserve.containers.bag.profile_tags import TagElement
from preserve.containers.bag.text import tag_text
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding
from preserve.model.profile_verdict import Fit, ProfileVerdict, fit_of
from preserve.storage.store import Tree
from preserve.storage.tree import read_file
from preserve.workflows.profiles import LoadedProfile

_LARGEST_BYTES = 16 << 20
_INFO_FILES = frozenset({INFO, FIRST_INFO})


@runtime_checkable
class Serialized(Protocol):
    """What a tree that is one packed file says of itself."""

    @property
    def media_type(self) -> str:
        """Return what it is, such as `application/zip`."""
        ...

    @property
    def top(self) -> str | None:
        """Return the name of the directory that everything in it lies in, if there is one."""
        ...

    @property
    def file_name(self) -> str:
        """Return the file's own name."""
        ...


class ProfileChecks:
    """Asks each profile of each bag, and keeps the verdicts on the bag that came last."""

    def __init__(self, profiles: Sequence[LoadedProfile]) -> None:
        self._profiles = tuple(profiles)
        self._verdicts: tuple[ProfileVerdict, ...] = ()

    def check(self, tree: Tree, checked: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
        """Return what the profiles find, each finding led by its profile's name; only reads.

        Args:
            tree: the bag.
            checked: what the bag's own check found.
            entries: the bag as listed.
        """
        packed = _packed(tree)
        files = {path for each in self._profiles for path in section(each.document, TAG_FILES)}
        tag_files = _tag_files(tree, entries, files)
        told, verdicts = list[Finding](), list[ProfileVerdict]()
        for each in self._profiles:
            found = check_profile(
                each.document, checked, entries, packed=packed, tag_files=tag_files
            )
            told.extend(item._replace(message=f"{each.name}: {item.message}") for item in found)
            verdicts.append(_verdict(each, fit_of(found), len(found)))
        self._verdicts = tuple(verdicts)
        return tuple(told)

    def take(self) -> tuple[ProfileVerdict, ...]:
        """Return the verdicts on the bag that was checked last, once.

        Where none was checked since, nothing is known of the bag: all of them are undecided.
        """
        verdicts, self._verdicts = self._verdicts, ()
        return verdicts or tuple(_verdict(each, Fit.UNDECIDED, 0) for each in self._profiles)


def _verdict(profile: LoadedProfile, fit: Fit, findings: int) -> ProfileVerdict:
    return ProfileVerdict(profile.name, profile.identifier, profile.sha256, fit, findings)


def _packed(tree: Tree) -> Packed | None:
    if isinstance(tree, Serialized):
        return Packed(tree.media_type, tree.top or None, tree.file_name)
    return None


def _tag_files(
    tree: Tree, entries: Sequence[Entry], files: set[str]
) -> Mapping[str, Sequence[TagElement] | None]:
    """Return the elements of some tag files that are there, None where one cannot be read.

    Those of the metadata file are read for their lines, where reading a file again costs little.
    """
    wanted = {*files, DECLARATION, *(_INFO_FILES if tree.root is not None else ())}
    if wanted == {DECLARATION}:
        return {}
    sizes = {
        entry.path: entry.size_bytes or 0
        for entry in entries
        if entry.path in wanted and entry.kind is EntryKind.FILE
    }
    data = {path: _read(tree, path) for path, size in sizes.items() if size <= _LARGEST_BYTES}
    declaration = parse_declaration((data.get(DECLARATION) or b"",))
    elements = dict[str, Sequence[TagElement] | None]()
    for path in sizes.keys() - {DECLARATION}:
        content = data.get(path)
        if content is None:
            elements[path] = None
            continue
        text = tag_text(path, content, declaration.encoding or "UTF-8")
        parsed = parse_info(text, is_strict=declaration.is_strict)
        elements[path] = [TagElement(*element) for element in parsed.elements]
    return elements


def _read(tree: Tree, path: str) -> bytes | None:
    try:
        return read_file(tree, path)
    except OSError:
        return None
