"""The table of faults: what is done to a copy, and exactly what an audit must say of it.

The fire drill and the test suite use the same table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from preserve.model.audit import FileState, PackageState
from preserve.storage import layout
from preserve.workflows import drill_damage as damage
from preserve.workflows.drill_damage import Scene


class What(StrEnum):
    """What a finding is about."""

    TARGET = "the article as received"
    SECOND = "another file of the package"
    DESCRIPTION = "the description"
    WARC = "the WARC"
    MANIFESTS = "each manifest"
    ADDED = "a file that is not on record"
    MOVED = "a file that was moved there"
    PACKAGE = "the package as a whole"
    MANIFESTS_AS_SUCH = "the manifests of the package"
    EACH_PACKAGE = "each package"
    STRANGER = "a directory that is not on record"
    STORE = "the store"


@dataclass(frozen=True, slots=True)
class Said:
    """A finding that must come.

    Attributes:
        code: of the finding.
        state: that it tells of what it is about.
        package: 0 is the first package of the scene, 1 the second.
    """

    code: str
    state: str
    what: What = What.TARGET
    package: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    Attributes:
        name: its stable name.
        words: what is done, in words.
        inject: does it.
        says: every finding that must come; the first is the one that the fault is known by.
        states: of the packages of the scene; every other package is in the state `others`.
        exit_code: of the audit.
        incidents: about which packages one must be opened (None: about the store as a whole).
        is_mailed: whether a mail must be sent because something changed.
        is_limited: it is tried with `--due` and room for nothing, which tells what is due.
        packages: how many it takes.
        leaves: codes that an audit goes on telling when all is mended: the history forgets nothing.
    """

    name: str
    words: str
    inject: Callable[[Scene], None]
    says: tuple[Said, ...]
    states: tuple[PackageState, ...] = (PackageState.DAMAGED,)
    exit_code: int = 1
    incidents: tuple[int | None, ...] = (0,)
    is_mailed: bool = True
    others: PackageState = PackageState.INTACT
    strangers: int = 0
    is_limited: bool = False
    packages: int = 1
    leaves: frozenset[str] = frozenset()


Expected = tuple[str, str, str | None, str | None]
"""Code, state, package and file of a finding."""


def expected_findings(fault: Fault, scene: Scene) -> list[Expected]:
    """Return exactly what an audit must find of a fault, sorted as `sorted_findings` does."""
    return sorted_findings(
        (said.code, said.state, *about) for said in fault.says for about in _about(said, scene)
    )


def sorted_findings(findings: Iterable[Expected]) -> list[Expected]:
    """Return findings in an order in which two lists can be compared."""
    return sorted(findings, key=lambda found: tuple(part or "" for part in found))


def expected_packages(fault: Fault, scene: Scene) -> dict[str, int]:
    """Return the number of packages that must be in each state."""
    states = [*fault.states, *[fault.others] * (len(scene.packages) - len(fault.states))]
    states.extend([PackageState.UNEXPECTED] * fault.strangers)
    return {state.value: states.count(state) for state in states}


def expected_incidents(fault: Fault, scene: Scene) -> set[str | None]:
    """Return the packages that an incident must be opened about; None is the store as a whole."""
    return {None if one is None else scene.packages[one].id for one in fault.incidents}


def _about(said: Said, scene: Scene) -> list[tuple[str | None, str | None]]:
    """Return package and file of each finding."""
    if said.what is What.STORE:
        return [(None, None)]
    if said.what is What.STRANGER:
        return [(damage.STRANGER, damage.STRANGER)]
    if said.what is What.EACH_PACKAGE:
        return [(package.id, package.id) for package in scene.packages]
    package = scene.packages[said.package].id
    return [(package, file) for file in _files(said.what, package, scene)]


def _files(what: What, package: str, scene: Scene) -> tuple[str | None, ...]:
    named: dict[What, str | None] = {
        What.DESCRIPTION: layout.DESCRIPTION,
        What.WARC: layout.WARC,
        What.ADDED: damage.ADDED,
        What.MOVED: damage.MOVED,
        What.PACKAGE: package,
        What.MANIFESTS_AS_SUCH: None,
    }
    if what is What.MANIFESTS:
        return scene.manifests
    if what in named:
        return (named[what],)
    return (scene.target.path if what is What.TARGET else scene.second.path,)


_ALTERED: Final = (Said("FIX-001", FileState.ALTERED),)
_CHANGED_KIND: Final = (Said("FIX-005", FileState.TYPE_CHANGED),)
_OFFLINE: Final = (Said("FIX-020", "offline", What.STORE),)
_NOT_CHECKED: Final = PackageState.NOT_CHECKED

