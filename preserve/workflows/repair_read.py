"""Read files of a package from the medium, for a check that is not an audit's."""

from collections.abc import Sequence

from preserve.fixity.fresh import FreshRead, Job, read_fresh
from preserve.fixity.pace import unpaced
from preserve.storage.store import Tree


def read_from_medium(tree: Tree, jobs: Sequence[Job]) -> Sequence[FreshRead]:
    """Read each file once, without a limit of speed."""
    return read_fresh(tree, jobs, unpaced)
