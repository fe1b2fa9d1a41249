"""The pieces of the page: escaped text, times, lists of facts and tables.

Every piece is a `str` of HTML. Only the functions here make markup from foreign text, and each
escapes it first; elsewhere markup is joined from constants and pieces.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from preserve.report.visible import visible, visible_lines
from preserve.report.wording import instant_text, state_sign, state_words, time_words

_TONES = {
    "intact": "good",
    "verified": "good",
    "superseded": "good",
    "undecided": "undecided",
    "not-checked": "undecided",
    "unreadable": "undecided",
    "changed-while-reading": "undecided",
    "offline": "undecided",
    "not-recorded": "undecided",
    "repaired": "undecided",
    "closed": "good",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and how its cells are set, by class."""

    heading: str
    setting: str = ""


def plain(text: str) -> str:
    """Return our own words as HTML text; a state they quote may be foreign, so they are escaped."""
    return html.escape(visible(text))


def foreign(text: str) -> str:
    """Return text from outside as HTML: visible, escaped, and with a direction of its own."""
    return f'<bdi dir="auto">{html.escape(visible(text))}</bdi>'


def sentence(text: str) -> str:
    """Return an English sentence that may name foreign things, as HTML.

    Its direction is that of English, also where it begins with an Arabic file name.
    """
    return f'<bdi dir="ltr">{html.escape(visible(text))}</bdi>'


def foreign_code(text: str) -> str:
    """Return a name, path or digest from outside as HTML, in letters of equal width."""
    return f'<bdi class="id" dir="auto">{html.escape(visible(text))}</bdi>'


def foreign_block(text: str) -> str:
    """Return a text of several lines from outside as a block, line ends kept."""
    shown = html.escape(visible_lines(text))
    return f'<pre dir="auto">{shown}</pre>'


def foreign_or(text: str | None, otherwise: str) -> str:
    """Return text from outside, or our own quiet words where there is none."""
    return foreign(text) if text else quiet(otherwise)


def quiet(words: str) -> str:
    """Return our own words where a value is absent."""
    return f'<span class="quiet">{plain(words)}</span>'


def time(at: datetime) -> str:
    """Return an instant in words, with its exact form for machines."""
    return f'<time datetime="{instant_text(at)}">{time_words(at)}</time>'


def state(name: str) -> str:
    """Return a state as a sign and words; the colour says nothing that these do not."""
    tone = _TONES.get(name, "fault")
    sign = f'<span class="sign" aria-hidden="true">{state_sign(name)}</span>'
    return f'<span class="state {tone}">{sign}{html.escape(visible(state_words(name)))}</span>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return a list of terms and what is said of them.

    Args:
        rows: our own words for the term, and a piece of HTML.
    """
    told = "\n".join(f"<div><dt>{plain(term)}</dt><dd>{said}</dd></div>" for term, said in rows)
    return f'<dl class="facts">\n{told}\n</dl>'


def section(anchor: str, heading: str, content: str) -> str:
    """Return a section with a second-level heading that names it."""
    return (
        f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{plain(heading)}</h2>\n'
        f"{content}\n</section>"
    )


def table(name: str, caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first cell in each row is the row's heading.

    On a narrow screen the rows become blocks: then each cell shows its heading again, and the
    roles keep the table a table for a screen reader.

    Args:
        name: the class of the table.
        caption: our own words, what the table tells.
        columns: headings in our own words.
        rows: pieces of HTML, one for each column.
    """
    heads = "".join(
        f'<th scope="col" role="columnheader"{_class(column)}>{plain(column.heading)}</th>'
        for column in columns
    )
    body = "\n".join(_row(columns, row) for row in rows)
    return (
        f'<table class="{name}" role="table">\n<caption>{plain(caption)}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table>'
    )


def _row(columns: Sequence[Column], row: Sequence[str]) -> str:
    first, *others = row
    cells = "".join(
        f'<td role="cell"{_class(column)} data-label="{plain(column.heading)}">'
        f"<div>{piece}</div></td>"
        for column, piece in zip(columns[1:], others, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{cells}</tr>'


def _class(column: Column) -> str:
    return f' class="{column.setting}"' if column.setting else ""
