"""Tell people and monitors about a run. What cannot be told is a finding, and never an error.

The run is over and on record when this begins: nothing here changes its result.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from preserve.model.catalogue import finding
from preserve.model.finding import Finding
from preserve.model.policy import Notify
from preserve.report.mail import addressees, is_address, mail_of
from preserve.report.news import News, Occasion, occasion, told_detail
from preserve.report.prometheus import HEADING, Metrics, prometheus_text
from preserve.report.visible import visible
from preserve.storage import atomic
from preserve.storage.source import read_head
from preserve.workflows.mail import RunProgram, send
from preserve.workflows.reach import Reach


@dataclass(frozen=True, slots=True)
class Ports:
    """How the world is reached: programs and servers."""

    run: RunProgram
    reach: Reach = field(default_factory=Reach)


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told.

    Attributes:
        occasion: why; None: there was no reason to tell anybody.
        detail: what goes on record as `Event.NOTIFICATION`; None: nobody was told.
        findings: for whatever did not go out.
    """

    occasion: Occasion | None = None
    detail: Mapping[str, object] | None = None
    findings: tuple[Finding, ...] = ()


def tell(news: News, notify: Notify, ports: Ports, now: datetime) -> Told:
    """Send a mail if there is a reason to, and say who got it.

    Only what `detail` says goes on record counts as told: whoever got nothing is told by the next
    run, which finds that what people know is still not so.
    """
    why = occasion(news, notify.digest_every_days, now) if notify.mail_to else None
    if why is None:
        return Told()
    problems = [
        f"No mail was sent to {visible(address)}: no mail can be addressed like this."
        for address in notify.mail_to
        if not is_address(address)
    ]
    if not addressees(notify):
        return Told(why, None, _not_told(problems))
    sent = send(mail_of(news, why, notify), notify, ports.run, ports.reach)
    detail = {**told_detail(news, why), "by": sent.by, "to": list(sent.to)} if sent.to else None
    return Told(why, detail, _not_told([*problems, *sent.problems]))


def write_metrics(notify: Notify, metrics: Metrics) -> tuple[Finding, ...]:
    """Write the figures, if a file is set for them; return a finding if they were not written.

    Only a file of such figures is replaced: a slip of the pen must not cost another file.
    """
    path = notify.prometheus_file
    if path is None:
        return ()
    try:
        problem = _in_the_way(path)
        if problem is None:
            atomic.replace(path, prometheus_text(metrics).encode())
    except (OSError, ValueError) as failed:
        problem = getattr(failed, "strerror", None) or "it is no name of a file"
    if problem is None:
        return ()
    words = f"The figures for Prometheus were not written to {visible(path)}: {visible(problem)}."
    return _not_told([words])


def _in_the_way(path: str) -> str | None:
    """Say what stands at a path if it must not be replaced."""
    if not os.path.lexists(path):
        return None
    is_ours = os.path.isfile(path) and read_head(path, len(HEADING)) == HEADING.encode()
    return None if is_ours else "something else stands there, and was left alone"


def _not_told(problems: list[str]) -> tuple[Finding, ...]:
    return tuple(finding("FIX-055", words) for words in problems)
