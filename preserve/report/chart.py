"""Charts as inline SVG: bars, bands and lanes, read on paper, in the dark and on a telephone.

Across, everything stands in per cent, and down in pixels, so that letters keep their size however
wide the page is. No meaning rests on a colour: what differs in kind lies in a lane of its own or
is hatched, and its words stand beside it. A chart has a title and a description for those who
cannot see it; a table with the same data belongs below each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from preserve.report.page_parts import plain

_WIDTH = 100.0
_BAR_HEIGHT = 120
_AXIS_TOP = 26
_AXIS_FOOT = 24
_BAND_HEIGHT = 40
_LANE_HEIGHT = 42
_MARK_HEIGHT = 14
_FILLED = 0.78  # of a slot, the rest is the gap
_HATCH = (
    '<defs><pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/>'
    '<line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>'
)
_FEW_SLOTS = 3
_LEAST = 0.6  # per cent: what is more than nothing is seen


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart has.

    Attributes:
        name: an id that no other part of the page has.
        title: our own words.
        description: the gist of it, for those who cannot see it; our own words.
    """

    name: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal bar.

    Attributes:
        label: what stands above it, with the number.
        is_hatched: it is of another kind than the plain ones.
        rule: what stands on a line drawn above it; empty where there is none.
    """

    label: str
    value: int
    is_hatched: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of a timeline.

    Attributes:
        label: a sign and words.
        tone: the class of its colour.
        slots: in which slots there is a mark.
    """

    label: str
    tone: str
    slots: frozenset[int]


def bar_chart(frame: Frame, values: Sequence[int], names: Sequence[str], most: str) -> str:
    """Return upright bars over an axis.

    Args:
        frame: title and description.
        values: none below 0; one for each slot.
        names: what the first, the middle and the last slot are called; one for each slot.
        most: the largest value in words.
    """
    top = max(values, default=0)
    foot = _AXIS_TOP + _BAR_HEIGHT
    bars = [
        _bar(slot, len(values), max(1.0, value / top * _BAR_HEIGHT))
        for slot, value in enumerate(values)
        if value > 0
    ]
    drawn = (
        f'<line class="rule" x1="0" x2="100%" y1="{_AXIS_TOP}" y2="{_AXIS_TOP}"/>',
        f'<text class="soft" x="0" y="{_AXIS_TOP - 8}">{plain(most)}</text>',
        *bars,
        f'<line class="axis" x1="0" x2="100%" y1="{foot}" y2="{foot}"/>',
        *_axis(names, foot + 17),
    )
    return _svg(frame, foot + _AXIS_FOOT, drawn)


def _bar(slot: int, slots: int, height: float) -> str:
    x, width = _place(slot, slots)
    y = _AXIS_TOP + _BAR_HEIGHT - height
    return (
        f'<rect class="bar" x="{x:.3f}%" y="{y:.1f}" width="{width:.3f}%" height="{height:.1f}"/>'
    )


def _place(slot: int, slots: int) -> tuple[float, float]:
    each = _WIDTH / slots
    width = min(each * _FILLED, 12.0)
    return slot * each + (each - width) / 2, width


def _axis(names: Sequence[str], y: int) -> list[str]:
    """Name the first, the middle and the last slot: three names fit on a telephone."""
    slots = len(names)
    if slots <= _FEW_SLOTS:
        middles = (_WIDTH * (slot + 0.5) / slots for slot in range(slots))
        return [_name(x, "middle", y, name) for x, name in zip(middles, names, strict=True)]
    shown = [_name(0.0, "start", y, names[0]), _name(_WIDTH, "end", y, names[-1])]
    if slots % 2:
        shown.insert(1, _name(_WIDTH / 2, "middle", y, names[slots // 2]))
    return shown


def _name(x: float, anchor: str, y: int, words: str) -> str:
    return f'<text class="soft" x="{x:g}%" y="{y}" text-anchor="{anchor}">{plain(words)}</text>'


def band_chart(frame: Frame, bands: Sequence[Band]) -> str:
    """Return level bars, each under its words.

    Args:
        frame: title and description.
        bands: none with a value below 0.
    """
    top = max((band.value for band in bands), default=0) or 1
    hatch = f"{frame.name}-hatch"
    drawn = [_HATCH.format(id=hatch)]
    y = 0
    for band in bands:
        if band.rule:
            drawn.append(f'<line class="promise" x1="0" x2="100%" y1="{y + 10}" y2="{y + 10}"/>')
            drawn.append(_name(_WIDTH, "end", y + 25, band.rule))
            y += 34
        drawn.extend(_band(band, y, top, hatch))
        y += _BAND_HEIGHT
    return _svg(frame, y, drawn)


def _band(band: Band, y: int, top: int, hatch: str) -> list[str]:
    width = max(_LEAST, band.value / top * _WIDTH) if band.value else 0.0
    fill = f'class="hatched" fill="url(#{hatch})"' if band.is_hatched else 'class="bar"'
    shape = f'<rect {fill} x="0" y="{y + 21}" width="{width:.3f}%" height="{_MARK_HEIGHT}"/>'
    line = f'<line class="axis" x1="0" x2="0" y1="{y + 18}" y2="{y + 38}"/>'
    label = f'<text x="0" y="{y + 14}">{plain(band.label)}</text>'
    return [label, *([shape] if band.value else []), line]


def lane_chart(frame: Frame, lanes: Sequence[Lane], names: Sequence[str]) -> str:
    """Return a timeline with a lane for each kind of event.

    Args:
        frame: title and description.
        lanes: the slots of their marks are below the number of names.
        names: what the slots are called.
    """
    drawn: list[str] = []
    for row, lane in enumerate(lanes):
        y = row * _LANE_HEIGHT
        drawn.append(f'<text x="0" y="{y + 14}">{plain(lane.label)}</text>')
        drawn.append(f'<line class="rule" x1="0" x2="100%" y1="{y + 28}" y2="{y + 28}"/>')
        for slot in sorted(lane.slots):
            x, width = _place(slot, len(names))
            drawn.append(
                f'<rect class="mark {lane.tone}" x="{x:.3f}%" y="{y + 21}" width="{width:.3f}%"'
                f' height="{_MARK_HEIGHT}"/>'
            )
    foot = len(lanes) * _LANE_HEIGHT
    drawn.append(f'<line class="axis" x1="0" x2="100%" y1="{foot}" y2="{foot}"/>')
    drawn.extend(_axis(names, foot + 17))
    return _svg(frame, foot + _AXIS_FOOT, drawn)


def _svg(frame: Frame, height: int, drawn: Sequence[str]) -> str:
    title, description = f"{frame.name}-title", f"{frame.name}-description"
    inner = "\n".join(drawn)
    return (
        f'<svg class="chart" role="img" width="100%" height="{height}"'
        f' aria-labelledby="{title}" aria-describedby="{description}">\n'
        f'<title id="{title}">{plain(frame.title)}</title>\n'
        f'<desc id="{description}">{plain(frame.description)}</desc>\n{inner}\n</svg>'
    )
