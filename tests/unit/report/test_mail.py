"""The mail: one verdict, one next step, and no way in for a hostile name."""

import email
from datetime import UTC, timedelta, timezone
from email import policy
from email.utils import parsedate_to_datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from preserve.ledger import checkpoint
from preserve.model.policy import Notify
from preserve.report.mail import addressees, is_address, mail_of, sender_of
from preserve.report.news import Occasion, Opened
from preserve.report.summary import Mood, Verdict
from tests.support.news import NOTE, NOW, bad_news, found, good_news
from tests.unit.report.hostile import STRINGS

TO = Notify(mail_to=("one@example.org", "two@example.org"), mail_from="vault@example.org")
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
]  # fmt: skip


def received(news, why=Occasion.CHANGE, notify=TO):
    """Return the mail as a reader gets it, after 7-bit transport."""
    data = mail_of(news, why, notify).as_bytes()
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))  # RFC 5322 2.1.1
    assert data.count(b"\n") == data.count(b"\r\n")
    return email.message_from_bytes(data, policy=policy.default)


def body_of(mail):
    """Return the text as it is shown; lines end with CRLF on the way only (RFC 5322 2.3)."""
    return mail.get_content().replace("\r\n", "\n")


def test_the_headers():
    mail = received(bad_news())
    assert mail.keys() == HEADERS
    assert mail["From"] == "preserve <vault@example.org>"
    assert mail["To"] == "one@example.org, two@example.org"
    assert mail["Subject"] == "Mill archive: 2 of 5 packages are damaged."
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert [part.defects for part in mail.walk()] == [[]]


def test_the_date_is_utc_whatever_the_zone():
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert received(bad_news(made_at=there))["Date"] == received(bad_news())["Date"]


def test_equal_news_are_one_message_and_others_another():
    same = received(bad_news())["Message-ID"]
    assert received(bad_news())["Message-ID"] == same
    others = (
        received(bad_news(run=None)),
        received(bad_news(archive_id="another")),
        received(bad_news(made_at=NOW + timedelta(seconds=1))),
        received(bad_news(), Occasion.DIGEST),
    )
    assert len({same, *(mail["Message-ID"] for mail in others)}) == 5


def test_the_body_says_what_happened_and_what_to_do():
    text = body_of(received(bad_news(overdue=3)))
    for words in (
        "Mill archive: 2 of 5 packages are damaged.\nA note.\n",
        "Machine:      vault-1",
        "Exit code:    1: something is damaged",
        "Packages:     5: 3 intact, 2 damaged",
        "Overdue:      3 packages",
        "Oldest check: 12 October 2026, 04:05:06 UTC (40 days ago)",
        "Incidents opened (1):\n  inc-1  a-package\n",
        "- a-package: FIX-010 error: data/a.txt differs.\n    What to do: ",
        "`preserve incident list`",
        "`preserve audit --due`",
        "because something changed",
        "At least every 7 days",
        "do not take it for good news",
    ):
        assert words in " ".join(text.split()) or words in text, words


def test_good_news_ask_for_nothing():
    text = body_of(received(good_news(), Occasion.DIGEST))
    assert "What to do: nothing." in text
    assert "Nothing changed since the last mail" in text
    assert "preserve incident list" not in text


def test_the_first_mail_says_so():
    text = body_of(received(good_news(known=None), Occasion.DIGEST))
    assert "the first mail about this archive" in text


def test_a_verdict_that_is_too_good_still_stands_in_the_body():
    text = body_of(received(good_news(exit_code=1)))
    assert text.startswith("Mill archive: Attention needed, see the findings.\nAll 5 packages")


def test_what_is_not_known_is_said_to_be():
    news = bad_news(run=None, host=None, oldest_check_at=None, checkpoint_note="", exit_code=70)
    text = body_of(received(news))
    assert "Run:          none on record" in text
    assert "Oldest check: not known" in text
    assert "did not end as it should" in text
    assert "Machine" not in text
    assert "checkpoint" not in text


def test_many_findings_are_told_with_their_number():
    findings = tuple(found("FIX-010", f"number {n}.", file=None) for n in range(250))
    incidents = tuple(Opened(f"inc-{n}", None) for n in range(30))
    text = body_of(received(bad_news(findings=findings, incidents=incidents)))
    assert "What was found (10 of 250):" in text
    assert "Incidents opened (20 of 30):" in text
    assert "number 9." in text
    assert "number 10." not in text
    assert len(text) < 10_000


