"""The exceptions of preserve, and what each means for the one who called.

PreserveError                 something a person can act on; never a traceback
├── Refused          exit 1   the material cannot be taken as it is
├── UsageProblem     exit 2   the command was given something it cannot mean
├── CannotDecide     exit 3   nothing is concluded about the material
│   ├── Unreadable            a file or directory could not be read
│   ├── NoSpace               the disk, the quota or the file size limit is full
│   ├── NotWritable           the place is read-only, or belongs to somebody else
│   ├── StoreOffline          the store with the bags is not there
│   └── StoreStalled          the store with the bags does not answer
├── EvidenceFailure  exit 4   a ledger, checkpoint or signature does not verify
└── ArchiveLocked    exit 5   another run is at work on the same archive

Damage is not an exception: it is a result, and travels as a `Finding`.
"""

from typing import ClassVar


class PreserveError(Exception):
    """The root: every error that preserve raises on purpose.

    Attributes:
        exit_code: what the command line ends with.
        code: the stable code; `preserve explain CODE` tells more.
        remedy: what to do next, in words.
    """

    exit_code: ClassVar[int] = 70
    default_code: ClassVar[str] = "FIX-090"
    default_remedy: ClassVar[str] = "Please report this: it is a fault of preserve."

    def __init__(self, message: str, *, code: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.remedy = remedy or self.default_remedy


class Refused(PreserveError):
    """The material cannot be taken as it is."""

    exit_code = 1
    default_code = "META-001"
    default_remedy = "See the findings for what has to change."


class UsageProblem(PreserveError):
    """The command was given something it cannot mean."""

    exit_code = 2
    default_code = "FIX-091"
    default_remedy = "Run the command with --help to see what it takes."


class CannotDecide(PreserveError):
    """Nothing is concluded about the material."""

    exit_code = 3
    default_code = "FIX-030"
    default_remedy = "Make the material readable, then run the command again."


class NoArchive(CannotDecide):
    """There is no archive where one was named: a slip of the pen, or its disk is not there."""

    default_code = "FIX-040"
    default_remedy = (
        "Check the name, and that the disk is connected; `preserve init DIR` makes a new archive."
    )


class Unreadable(CannotDecide):
    """A file or directory could not be read."""

    default_remedy = "Check that the path is right, connected and readable; then run again."


class NoSpace(CannotDecide):
    """The disk, the quota or the limit on file sizes is full."""

    default_code = "FIX-032"
    default_remedy = "Free space, then run the same command again: it goes on where it stopped."


class NotWritable(CannotDecide):
    """The place is read-only, or belongs to somebody else."""

    default_code = "FIX-033"
    default_remedy = "Make the directory writable for this user, or name another one."


class StoreOffline(CannotDecide):
    """The store with the bags is not there, or is another archive's."""

    default_code = "FIX-020"
    default_remedy = "Connect the store that belongs to this archive, then run again."


class StoreStalled(CannotDecide):
    """The store with the bags is there, and does not answer."""

    default_code = "FIX-023"
    default_remedy = (
        "Look at the connection and at the system's log; then run the same command again."
    )


class EvidenceFailure(PreserveError):
    """A ledger, checkpoint or signature does not verify."""

    exit_code = 4
    default_code = "LEDGER-001"
    default_remedy = (
        "Do not add anything to this archive. Run `preserve ledger verify` and compare with a"
        " checkpoint that was kept elsewhere."
    )


class ArchiveLocked(PreserveError):
    """Another run is at work on the same archive."""

    exit_code = 5
    default_code = "FIX-034"
    default_remedy = "Wait until the other run has ended, then run again."
