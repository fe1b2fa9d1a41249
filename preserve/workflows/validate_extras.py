"""What may be asked of bags besides being valid: another profile, another program's opinion."""

import os
from collections.abc import Mapping, Sequence

from preserve.containers.bag.check import BagCheck
from preserve.containers.bag.profile import check_profile
from preserve.containers.bag.second_opinion import bagit_opinion, opinion_findings
from preserve.containers.warc.second_opinion import opinion_findings as warc_opinion_findings
from preserve.containers.warc.second_opinion import warcio_opinion
from preserve.errors import Refused
from preserve.model.catalogue import finding
from preserve.model.file import Entry
from preserve.model.finding import Finding
from preserve.schema.parse import parse_document
from preserve.storage.source import read_whole
from preserve.storage.store import Tree
from preserve.workflows.validate_bag import Extra

_PROFILE_LIMIT_BYTES = 16 << 20


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
        extras.append(_profile_check(_load_profile(profile)))
    if second_opinion:
        extras.append(_bagit)
    return tuple(extras)


def _load_profile(path: str) -> Mapping[str, object]:
    document, findings = parse_document(read_whole(path, _PROFILE_LIMIT_BYTES))
    if not isinstance(document, Mapping):
        why = findings[0].message if findings else "it is no JSON object"
        raise Refused(
            f"The profile {path} cannot be used: {why}.",
            code="META-060",
            remedy="Name a file that holds a BagIt profile.",
        )
    return document


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
        words = "bagit was not asked: it reads directories, and this bag is packed."
        return (finding("BAG-142", words),)
    return opinion_findings(checked.verdict, bagit_opinion(tree.root))
