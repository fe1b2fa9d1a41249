"""Lines that are not in order, by the stretch: when enough are kept, the others are only counted.

A tag file may hold nothing but tens of millions of them; one by one they would take a minute.
"""

import re
from collections.abc import Iterator

from preserve.containers.bag.collected import Collected
from preserve.containers.bag.text import EMPTY_LINE, LONGEST_LINE, numbered_lines


class FaultyLines:
    """Passes over the lines of one tag file that could only be counted."""

    def __init__(self, found: Collected, code: str, likely: re.Pattern[str]) -> None:
        """Say what a faulty line is.

        Args:
            found: what is wrong with the file; what is passed over is counted there.
            code: of the finding about a line that is neither empty nor likely.
            likely: matches from the start of each line, in a stretch of them, that may be in
                order; never a line of white space.
        """
        self._found = found
        self._code = code
        self._likely = likely

    def others(self, block: str, first: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of a stretch that were not passed over, with their numbers."""
        is_worth_it = self._found.has_enough(self._code) or self._found.has_enough(EMPTY_LINE)
        if not is_worth_it or len(block) > LONGEST_LINE:
            yield from numbered_lines(block, first)
            return
        lines = block.removesuffix("\n").split("\n")
        starts = [match.start() for match in self._likely.finditer(block)]
        empty = lines.count("") + sum(map(str.isspace, lines))
        counts = {EMPTY_LINE: empty, self._code: len(lines) - empty - len(starts)}
        if not all(self._found.has_enough(code) for code, count in counts.items() if count):
            yield from numbered_lines(block, first)
            return
        for code, count in counts.items():
            self._found.count(code, count)
        number, place = first, 0
        for start in starts:
            number += block.count("\n", place, start)
            place = start
            yield number, lines[number - first]
