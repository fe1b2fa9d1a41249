"""The checker: three steps, so that the shell reads each file once, in any order, at full speed.

1. `tag_files_to_read` names the files whose bytes the rules need.
2. `inspect` takes those bytes, each file's once, and the listing, and says which files to measure
   and how.
3. `comparison_for` takes the measurements, each while it is fresh, and `conclude` gives the
   verdict with all findings.

Nothing here touches a disk: a listing and bytes come in, values go out.
"""

from collections.abc import Mapping
from typing import NamedTuple

from preserve.containers.bag.collected import in_a_bag
from preserve.containers.bag.inspection import Inspection, inspect, tag_files_to_read
from preserve.containers.bag.names import storable
from preserve.containers.bag.verify import Comparison, altered_tag_findings, verdict_of
from preserve.model.file import Measurement
from preserve.model.finding import Finding
from preserve.model.verdict import Verdict

__all__ = [
    "BagCheck",
    "Inspection",
    "comparison_for",
    "conclude",
    "inspect",
    "tag_files_to_read",
]


_UNREAD = frozenset({"BAG-090", "BAG-091", "BAG-093"})
_UNLISTED = "BAG-092"


class BagCheck(NamedTuple):
    """The verdict on a bag.

    Attributes:
        verdict: valid, invalid, incomplete (only files named in fetch.txt are absent), or
            undecided (no fault was found, and not everything could be looked at).
        findings: everything that was found, never only the first.
        version: `M.N` as bagit.txt states it.
        info: the elements of bag-info.txt in their order.
        payload: what was measured of each payload file, of the first `verify.MOST_KEPT`.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    version: str | None
    info: tuple[tuple[str, str], ...]
    payload: Mapping[str, Measurement]

    def is_seen(self, *paths: str) -> bool:
        """Return whether every directory could be listed, and these files be read or are absent.

        What could not be read is not missing and says nothing: no rule may be held against it.
        """
        unseen = {found.where.file for found in self.findings if found.code in _UNREAD}
        is_listed = all(found.code != _UNLISTED for found in self.findings)
        # None stands for files that are only counted, any of which may be meant.
        return is_listed and unseen.isdisjoint((None, *map(storable, paths)))


def comparison_for(inspection: Inspection) -> Comparison:
    """Return what takes the measurements as they come, for `conclude`."""
    return Comparison(
        inspection.wanted_payload, inspection.wanted_tags, inspection.manifests, inspection.aliases
    )


def conclude(inspection: Inspection, comparison: Comparison) -> BagCheck:
    """Give the verdict.

    Args:
        inspection: of the bag's listing and tag files.
        comparison: has taken the measurements of the files that the inspection wants; a file that
            it was not given counts as not read, and leaves the bag undecided.
    """
    tags = {**inspection.measured, **comparison.tags}
    findings = (
        *inspection.findings,
        *in_a_bag(comparison.findings()),
        *in_a_bag(altered_tag_findings(inspection.tag_manifests, tags, inspection.tag_aliases)),
    )
    return BagCheck(
        verdict=verdict_of(findings),
        findings=findings,
        version=inspection.version,
        info=inspection.info,
        payload=dict(sorted(comparison.payload.items())),
    )
