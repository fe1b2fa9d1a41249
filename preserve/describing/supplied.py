"""Values that a person supplied: they outrank what was read, and never erase it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from preserve.describing.rules import SUPPLIED
from preserve.model.claim import Candidate, Claim, Status
from preserve.model.description import Reading

_SEVERAL = re.compile(r"\s*[;|]\s*")


def with_supplied(reading: Reading, supplied: Mapping[str, str], asserted_by: str) -> Reading:
    """Return a reading in which supplied values stand first.

    Args:
        reading: what the rules read.
        supplied: values under the keys title, outlet, author, date and language; others (such as
            url) have no claim of their own here and are left alone. Several authors are divided
            by semicolons.
        asserted_by: the person or file that asserts the values.
    """
    given = {key: value.strip() for key, value in supplied.items() if value.strip()}
    changed = replace(
        reading,
        headline=_one(reading.headline, given.get("title"), asserted_by),
        outlet=_one(reading.outlet, given.get("outlet"), asserted_by),
        date=_one(reading.date, given.get("date"), asserted_by),
        language=_one(reading.language, given.get("language"), asserted_by),
    )
    authors = [name for name in _SEVERAL.split(given.get("author", "")) if name]
    return replace(changed, authors=_authors(reading.authors, authors, asserted_by))


def supplied_url(supplied: Mapping[str, str], asserted_by: str) -> Claim | None:
    """Return the claimed address of the article, or None when none was supplied."""
    value = supplied.get("url", "").strip()
    return _claim(value, (), asserted_by) if value else None


def _one(read: Claim, value: str | None, asserted_by: str) -> Claim:
    return _claim(value, _kept(read), asserted_by) if value else read


def _authors(read: tuple[Claim, ...], names: list[str], asserted_by: str) -> tuple[Claim, ...]:
    if not names:
        return read
    kept = tuple(candidate for claim in read for candidate in _kept(claim))
    first = _claim(names[0], kept, asserted_by)
    return (first, *(_claim(name, (), asserted_by) for name in names[1:]))


def _claim(value: str, candidates: tuple[Candidate, ...], asserted_by: str) -> Claim:
    return Claim(value, Status.SUPPLIED, SUPPLIED.name, (), candidates, asserted_by)


def _kept(read: Claim) -> tuple[Candidate, ...]:
    """Return what had been read as candidates: its value first, with how it was known."""
    if read.value is None:
        return read.candidates
    why = (
        f"read from the text ({read.status.value}, rule {read.rule}); a supplied value outranks it"
    )
    return (Candidate(read.value, read.evidence, why), *read.candidates)
