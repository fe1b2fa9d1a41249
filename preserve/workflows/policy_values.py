"""What may stand under each key of [policy] and [notify], and what it means; pure.

Each reader takes what the TOML parser gave and returns the value, or raises ValueError with a
sentence that names the accepted form.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from preserve.model.amounts import (
    BYTES_FORM,
    RATE_FORM,
    SECONDS_FORM,
    bytes_of,
    rate_of,
    require_amount,
    seconds_of,
)
from preserve.model.digest import OUR_ALGORITHMS, VERIFIABLE

Reader = Callable[[object], object]

_BROKEN = frozenset({"md5", "sha1"})
_ALGORITHMS = sorted(VERIFIABLE - _BROKEN)
_SECURITY = ("none", "starttls", "tls")
_LAST_PORT = 65_535
_MOST_DAYS = 36_500
_MOST_PACKAGES = 10**9
_MOST_COPIES = 100
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number with a point",
    str: "a text",
    list: "a list",
    dict: "a table",
}

_URL = re.compile(
    r"https?://(?:[^\s/?#@]+@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[0-9]{1,5})?(?:[/?][^\s#]*)?"
)
_ADDRESS = re.compile(r'[^\s@,;:<>"()]+@[^\s@,;:<>"()]+')
_HOST = re.compile(r"[^\s@/:]+|\[[0-9A-Fa-f:.]+\]")


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that was most likely meant, if any comes near."""
    plain = {name.replace("-", "_").lower(): name for name in known}
    found = get_close_matches(word.replace("-", "_").strip().lower(), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def wrong_kind(value: object, form: str) -> ValueError:
    """Return what to say where a value of another kind stands."""
    return ValueError(f"{_KINDS.get(type(value), 'a date')} stands there; write {form}.")


def number(least: int, most: int, form: str) -> Reader:
    """Return what reads a whole number within bounds."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_kind(value, form)
        if not least <= value <= most:
            raise ValueError(f"it must be from {least:,} to {most:,}; write {form}.")
        return value

    return read


def amount(of_text: Callable[[str], int], form: str) -> Reader:
    """Return what reads an amount, as a number or as people write it."""

    def read(value: object) -> int:
        if isinstance(value, str):
            return of_text(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_kind(value, form)
        return require_amount(value, form)

    return read


def text(pattern: re.Pattern[str], form: str) -> Callable[[object], str]:
    """Return what reads a text of a form."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise wrong_kind(value, form)
        if not value.isprintable() or not pattern.fullmatch(value):
            raise ValueError(f"it must be {form}.")
        return value

    return read


def one_of(known: tuple[str, ...]) -> Reader:
    """Return what reads one of a few words."""
    form = " or ".join(f'"{word}"' for word in known)

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise wrong_kind(value, form)
        if value not in known:
            raise ValueError(f"it must be {form}.{_meant(value, known)}")
        return value

    return read


def _list(one: Callable[[object], str], form: str) -> Callable[[object], tuple[str, ...]]:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise wrong_kind(value, form)
        if not value:
            raise ValueError(f"the list is empty; write {form}, or leave the key out.")
        items = tuple(one(item) for item in value)
        if len(set(items)) < len(items):
            raise ValueError("the list names something twice.")
        return items

    return read


def _meant(word: str, known: Sequence[str]) -> str:
    meant = nearest(word, known)
    return f" Did you mean {meant}?" if meant else ""


def _algorithm(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_kind(value, 'names such as "sha256"')
    if value in _BROKEN:
        raise ValueError(f"{value} can be forged; it is kept as a sender's word, never as ours.")
    if value not in _ALGORITHMS:
        spelled = re.sub("[^a-z0-9]", "", value.lower())
        hint = f" Did you mean {spelled}?" if spelled in _ALGORITHMS else _meant(value, _ALGORITHMS)
        raise ValueError(f"{value!a} is not one of {', '.join(_ALGORITHMS)}.{hint}")
    return value


def _algorithms(value: object) -> tuple[str, ...]:
    names = _list(_algorithm, 'a list such as ["sha256", "sha512"]')(value)
    lacking = [name for name in OUR_ALGORITHMS if name not in names]
    if lacking:
        raise ValueError(
            f"{' and '.join(lacking)} must be in the list: every package records"
            f" {' and '.join(OUR_ALGORITHMS)}."
        )
    return names


def _pattern(value: object) -> str:
    form = 'patterns of package ids such as ["*aleppo*"]'
    if not isinstance(value, str):
        raise wrong_kind(value, form)
    if not re.fullmatch(r"[a-z0-9*?-]+", value):
        raise ValueError(
            f"{value!a} can match no package: their ids hold small letters, digits and - only;"
            f" write {form}."
        )
    return value


DAYS = number(1, _MOST_DAYS, "a whole number of days such as 90")
_PATH = text(re.compile("/.*[^/]"), "the whole path of a file, from / on")
_MAIL = text(_ADDRESS, 'an address such as "archive@example.org"')

POLICY: Mapping[str, Reader] = {
    "every_days": DAYS,
    "run_every_days": DAYS,
    "max_time": amount(seconds_of, SECONDS_FORM),
    "max_bytes": amount(bytes_of, BYTES_FORM),
    "max_bytes_per_second": amount(rate_of, RATE_FORM),
    "sample_packages": number(0, _MOST_PACKAGES, "a whole number of packages such as 100"),
    "algorithms": _algorithms,
    "stall_time": amount(seconds_of, SECONDS_FORM),
    "copies": number(1, _MOST_COPIES, "a whole number of copies such as 3"),
    "challenge_days": DAYS,
}
STORE: Mapping[str, Reader] = {"every_days": DAYS}
COLLECTION: Mapping[str, Reader] = {
    "packages": _list(_pattern, 'a list of patterns such as ["*aleppo*"]'),
    "every_days": DAYS,
}
NOTIFY: Mapping[str, Reader] = {
    "ping_url": text(_URL, "an address such as https://ping.example.org/abc, with a host"),
    "mail_to": _list(_MAIL, 'a list such as ["librarian@example.org"]'),
    "mail_from": _MAIL,
    "smtp_host": text(_HOST, "the name of a mail server such as mail.example.org"),
    "smtp_port": number(1, _LAST_PORT, "a port such as 587"),
    "smtp_security": one_of(_SECURITY),
    "smtp_user": text(re.compile(".+"), "a name"),
    "smtp_password_file": _PATH,
    "sendmail": _PATH,
    "digest_every_days": DAYS,
    "prometheus_file": _PATH,
}
