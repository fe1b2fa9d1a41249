"""Findings explained: what each kind means, what a sender should do, and a letter that says so.

Texts have no final newline; every foreign string in them has passed `visible`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from textwrap import wrap

from preserve.containers.bag.names import encode_path
from preserve.model.catalogue import CATALOGUE
from preserve.model.catalogue.senders import NEXT, SENDERS
from preserve.model.finding import Finding, Severity
from preserve.model.verdict import Verdict
from preserve.report.finding_text import where_words
from preserve.report.visible import visible
from preserve.report.wording import counted, number

_EXAMPLES = 5
_RANKS = {4: 0, 1: 1, 3: 2}
_LATER = len(_RANKS)
_BAGIT_TXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8"
_WHOLE_FILE = frozenset({"BAG-010", "BAG-011", "BAG-015"})
_IN_MESSAGE = {
    "BAG-014": (r"has to be `((?:BagIt-Version|Tag-File-Character-Encoding): .*)`, with", r"\1"),
    "BAG-073": (r"there are (\d+) bytes in (\d+) files\.$", r"Payload-Oxum: \1.\2"),
    "BAG-075": (r"to be spelled ([A-Za-z-]+)\.$", r"\1: …"),
    "BAG-115": (r"has (\d+) bytes; fetch\.txt states \d+\.$", r"\1"),
}
"""What stands right in the message itself, and how it is written."""
_MANIFEST_NAME = re.compile(r"((?:tag)?manifest-)(.+)(\.txt)", re.IGNORECASE | re.DOTALL)
_FOREIGN = ("WARC-", "META-")
_OF_CONTENTS = (
    "Compare this with your own copy, and send the bag again. If your copy is the same, make the"
    " package anew from the source."
)
_LEADS = {
    "BAG-010": "All of bagit.txt, for BagIt 1.0:",
    "BAG-011": "All of bagit.txt, for BagIt 1.0:",
    "BAG-015": "All of bagit.txt, for BagIt 1.0:",
    "BAG-022": "The right name:",
    "BAG-037": "The path as it should be written:",
    "BAG-039": "The path as it should be written:",
    "BAG-041": "Its line in a manifest of BagIt 1.0:",
    "BAG-042": "Its line in a manifest of BagIt 1.0:",
    "BAG-066": "Its line in a tag manifest of BagIt 1.0:",
    "BAG-073": "The line for the files that are here:",
    "BAG-075": "The right label:",
    "BAG-115": "The right length:",
}
_LEAD = "The right line:"
_RULES = {
    "bag": "by the rules of BagIt (RFC 8493)",
    "serialized-bag": "by the rules of BagIt (RFC 8493)",
    "warc": "by the rules for WARC files (ISO 28500)",
}
_WIDTH = 76
_RESULTS = {
    Verdict.VALID: "valid; nothing has to be changed in this bag",
    Verdict.INVALID: "invalid",
    Verdict.INCOMPLETE: "incomplete: files are still to be fetched, and nothing else is wrong",
    Verdict.UNDECIDED: "not decided, because something could not be read here",
}
_MISFIT = "a valid bag by the rules of BagIt, which does not fit what the profile asks for"


def right_form(found: Finding) -> str | None:
    """Return what should stand there instead, where the finding alone tells; else None.

    One or more lines of a file, a file's name, or a path as a manifest of BagIt 1.0 writes it.
    """
    where, code = found.where, found.code
    if code in _WHOLE_FILE:
        return _BAGIT_TXT
    if code in _IN_MESSAGE:
        pattern, form = _IN_MESSAGE[code]
        match = re.search(pattern, found.message)
        return match.expand(form) if match else None
    if code == "BAG-022":
        return _manifest_name(where.file or "")
    if code == "BAG-037":
        return where.path
    if code == "BAG-039":
        return where.path and _encoded(where.path)
    # Where a name is no UTF-8 its bytes are spelled with backslashes, and no line can hold it.
    if code in {"BAG-041", "BAG-042", "BAG-066"} and where.file and "\\" not in where.file:
        return f"<digest>  {encode_path(where.file)}"
    return None


def _manifest_name(name: str) -> str | None:
    match = _MANIFEST_NAME.fullmatch(name)
    algorithm = re.sub(r"[^a-z0-9]", "", match[2].lower()) if match else ""
    return f"{match[1].lower()}{algorithm}{match[3].lower()}" if match and algorithm else None


def _encoded(path: str) -> str:
    """Return a manifest's path with every `%` that stands for itself encoded, the others left."""
    return re.sub(r"%(?!25|0[AaDd])", "%25", path)


def advice_of(code: str) -> str | None:
    """Return what a sender should do about a kind of finding; None when it is not theirs."""
    if code.startswith(_FOREIGN):
        kind = CATALOGUE.get(code)
        return _OF_CONTENTS if kind is not None and kind.weight == 1 else None
    return SENDERS.get(code)


def for_the_sender(found: Finding) -> str | None:
    """Return what a sender should do about a finding, the right form at the end; or None."""
    advice, right = advice_of(found.code), right_form(found)
    if advice is None or right is None:
        return advice
    return f"{advice} {_lead(found)} {right}"


