"""The tags that a BagIt profile asks for, and those that somebody gave: what lacks, what is wrong.

A tag lies in bag-info.txt (Profiles 1.4, Bag-Info) or, by a key of ours, in another tag file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from preserve.containers.bag.inspection import INFO
from preserve.containers.bag.names import normal_form, shown, storable
from preserve.containers.bag.profile_document import (
    BAG_INFO,
    IDENTIFIER,
    TAG_FILES,
    is_set,
    section,
    strings,
)
from preserve.containers.bag.write import is_label, one_line
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where

FACTS: Final = frozenset(
    {"Bagging-Date", "External-Identifier", "Bag-Size", "Payload-Oxum", "Bag-Software-Agent"}
)
"""What preserve says of every bag itself, and nobody else may say."""

KNOWN: Final = FACTS | {"External-Description"}
"""What is known of every package, although somebody may say it better."""

_FACTS_LOWER: Final = frozenset(label.lower() for label in (*FACTS, IDENTIFIER))

_MOST_NAMED: Final = 12
_LONGEST: Final = 240


class Tag(NamedTuple):
    """A tag that somebody gave: the tag file it goes into, its label and its value."""

    file: str
    label: str
    value: str


def parse_tag(text: str) -> Tag | None:
    """Return the tag that `Label=value` or `file.txt/Label=value` means, or None: it means none.

    What would not stay on the line of its value becomes a space.
    """
    place, is_given, value = text.partition("=")
    file, _, label = place.rpartition("/")
    if not file.endswith(".txt"):
        file, label = INFO, place
    return Tag(file, label, one_line(value)) if is_given and label else None


class Question(NamedTuple):
    """A tag that is required and that nobody gave.

    Attributes:
        file: the tag file it goes into.
        label: as the profile spells it.
        description: what the profile says about it; may be empty.
        values: what the profile takes; empty when it takes anything.
    """

    file: str
    label: str
    description: str
    values: tuple[str, ...]


Rules = Mapping[tuple[str, str], Mapping[str, object]]
"""What a profile says about a tag, by tag file and label."""


def tag_rules(profile: Mapping[str, object]) -> Rules:
    """Return what a profile says about tags, those of bag-info.txt first."""
    others = section(profile, TAG_FILES)
    sections = {INFO: section(profile, BAG_INFO)}
    sections |= {file: section(others, file) for file in others if file != INFO}
    return {
        (file, label): rule if isinstance(rule, Mapping) else {}
        for file, labels in sections.items()
        for label, rule in labels.items()
    }


def values_of(rule: object) -> tuple[str, ...]:
    """Return the values that a profile takes for a tag; empty when it takes any."""
    return (strings(rule, "values") or ()) if isinstance(rule, Mapping) else ()


def is_taken(value: str, rule: object) -> bool:
    """Whether a profile takes a value; compared in one normal form, as the check does."""
    values = values_of(rule)
    return not values or normal_form(value) in map(normal_form, values)


def with_spelling(tag: Tag, rules: Rules) -> Tag:
    """Return a tag with its label as the profile spells it (RFC 8493 2.2.2 ignores case)."""
    for file, label in rules:
        if file == tag.file and label.lower() == tag.label.lower():
            return tag._replace(label=label)
    return tag


def questions_about(rules: Rules, tags: Sequence[Tag]) -> Iterator[Question]:
    """Yield the required tags that nobody gave and that preserve does not know."""
    there = {(tag.file, tag.label.lower()) for tag in tags}
    there |= {(INFO, label.lower()) for label in (*KNOWN, IDENTIFIER)}
    for (file, label), rule in rules.items():
        if is_required(rule) and (file, label.lower()) not in there:
            description = rule.get("description")
            words = description if isinstance(description, str) else ""
            yield Question(file, label, words, values_of(rule))


def is_required(rule: Mapping[str, object]) -> bool:
    """Whether a profile wants a tag to be there."""
    return is_set(rule, "required", default=False)


def about_tags(rules: Rules, tags: Sequence[Tag]) -> Iterator[Finding]:
    """Yield what is wrong with the tags that were given, and with labels that must be written."""
    for (_, label), rule in rules.items():
        if is_required(rule) and not is_label(label):
            yield impossible(f"{shown(label)} cannot be the label of a tag")
    for tag in dict.fromkeys(tags):
        rule = rules.get((tag.file, tag.label), {})
        why = _problem(tag)
        if why is not None:
            yield finding("BAG-182", f"{shown(tag.label)} {why}.", Where(file=storable(tag.file)))
        elif not is_taken(tag.value, rule):
            yield not_a_value(tag, values_of(rule))
    for (file, label), count in Counter((tag.file, tag.label) for tag in tags).items():
        if count > 1 and not is_set(rules.get((file, label), {}), "repeatable", default=True):
            words = f"{shown(label)} was given {count} times; the profile takes it once."
            yield finding("BAG-182", words, Where(file=storable(file)))


def _problem(tag: Tag) -> str | None:
    """Return why a tag cannot be written, whatever the profile says."""
    if tag.file == INFO and tag.label.lower() in _FACTS_LOWER:
        return "is stated by preserve itself"
    if not tag.value:
        return "was given without a value"
    return None if is_label(tag.label) else "cannot be the label of a tag"


def not_a_value(tag: Tag, values: Sequence[str]) -> Finding:
    """Return that a tag has a value that the profile does not take."""
    listed = listing(map(shown, values))
    value = shown(tag.value[:_LONGEST])
    words = f"{shown(tag.label)} is `{value}`; the profile takes one of: {listed}."
    return finding("BAG-182", words, Where(file=storable(tag.file)))


def listing(names: Iterable[str], between: str = ", ") -> str:
    """Return names in a row; of very many, the first ones."""
    row = list(names)
    more = [f"{len(row) - _MOST_NAMED} more"] if len(row) > _MOST_NAMED else []
    return between.join([name[:_LONGEST] for name in row[:_MOST_NAMED]] + more)


def about_questions(questions: Sequence[Question]) -> Iterator[Finding]:
    """Yield one finding that names every tag to be given, and how."""
    if questions:
        listed = listing(map(_asked, questions), "; ")
        noun = "a tag" if len(questions) == 1 else f"{len(questions)} tags"
        yield finding("BAG-181", f"The profile requires {noun} that nobody gave: {listed}.")


def _asked(question: Question) -> str:
    place = "" if question.file == INFO else f"{shown(question.file)}/"
    values = listing(map(shown, question.values))
    return f'--tag "{place}{shown(question.label)}=..."' + (f" (one of {values})" * bool(values))


def about_recommended(rules: Rules, tags: Sequence[Tag]) -> Iterator[Finding]:
    """Yield what the profile would like to have, in one finding."""
    given = {(tag.file, tag.label) for tag in tags} | {(INFO, label) for label in KNOWN}
    lacking = [
        label
        for (file, label), rule in rules.items()
        if rule.get("recommended") is True and (file, label) not in given
    ]
    if lacking:
        yield finding("BAG-184", f"The profile recommends {listing(map(shown, lacking))}.")


def impossible(why: str) -> Finding:
    """Return that no bag of preserve can be what the profile asks for."""
    return finding("BAG-180", f"The bag cannot be made to fit: {why}.")
