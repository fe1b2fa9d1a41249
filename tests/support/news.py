"""News to tell, for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from preserve.model.audit import AuditFinding
from preserve.model.catalogue import finding
from preserve.model.finding import Where
from preserve.report.news import Known, News, Opened
from preserve.report.summary import Mood, Verdict

NOW = datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)
NOTE = (
    "preserve/7f0e\n42\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 preserve/7f0e Az3grlgtzPICa5OS8npVmf1Myq/5IZniMpAz3grlgtzPICa5OS8npVmf1Myq/5IZniMp\n"
)
YESTERDAY = Known(NOW - timedelta(days=1), 0, frozenset())


def good_news(**changes):
    news = News(
        archive_name="Mill archive",
        archive_id="7f0e4c1a",
        host="vault-1",
        run="audit-20261121T040000Z-0badcafe",
        made_at=NOW,
        exit_code=0,
        known=YESTERDAY,
        verdict=Verdict(Mood.GOOD, "Intact", "All 5 packages were read in full."),
        packages={"intact": 5},
        overdue=0,
        oldest_check_at=NOW - timedelta(days=40),
        incidents=(),
        findings=(),
        checkpoint_note=NOTE,
    )
    return replace(news, **changes)


def bad_news(**changes):
    told = {
        "exit_code": 1,
        "verdict": Verdict(Mood.FAULT, "Damaged", "2 of 5 packages are damaged.", ("A note.",)),
        "packages": {"intact": 3, "damaged": 2},
        "incidents": (Opened("inc-1", "a-package"),),
        "findings": (found("FIX-010", "data/a.txt differs."),),
    }
    return good_news(**{**told, **changes})


def found(code, words, package="a-package", file="data/a.txt"):
    return AuditFinding(finding(code, words, Where(file=file)), package, "bags", "altered")
