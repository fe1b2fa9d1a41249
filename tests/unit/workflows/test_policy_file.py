"""[policy] and [notify] of preserve.toml: what is taken, what is refused, and on which line."""

import pytest

from preserve.errors import CannotDecide
from preserve.model.policy import Collection, Limits, Notify, Policy
from preserve.model.receiving import ExchangeRules
from preserve.workflows.archive_config import ArchiveConfig, parse_config
from preserve.workflows.exchange_file import parse_exchange
from preserve.workflows.initialize import config_text
from preserve.workflows.policy_file import Settings, parse_policy
from preserve.workflows.settings_text import settings_text

NEEDS_ANOTHER = {"smtp_port", "smtp_security", "smtp_user", "smtp_password_file"}


def refusal(text, stores=None):
    with pytest.raises(CannotDecide) as caught:
        parse_policy(text.encode(), stores)
    assert caught.value.code == "FIX-051"
    assert caught.value.exit_code == 3
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    "text", ["", "name = 'x'\n[partners.a]\nurl = 1\n", "[policy]\n[notify]\n"]
)
def test_what_is_absent_has_its_default(text):
    assert parse_policy(text.encode()) == Settings(Policy(), Notify())


def test_everything_is_read():
    text = """
[policy]
every_days = 60
run_every_days = 2
max_time = "4h"
max_bytes = "200 GB"
max_bytes_per_second = "20 MB/s"
sample_packages = 5
algorithms = ["sha256", "sha512", "sha3256"]
stall_time = 90
[policy.stores.bags]
every_days = 30
[policy.collections.aleppo]
packages = ["*aleppo*"]
every_days = 7
[policy.collections.lina]
packages = ["lina-*", "?lina"]
[notify]
ping_url = "https://user:pw@[::1]:8080/abc?x=1"
mail_to = ["a@example.org", "b@example.org"]
mail_from = "c@example.org"
smtp_host = "mail.example.org"
smtp_security = "tls"
smtp_user = "me"
smtp_password_file = "/etc/password"
sendmail = "/opt/sendmail"
digest_every_days = 1
prometheus_file = "/var/lib/x.prom"
"""
    settings = parse_policy(text.encode(), ["bags"])
    assert settings.policy == Policy(
        every_days=60,
        run_every_days=2,
        limits=Limits(14400, 200 * 10**9, 20_000_000),
        sample_packages=5,
        algorithms=("sha256", "sha512", "sha3256"),
        stall_seconds=90,
        stores={"bags": 30},
        collections=(
            Collection("aleppo", ("*aleppo*",), 7),
            Collection("lina", ("lina-*", "?lina")),
        ),
    )
    assert settings.notify == Notify(
        ping_url="https://user:pw@[::1]:8080/abc?x=1",
        mail_to=("a@example.org", "b@example.org"),
        mail_from="c@example.org",
        smtp_host="mail.example.org",
        smtp_port=465,
        smtp_security="tls",
        smtp_user="me",
        smtp_password_file="/etc/password",
        sendmail="/opt/sendmail",
        digest_every_days=1,
        prometheus_file="/var/lib/x.prom",
    )


