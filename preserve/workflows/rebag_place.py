"""Where a rebagged bag goes: a directory under lock, and never over anything."""

import contextlib
import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from preserve.errors import Refused, UsageProblem
from preserve.model.catalogue import CATALOGUE
from preserve.model.file import printable
from preserve.storage import atomic
from preserve.storage.lock import lock_exclusively
from preserve.storage.staging import Staging
from preserve.storage.workspace import Workspace
from preserve.workflows.archive import require_outside

_STAGING: Final = ".preserve-rebag"


class Place(NamedTuple):
    """Where the new bag is made, and where it goes when it is whole.

    Attributes:
        workspace: to be made before anything is staged; it is marked as ours.
        staging: the new bag, within.
        final: where it goes.
    """

    workspace: Workspace
    staging: Staging
    final: str


def require_apart(bag: str, to: str, name: str) -> None:
    """Refuse a place in the bag, or one that the bag itself lies in.

    Args:
        bag: the old bag's directory.
        to: the directory that the new one is to lie in.
        name: of the new bag.

    Raises:
        PreserveError: they are not apart, or the new bag would lie in an archive.
    """
    source, target = os.path.realpath(bag), os.path.realpath(to)
    inside = _is_within(target, source)
    around = [f"{target}/{name}", os.path.realpath(f"{target}/{name}"), f"{target}/{_STAGING}"]
    if inside or any(_is_within(source, place) for place in around):
        words = f"A new bag in {printable(to)} and {printable(bag)} would lie in one another."
        raise Refused(words, code="BAG-199", remedy=CATALOGUE["BAG-199"].remedy)
    require_outside(target, to, "Name a directory outside of the archive.")


def require_name(name: str, to: str) -> None:
    """Refuse what cannot be the name of a bag's directory.

    Raises:
        UsageProblem: the bag has no name of its own, or no directory was named.
    """
    if not to:
        raise UsageProblem("--to needs a directory.")
    if name in {"", ".", "..", _STAGING} or "/" in name or "\0" in name:
        raise UsageProblem(f"{printable(name) or '/'} cannot be the name of a bag.")


@contextlib.contextmanager
def place_in(to: str, name: str) -> Iterator[Place]:
    """Open the directory for one run, and leave nothing half made in it.

    Args:
        to: the directory; it is made if it is not there.
        name: of the new bag.

    Raises:
        PreserveError: it cannot be made, another run is at work there, or something is in the way.
    """
    directory = os.path.realpath(to)
    is_new = not os.path.lexists(directory)
    with atomic.writing(printable(to)):
        atomic.make_root(directory)
    with lock_exclusively(f"{directory}/."):
        try:
            with Workspace(f"{directory}/{_STAGING}") as workspace:
                staging = Staging(workspace.work)
                try:
                    yield Place(workspace, staging, f"{directory}/{name}")
                finally:
                    staging.discard()
        finally:
            if is_new:
                atomic.discard_empty(directory)


def _is_within(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory.rstrip('/')}/")
