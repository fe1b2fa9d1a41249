"""One description as a page of text: each value with where its evidence stands.

Offsets are those of the description (DESIGN section 8): code points, 0-based, end-exclusive,
shown as `[74-98]`. Words of the article stand between single angle quotes, in full.
"""

from collections.abc import Iterator, Mapping

from preserve.model.plain import mapping_of, mappings_of, number_of, text_of, texts_of
from preserve.report.visible import visible
from preserve.report.wording import counted, size_words

_Document = Mapping[str, object]

_NOT_STATED = "not stated in the text"
_CLAIMS = (
    ("headline", "Headline"),
    ("outlet", "Outlet"),
    ("date", "Date"),
    ("date_window", "Window"),
    ("language", "Language"),
)
_STATUS_WORDS = {
    "stated": "printed as such",
    "derived": "follows from the text",
    "inferred": "a hint, not a fact",
    "supplied": "given by a person",
    "unknown": _NOT_STATED,
    "conflicting": "the text contradicts itself",
}
_RISK_WORDS = {
    "minor": "A child may be identified",
    "location": "A place may endanger somebody",
    "alive": "Somebody may be alive and at risk",
    "asked_anonymity": "Somebody asked not to be named",
}


def description_text(document: _Document) -> str:
    """Return a readable page of one description, without a final newline.

    Args:
        document: the shape of DESIGN section 8; parts that are absent are left out.
    """
    lines = [
        *_head(document),
        *_claims(document),
        *_speakers(document),
        *_quotations(document),
        *_media(document),
        *_sources_cited(document),
        *_losses(document),
        *_risks(document),
        *_made_by(document),
    ]
    return "\n".join(lines)


def _head(document: _Document) -> Iterator[str]:
    source, text = mapping_of(document.get("source")), mapping_of(document.get("text"))
    yield _shown(source.get("name")) or "A source without a name"
    if package := _shown(document.get("package_id")):
        yield f"  package    {package}"
    facts = [_shown(source.get("media_type"))]
    if (size_bytes := number_of(source.get("bytes"))) is not None:
        facts.append(size_words(size_bytes))
    facts.append(_shown(source.get("encoding")))
    yield f"  source     {', '.join(fact for fact in facts if fact)}"
    for algorithm in ("sha256", "sha512"):
        if digest := _shown(source.get(algorithm)):
            yield f"  {algorithm}     {digest}"
    characters = number_of(text.get("characters"))
    if characters is not None:
        yield f"  text       {_shown(text.get('path'))}, {counted(characters, 'character')};"
        yield "             [a-b] below counts characters in it, from 0"


def _claims(document: _Document) -> Iterator[str]:
    yield ""
    for key, title in _CLAIMS:
        yield from _claim(title, mapping_of(document.get(key)))
        if key == "date_window":
            yield from _authors(document)


def _authors(document: _Document) -> Iterator[str]:
    authors = mappings_of(document.get("authors"))
    if not authors:
        yield f"{'Author':<10} {_NOT_STATED}"
    for author in authors:
        yield from _claim("Author", author)


def _claim(title: str, claim: _Document) -> Iterator[str]:
    """Yield a value, how it is known and from where; then what was not asserted, and why."""
    value, status = text_of(claim.get("value")), text_of(claim.get("status")) or "unknown"
    words = _STATUS_WORDS.get(status, visible(status))
    if value is None:
        yield f"{title:<10} {words}"
    else:
        yield f"{title:<10} {visible(value)}"
        yield f"{'':<10}   {words}{_basis(claim, status)}"
    yield from _evidence(claim.get("evidence"), " " * 13, value)
    for candidate in mappings_of(claim.get("candidates")):
        why = _shown(candidate.get("why"))
        yield f"{'':<10}   not asserted: {_shown(candidate.get('value'))}" + (
            f" ({why})" if why else ""
        )
        yield from _evidence(candidate.get("evidence"), " " * 15, text_of(candidate.get("value")))


def _basis(claim: _Document, status: str) -> str:
    if status == "supplied":
        return f": {_shown(claim.get('asserted_by')) or 'it is not said by whom'}"
    rule = _shown(claim.get("rule"))
    return f", rule {rule}" if rule else ""


def _evidence(spans: object, indent: str, value: str | None = None) -> Iterator[str]:
    """Yield a line for each span; words that are the value itself are not said twice."""
    for span in mappings_of(spans):
        exact = text_of(span.get("exact"))
        words = "" if exact is None or exact == value else f" {_quoted(exact)}"
        yield f"{indent}{_place(span)}{words}"


def _place(span: _Document) -> str:
    start, end = number_of(span.get("start")), number_of(span.get("end"))
    return "[?]" if start is None or end is None else f"[{start}-{end}]"


def _quoted(words: str) -> str:
    return f"\u2039{visible(words)}\u203a"


def _section(title: str, count: int) -> Iterator[str]:
    yield ""
    yield f"{title} ({count})" if count else f"{title}: none found"


