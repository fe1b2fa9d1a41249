"""Texts in a language whose verbs of saying are not known: quoted words and embeds, nobody named.

The rules about speakers read English. In another language their answers would be nonsense, so they
are not asked.
"""

from preserve.describing.embeds import codes_in, links_in
from preserve.describing.marks import stretches_of
from preserve.describing.passages import Passage
from preserve.describing.quotations import kind_of
from preserve.describing.said import words_before
from preserve.describing.voices import Voices, media_of, outside
from preserve.model.description import Quotation
from preserve.model.span import Span

_ENGLISH = "en"


def is_heard(language: str | None) -> bool:
    """Whether the rules about speakers may be asked: of English, and where it is not known."""
    return language is None or language.split("-")[0] == _ENGLISH


def words_alone(text: str, passages: tuple[Passage, ...], boilerplate: tuple[Span, ...]) -> Voices:
    """Return the quoted words, embed codes and links of a text, and no speaker.

    Args:
        text: the text as it is.
        passages: `passages_of(text)`.
        boilerplate: stretches that are no part of the article.
    """
    codes = codes_in(text)
    stretches = stretches_of(
        text, outside(passages, boilerplate), tuple(one.place for one in codes)
    )
    quotations = tuple(
        Quotation(
            id=f"q{number}",
            kind=kind_of(text, one.start, one.end, words_before(text, one.outer_start)),
            start=one.start,
            end=one.end,
            exact=text[one.start : one.end],
        )
        for number, one in enumerate(stretches, start=1)
    )
    found = [*codes, *links_in(text)]
    return Voices(
        speakers=(),
        quotations=quotations,
        videos=media_of(text, [one for one in found if one.video], "v", {}),
        posts=media_of(text, [one for one in found if not one.video], "p", {}),
        risks=(),
    )
