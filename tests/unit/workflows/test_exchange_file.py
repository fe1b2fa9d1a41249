"""The table [exchange]: strict, with every problem told at once."""

import pytest

from preserve.errors import CannotDecide
from preserve.model.receiving import ExchangeRules
from preserve.workflows.exchange_file import parse_exchange


def test_nothing_said_means_the_defaults():
    assert parse_exchange(b'name = "x"\n[policy]\nevery_days = 9\n') == ExchangeRules()


def test_every_key():
    text = b"""
[exchange]
max_package_bytes = "20 GB"
max_delivery_bytes = 5000
max_packages = 7
quarantine_days = 30
clamd = "unix:/run/clamav/clamd.ctl"
scan_limit_bytes = "10 MB"
scan = "required"
"""
    assert parse_exchange(text) == ExchangeRules(
        20 * 10**9, 5000, 7, 30, "unix:/run/clamav/clamd.ctl", 10**7, "required"
    )


@pytest.mark.parametrize("address", ["tcp:localhost:3310", "tcp:[::1]:3310", "unix:/run/clamd"])
def test_addresses(address):
    assert parse_exchange(f'[exchange]\nclamd = "{address}"'.encode()).clamd == address


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('max_package_bytes = "much"', "line 2, exchange.max_package_bytes"),
        ("max_package_bytes = 0", "too little"),
        ("max_package_bytes = true", "true or false stands there"),
        ("max_packages = 10001", "from 1 to 10,000"),
        ("quarantine_days = -1", "from 0 to"),
        ('quarantine_days = "2"', "a text stands there"),
        ('clamd = "localhost:3310"', "unix:/run"),
        ('clamd = "tcp:localhost:0"', "0 is no port"),
        ('clamd = "tcp:localhost:65536"', "no port"),
        ('clamd = "unix:run/clamd"', "unix:/run"),
        ('clamd = "tcp:user@host:1"', "unix:/run"),
        ('scan = "always"', "required"),
        ('scan = "required"', "no effect without clamd"),
        ("max_package = 7", "did you mean max_packages"),
        ("virus = 7", "there is no such key"),
    ],
)
def test_what_cannot_be_understood_is_told(line, words):
    with pytest.raises(CannotDecide, match="cannot be understood") as caught:
        parse_exchange(f"[exchange]\n{line}\n".encode())
    assert words in caught.value.message
    assert caught.value.code == "FIX-051"


@pytest.mark.parametrize(
    "text", [b"[exchang]\nmax_packages = 1", b"exchange = 1", b"[exchange", b"\xff"]
)
def test_a_slip_of_the_table_is_told(text):
    with pytest.raises(CannotDecide):
        parse_exchange(text)


def test_everything_wrong_is_told_at_once():
    with pytest.raises(CannotDecide) as caught:
        parse_exchange(b'[exchange]\nmax_packages = 0\nclamd = "x"\nfoo = 1\n')
    assert "(3)" in caught.value.message
