"""What a profile asks of tags: in bag-info.txt, and by our extension in other tag files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from preserve.containers.bag.names import normal_form, shown, storable
from preserve.containers.bag.profile_document import is_set, section, strings
from preserve.containers.bag.profile_rules import listed
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

_LONGEST_VALUE = 200


class TagElement(NamedTuple):
    """One element of a tag file.

    Attributes:
        line: the 1-based line it starts on, or None when that is not known.
    """

    label: str
    value: str
    line: int | None = None


def tag_findings(
    file: str, rules: Mapping[str, object], elements: Sequence[TagElement]
) -> Iterator[Finding]:
    """Hold the elements of one tag file against rules for its tags (Profiles 1.4, Bag-Info).

    Args:
        file: the tag file's path in the bag.
        rules: by label; a rule that is no object asks for nothing.
        elements: in the order of the file.
    """
    by_label = dict[str, list[TagElement]]()
    for element in elements:
        by_label.setdefault(element.label.lower(), []).append(element)
    tags = [
        _Tag(file, label, section(rules, label), by_label.get(label.lower(), []))
        for label in sorted(rules)
    ]
    for tag in tags:
        yield from tag.findings()
    lacking = [tag.label for tag in tags if tag.is_recommended and not tag.given]
    if lacking:
        message = f"{shown(file)} could say more, which the profile recommends: {listed(lacking)}."
        yield finding("BAG-137", message, Where(file=storable(file)))


class _Tag(NamedTuple):
    file: str
    label: str
    rule: Mapping[str, object]
    found: Sequence[TagElement]

    @property
    def is_required(self) -> bool:
        return is_set(self.rule, "required", default=False)

    @property
    def is_recommended(self) -> bool:
        return is_set(self.rule, "recommended", default=False) and not self.is_required

    @property
    def given(self) -> Sequence[TagElement]:
        return [each for each in self.found if each.value.strip()]

    @property
    def _is_told(self) -> bool:
        """Whether that nothing is given says all there is to say about the values."""
        return self.is_required and not self.given

    def findings(self) -> Iterator[Finding]:
        name = shown(self.label)
        if self.is_required and not self.given:
            state = "is empty" if self.found else "is missing"
            where = self._where(self.found[0] if self.found else None)
            message = f"{name} {state} in {shown(self.file)}."
            yield finding("BAG-124", message, where)
        if not is_set(self.rule, "repeatable", default=True) and len(self.found) > 1:
            message = f"{name} is given {len(self.found)} times in {shown(self.file)}."
            yield finding("BAG-126", message, self._where(self.found[1]))
        for element in self.found:
            if element.label != self.label:
                message = f"{name} is spelled {shown(element.label)} in {shown(self.file)}."
                yield finding("BAG-135", message, self._where(element))
        yield from self._value_findings(() if self._is_told else self.found)

    def _value_findings(self, judged: Sequence[TagElement]) -> Iterator[Finding]:
        values = strings(self.rule, "values")
        allowed = frozenset(map(normal_form, values or ()))
        for element in judged if values else ():
            if normal_form(element.value) not in allowed:
                value = shown(element.value[:_LONGEST_VALUE])
                words = f"not one of {listed(values or ())}"
                message = f"{shown(self.label)} in {shown(self.file)} is `{value}`, {words}."
                yield finding("BAG-125", message, self._where(element))

    def _where(self, element: TagElement | None) -> Where:
        return Where(file=storable(self.file), line=element.line if element else None)
