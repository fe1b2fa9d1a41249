"""Article -> Reading: every rule asked once, in an order that lets later ones use earlier ones."""

from preserve.describing.authors import authors_of
from preserve.describing.boilerplate import boilerplate_of
from preserve.describing.cited import sources_of
from preserve.describing.dates import dates_of
from preserve.describing.headline import headline_of
from preserve.describing.language import language_of
from preserve.describing.losses import losses_of
from preserve.describing.outlet import outlet_of
from preserve.describing.page import page_of
from preserve.describing.passages import beginning_of, passages_of
from preserve.describing.unheard import is_heard, words_alone
from preserve.describing.voices import voices_of
from preserve.describing.window import window_of
from preserve.model.article import LISTENED_CHARACTERS, Article
from preserve.model.description import Reading


def describe(article: Article) -> Reading:
    """Read what an article says about itself, with evidence for every value.

    Pure, and linear in the length of the text; a text that is no article gives a reading full of
    unknown values.
    """
    text = article.text
    passages = passages_of(text)
    page = page_of(text, passages)
    dates = dates_of(page)
    cited = sources_of(page)
    boilerplate = boilerplate_of(page)
    language = language_of(text)
    read = voices_of if is_heard(language.value) else words_alone
    voices = read(text, beginning_of(passages, LISTENED_CHARACTERS), boilerplate)
    return Reading(
        headline=headline_of(page),
        outlet=outlet_of(page, cited),
        date=dates.claim,
        date_window=window_of(page, dates),
        authors=authors_of(page),
        language=language,
        speakers=voices.speakers,
        quotations=voices.quotations,
        videos=voices.videos,
        posts=voices.posts,
        sources_cited=cited,
        losses=losses_of(page),
        boilerplate=boilerplate,
        risks=voices.risks,
    )
