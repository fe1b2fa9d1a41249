"""What an audit is asked to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from preserve.fixity.pool import Progress, silent
from preserve.model.policy import Limits
from preserve.storage.clock import monotonic

PART_SECONDS = 300
"""A long run is put on record as often, so that little is read again after a power cut."""


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit is asked to do.

    Attributes:
        clock: tells the present instant.
        token: eight random hex digits, for the run's name and for the lot.
        monotonic: seconds that only ever go forward.
        packages: ids to look at; empty means all.
        is_due_only: look only at what must be read by now.
        limits: of this run; None: as the archive's policy has them.
        sample_packages: how many to read on top, by lot; None: as the policy has it.
        is_recorded: put the run on record.
        part_seconds: after so long, what was found so far is put on record.
        workers: helper processes.
        progress: told what was read.
        expect: told how many files and bytes there are to read.
    """

    clock: Callable[[], datetime]
    token: str
    monotonic: Callable[[], float] = field(default=monotonic)
    packages: tuple[str, ...] = ()
    is_due_only: bool = False
    limits: Limits | None = None
    sample_packages: int | None = None
    is_recorded: bool = True
    part_seconds: float = PART_SECONDS
    workers: int = 2
    progress: Progress = field(default=silent)
    expect: Callable[[int, int], None] = field(default=silent)