def _lead(found: Finding) -> str:
    return _LEADS.get(found.code, _LEAD)


def explained_document(found: Finding) -> dict[str, object]:
    """Return a finding's JSON shape with what it means and what a sender should do."""
    kind = CATALOGUE.get(found.code)
    return {
        **found.document(),
        "meaning": None if kind is None else kind.meaning,
        "for_the_sender": for_the_sender(found),
    }


@dataclass(slots=True)
class _Group:
    """Findings of one kind: how many, and the first of them."""

    first: Finding
    count: int = 0
    examples: list[Finding] = field(default_factory=list)

    def add(self, found: Finding) -> None:
        self.count += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(found)

    @property
    def title(self) -> str:
        kind = CATALOGUE.get(self.first.code)
        return visible(self.first.code if kind is None else kind.title)

    def places(self) -> Iterator[str]:
        """Yield the first findings, with the right form where it is known, each form once."""
        told = set[str]()
        for found in self.examples:
            yield f"{visible(found.message)}{where_words(found.where, found.message)}"
            right = right_form(found)
            if right is not None and right not in told:
                told.add(right)
                yield f"    {_lead(found)}"
                yield from (f"        {visible(line)}" for line in right.split("\n"))
        if hidden := self.count - len(self.examples):
            yield f"and {number(hidden)} more like it"


def _grouped(findings: Iterable[Finding]) -> list[_Group]:
    """Return findings by kind, the gravest first; findings of equal gravity as they came."""
    groups: dict[str, _Group] = {}
    for found in findings:
        groups.setdefault(found.code, _Group(found)).add(found)
    return sorted(groups.values(), key=_gravity)


def _gravity(group: _Group) -> tuple[int, bool]:
    return _RANKS.get(group.first.weight, _LATER), group.first.severity is Severity.INFO


def explained_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the findings by kind: the first places and how many, meaning, and what to do.

    Ten thousand findings of one kind are explained once.
    """
    for group in _grouped(findings):
        first, kind = group.first, CATALOGUE.get(group.first.code)
        many = counted(group.count, "finding")
        yield f"{visible(first.code)} {first.severity.value}: {group.title} ({many})"
        yield from (f"    {line}" for line in group.places())
        if kind is not None:
            yield f"  What it means:  {kind.meaning}"
        yield f"  What to do:     {visible(first.remedy)}"
        yield f"  For the sender: {advice_of(first.code) or 'Nothing.'}"
        if first.clause is not None:
            yield f"  Rests on:       {visible(first.clause)}"
        yield ""


def letter_lines(
    path: str,
    kind: str,
    verdict: Verdict,
    findings: Iterable[Finding],
    profiles: Collection[str] = (),
) -> Iterator[str]:
    """Yield a letter about a bag that can be sent to whoever made it; nothing if it is in order.

    Args:
        path: of the bag; its last part is what the sender calls it.
        kind: `bag`, `serialized-bag`, `warc` or another.
        verdict: of the bag.
        findings: all of them; those that are not the sender's matter are left out.
        profiles: the names of those that the bag was held against.
    """
    findings = tuple(findings)
    theirs = [group for group in _grouped(findings) if advice_of(group.first.code) is not None]
    if not theirs:
        return
    name = visible(path.rstrip("/").rpartition("/")[2] or path)
    yield f"What to tell the sender of {name}:"
    yield ""
    yield f"  {name} was checked {_RULES.get(kind, 'by preserve')}."
    if profiles:
        named = ", ".join(map(visible, profiles))
        yield f"  It was held against {'profiles' if len(profiles) > 1 else 'the profile'} {named}."
    breaks = [found for found in findings if found.weight]
    is_profile_alone = bool(profiles and breaks) and all(map(_is_of_profile, breaks))
    yield f"  The result: {_MISFIT if is_profile_alone else _RESULTS[verdict]}."
    musts = [group for group in theirs if group.first.severity is Severity.ERROR]
    yield from _part("What has to be changed:", musts)
    rest = [group for group in theirs if group not in musts]
    yield from _part("What would be better:", rest, is_kept=not musts)
    yield ""


def _is_of_profile(found: Finding) -> bool:
    return (found.clause or "").startswith(("BagIt Profiles", "Extension of preserve"))


def _part(title: str, groups: list[_Group], *, is_kept: bool = True) -> Iterator[str]:
    if groups:
        yield from ("", f"  {title}")
    for count, group in enumerate(groups, 1):
        code, clause = visible(group.first.code), group.first.clause
        yield ""
        yield f"  {count}. {group.title} ({code}{f', {visible(clause)}' if clause else ''})"
        for line in group.places():
            yield f"       {line}" if line.startswith(" ") else f"     - {line}"
        advice = advice_of(group.first.code) or ""
        if not is_kept:
            # It has to be made anew in any case.
            advice = advice.replace(NEXT, "When it is made anew:")
        for line in wrap(advice, _WIDTH, break_on_hyphens=False):
            yield f"     {line}"
