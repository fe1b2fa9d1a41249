"""Validate a serialized bag: the archive by its own rules, then the bag in it by all of a bag's."""

import os
from collections.abc import Sequence

from preserve.containers.bag.serialized.caps import Caps
from preserve.containers.bag.serialized.endings import Form
from preserve.containers.bag.serialized.formats import is_seven_zip
from preserve.model.catalogue import finding
from preserve.model.file import printable
from preserve.model.finding import Finding, Where, exit_code_of
from preserve.model.verdict import Verdict
from preserve.storage.container import ContainerFile
from preserve.workflows.serialized_reading import SerializedReading
from preserve.workflows.serialized_tree import SerializedTree
from preserve.workflows.validate_bag import BagVerdict, Effort, Extra, validate_bag

_UNDECIDED = 3
_HEAD_BYTES = 16


def validate_serialized(
    container: ContainerFile, form: Form, look_inside: Extra, effort: Effort, caps: Caps
) -> BagVerdict:
    """Validate a bag in an archive as it lies there; only reads, and unpacks nothing.

    Args:
        container: the open file.
        form: what it is, by its first bytes.
        look_inside: asked about a bag that says it is one of ours, as `check_package`.
        effort: whom to tell, and what else to ask.
        caps: how much of the archive is read.
    """
    name = os.path.basename(container.path)
    if form is Form.SEVEN_ZIP:
        if not is_seven_zip(container.read_at(0, _HEAD_BYTES)):
            words = f"{printable(name)} does not begin as 7z does."
            return BagVerdict(Verdict.INVALID, (finding("BAG-168", words),), {})
        return _only(finding("BAG-169", f"{printable(name)} is a 7z archive."))
    if form is Form.OTHER:
        words = f"{printable(name)} is no zip, tar or tar.gz."
        return _only(finding("BAG-165", words))
    tree = SerializedTree(container, form, caps, effort.progress)
    try:
        tree.load(name)
        bag = _bag(tree, printable(name), look_inside, effort)
        changed = container.has_changed()
    except OSError as problem:
        words = f"{printable(name)} cannot be read: {problem.strerror or type(problem).__name__}."
        return _only(finding("FIX-006", words, Where(file=printable(name))))
    if changed:
        # Whatever was found may come from reading half of the old file and half of the new.
        words = f"{printable(name)} changed while it was read."
        return _only(finding("BAG-091", words, Where(file=printable(name))))
    archive = tree.findings()
    verdict = _together(bag.verdict, archive)
    return BagVerdict(verdict, (*archive, *bag.findings), bag.payload)


def _bag(tree: SerializedTree, name: str, look_inside: Extra, effort: Effort) -> BagVerdict:
    """Apply the bag's own rules, where every member was met and a bag can be made out."""
    if not tree.found.is_whole or tree.top is None:
        return BagVerdict(Verdict.VALID, (), {})
    reading = effort._replace(read=lambda _tree, _workers: SerializedReading(tree))
    bag = validate_bag(tree, name, look_inside, reading)
    tree.read_rest(effort.progress)
    return bag


def _only(found: Finding) -> BagVerdict:
    return BagVerdict(Verdict.UNDECIDED, (found,), {})


def _together(bag: Verdict, archive: Sequence[Finding]) -> Verdict:
    """Return the verdict on archive and bag: a fault of either is one of the whole."""
    code = exit_code_of(archive)
    if code == 1 or bag is Verdict.INVALID:
        return Verdict.INVALID
    return Verdict.UNDECIDED if code == _UNDECIDED and bag is Verdict.VALID else bag
