"""What the golden files hold: each file's name, and the text it must have."""

import json
from pathlib import Path

from preserve.report.document import report_document
from preserve.report.html import html_report
from preserve.report.table import findings_csv, holdings_csv, incidents_csv, runs_csv
from preserve.report.text import audit_text, description_text, history_text
from tests.golden.report.samples import (
    damaged_audit,
    damaged_report,
    good_audit,
    good_report,
    history,
    offline_audit,
)

_DESCRIPTION = json.loads((Path(__file__).parent / "description.json").read_text(encoding="utf-8"))

RENDERED = {
    "good.html": html_report(good_report()),
    "good.audit.txt": audit_text(good_audit()) + "\n",
    "damaged.html": html_report(damaged_report()),
    "damaged.json": json.dumps(report_document(damaged_report()), ensure_ascii=False, indent=1)
    + "\n",
    "damaged.audit.txt": audit_text(damaged_audit()) + "\n",
    "damaged-packages.csv": holdings_csv(damaged_report()),
    "damaged-findings.csv": findings_csv(damaged_report()),
    "damaged-runs.csv": runs_csv(damaged_report()),
    "damaged-incidents.csv": incidents_csv(damaged_report()),
    "offline.audit.txt": audit_text(offline_audit()) + "\n",
    "history.txt": history_text(history()) + "\n",
    "description.txt": description_text(_DESCRIPTION) + "\n",
}
