"""A drill in words: a table that lines up, reasons, and a last word that never flatters."""

from preserve.model.catalogue import finding
from preserve.model.drill import DrillReport, DrillRow, RealMail, Trial
from preserve.report.drill_text import drill_text

GOOD = DrillRow("bit-flip", "a bit is flipped", Trial.PASSED, "FIX-001", "altered", 1, True, True)
BAD = DrillRow(
    "gone", "a file is deleted", Trial.FAILED, None, None, 0, why=("Not found: x\x1b[2J.",)
)
LEFT = DrillRow("fifo", "a FIFO", Trial.NOT_TRIED, why=("There are none here.",))


def report(*rows, mail=None, findings=(), entry=7, exit_code=0):
    return DrillReport(("a-package",), rows, mail, findings, exit_code, entry)


def test_a_drill_that_passed():
    assert drill_text(report(GOOD, LEFT)).splitlines() == [
        "Fire drill with 1 package copied aside; the archive itself was only read.",
        "  a-package",
        "",
        "Fault             Found            Exit  Mail  Incident  Result",
        "a bit is flipped  FIX-001 altered  1     yes   yes       passed",
        "a FIFO            -                -     -     -         not tried",
        "",
        "Not tried:",
        "  a FIFO:",
        "    There are none here.",
        "",
        "The mails went to nobody but the drill itself; --send-mail sends one for real.",
        "The one fault that was tried was found, told and put on record. 1 could not be tried here.",
        "On record as entry 7 of the archive's history.",
    ]


def test_a_drill_that_failed_says_so_and_why():
    text = drill_text(report(GOOD, BAD, exit_code=1))
    assert "a file is deleted  nothing          0     no    no        FAILED" in text
    assert "    Not found: x\\x1b[2J." in text or "\x1b" not in text
    assert "FIX-059 The fire drill failed: 1 of 2 faults" in text
    assert "All" not in text


def test_a_mail_that_was_not_taken_is_the_last_word():
    mail = RealMail(("a@example.org",), ("No mail was sent to b@example.org.",))
    text = drill_text(report(GOOD, mail=mail, exit_code=1))
    assert "was taken for a@example.org." in text
    assert "FAILED: No mail was sent to b@example.org." in text
    assert "FIX-059 The fire drill failed" in text


def test_what_is_not_on_record_is_said():
    unwritten = finding("FIX-016", "The drill could not be put on record: no space.")
    text = drill_text(report(GOOD, findings=(unwritten,), entry=None, exit_code=3))
    assert "FIX-016 The drill could not be put on record: no space." in text
    assert text.endswith("The result is not on record.")