FAULTS: Final[tuple[Fault, ...]] = (
    Fault("bit-flip", "one bit of the article is flipped", damage.flip_bit, _ALTERED),
    Fault(
        "rewritten",
        "the article is rewritten, same size and same time of change",
        damage.rewrite,
        _ALTERED,
    ),
    Fault("zero-sector", "a sector of zeros in the article", damage.zero_sector, _ALTERED),
    Fault("half", "the article is cut in half", damage.truncate_to_half, _ALTERED),
    Fault("emptied", "the article is emptied", damage.truncate_to_nothing, _ALTERED),
    Fault("appended", "a line is written behind the end", damage.append, _ALTERED),
    Fault(
        "missing", "the article is deleted", damage.remove, (Said("FIX-003", FileState.MISSING),)
    ),
    Fault(
        "unexpected",
        "a file is put into the package",
        damage.add,
        (Said("FIX-004", FileState.UNEXPECTED, What.ADDED),),
    ),
    Fault(
        "moved",
        "the article is moved within its package",
        damage.move_within,
        (Said("FIX-017", FileState.MOVED),),
    ),
    Fault(
        "moved-across",
        "the article is moved into another package",
        damage.move_across,
        (
            Said("FIX-017", FileState.MOVED),
            Said("FIX-004", FileState.UNEXPECTED, What.MOVED, package=1),
        ),
        states=(PackageState.DAMAGED, PackageState.DAMAGED),
        incidents=(0, 1),
        packages=2,
    ),
    Fault(
        "swapped",
        "two files trade names",
        damage.swap,
        (
            Said("FIX-018", FileState.SWAPPED),
            Said("FIX-018", FileState.SWAPPED, What.SECOND),
        ),
    ),
    Fault("symlink", "a link to the same bytes outside", damage.link_out, _CHANGED_KIND),
    Fault("directory", "a directory in the article's place", damage.make_directory, _CHANGED_KIND),
    Fault("fifo", "a FIFO in the article's place", damage.make_fifo, _CHANGED_KIND),
    Fault(
        "hard-link",
        "the article gets a second name outside (a warning)",
        damage.hard_link,
        (Said("FIX-008", FileState.INTACT),),
        states=(PackageState.INTACT,),
        exit_code=0,
        incidents=(),
        is_mailed=False,
    ),
    Fault(
        "unreadable",
        "the right to read the article is taken away",
        damage.lock_away,
        (Said("FIX-006", FileState.UNREADABLE),),
        states=(PackageState.UNDECIDED,),
        exit_code=3,
        incidents=(),
    ),
    Fault(
        "description",
        "one bit of the description is flipped",
        damage.alter_description,
        (Said("FIX-001", FileState.ALTERED, What.DESCRIPTION),),
    ),
    Fault(
        "warc",
        "one bit of the WARC is flipped",
        damage.alter_warc,
        (Said("FIX-001", FileState.ALTERED, What.WARC),),
    ),
    Fault(
        "forged",
        "the article is rewritten, and all manifests with it",
        damage.forge,
        (
            Said("FIX-011", PackageState.MANIFEST_ALTERED, What.MANIFESTS_AS_SUCH),
            Said("FIX-001", FileState.ALTERED),
            Said("FIX-001", FileState.ALTERED, What.MANIFESTS),
        ),
        states=(PackageState.MANIFEST_ALTERED,),
    ),
    Fault(
        "package-missing",
        "a package is deleted",
        damage.remove_package,
        (Said("FIX-010", FileState.MISSING, What.PACKAGE),),
    ),
    Fault(
        "package-renamed",
        "a package's directory is renamed",
        damage.rename_package,
        (Said("FIX-019", FileState.MOVED, What.PACKAGE),),
    ),
    Fault(
        "package-symlink",
        "a link to the same package outside",
        damage.link_package_out,
        (Said("FIX-013", FileState.TYPE_CHANGED, What.PACKAGE),),
    ),
    Fault(
        "stranger",
        "a strange directory in the store",
        damage.add_stranger,
        (Said("FIX-012", PackageState.UNEXPECTED, What.STRANGER),),
        states=(),
        incidents=(None,),
        strangers=1,
    ),
    Fault(
        "offline",
        "the store is not there",
        damage.unplug,
        _OFFLINE,
        states=(),
        exit_code=3,
        incidents=(),
        others=_NOT_CHECKED,
    ),
    Fault(
        "other-archive",
        "the store is another archive's",
        damage.plug_in_another,
        _OFFLINE,
        states=(),
        exit_code=3,
        incidents=(),
        others=_NOT_CHECKED,
    ),
    Fault(
        "clock",
        "a check is dated in the future, so that all is due",
        damage.jump_ahead,
        (
            Said("FIX-028", FileState.NOT_CHECKED, What.EACH_PACKAGE),
            Said("FIX-026", FileState.NOT_CHECKED, What.STORE),
        ),
        states=(),
        exit_code=3,
        incidents=(),
        others=_NOT_CHECKED,
        is_limited=True,
        leaves=frozenset({"LEDGER-011"}),
    ),
)
"""Every kind of fault; the clock comes last, for it leaves a future check on record."""
