"""People and concordance as text for a terminal: full values, nothing cut."""

from collections.abc import Iterator, Mapping

from preserve.model.comparison import (
    Concordance,
    Contradiction,
    Difference,
    KeptApart,
    Member,
    Pair,
    PairClass,
    People,
    Person,
    Side,
)
from preserve.model.span import Span
from preserve.report.visible import visible
from preserve.report.wording import counted

Labels = Mapping[Member, str]

_MOST_FORMS = 40  # of a name that are side by side in a title

CLASS_WORDS: dict[PairClass, str] = {
    PairClass.IDENTICAL: "the same characters",
    PairClass.ENCODING: "the same words, other punctuation or letters",
    PairClass.TRUNCATED: "words missing at the beginning or the end",
    PairClass.ELIDED: "words missing inside",
    PairClass.REWORDED: "other words",
    PairClass.DIRECT_INDIRECT: "quoted in one, reported in the other",
    PairClass.PREDICATE_CONFLICT: "something else is said of the same",
    PairClass.NUMBER_CONFLICT: "other numbers",
    PairClass.ATTRIBUTION_CONFLICT: "given to other speakers",
}
KIND_WORDS = {
    "person": "person",
    "organization": "organization",
    "anonymous": "not named, or not in full",
}


def labels_of(people: People) -> dict[Member, str]:
    """Return what to call each speaker: the first form that their own source prints."""
    labels: dict[Member, str] = {}
    for person in people.people:
        for member in person.members:
            own = [form.form for form in person.names if form.source == member.source]
            labels[member] = own[0] if own else member.speaker
    return labels


def title_of(person: Person) -> str:
    """Return every fullest printed form of a person side by side, none of them preferred."""
    names = dict.fromkeys(form.form for form in person.names if form.kind == "name")
    forms = names or dict.fromkeys(form.form for form in person.names)
    first = list(forms)[:_MOST_FORMS]
    full = [form for form in first if not any(form in other for other in first if other != form)]
    return " / ".join(full) or person.id


def summary_of_people(people: People) -> str:
    """Return one sentence: how many speakers of how many articles are how many."""
    members = [member for person in people.people for member in person.members]
    sources = {member.source for member in members}
    return (
        f"{counted(len(members), 'speaker')} in {counted(len(sources), 'article')}. As far as the"
        f" texts and the decisions on record tell, they are {len(people.people)};"
        f" {sum(len(person.members) > 1 for person in people.people)} of them speak in several."
    )


def people_text(people: People) -> str:
    """Return who is who, without a final newline."""
    return "\n".join(_people_lines(people))


def _people_lines(people: People) -> Iterator[str]:
    yield summary_of_people(people)
    for person in people.people:
        yield ""
        yield f"{visible(title_of(person))} ({KIND_WORDS.get(person.kind, visible(person.kind))})"
        for form in person.names:
            places = ", ".join(f"[{span.start}-{span.end}]" for span in form.evidence)
            yield f"  {visible(form.form)} in {visible(form.source)} {places}".rstrip()
        for role in person.roles:
            yield f"  role: {visible(role.value)} in {visible(role.source)}"
        yield f"  speakers: {', '.join(f'{visible(m.source)}:{m.speaker}' for m in person.members)}"
        if person.flags:
            yield f"  flags: {', '.join(visible(flag) for flag in person.flags)}"
        for link in person.links:
            ends = f"{visible(link.a.source)} and {visible(link.b.source)}"
            yield f"  one person in {ends}, {link.status}, rule {link.rule}"
            yield f"    {visible(link.reason)}"
    labels = labels_of(people)
    if people.kept_apart:
        yield ""
        yield "Kept apart"
        for kept in people.kept_apart:
            yield from _kept_lines(kept, labels)


def _kept_lines(kept: KeptApart, labels: Labels) -> Iterator[str]:
    ends = " and ".join(
        f"{_name(end, labels)} in {visible(end.source)}" for end in (kept.a, kept.b)
    )
    yield f"  {ends}, rule {kept.rule}"
    yield f"    {visible(kept.reason)}"


def _name(member: Member, labels: Labels) -> str:
    return visible(labels.get(member, member.speaker))


def summary_of_concordance(concordance: Concordance, sources: int) -> str:
    """Return one sentence: what was found in how many articles."""
    return (
        f"{counted(len(concordance.pairs), 'pair')} of utterances in {counted(sources, 'article')};"
        f" {counted(len(concordance.contradictions), 'contradiction')}."
    )


def concordance_text(concordance: Concordance, people: People, sources: int) -> str:
    """Return the utterances side by side, without a final newline.

    Args:
        concordance: what was found.
        people: who speaks.
        sources: how many articles were compared.
    """
    labels = labels_of(people)
    lines = [summary_of_concordance(concordance, sources)]
    for pair in concordance.pairs:
        lines += ["", *_pair_lines(pair, labels)]
    if concordance.contradictions:
        lines += ["", "Contradictions"]
        for one in concordance.contradictions:
            lines += _contradiction_lines(one, labels)
    return "\n".join(lines)


def class_words(pair: Pair) -> str:
    """Return the classes of a pair in words, the gravest first."""
    words = dict(CLASS_WORDS)
    if None in (pair.a.speaker, pair.b.speaker):
        words[PairClass.ATTRIBUTION_CONFLICT] = "a speaker is named in one article only"
    return "; ".join(words[each] for each in reversed(pair.classes))


def _pair_lines(pair: Pair, labels: Labels) -> Iterator[str]:
    yield f"{pair.id} {pair.gravest.value}: {class_words(pair)} (score {pair.score:g})"
    for side in (pair.a, pair.b):
        yield f"  {_side(side, labels)}"
        yield f"    \u2039{visible(side.exact)}\u203a"
    for difference in pair.differences:
        if line := difference_words(difference, pair):
            yield f"  {line}"


def difference_words(difference: Difference, pair: Pair) -> str:
    """Return a difference as one line; nothing for that of the speakers, which the sides show."""
    if difference.kind == "speaker":
        return ""
    if difference.a is not None and difference.b is not None:
        return (
            f"differs ({difference.kind}): {_quoted(difference.a)} against {_quoted(difference.b)}"
        )
    only, side = (difference.a, pair.a) if difference.a is not None else (difference.b, pair.b)
    return f"only in {visible(side.source)}: {_quoted(only)}" if only is not None else ""


def _quoted(span: Span) -> str:
    return f"\u2039{visible(span.exact)}\u203a"


def speaker_words(side: Side, labels: Labels) -> str:
    """Return who is said to speak on a side."""
    if side.quotation is None and side.speaker is None:
        return "the article itself"
    if side.speaker is None:
        return "speaker not stated"
    return labels.get(Member(side.source, side.speaker), side.speaker)


def _side(side: Side, labels: Labels) -> str:
    return (
        f"{visible(side.source)} [{side.start}-{side.end}], {visible(speaker_words(side, labels))}"
    )


def _contradiction_lines(one: Contradiction, labels: Labels) -> Iterator[str]:
    yield f"  {one.id} {one.kind}: {visible(one.note)}"
    for side in (one.a, one.b):
        yield f"    {_side(side, labels)}: \u2039{visible(side.exact)}\u203a"
