"""A mail about an audit: a subject that says the news, a body that says what to do next.

Nothing foreign can become a header or change one: names are shown on one line with every character
visible, and what a reader would take for an encoded word (RFC 2047 2) is taken apart. The signed
checkpoint stands in each mail: whoever keeps their mails can prove what the history held that day.
"""

import hashlib
import re
import textwrap
from collections.abc import Iterator
from datetime import UTC
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from preserve.model.audit import AuditFinding
from preserve.model.policy import Notify
from preserve.report.finding_text import finding_text
from preserve.report.news import (
    News,
    Occasion,
    gravest_findings,
    headline,
    is_well,
    shortened,
)
from preserve.report.visible import visible, visible_lines
from preserve.report.wording import counted, counts_words, days_between, number, time_words

_WIDTH = 76
_FINDINGS = 10
_INCIDENTS = 20
_NAME_CHARACTERS = 200
_LINE_CHARACTERS = 600
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_DASHES = "-" * _WIDTH
_MEANINGS = {
    0: "all is well",
    1: "something is damaged, missing, refused or overdue",
    3: "not everything could be decided",
    4: "evidence does not verify",
}


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to an address (RFC 5322 3.4.1, dot-atom, ASCII alone)."""
    local, _, domain = text.rpartition("@")
    dotted = all(part for name in (local, domain) for part in name.split("."))
    return dotted and not text.startswith("-") and _ADDRESS.fullmatch(text) is not None


def addressees(notify: Notify) -> tuple[str, ...]:
    """Return the addresses that mail can be sent to, each once."""
    return tuple(dict.fromkeys(address for address in notify.mail_to if is_address(address)))


def sender_of(notify: Notify) -> str | None:
    """Return who a mail is from: as it is set, else the user of the server, else the first reader.

    A server takes a mail only from an address that it knows; these are the ones that it may know.
    """
    asked = (notify.mail_from, notify.smtp_user, *addressees(notify))
    return next((address for address in asked if address and is_address(address)), None)


def mail_of(news: News, why: Occasion, notify: Notify) -> EmailMessage:
    """Return the mail, ready to be sent: 7-bit on the way, UTF-8 for its reader.

    Equal values give equal bytes; a run that tells the same twice says so by its `Message-ID`.

    Args:
        news: what there is to tell.
        why: why it is told now.
        notify: who it is from and to; at least one address of `addressees`.

    Raises:
        ValueError: there is nobody that it could go to.
    """
    to, sender = addressees(notify), sender_of(notify)
    if sender is None or not to:
        raise ValueError("nobody to send mail to")
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address("preserve", addr_spec=sender)
    message["To"] = [Address(addr_spec=address) for address in to]
    message["Subject"] = headline(news).replace("=?", "= ?")
    message["Date"] = format_datetime(news.made_at.astimezone(UTC))
    message["Message-ID"] = _message_id(news, why, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no robot answers it
    message.set_content(
        _body(news, why, notify.digest_every_days), charset="utf-8", cte="quoted-printable"
    )
    return message


def _message_id(news: News, why: Occasion, sender: str) -> str:
    told = "\n".join(
        (visible(news.archive_id), visible(news.run or ""), news.made_at.isoformat(), why.value)
    )
    digest = hashlib.sha256(told.encode()).hexdigest()
    return f"<{digest[:32]}@{sender.rpartition('@')[2]}>"


def _body(news: News, why: Occasion, digest_every_days: int) -> str:
    parts = [
        "\n".join([_wrapped(headline(news)), *map(_wrapped, _notes(news))]),
        "\n".join(_facts(news)),
        _incidents(news),
        _found(news),
        _next_steps(news),
        _wrapped(_reason(news, why, digest_every_days)),
        _anchor(news.checkpoint_note),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _notes(news: News) -> Iterator[str]:
    if news.verdict.sentence not in headline(news):
        yield news.verdict.sentence
    yield from news.verdict.notes


def _facts(news: News) -> Iterator[str]:
    oldest = "not known"
    if news.oldest_check_at is not None:
        days = days_between(news.oldest_check_at, news.made_at)
        oldest = f"{time_words(news.oldest_check_at)} ({counted(days, 'day')} ago)"
    meaning = _MEANINGS.get(news.exit_code, "the run did not end as it should")
    rows = (
        ("Archive", f"{shortened(news.archive_name, _NAME_CHARACTERS)} ({news.archive_id})"),
        ("Machine", news.host),
        ("Run", news.run or "none on record"),
        ("Ended", time_words(news.made_at)),
        ("Exit code", f"{news.exit_code}: {meaning}"),
        ("Packages", f"{number(sum(news.packages.values()))}: {counts_words(news.packages)}"),
        ("Overdue", counted(news.overdue, "package") if news.overdue else "none"),
        ("Oldest check", oldest),
    )
    for name, said in rows:
        if said is not None:
            yield f"{name + ':':14}{shortened(said, _LINE_CHARACTERS)}"


def _incidents(news: News) -> str:
    lines = [
        f"  {shortened(one.id, _NAME_CHARACTERS)}"
        f"  {shortened(one.package or 'the archive as a whole', _NAME_CHARACTERS)}"
        for one in news.incidents[:_INCIDENTS]
    ]
    return _listed(f"Incidents opened ({_share(len(lines), len(news.incidents))}):", lines)


def _found(news: News) -> str:
    shown = gravest_findings(news.findings, _FINDINGS)
    lines = [line for one in shown for line in _finding_lines(one)]
    return _listed(f"What was found ({_share(len(shown), len(news.findings))}):", lines)


def _finding_lines(found: AuditFinding) -> Iterator[str]:
    first, *others = finding_text(found.finding).split("\n")
    package = "" if found.package is None else f"{shortened(found.package, _NAME_CHARACTERS)}: "
    yield f"- {package}{shortened(first, _LINE_CHARACTERS)}"
    yield from others


def _share(shown: int, total: int) -> str:
    return number(total) if shown == total else f"{number(shown)} of {number(total)}"


def _listed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines]) if lines else ""


def _next_steps(news: News) -> str:
    if is_well(news):
        return "What to do: nothing. Keep this mail; see below why."
    steps = ["`preserve status` says where the archive stands now."]
    if news.exit_code == 1:
        steps.append("`preserve incident list` lists what still has to be looked at.")
    if news.overdue:
        steps.append("`preserve audit --due` reads what is overdue.")
    if news.findings:
        steps.append("`preserve explain CODE` says what a finding means, and what to do.")
    steps.append("Change nothing in the store before you know what happened.")
    return "\n".join(["What to do:", *(_wrapped(step, "- ") for step in steps)])


def _reason(news: News, why: Occasion, digest_every_days: int) -> str:
    first = "This mail comes because something changed since the last one that was sent."
    if why is Occasion.DIGEST:
        first = "Nothing changed since the last mail; this one comes so that you know."
    if news.known is None:
        first = "This is the first mail about this archive."
    return (
        f"{first} At least every {counted(digest_every_days, 'day')} there is one, also when all is"
        " well. When none comes, do not take it for good news: ask whether the audits still run"
        " (`preserve status`)."
    )


def _anchor(note: str) -> str:
    if not note:
        return ""
    words = (
        "Keep this mail. The lines between the dashes are the signed checkpoint of the history:"
        " saved as a file, they let `preserve ledger verify --against FILE` prove that nothing that"
        " was on record this day was changed or left out later."
    )
    return "\n".join([_wrapped(words), "", _DASHES, visible_lines(note).rstrip("\n"), _DASHES])


def _wrapped(text: str, bullet: str = "") -> str:
    """Return words in lines that fit a narrow window; a long name is not broken."""
    return textwrap.fill(
        shortened(text, _LINE_CHARACTERS),
        _WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
