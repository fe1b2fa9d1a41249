"""Hand a mail over: to a mail server (SMTP), or to the program `sendmail` of this machine."""

import contextlib
import os
import smtplib
import ssl
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import NamedTuple, Protocol

from preserve.errors import PreserveError
from preserve.model.policy import Notify
from preserve.report.mail import addressees, sender_of
from preserve.report.news import shortened
from preserve.report.visible import visible
from preserve.storage.source import read_whole
from preserve.workflows.reach import Reach, answer_words, reach


class Ended(Protocol):
    """How a program ended."""

    @property
    def exit_code(self) -> int | None:
        """What it ended with; None: it could not be started, or did not end in time."""

    @property
    def stderr(self) -> bytes:
        """What it said, or why it could not be run."""


RunProgram = Callable[[Sequence[str], bytes, float], Ended]
"""Runs a program: its words, its standard input, and how many seconds it may take."""

_PASSWORD_BYTES = 4096
_LAST_PORT = 65535
_SAID_CHARACTERS = 200
_SECURITIES = ("none", "starttls", "tls")


class Sent(NamedTuple):
    """What became of a mail.

    Attributes:
        by: `smtp` or `sendmail`.
        to: the addresses that it was taken for.
        problems: sentences, for whatever did not go out.
    """

    by: str
    to: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Envelope:
    sender: str
    to: tuple[str, ...]
    data: bytes
    login: tuple[str, str] | None


def send(message: EmailMessage, notify: Notify, run: RunProgram, how: Reach) -> Sent:
    """Send a mail by the way that is set; what did not go out is said, never raised."""
    if notify.smtp_host is None:
        return _by_sendmail(message, notify, run, how.whole_seconds)
    try:
        envelope = _Envelope(
            sender=sender_of(notify) or "",
            to=addressees(notify),
            data=message.as_bytes(policy=policy.SMTP),
            login=_login(notify),
        )
    except ValueError as problem:
        return Sent("smtp", (), (f"No mail was sent: {problem}.",))
    return _by_smtp(envelope, notify, how)


def _by_sendmail(message: EmailMessage, notify: Notify, run: RunProgram, seconds: float) -> Sent:
    """Send a mail through the program: it reads the addresses in the mail itself (`-t`)."""
    data = message.as_bytes(policy=policy.default)
    try:
        ended = run((notify.sendmail, "-t", "-i"), data, seconds)
    except (OSError, ValueError):
        words = f"the program {visible(notify.sendmail)} could not be run"
        return Sent("sendmail", (), (f"No mail was sent: {words}.",))
    if ended.exit_code == 0:
        return Sent("sendmail", addressees(notify))
    said = " ".join(ended.stderr.decode("utf-8", "replace").split())
    words = f"the program {visible(notify.sendmail)} ended with {ended.exit_code}"
    if ended.exit_code is None:
        words = "the mail program could not be used"
    said = f" ({shortened(said, _SAID_CHARACTERS)})" if said else ""
    return Sent("sendmail", (), (f"No mail was sent: {words}{said}.",))


def _by_smtp(envelope: _Envelope, notify: Notify, how: Reach) -> Sent:
    server = f"the mail server {visible(str(notify.smtp_host))}, port {notify.smtp_port},"
    refusals: list[dict[str, tuple[int, bytes]]] = []
    problem = reach(lambda: refusals.append(_deliver(envelope, notify, how)), how.whole_seconds)
    if not refusals:
        return Sent("smtp", (), (f"No mail was sent: {server} {problem}.",))
    refused = refusals[0]
    problems = tuple(
        f"No mail was sent to {address}: {server} refused it ({answer_words(*answer)})."
        for address, answer in refused.items()
    )
    return Sent("smtp", tuple(each for each in envelope.to if each not in refused), problems)


def _deliver(envelope: _Envelope, notify: Notify, how: Reach) -> dict[str, tuple[int, bytes]]:
    """Hand a mail over; return the addresses that were refused, with the answer for each.

    Raises:
        OSError: the mail was taken for nobody.
    """
    context, seconds = how.tls(), how.answer_seconds
    host, port = str(notify.smtp_host), notify.smtp_port
    server = _connected(host, port, seconds, context if notify.smtp_security == "tls" else None)
    try:
        if notify.smtp_security == "starttls":
            server.starttls(context=context)
        if envelope.login is not None:
            server.login(*envelope.login)
        try:
            refused = server.sendmail(envelope.sender, envelope.to, envelope.data)
        except smtplib.SMTPRecipientsRefused as problem:
            refused = dict.fromkeys(envelope.to, (421, b""))
            refused |= problem.recipients
        with contextlib.suppress(OSError):
            server.quit()  # the mail is taken; how the talk ends does not matter any more
        return refused
    finally:
        server.close()


def _connected(
    host: str, port: int, seconds: float, context: ssl.SSLContext | None
) -> smtplib.SMTP:
    if context is None:
        return smtplib.SMTP(host, port, timeout=seconds)
    return smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)


def _login(notify: Notify) -> tuple[str, str] | None:
    """Return user and password for the server, or None where it does not ask for them.

    Raises:
        ValueError: the settings cannot be used, with a reason that tells no secret.
    """
    if notify.smtp_security not in _SECURITIES:
        raise ValueError("smtp_security must be none, starttls or tls")
    if not 0 < notify.smtp_port <= _LAST_PORT:
        raise ValueError(f"smtp_port must be between 1 and {_LAST_PORT}")
    if notify.smtp_user is None:
        return None
    if notify.smtp_security == "none":
        raise ValueError(
            "a password is sent over a secured connection alone (smtp_security: starttls or tls)"
        )
    if notify.smtp_password_file is None:
        raise ValueError("smtp_user is set, and smtp_password_file is not")
    return notify.smtp_user, _password(notify.smtp_password_file)


def _password(path: str) -> str:
    """Return the password that a file holds alone.

    Raises:
        ValueError: it cannot be read, others can read it, or it cannot be sent.
    """
    try:
        mode = os.stat(path).st_mode
        data = read_whole(path, _PASSWORD_BYTES)
    except (OSError, PreserveError, ValueError) as problem:
        raise ValueError("the file in smtp_password_file cannot be read") from problem
    if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(
            "others can read the file in smtp_password_file; let its owner alone (chmod 600)"
        )
    password = data.removesuffix(b"\n").removesuffix(b"\r")
    if not password or not password.isascii():
        raise ValueError("the file in smtp_password_file must hold a password in ASCII, alone")
    return password.decode("ascii")