WRONG = [
    ("every_days = 0", "from 1 to 36,500"),
    ("every_days = -1", "from 1"),
    ("every_days = true", "true or false stands there"),
    ("every_days = 1.5", "a number with a point"),
    ('every_days = "90"', "a text stands there"),
    ("every_days = 1979-05-27", "a date stands there"),
    ("every_days = [90]", "a list stands there"),
    ("every_days = {a = 1}", "a table stands there"),
    ("every_days = 99999999999999999999", "from 1"),
    ("every_day = 30", "did you mean every_days?"),
    ("Every-Days = 30", "did you mean every_days?"),
    ("zzz = 30", "known are every_days, run_every_days"),
    ("max_time = '4 hours'", "4h"),
    ("max_time = 0", "too little"),
    ("max_time = true", "true or false"),
    ("max_time = nan", "a number with a point"),
    ("max_bytes = '20 mb'", "did you mean MB?"),
    ("max_bytes = -5", "too little"),
    ("max_bytes = 9999999999999999999", "more than any machine"),
    ("max_bytes_per_second = '20 furlongs'", "20 MB/s"),
    ("sample_packages = -1", "from 0"),
    ("algorithms = ['sha256']", "sha512 must be in the list"),
    ("algorithms = ['sha256', 'sha512', 'md5']", "md5 can be forged"),
    ("algorithms = ['sha256', 'sha512', 'sha1']", "sha1 can be forged"),
    ("algorithms = ['sha-256', 'sha512']", "Did you mean sha256?"),
    ("algorithms = ['sha256', 'sha512', 'sha3-256']", "Did you mean sha3256?"),
    ("algorithms = ['sha256', 'sha512', 'sha512']", "twice"),
    ("algorithms = 'sha256'", "a text stands there"),
    ("algorithms = ['sha256', 'sha512', 7]", "a number stands there"),
    ("algorithms = []", "empty"),
    ("stores = 3", "[policy.stores]"),
    ("stores.bags = 3", "[policy.stores.bags]"),
    ("stores.bags = {}", "needs every_days"),
    ("stores.bags.every_dys = 3", "did you mean every_days?"),
    ("collections.a = {every_days = 3}", "needs packages"),
    ("collections.a.packages = []", "empty"),
    ("collections.a.packages = '*'", "a text stands there"),
    ("collections.a.packages = ['*Aleppo*']", "can match no package"),
    ("collections.a.packages = ['']", "can match no package"),
]
WRONG_NOTIFY = [
    ("ping_url = 'http://'", "with a host"),
    ("ping_url = 'https:///path'", "with a host"),
    ("ping_url = 'ftp://example.org'", "with a host"),
    ("ping_url = 'http://a b'", "with a host"),
    (r'ping_url = "http://a\u0000b"', "with a host"),
    (r'ping_url = "http://a/\r\nX: y"', "with a host"),
    ("ping_url = 'http://a/#x'", "with a host"),
    ("mail_to = 'a@b'\nmail_from = 'a@b'", "a text stands there"),
    ("mail_to = ['ab']\nmail_from = 'a@b'", "an address"),
    (r'mail_from = "a@b\nBcc: c@d"', "an address"),
    ("smtp_host = 'https://mail.example.org'", "mail server"),
    ("smtp_host = 'mail.example.org:25'", "mail server"),
    ("smtp_host = 'a'\nsmtp_port = 65536", "65,535"),
    ("smtp_host = 'a'\nsmtp_security = 'startls'", "Did you mean starttls?"),
    ("smtp_host = 'a'\nsmtp_user = 'me'", "smtp_password_file"),
    ("smtp_host = 'a'\nsmtp_password_file = '/x'", "smtp_user"),
    ("smtp_port = 25", "smtp_host"),
    ("sendmail = 'sendmail'", "whole path"),
    ("prometheus_file = '/var/lib/'", "whole path"),
    ("prometheus_file = '~/x.prom'", "whole path"),
    ("digest_every_days = 0", "from 1"),
    ("pingurl = 'x'", "did you mean ping_url?"),
]


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_what_cannot_be_meant_is_refused_with_its_line(line, words):
    message = refusal(f"name = 'x'\n\n[policy]\n{line}\n")
    assert words in message
    assert "line 4, policy." in message


