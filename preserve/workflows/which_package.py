"""Which package a person may have meant who named one that is not on record."""

import os
from collections.abc import Iterable
from itertools import islice
from typing import Final

from preserve.errors import UsageProblem
from preserve.model.file import printable

_MOST_NAMED: Final = 3
_FORM: Final = (
    "Give the id of a package, as its directory in bags/ is called; `preserve history` shows what"
    " is on record."
)


def not_on_record(named: str, known: Iterable[str], more: str = "") -> UsageProblem:
    """Return that a package is not on record, and which one may have been meant.

    Args:
        named: what a person gave.
        known: the ids on record.
        more: what goes on after the sentence, such as that nothing was sent.
    """
    words = f"{printable(named)[:200]} is not on record in this archive{more}."
    base = os.path.basename(named.rstrip("/"))
    # The digits at the end of an id are what is mistyped, or left out.
    begin = base.rpartition("-")[0] or base
    alike = list(islice((each for each in known if begin and each.startswith(begin)), 50))
    if base in alike:
        return UsageProblem(words, remedy=f"Give the id alone: {base}.")
    if 0 < len(alike) <= _MOST_NAMED:
        return UsageProblem(words, remedy=f"Is {' or '.join(alike)} meant? {_FORM}")
    return UsageProblem(words, remedy=_FORM)
