"""People and concordance as pages: the printings side by side, what differs marked in words too.

A difference stands in a mark, between brackets of its own: it can be seen without colour, without
the style sheet, and heard.
"""

from collections.abc import Sequence

from preserve.model.comparison import Concordance, Member, Pair, People, Person, Side
from preserve.model.finding import Finding
from preserve.report.comparison_text import (
    KIND_WORDS,
    class_words,
    labels_of,
    speaker_words,
    summary_of_concordance,
    summary_of_people,
    title_of,
)
from preserve.report.page import whole_page
from preserve.report.page_parts import (
    Column,
    foreign,
    foreign_code,
    plain,
    quiet,
    section,
    sentence,
    table,
)

_KICKER = '<p class="kicker">Across articles</p>'
_OPENS, _CLOSES = "\u27e6", "\u27e7"
_HEARD = '<span class="heard">differs: </span>'


def is_comparison_page(head: bytes) -> bool:
    """Whether a file begins as the pages of this module do."""
    return head.startswith(b"<!DOCTYPE html>") and _KICKER.encode() in head


def people_page(people: People) -> str:
    """Return the page of who is who.

    Args:
        people: its strings may hold anything.

    Returns:
        HTML that can be encoded as UTF-8, the same for the same people.
    """
    several = [person for person in people.people if len(person.members) > 1]
    single = [person for person in people.people if len(person.members) == 1]
    sections = [
        section("several", "In several articles", _persons(several)),
        section("apart", "Kept apart", _kept(people)),
        section("single", "In one article only", _singles(single)),
        *_findings(people.findings),
    ]
    return _page("Who is who", summary_of_people(people), sections)


def _persons(persons: Sequence[Person]) -> str:
    if not persons:
        return f"<p>{quiet('Nobody is printed in several of these articles.')}</p>"
    return "\n".join(_person(person) for person in persons)


def _person(person: Person) -> str:
    forms = [
        (foreign(form.form), foreign_code(form.source), _roles(person, form.source))
        for form in person.names
    ]
    links = "\n".join(
        f"<li>{foreign_code(link.a.source)} and {foreign_code(link.b.source)}:"
        f" {sentence(link.reason)} {quiet(f'{link.status}, rule {link.rule}')}</li>"
        for link in person.links
    )
    shown = table(
        "forms",
        "Printed forms, none corrected",
        (Column("Printed as"), Column("In"), Column("Called there")),
        forms,
    )
    return (
        f'<article class="finding good"><h3>{foreign(title_of(person))}'
        f" {quiet(_kind_words(person))}</h3>\n{shown}\n"
        f"<p>{plain('Why they are one:')}</p>\n<ul>\n{links}\n</ul></article>"
    )


def _kind_words(person: Person) -> str:
    words = [KIND_WORDS.get(person.kind, person.kind), *person.flags]
    return f"({', '.join(words)})"


def _roles(person: Person, source: str) -> str:
    own = [role.value for role in person.roles if role.source == source]
    return foreign("; ".join(own)) if own else quiet("not stated")


def _kept(people: People) -> str:
    if not people.kept_apart:
        return f"<p>{quiet('No two speakers were near enough to be kept apart.')}</p>"
    labels = labels_of(people)
    rows = [
        (
            f"{_end(kept.a, labels)} and {_end(kept.b, labels)}",
            sentence(kept.reason),
            plain(kept.rule),
        )
        for kept in people.kept_apart
    ]
    columns = (Column("Speakers"), Column("Why"), Column("Rule"))
    return table("apart", "Not brought together", columns, rows)


def _end(member: Member, labels: dict[Member, str]) -> str:
    return f"{foreign(labels.get(member, member.speaker))} in {foreign_code(member.source)}"


def _singles(persons: Sequence[Person]) -> str:
    if not persons:
        return f"<p>{quiet('Nobody.')}</p>"
    rows = [
        (
            foreign(title_of(person)),
            plain(_kind_words(person).strip("()")),
            _roles(person, person.members[0].source),
            foreign_code(person.members[0].source),
        )
        for person in persons
    ]
    columns = (Column("Speaker"), Column("Kind"), Column("Called there"), Column("In"))
    return table("singles", "Speakers whom only one of these articles prints", columns, rows)


