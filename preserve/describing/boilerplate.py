"""The spans of a text that belong to the page and not to the article."""

from preserve.describing.page import Page
from preserve.model.span import Span


def boilerplate_of(page: Page) -> tuple[Span, ...]:
    """Return one span for each line of furniture, in order."""
    return tuple(page.whole(page.passages[number]) for number in sorted(page.furniture))