@pytest.mark.parametrize(("line", "words"), WRONG_NOTIFY)
def test_what_nobody_can_be_told_by_is_refused_with_its_line(line, words):
    message = refusal(f"name = 'x'\n\n[notify]\n{line}\n")
    assert words in message
    assert "line 4, notify." in message or "line 5, notify." in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[polcy]", "line 1, polcy: did you mean [policy]?"),
        ("[Policy]", "did you mean [policy]?"),
        ("\n[policies.stores.bags]", "line 2, policies: did you mean [policy]?"),
        ("[[notifiy]]", "did you mean [notify]?"),
        ("policy = 3", "it must be a table: [policy]."),
        ("[[policy]]", "it must be a table: [policy]."),
        ("every_days = 30", "it belongs under [policy]."),
        (
            "[contact]\nname = 'x'\nping_url = 'x'",
            "line 3, contact.ping_url: it belongs under [notify]",
        ),
    ],
)
def test_a_slip_in_the_name_of_a_table_is_refused(text, words):
    assert words in refusal(text)


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    message = refusal("[notify]\nfoo = 1\n[policy]\nevery_days = 0\nmax_tme = 1\n[polcy]\n")
    places = [message.index(f"line {line}, ") for line in (2, 4, 5, 6)]
    assert places == sorted(places)
    assert "(4)" in message


def test_a_store_that_is_not_there_is_a_slip():
    assert "did you mean bags?" in refusal("[policy.stores.bgas]\nevery_days = 3\n", ["bags"])
    assert parse_policy(b"[policy.stores.tape]\nevery_days = 3\n").policy.stores == {"tape": 3}


@pytest.mark.parametrize(
    "data", [b"\xff", b"[policy", b"a = 1\na = 2", b"a=" + b"[" * 100_000, b"a = " + b"9" * 5000]
)
def test_what_is_no_toml_is_refused(data):
    with pytest.raises(CannotDecide, match="it is no TOML") as caught:
        parse_policy(data)
    assert caught.value.code == "FIX-051"


def test_a_key_that_hides_something_is_shown():
    message = refusal('[policy]\n"\\u202eevery" = 1\n')
    assert "\u202e" not in message
    assert r"\u202e" in message


def test_the_text_for_a_new_archive_changes_nothing():
    text = config_text(ArchiveConfig("n", "o"))
    assert parse_policy(text.encode(), ["bags"]) == Settings(Policy(), Notify())
    assert parse_config(text.encode()) == ArchiveConfig("n", "o")


COMMENTED = [
    line for line in settings_text().splitlines() if line.startswith("# ") and " = " in line
]


def test_the_text_for_a_new_archive_names_every_key_and_can_be_taken_whole():
    text = settings_text()
    for line in COMMENTED:
        text = text.replace(line, line.removeprefix("# "))
    settings, rules = parse_policy(text.encode(), ["bags"]), parse_exchange(text.encode())
    assert rules == ExchangeRules(clamd="unix:/run/clamav/clamd.ctl")
    for value in (settings.policy, settings.notify, rules):
        for name in value.__dataclass_fields__:
            assert f"{name} = " in text or name in {
                "limits",
                "stores",
                "collections",
                "stall_seconds",
            }
    assert settings.policy.stores == {"bags": 30}
    assert settings.policy.collections == (Collection("aleppo", ("*aleppo*",), 30),)
    assert settings.notify.smtp_user == "archive"


@pytest.mark.parametrize("line", COMMENTED)
def test_each_line_of_the_text_can_be_taken_alone(line):
    text = config_text(ArchiveConfig("n")).replace(line, line.removeprefix("# "))
    if line.split()[1] in NEEDS_ANOTHER:
        assert "has no effect without" in refusal(text)
        return
    rules = parse_exchange(text.encode())
    assert (rules == ExchangeRules()) == (not line.startswith("# clamd "))
    settings = parse_policy(text.encode(), ["bags"])
    is_default = line.split()[1] in {
        "every_days",
        "run_every_days",
        "sample_packages",
        "algorithms",
        "stall_time",
        "copies",
        "challenge_days",
        "sendmail",
        "digest_every_days",
        *(ExchangeRules.__dataclass_fields__),
    }
    assert (settings == Settings(Policy(), Notify())) == is_default