def concordance_page(concordance: Concordance, people: People, sources: int) -> str:
    """Return the page of utterances side by side.

    Args:
        concordance: its strings may hold anything.
        people: who speaks.
        sources: how many articles were compared.
    """
    labels = labels_of(people)
    pairs = "\n".join(_pair(pair, labels) for pair in concordance.pairs)
    nothing = f"<p>{quiet('No utterance is printed by two of these articles.')}</p>"
    key = (
        f"<p>{plain('Words that differ, or stand on one side only, are marked ')}"
        f"<mark>{_OPENS}{plain('like this')}{_CLOSES}</mark>.</p>"
    )
    sections = [
        section("pairs", "Pairs of utterances", f"{key}\n{pairs}" if pairs else nothing),
        section("contradictions", "Contradictions", _contradictions(concordance, labels)),
        *_findings(concordance.findings),
    ]
    return _page("Concordance", summary_of_concordance(concordance, sources), sections)


def _pair(pair: Pair, labels: dict[Member, str]) -> str:
    tone = "fault" if pair.gravest.value.endswith("conflict") else "undecided"
    tone = "good" if pair.gravest.value in {"identical", "encoding"} else tone
    sides = "\n".join(
        f'<div class="side"><p class="label">{foreign_code(side.source)}<br>'
        f"{foreign(speaker_words(side, labels))}"
        f" {quiet(f'characters {side.start} to {side.end}')}</p>\n"
        f'<blockquote dir="auto">{_marked(pair, side)}</blockquote></div>'
        for side in (pair.a, pair.b)
    )
    name = pair.gravest.value.replace("_", " ")
    return (
        f'<article class="finding {tone}" id="{plain(pair.id)}">'
        f'<h3>{plain(pair.id)} <span class="severity">{plain(name)}</span>:'
        f" {plain(class_words(pair))}</h3>\n"
        f'<div class="sides">\n{sides}\n</div></article>'
    )


def _marked(pair: Pair, side: Side) -> str:
    """Return the words of a side, those that differ between brackets in a mark."""
    is_a = side is pair.a
    spans = [difference.a if is_a else difference.b for difference in pair.differences]
    pieces: list[str] = []
    at = side.start
    for span in sorted((span for span in spans if span is not None), key=lambda one: one.start):
        pieces.append(foreign(side.exact[at - side.start : span.start - side.start]))
        words = foreign(span.exact)
        pieces.append(f"<mark>{_HEARD}{_OPENS}{words}{_CLOSES}</mark>")
        at = span.end
    pieces.append(foreign(side.exact[at - side.start :]))
    return "".join(pieces)


def _findings(findings: Sequence[Finding]) -> list[str]:
    """Return what is to be said about the sources themselves, if anything is."""
    if not findings:
        return []
    items = "\n".join(
        f"<li>{plain(found.code)} {sentence(found.message)} {sentence(found.remedy)}</li>"
        for found in findings
    )
    return [section("findings", "About the sources", f"<ul>\n{items}\n</ul>")]


def _contradictions(concordance: Concordance, labels: dict[Member, str]) -> str:
    if not concordance.contradictions:
        return f"<p>{quiet('None was found.')}</p>"
    rows = [
        (
            plain(f"{one.id} {one.kind}"),
            _cell(one.a, labels),
            _cell(one.b, labels),
            sentence(one.note),
        )
        for one in concordance.contradictions
    ]
    columns = (Column("Of what"), Column("One says"), Column("The other says"), Column("In words"))
    return table("contradictions", "Where two articles do not say the same", columns, rows)


def _cell(side: Side, labels: dict[Member, str]) -> str:
    who = foreign(speaker_words(side, labels))
    return f"{foreign(side.exact)}<br>{foreign_code(side.source)}, {who}"


def _page(title: str, summary: str, sections: Sequence[str]) -> str:
    header = (
        f"<header>\n{_KICKER}\n"
        f'<h1>{plain(title)}</h1>\n<p class="byline">{plain(summary)}</p>\n</header>'
    )
    return whole_page(plain(title), header, "\n".join(sections), "Skip to the comparison")
