"""What people put on record in their own words: names, reasons, notes."""

import unicodedata
from typing import Final

from preserve.errors import UsageProblem

LONGEST_STATEMENT: Final = 4000


def statement(text: str, option: str) -> str:
    """Return a text as it goes on record: without space at its ends, on one line.

    Args:
        text: as it was given.
        option: the option it was given with, such as `--why`.

    Raises:
        UsageProblem: it says nothing, is longer than 4,000 characters, holds control characters
            (a line end is one), or has no form that can be put on record.
    """
    said = text.strip()
    if option == "--by" and not said:
        raise UsageProblem("It is not known who says so.", remedy="Say who you are: --by NAME.")
    if not any(char.isalnum() for char in said):
        raise UsageProblem(f"{option} says nothing.", remedy=f"Say it in words after {option}.")
    if len(said) > LONGEST_STATEMENT:
        raise UsageProblem(
            f"{option} has {len(said)} characters; at most {LONGEST_STATEMENT} go on record.",
            remedy="Say it in short, and name the document that tells the rest.",
        )
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in said):
        raise UsageProblem(
            f"{option} holds a line end or another control character.",
            remedy="Write it as one line of plain text.",
        )
    return said