def test_the_checkpoint_in_a_mail_can_be_verified():
    key = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    verifier = checkpoint.verifier_of("preserve/7f0e", key)
    note = checkpoint.sign(checkpoint.Checkpoint("preserve/7f0e", 42, b"\x01" * 32), key)
    text = body_of(received(bad_news(checkpoint_note=note)))
    between = text.split("-" * 76 + "\n")[1]
    assert between == note
    assert checkpoint.open_note(between, verifier).size == 42


SPY = "\r\nBcc: spy@example.net\r\n\r\nbody"
NASTY = (
    *STRINGS, SPY, "=?utf-8?q?a=0D=0ABcc:=20spy@example.net?=", "=?utf-8?b?DQpCY2M6IHg=?=",
    "\x85Bcc: x", "\u2028Bcc: x", "\x0bBcc: x", "\x00", " ", "\t", "a" * 70 + " " * 30 + "b",
    "@", "<a@b>", ",;:", '"', "\\", "\U0001f3da", "\n.\n", "\nFrom me", "\ud800",
)  # fmt: skip


def assert_untouched(text):
    news = bad_news(
        archive_name=text,
        archive_id=text,
        host=text,
        run=text,
        verdict=Verdict(Mood.FAULT, text, text, (text,)),
        packages={text: 1, "damaged": 1},
        incidents=(Opened(text, text),),
        findings=(found("FIX-010", text or "x", text, text),),
    )
    mail = received(news)
    assert mail.keys() == HEADERS
    assert mail["To"] == "one@example.org, two@example.org"
    assert len(mail["Subject"]) <= 190
    assert "\n" not in mail["Subject"]
    assert [part.defects for part in mail.walk()] == [[]]
    assert NOTE in body_of(mail)
    assert "\nBcc" not in body_of(mail)


@pytest.mark.parametrize("text", NASTY)
def test_a_hostile_name_changes_no_header(text):
    assert_untouched(text)


@given(st.text(max_size=300) | st.text("=?utf-8bqQ_ \r\n\u00e9", max_size=90))
@example("=?=?utf-8?q?=0A?=")
@example("==??utf-8?q?x?=")
def test_no_name_changes_a_header(text):
    assert_untouched(text)


@given(
    st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Z"]), min_size=1, max_size=50)
)
def test_a_subject_arrives_as_it_was_written(name):
    subject = received(bad_news(archive_name=name))["Subject"]
    shown = subject.removesuffix(": 2 of 5 packages are damaged.")
    from preserve.report.visible import visible

    assert shown == visible(name).replace("=?", "= ?")


@pytest.mark.parametrize(
    "text",
    ["a@example.org", "a.b+c@x", "o'brien@example.org", "a@xn--mhle-kva.example", "A_1@h.example"],
)
def test_addresses(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "a@", "@b", "a", "a b@c", "a@b c", "a@b\n", "a@b\r\nBcc: c@d", "a@b,c@d", "<a@b>",
        "Name <a@b>", '"a"@b', "a..b@c", ".a@b", "a.@b", "a@b.", "a@.b", "-f@b", "m\u00fchle@b",
        "a@m\u00fchle.example", "a@[127.0.0.1]", "a@b;c", "a" * 65 + "@b", "a@" + "b" * 254, "a@b@c",
        "a(x)@b", "a@b\x00", "\udce9@b",
    ],
)  # fmt: skip
def test_what_is_no_address(text):
    assert not is_address(text)
    with pytest.raises(ValueError, match="nobody"):
        mail_of(bad_news(), Occasion.CHANGE, Notify(mail_to=(text,), mail_from=text))


@given(st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}@[A-Za-z0-9.-]{1,20}", fullmatch=True))
def test_every_address_that_is_taken_arrives_as_it_is(address):
    if is_address(address):
        mail = received(good_news(), notify=Notify(mail_to=(address,)))
        assert mail["To"].addresses[0].addr_spec == address
        assert mail.keys() == HEADERS


def test_each_address_once_and_only_good_ones():
    notify = Notify(mail_to=("a@x.example", "no address", "b@x.example", "a@x.example"))
    assert addressees(notify) == ("a@x.example", "b@x.example")


@pytest.mark.parametrize(
    ("sender", "user", "expected"),
    [
        ("s@x.example", "u@x.example", "s@x.example"),
        (None, "u@x.example", "u@x.example"),
        (None, "user", "r@x.example"),
        ("no address", None, "r@x.example"),
    ],
)
def test_who_it_is_from(sender, user, expected):
    notify = Notify(mail_to=("r@x.example",), mail_from=sender, smtp_user=user)
    assert sender_of(notify) == expected


def test_a_naive_reader_sees_utc():
    assert received(bad_news())["Date"].endswith("+0000")
    assert NOW.tzinfo is UTC
