"""What may be asked of bags besides being valid: another profile, another program's opinion."""

import os
from collections.abc import Sequence

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.known_differences import opinion_findings
from preserve.containers.bag.second_opinion import ask_bagit
from preserve.containers.warc.second_opinion import opinion_findings as warc_opinion_findings
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Finding
from preserve.storage.store import Tree
from preserve.workflows.check_profiles import ProfileChecks
from preserve.workflows.validate_bag import Extra


def extras_of(profiles: ProfileChecks | None, *, second_opinion: bool) -> tuple[Extra, ...]:
    """Return what else to ask of each bag.

    Args:
        profiles: asks the profiles that were named, or None.
        second_opinion: run the bagit library, too.
    """
    extras: list[Extra] = []
    if profiles is not None:
        extras.append(profiles.check)
    if second_opinion:
        extras.append(_bagit)
    return tuple(extras)


def warcio_extra(path: str) -> tuple[Finding, ...]:
    """Return what warcio adds about a WARC file that our checker finds valid."""
    with open(path, "rb") as opened:
        return warc_opinion_findings(warcio_opinion(opened), os.path.basename(path))


def _bagit(tree: Tree, checked: BagCheck, _entries: Sequence[Entry]) -> tuple[Finding, ...]:
    if tree.root is None:
        words = "bagit was not asked: it reads directories, and this bag is packed."
        return (finding("BAG-142", words),)
    return opinion_findings(checked, ask_bagit(tree.root))
