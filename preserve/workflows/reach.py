"""Reach a server within a time; what goes wrong becomes words that give no secret away.

The words of the system's errors are not passed on: some of them hold the whole address.
"""

import http.client
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from preserve.report.visible import visible

_ANSWER_CHARACTERS = 200


def verifying() -> ssl.SSLContext:
    """Return what a connection is secured with: the certificate and its name are verified."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Reach:
    """How long a server is waited for, and how its name is verified.

    Attributes:
        answer_seconds: for each single answer.
        whole_seconds: for all of it, the look-up of the server's name included.
        tls: makes the settings of a secured connection.
    """

    answer_seconds: float = 20.0
    whole_seconds: float = 60.0
    tls: Callable[[], ssl.SSLContext] = field(default=verifying)


def reach(work: Callable[[], None], seconds: float) -> str | None:
    """Do something with a server; return what went wrong, after "it ...", or None.

    The time-out of a connection is for one answer: a name that is never resolved, or a server that
    sends one byte now and then, would take for ever. So the work is left to itself after a while.
    A fault of preserve in it is told by the interpreter, and counts as a failure here.

    Args:
        work: what to do; what it found out it leaves where its maker can see it.
        seconds: how long to wait.
    """
    outcome: list[str | None] = []

    def attempt() -> None:
        try:
            work()
            outcome.append(None)
        except _EXPECTED as problem:
            outcome.append(trouble(problem))

    thread = threading.Thread(target=attempt, name="preserve-reach", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return "did not answer in time"
    return outcome[0] if outcome else "could not be reached, by a fault of preserve"


def trouble(problem: Exception) -> str:
    """Return what an error of the network means, after "it ..."."""
    if isinstance(problem, smtplib.SMTPException):
        return _mail_trouble(problem)
    if isinstance(problem, http.client.HTTPException) and not isinstance(problem, OSError):
        return _NOT_UNDERSTOOD
    # What urllib and smtplib wrap keeps its cause.
    cause = getattr(problem, "reason", None)
    if isinstance(cause, OSError) and not isinstance(problem, ssl.SSLError):
        return trouble(cause)
    return next((words for kind, words in _WORDS if isinstance(problem, kind)), _OTHERWISE)


def answer_words(code: int, answer: bytes | str) -> str:
    """Return the answer of a mail server: its code and the beginning of its words."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    shown = visible(" ".join(text.split()))[:_ANSWER_CHARACTERS]
    return f"{code} {shown}".rstrip()


def _mail_trouble(problem: smtplib.SMTPException) -> str:
    match problem:
        case smtplib.SMTPResponseException():
            return _refusal(problem)
        case smtplib.SMTPServerDisconnected():
            # smtplib says no more than that; what happened underneath is kept by the language.
            is_late = isinstance(problem.__context__, TimeoutError)
            return "did not answer in time" if is_late else "broke the connection off"
        case smtplib.SMTPNotSupportedError():
            return "does not offer what was asked of it (a secured connection, or a login)"
        case _:
            return "offers no way to log in that is known here"


def _refusal(problem: smtplib.SMTPResponseException) -> str:
    if problem.smtp_code < 0:  # smtplib's sign for a line without a code
        return _NOT_UNDERSTOOD
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        # Its words are left out: a server may repeat what it was sent.
        return f"did not accept the user and password ({problem.smtp_code})"
    answer = answer_words(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return f"does not take mail from the sender ({answer})"
    if isinstance(problem, smtplib.SMTPDataError):
        return f"refused the mail ({answer})"
    return f"refused ({answer})"


# ValueError and OverflowError: a name or a port, also of a redirection, that none can have.
_EXPECTED = (OSError, http.client.HTTPException, ValueError, OverflowError)
_NOT_UNDERSTOOD = "gave an answer that cannot be understood"
_OTHERWISE = "could not be reached"
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "did not answer in time"),
    (socket.gaierror, "could not be found by its name"),
    (ssl.SSLCertVerificationError, "showed a certificate that cannot be verified"),
    (ssl.SSLError, "could not agree on a secured connection"),
    (ConnectionRefusedError, "refused the connection"),
    (ConnectionError, "broke the connection off"),
)
