"""The results of many packages under one root, so that each can be derived and proven.

The leaf of a package is `SHA-256(0x00 || id || LF || leaf || LF || state || LF)`: its id, the leaf
hash (hex) of the ledger's entry that its inventory is recorded in, and the state it was found in.
So the root of a bucket says, for each file of each package in it, with which size and digests it
was read, although none of them is written down again. The tree is the one of RFC 6962 2.1.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from preserve.ledger.merkle import Frontier

BUCKET_FILES: Final = 4096


class Result(NamedTuple):
    """What was found of one package.

    Attributes:
        number: of the package, in the order of ingestion.
        leaf: the leaf hash of the entry that holds its inventory.
        state: `intact`, `superseded` and so on.
        files: how many files it has on record.
        at: when it was begun with.
    """

    number: int
    package: str
    leaf: bytes
    state: str
    files: int
    at: datetime


def result_leaf(result: Result) -> bytes:
    """Return the leaf hash of one result."""
    text = f"{result.package}\n{result.leaf.hex()}\n{result.state}\n"
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def bucket_root(results: Iterable[Result]) -> str:
    """Return the Merkle root over results in the order of their packages, base64."""
    frontier = Frontier()
    for result in results:
        frontier = frontier.appended(result_leaf(result))
    return base64.b64encode(frontier.root()).decode("ascii")


def bucket_rows(results: Iterable[Result], started_at: datetime) -> list[list[object]]:
    """Return results as rows of an entry: first and last package, seconds, root.

    A row covers packages that follow each other and hold some 4,096 files together; its time is
    the earliest of theirs, in whole seconds after the start of the run: a check is never made out
    to be younger than it is.

    Args:
        results: in the order of their packages; taken one by one, as there may be many.
        started_at: when the run began.
    """
    return [
        [
            group[0].number,
            group[-1].number,
            max(0, int((min(result.at for result in group) - started_at).total_seconds())),
            bucket_root(group),
        ]
        for group in _groups(results)
    ]


def _groups(results: Iterable[Result]) -> Iterator[Sequence[Result]]:
    group: list[Result] = []
    files = 0
    for one in results:
        if group and (one.number != group[-1].number + 1 or files >= BUCKET_FILES):
            yield group
            group, files = [], 0
        group.append(one)
        files += one.files
    if group:
        yield group
