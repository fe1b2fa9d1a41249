"""What became of a bag that came without an offer, as text for the terminal."""

from preserve.model.amounts import bytes_words
from preserve.model.unsigned import UnsignedBag, UnsignedStatus
from preserve.report.finding_text import findings_lines
from preserve.report.visible import visible
from preserve.report.wording import counted

_WORDS = {
    UnsignedStatus.ACCEPTED: "taken in",
    UnsignedStatus.ACCEPTABLE: "would be taken in; nothing was written, this was a dry run",
    UnsignedStatus.ALREADY_HELD: "held already; nothing was added",
    UnsignedStatus.REFUSED: "refused",
    UnsignedStatus.UNDECIDED: "not decided",
}


def unsigned_text(bag: UnsignedBag) -> str:
    """Return what was done, why, and what is missing."""
    lines = [f"{visible(bag.path)}: {_WORDS[bag.status]}"]
    if bag.package is not None:
        lines.append(f"Package    {visible(bag.package)}")
    if bag.files:
        lines.append(f"Size       {counted(bag.files, 'file')}, {bytes_words(bag.size_bytes)}")
    if bag.lacks:
        lines.append(f"Profile    {visible(bag.profile or 'none is named')}")
        lines.append(f"Manifests  {visible(', '.join(bag.algorithms))}")
    if bag.kept_in is not None:
        lines.append(f"Kept in    {visible(bag.kept_in)}")
    if bag.entry is not None:
        lines.append(f"On record  entry {bag.entry}")
    lines.extend(findings_lines(bag.findings))
    return "\n".join(lines)
