"""Which speakers' names are worth holding against each other, without comparing all with all.

Surnames within two edits share a spelling from which one or two letters were left out; so each
name is entered under those spellings.
"""

from collections.abc import Iterator, Sequence

from preserve.comparing.names import PrintedName, handle_name, printed_name
from preserve.comparing.sources import Voice

_MOST_TOGETHER = 64  # speakers under one key that are all held against each other
_NEIGHBOURS = 8  # that each is held against, where more share a key
_SHORTEST = 3  # letters that are left
_LONGEST = 16  # letters of a name that are looked at


def likely_pairs(voices: Sequence[Voice]) -> tuple[tuple[int, int], ...]:
    """Return pairs of positions of speakers of different sources, in order, each once."""
    entries: dict[str, list[int]] = {}
    for position, voice in enumerate(voices):
        for key in _keys(voice):
            entries.setdefault(key, []).append(position)
    found: set[tuple[int, int]] = set()
    for together in entries.values():
        if len(together) > 1:
            found.update(_pairs(voices, together))
    return tuple(sorted(found))


def _pairs(voices: Sequence[Voice], together: list[int]) -> Iterator[tuple[int, int]]:
    """Pair all of a small group; in a large one those whose names stand side by side."""
    ordered, reach = together, len(together)
    if len(together) > _MOST_TOGETHER:
        ordered = sorted(together, key=lambda at: (voices[at].label.casefold(), at))
        reach = _NEIGHBOURS
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 : at + 1 + reach]:
            if voices[one].source != voices[other].source:
                yield min(one, other), max(one, other)


def _keys(voice: Voice) -> set[str]:
    keys: set[str] = set()
    if voice.kind == "organization":
        for name in voice.names:
            acronyms = (word.strip("()") for word in name.split())
            keys.update(f"o {word.casefold()}" for word in acronyms if word.isupper())
            keys.add(f"o {name.split('(')[0].casefold().removeprefix('the ').strip()}")
        return keys
    if voice.name is not None:
        keys |= _name_keys(printed_name(voice.name))
    for handle in voice.handles:
        keys.add(f"h {handle.casefold()}")
        keys |= _name_keys(handle_name(handle))
    return keys


def _name_keys(name: PrintedName) -> set[str]:
    """Return keys of a name: its letters, its first part, its surname with letters left out."""
    parts = [part for part in name.parts if not part.isdigit()]
    if not parts:
        return set()
    letters = "".join(parts)
    turned = parts[-1] + parts[0]
    keys = {f"l {turned}", f"g {parts[0]}"}
    keys |= {f"l {spelling}" for spelling in _shortened(letters[: 2 * _LONGEST], 1)}
    for surname in {name.surname or parts[-1], parts[-1]}:
        keys |= {f"s {spelling}" for spelling in _shortened(surname[:_LONGEST], 2)}
    return keys


def _shortened(word: str, most: int) -> set[str]:
    """Return a word and its spellings with up to `most` letters left out."""
    found = {word}
    edge = {word}
    for _ in range(most):
        edge = {
            one[:at] + one[at + 1 :]
            for one in edge
            if len(one) > _SHORTEST
            for at in range(len(one))
        }
        found |= edge
    return found