def _speakers(document: _Document) -> Iterator[str]:
    speakers = mappings_of(document.get("speakers"))
    yield from _section("Speakers", len(speakers))
    for speaker in speakers:
        name = _speaker_name(speaker)
        kind = _shown(speaker.get("kind"))
        yield f"  {name} ({kind})" if kind else f"  {name}"
        printed = (*texts_of(speaker.get("names")), *texts_of(speaker.get("handles")))
        if others := [visible(form) for form in printed if visible(form) != name]:
            yield f"    also printed as: {', '.join(others)}"
        if flags := texts_of(speaker.get("flags")):
            yield f"    flags: {', '.join(visible(flag) for flag in flags)}"
        for role in mappings_of(speaker.get("roles")):
            yield f"    role: {_shown(role.get('value')) or _NOT_STATED}"
            yield from _evidence(role.get("evidence"), " " * 6, text_of(role.get("value")))
        yield from _evidence(speaker.get("evidence"), " " * 4)


def _speaker_name(speaker: _Document) -> str:
    handles = texts_of(speaker.get("handles"))
    name = text_of(speaker.get("name")) or (handles[0] if handles else None)
    return visible(name) if name else f"no name printed, {_shown(speaker.get('id')) or 'no id'}"


def _speaker_names(document: _Document) -> dict[str, str]:
    speakers = mappings_of(document.get("speakers"))
    return {str(speaker.get("id")): _speaker_name(speaker) for speaker in speakers}


def _quotations(document: _Document) -> Iterator[str]:
    quotations = mappings_of(document.get("quotations"))
    names = _speaker_names(document)
    yield from _section("Quotations", len(quotations))
    for quotation in quotations:
        what = f"{_shown(quotation.get('kind'))}, {_who(quotation, names)}"
        yield f"  {_shown(quotation.get('id'))} {_place(quotation)} {what}"
        yield f"    {_quoted(text_of(quotation.get('exact')) or '')}"
        for key, title in (("source", "named by"), ("cue", "cue")):
            yield from (f"    {title}: {line}" for line in _evidence([quotation.get(key)], ""))
        for key, title in _QUOTATION_FACTS:
            if fact := _shown(quotation.get(key)):
                yield f"    {title}: {fact}"


_QUOTATION_FACTS = (
    ("medium", "through"),
    ("reported_by", "as reported by"),
    ("continues", "goes on from"),
    ("repeats", "printed again, as in"),
)


def _who(item: _Document, names: Mapping[str, str]) -> str:
    speaker = text_of(item.get("speaker"))
    if speaker is None:
        return "speaker not stated"
    return names.get(speaker, visible(speaker))


def _media(document: _Document) -> Iterator[str]:
    names = _speaker_names(document)
    for key, title in (("videos", "Videos"), ("posts", "Posts")):
        media = mappings_of(document.get(key))
        yield from _section(title, len(media))
        for medium in media:
            facts = [_shown(medium.get("kind")), _shown(medium.get("platform"))]
            facts.append(_who(medium, names) if medium.get("speaker") else "")
            yield f"  {', '.join(fact for fact in facts if fact)}"
            for name in ("title", "url", "embed_id"):
                if fact := _shown(medium.get(name)):
                    yield f"    {name.replace('_', ' ')}: {fact}"
            yield from _evidence(medium.get("evidence"), " " * 4)


def _sources_cited(document: _Document) -> Iterator[str]:
    cited = mappings_of(document.get("sources_cited"))
    yield from _section("Sources it cites", len(cited))
    for claim in cited:
        yield f"  {_shown(claim.get('value')) or _NOT_STATED}"
        yield from _evidence(claim.get("evidence"), " " * 4, text_of(claim.get("value")))


def _losses(document: _Document) -> Iterator[str]:
    losses = mappings_of(document.get("losses"))
    yield from _section("What the capture lost", len(losses))
    for loss in losses:
        yield f"  {_place(loss)} {_shown(loss.get('kind'))}: {_shown(loss.get('note'))}"
        if exact := text_of(loss.get("exact")):
            yield f"    {_quoted(exact)}"


def _risks(document: _Document) -> Iterator[str]:
    risks = mappings_of(document.get("risks"))
    names = _speaker_names(document)
    yield from _section("To decide before this is shared", len(risks))
    for risk in risks:
        kind = text_of(risk.get("kind")) or ""
        about = f": {_who(risk, names)}" if risk.get("speaker") else ""
        yield f"  {_RISK_WORDS.get(kind, visible(kind))}{about}"
        yield from _evidence(risk.get("evidence"), " " * 4)


def _made_by(document: _Document) -> Iterator[str]:
    made = mapping_of(document.get("made_by"))
    facts = [_shown(made.get(key)) for key in ("software", "version")]
    rules = _shown(made.get("rules"))
    yield ""
    by = " ".join(fact for fact in facts if fact)
    yield f"Made by {by or 'software not stated'}" + (f", rules {rules}" if rules else "")


def _shown(value: object) -> str:
    return visible(value) if isinstance(value, str) else ""
