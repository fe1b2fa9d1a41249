"""Whom "he", "she" and "they" may mean: the last subjects of the running text, the newest first."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from preserve.describing.cast import Cast

MOST = 6  # subjects that a pronoun may still mean
_RECENT = 2  # paragraphs after which a pronoun no longer means somebody
_PLURAL = frozenset({"they", "their"})
_MALE = frozenset({"he", "his"})


@dataclass(slots=True)
class Focus:
    """The people whom the text is about at this point.

    Attributes:
        cast: everybody the article mentions.
        paragraph: number of the paragraph that is read.
    """

    cast: Cast
    paragraph: int = 0
    _people: list[tuple[int, int]] = field(default_factory=list)

    def turn_to(self, entity: int) -> None:
        """Make somebody the first whom a pronoun may mean."""
        kept = [one for one in self._people if one[0] != entity]
        self._people = [(entity, self.paragraph), *kept][:MOST]

    def note(self, entity: int) -> None:
        """Make somebody the last whom a pronoun may mean."""
        kept = [one for one in self._people if one[0] != entity]
        self._people = [*kept[: MOST - 1], (entity, self.paragraph)]

    def meant(self, word: str, near: list[int], excluded: AbstractSet[int | None]) -> int | None:
        """Return whom a pronoun means.

        Args:
            word: the pronoun, in lower case.
            near: who stands before it in its sentence.
            excluded: who cannot be meant.
        """
        recent = [one for one, seen in self._people if self.paragraph - seen <= _RECENT]
        for entity in [*near[:MOST], *recent]:
            if entity not in excluded and self._fits(entity, word):
                self._learn(entity, word)
                return entity
        return None

    def _fits(self, entity: int, word: str) -> bool:
        person = self.cast.entities[entity]
        if word in _PLURAL:
            return person.plural
        if person.plural:
            return False
        return person.gender in ("", "m" if word in _MALE else "f")

    def _learn(self, entity: int, word: str) -> None:
        person = self.cast.entities[entity]
        if not person.gender and word not in _PLURAL:
            person.gender = "m" if word in _MALE else "f"
