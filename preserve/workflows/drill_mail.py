"""One real mail of a fire drill: the one that a fault brought, marked as a drill."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from preserve.model.drill import RealMail
from preserve.model.policy import Notify
from preserve.report.mail import addressees
from preserve.report.visible import visible
from preserve.workflows.mail import send
from preserve.workflows.tell import Ports

_MARK = """\
THIS IS A FIRE DRILL. Nothing is damaged. The fault that this mail tells of was
made on purpose, in a copy that was removed again; the archive was only read.
There is nothing to do, but to know that such a mail would reach you.

"""


def really_sent(sample: bytes | None, notify: Notify, ports: Ports) -> RealMail:
    """Send a mail of the drill to the people who would be told; say whom it was taken for.

    Args:
        sample: a mail that the drill brought; None: it brought none.
        notify: as preserve.toml has it.
        ports: how it leaves.
    """
    if not addressees(notify):
        words = "No mail was sent: nobody is set under mail_to in [notify] of preserve.toml."
        return RealMail((), (words,))
    if sample is None:
        return RealMail((), ("No mail was sent: none of the faults brought one.",))
    sent = send(marked(sample), notify, ports.run, ports.reach)
    missed = [address for address in notify.mail_to if address not in sent.to]
    problems = [*sent.problems]
    if missed and not problems:
        problems.append(f"No mail was sent to {visible(', '.join(missed))}.")
    return RealMail(sent.to, tuple(problems))


def marked(sample: bytes) -> EmailMessage:
    """Return a mail of the drill with the mark of a drill on top of what it says."""
    message = message_from_bytes(sample, policy=policy.SMTP)
    said = message.get_content()
    message.set_content(f"{_MARK}{said}", charset="utf-8", cte="quoted-printable")
    return message
