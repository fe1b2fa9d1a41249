"""What may be asked of bags besides being valid: another profile, another program's opinion."""

import os
from collections.abc import Mapping, Sequence

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.profile import check_profile
from preserve.containers.bag.second_opinion import bagit_opinion, opinion_findings
from preserve.containers.warc.second_opinion import opinion_findings as warc_opinion_findings
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.model.file import Entry
from preserve.model.finding import Finding
from preserve.storage.store import Tree
from preserve.workflows.profiles import load_profile
from preserve.workflows.validate_bag import Extra


def extras_of(profile: str | None, *, second_opinion: bool) -> tuple[Extra, ...]:
    """Return what else to ask of each bag.

    Args:
        profile: a file with a BagIt profile, or None.
        second_opinion: run the bagit library, too.

    Raises:
        PreserveError: the profile cannot be read or understood.
    """
    extras: list[Extra] = []
    if profile is not None:
        extras.append(_profile_check(load_profile(profile).document))
    if second_opinion:
        extras.append(_bagit)
    return tuple(extras)


def _profile_check(profile: Mapping[str, object]) -> Extra:
    def check(_tree: Tree, checked: BagCheck, entries: Sequence[Entry]) -> tuple[Finding, ...]:
        return check_profile(profile, checked, entries)

    return check


def warcio_extra(path: str) -> tuple[Finding, ...]:
    """Return what warcio adds about a WARC file that our checker finds valid."""
    with open(path, "rb") as opened:
        return warc_opinion_findings(warcio_opinion(opened), os.path.basename(path))


def _bagit(tree: Tree, checked: BagCheck, _entries: Sequence[Entry]) -> tuple[Finding, ...]:
    if tree.root is None:
        return ()
    return opinion_findings(checked.verdict, bagit_opinion(tree.root))
