"""What an archive promises: how often every byte is read, within which limits, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from preserve.model.digest import OUR_ALGORITHMS


@dataclass(frozen=True, slots=True)
class Collection:
    """Packages that have a promise of their own.

    Attributes:
        packages: patterns of package ids, `*` and `?` as in a shell.
        every_days: every byte of them is read at least that often; None: as the archive has it.
    """

    name: str
    packages: tuple[str, ...]
    every_days: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take; None means no limit.

    Attributes:
        time_seconds: after so long it starts on no further package.
        size_bytes: it starts on no package that would lead beyond.
        bytes_per_second: how fast it reads at most, all workers together.
    """

    time_seconds: int | None = None
    size_bytes: int | None = None
    bytes_per_second: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """The promise of an archive.

    Attributes:
        every_days: every byte is read at least once in so many days.
        run_every_days: how often `audit --due` runs.
        limits: of one run.
        sample_packages: how many packages each run reads on top, by lot.
        algorithms: what every file is to be digested under; what is missing is added as it is read.
        stall_seconds: after so long without an answer a store is said to hang.
        copies: how many whole copies of each package there are to be, this archive's own included.
        challenge_days: each copy elsewhere is proven at least once in so many days.
        stores: days for a store by its name, where it has a promise of its own.
        collections: in their order in the file; the shortest promise wins.
    """

    every_days: int = 90
    run_every_days: int = 1
    limits: Limits = Limits()
    sample_packages: int = 0
    algorithms: tuple[str, ...] = OUR_ALGORITHMS
    stall_seconds: int = 120
    copies: int = 1
    challenge_days: int = 90
    stores: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    collections: tuple[Collection, ...] = ()


@dataclass(frozen=True, slots=True)
class Notify:
    """Who is told about audits, and how. Empty or None: nobody, not that way.

    Attributes:
        ping_url: called at the start, at a good end and at a bad one (`/start`, ``, `/fail`).
        mail_to: addresses.
        mail_from: the address in `From:`.
        smtp_host: a mail server; None: the program `sendmail` is used.
        smtp_port: its port.
        smtp_security: `none`, `starttls` or `tls`.
        smtp_user: for a server that asks who sends.
        smtp_password_file: path of a file that holds the password alone, readable for this user.
        sendmail: path of the program, where mail goes through it.
        digest_every_days: a mail comes at least that often, also when all is well.
        prometheus_file: a text file for a node exporter, written after each run.
    """

    ping_url: str | None = None
    mail_to: tuple[str, ...] = ()
    mail_from: str | None = None
    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_security: str = "none"
    smtp_user: str | None = None
    smtp_password_file: str | None = None
    sendmail: str = "/usr/sbin/sendmail"
    digest_every_days: int = 7
    prometheus_file: str | None = None
