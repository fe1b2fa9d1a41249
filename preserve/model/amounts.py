"""Amounts as people write them: `4h`, `200 GB`, `20 MB/s`; exact whole numbers both ways."""

import re
from collections.abc import Mapping
from fractions import Fraction

SECONDS_FORM = "a time such as 90s, 30m, 4h, 1h 30m or 2d, or a whole number of seconds"
BYTES_FORM = "a size such as 500 kB, 20 MB, 200 GB, 1.5 TB or 512 MiB, or a whole number of bytes"
RATE_FORM = "a rate such as 20 MB or 20 MB/s, or a whole number of bytes per second"

DAY_SECONDS = 86_400

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": DAY_SECONDS}
_BYTES = {
    "": 1,
    "B": 1,
    **{name: 1000**power for power, name in enumerate(("kB", "MB", "GB", "TB", "PB"), 1)},
    **{name: 1024**power for power, name in enumerate(("KiB", "MiB", "GiB", "TiB", "PiB"), 1)},
    "KB": 1000,
}
_SHOWN_BYTES = ((1, "bytes"), *((1000**power, f"{unit}B") for power, unit in enumerate("kMGTP", 1)))
_LARGEST = 2**63 - 1
_LONGEST_TEXT = 60

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_ONE_TIME = re.compile(rf"{_NUMBER} *([smhd])")
_TIMES = re.compile(rf"{_NUMBER} *[smhd](?: *{_NUMBER} *[smhd])*")
_SIZE = re.compile(rf"{_NUMBER} *([A-Za-z]*)")


def seconds_of(text: str) -> int:
    """Return a length of time in seconds: `4h`, `1h 30m`, `2d`, `90` (seconds).

    Raises:
        ValueError: with a sentence for people, where it is no such time, or none at all.
    """
    written = text.strip(" ")
    _require_short(written, SECONDS_FORM)
    if re.fullmatch(r"[0-9]+", written):
        return _exact(Fraction(written), text, SECONDS_FORM)
    if not _TIMES.fullmatch(written):
        raise ValueError(f"{_quoted(text)} is no length of time; write {SECONDS_FORM}.")
    parts = _ONE_TIME.findall(written)
    units = [unit for _, unit in parts]
    # "30m 30m" or "5s 4h" is more likely a slip than a sum.
    if units != sorted(set(units), key=lambda unit: -_SECONDS[unit]):
        raise ValueError(f"{_quoted(text)} is no length of time; name each unit once, days first.")
    total = sum((Fraction(number) * _SECONDS[unit] for number, unit in parts), Fraction())
    return _exact(total, text, SECONDS_FORM)


def bytes_of(text: str) -> int:
    """Return a size in bytes: `200 GB`, `1.5 TB`, `512 MiB`, `4096`.

    Raises:
        ValueError: with a sentence for people, where it is no such size, or none at all.
    """
    return _bytes(text, text.strip(" "), BYTES_FORM)


def rate_of(text: str) -> int:
    """Return a rate in bytes per second: as `bytes_of`, with or without `/s` at the end.

    Raises:
        ValueError: with a sentence for people, where it is no such rate, or none at all.
    """
    return _bytes(text, text.strip(" ").removesuffix("/s").rstrip(" "), RATE_FORM)


def _bytes(text: str, written: str, form: str) -> int:
    _require_short(written, form)
    match = _SIZE.fullmatch(written)
    if match is None:
        raise ValueError(f"{_quoted(text)} is no size; write {form}.")
    number, unit = match.groups()
    if unit not in _BYTES:
        meant = next((known for known in _BYTES if known.lower() == unit.lower()), None)
        hint = f"did you mean {meant}?" if meant else f"write {form}."
        raise ValueError(f"{_quoted(text)}: {unit} is no unit of size; {hint}")
    return _exact(Fraction(number) * _BYTES[unit], text, form)


def _require_short(written: str, form: str) -> None:
    if len(written) > _LONGEST_TEXT:
        raise ValueError(f"That is too long; write {form}.")


def _exact(value: Fraction, text: str, form: str) -> int:
    if value.denominator != 1:
        raise ValueError(f"{_quoted(text)} is no whole number; write {form}.")
    return require_amount(value.numerator, form)


def require_amount(value: int, form: str) -> int:
    """Return a limit that lets something through and that a file system could reach.

    Raises:
        ValueError: it is below 1 or beyond 2**63 - 1.
    """
    if value < 1:
        raise ValueError(f"{value} is too little; write {form}.")
    if value > _LARGEST:
        raise ValueError(f"That is more than any machine can hold; write {form}.")
    return value


def _quoted(text: str) -> str:
    return ascii(text) if not text.isprintable() else f"“{text}”"


def bytes_words(size_bytes: int, *, is_rounded_up: bool = False) -> str:
    """Return a size with three digits at most: `288 GB`, `1.5 TB`, `0 bytes`.

    Args:
        size_bytes: the size.
        is_rounded_up: what is needed must not be told as less than it is; else half up.
    """
    if size_bytes == 1:
        return "1 byte"
    step, unit = next(
        (pair for pair in reversed(_SHOWN_BYTES) if size_bytes >= pair[0]), _SHOWN_BYTES[0]
    )
    number = _three_digits(size_bytes, step, is_rounded_up=is_rounded_up)
    if number == "1000" and unit != _SHOWN_BYTES[-1][1]:
        return bytes_words(step * 1000)
    return f"{number} {unit}"


def _three_digits(value: int, step: int, *, is_rounded_up: bool) -> str:
    # Two digits and one after the point say enough; whole numbers from ten on.
    scale = 10 if value < 10 * step and step > 1 else 1
    tenths, rest = divmod(value * scale, step)
    if rest and (is_rounded_up or rest * 2 >= step):
        tenths += 1
    whole, part = divmod(tenths, scale)
    return f"{whole}.{part}" if part else str(whole)


def seconds_words(seconds: int, *, is_rounded_up: bool = False) -> str:
    """Return a time in its two largest units: `4 hours`, `5 hours 48 minutes`, `1 day 2 hours`.

    Args:
        seconds: the time.
        is_rounded_up: what is needed must not be told as less than it is; else what is beyond
            the two units is left out.
    """
    units = [name for name, size in _NAMED_SECONDS.items() if size <= seconds] or ["second"]
    shown = units[:2]
    smallest = _NAMED_SECONDS[shown[-1]]
    whole, rest = divmod(seconds, smallest)
    seconds = (whole + (1 if rest and is_rounded_up else 0)) * smallest
    words: list[str] = []
    for name in shown:
        count, seconds = divmod(seconds, _NAMED_SECONDS[name])
        if count or not (words or seconds):
            words.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(words)


_NAMED_SECONDS: Mapping[str, int] = {"day": DAY_SECONDS, "hour": 3600, "minute": 60, "second": 1}
