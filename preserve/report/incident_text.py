"""Incidents and accepted changes for the terminal: what happened, what was done, what is next."""

from collections import Counter
from collections.abc import Iterator, Sequence

from preserve.model.change import AcceptedChange, FileChange
from preserve.model.file import FileRecord
from preserve.model.incident import (
    Cure,
    DamagedFile,
    Incident,
    IncidentState,
    Note,
    NoteKind,
    Repair,
    Sighting,
)
from preserve.model.verdict import Verdict
from preserve.report.finding_text import finding_text
from preserve.report.visible import visible
from preserve.report.wording import (
    counted,
    counts_words,
    day_words,
    instant_text,
    number,
    state_words,
)

_STATES = {
    IncidentState.OPEN: "open",
    IncidentState.DIAGNOSED: "the cause is known, the damage is there",
    IncidentState.REPAIRED: "repaired, not closed",
    IncidentState.CLOSED: "closed",
}
_KINDS = {
    NoteKind.TOLD: "Told",
    NoteKind.DONE: "Done",
    NoteKind.DIAGNOSIS: "Cause",
    NoteKind.REMARK: "Remark",
}
_CURES = {Cure.SOUND_AGAIN: "Found whole again", Cure.ACCEPTED: "The change was accepted"}
_NOT_THERE = frozenset({"missing", "moved"})
_REASONS_TOLD = 10
_WHOLE = "the archive as a whole"


def incidents_text(incidents: Sequence[Incident], *, closed: int = 0) -> str:
    """Return incidents two lines each, and how many need somebody.

    Args:
        incidents: those to show.
        closed: how many closed ones are not shown.
    """
    lines = [line for incident in incidents for line in _row(incident)]
    waiting = sum(incident.state is not IncidentState.CLOSED for incident in incidents)
    if waiting:
        lines.append(f"{counted(waiting, 'incident')} to deal with: `preserve incident show ID`.")
    else:
        lines.append("No incident is open.")
    if closed:
        lines.append(f"{counted(closed, 'closed incident')} not shown; --all shows them.")
    return "\n".join(lines)


def _row(incident: Incident) -> Iterator[str]:
    about = visible(incident.package) if incident.package is not None else _WHOLE
    yield f"{visible(incident.id)}  {about}  {_STATES[incident.state]}"
    yield f"    found {instant_text(incident.opened_at)}, {_damage_words(incident)}"


def _damage_words(incident: Incident) -> str:
    last = incident.sightings[-1]
    if not last.files_total:
        return visible(last.words) or state_words(last.state)
    states = Counter(file.state for file in incident.current_files.values())
    words = f": {visible(counts_words(states))}" if states.total() == last.files_total else ""
    return f"{counted(last.files_total, 'file')}{words}"


def incident_sentences(incident: Incident) -> str:
    """Return an incident in a few sentences, for a row of a table."""
    told = [f"{_damage_words(incident)}"]
    told.extend(f"{_KINDS[note.kind]}: {note.text}" for note in incident.notes)
    if incident.repair is not None:
        told.append(f"{_CURES[incident.repair.how]} on {day_words(incident.repair.at)}")
    if incident.closing is not None:
        told.append(f"Closed by {incident.closing.by}: {incident.closing.why}")
    return " ".join(f"{words.rstrip('.')}." for words in told)


def incident_text(incident: Incident) -> str:
    """Return everything about an incident as a page of text, the next step last."""
    about = visible(incident.package) if incident.package is not None else _WHOLE
    lines = [f"{visible(incident.id)}: {about}", f"  state    {_STATES[incident.state]}", ""]
    for index, seen in enumerate(incident.sightings):
        is_again = 0 < index == incident.current
        lines.extend(_seen_lines(seen, is_first=index == 0, is_again=is_again))
        lines.extend(line for one in _repairs_after(incident, index) for line in _repair_lines(one))
    lines.append("What was said and done")
    lines.extend(line for note in incident.notes for line in _note_lines(note))
    if not any(note.kind is NoteKind.TOLD for note in incident.notes):
        lines.append("  Nobody was told, as far as is on record.")
    lines.extend(_ending_lines(incident))
    return "\n".join([*lines, "", "What is next", *(f"  {line}" for line in _next(incident))])


def _seen_lines(seen: Sighting, *, is_first: bool, is_again: bool) -> Iterator[str]:
    title = "What was found" if is_first else "What was found later"
    yield "Damaged again after it was repaired" if is_again else title
    yield f"  {instant_text(seen.at)}, by {visible(seen.run)}: {visible(state_words(seen.state))}"
    if seen.words:
        yield f"  {visible(seen.words)}"
    for file in seen.files:
        yield from _file_lines(file)
    if hidden := seen.files_total - len(seen.files):
        where = "listed before, or too many to list" if not is_first else "too many to list"
        yield f"  {counted(hidden, 'more damaged file')} ({where})."
    yield ""


def _file_lines(file: DamagedFile) -> Iterator[str]:
    yield f"  {visible(file.path)}: {visible(state_words(file.state))}"
    yield from _content_lines("on record", file.recorded)
    is_gone = file.state in _NOT_THERE
    yield from _content_lines("found", file.found, "nothing" if is_gone else "not read")


def _content_lines(
    label: str, record: FileRecord | None, nothing: str = "nothing"
) -> Iterator[str]:
    if record is None:
        yield f"    {label:9}  {nothing}"
        return
    yield f"    {label:9}  {counted(record.size_bytes, 'byte')}"
    for name, digest in record.digests.items():
        yield f"               {visible(name)} {visible(digest)}"


def _note_lines(note: Note) -> Iterator[str]:
    yield f"  {instant_text(note.at)}  {_KINDS[note.kind]}: {visible(note.text)}"
    yield f"    ({visible(note.by)}, entry {number(note.entry)})"


def _repairs_after(incident: Incident, index: int) -> Sequence[Repair]:
    """Return the repairs between a sighting and the next one."""
    ends = [*(seen.entry for seen in incident.sightings[1:]), None][index]
    first = incident.sightings[index].entry
    return [
        one for one in incident.repairs if first <= one.entry and (ends is None or one.entry < ends)
    ]


def _repair_lines(repair: Repair) -> Iterator[str]:
    at = instant_text(repair.at)
    if repair.how is Cure.SOUND_AGAIN:
        yield "Found sound again"
        yield f"  {at}, by {visible(repair.by)}: everything is as recorded."
    else:
        yield "Accepted as a change"
        yield f"  {at}, by {visible(repair.by)}"
        for path, record in repair.files.items():
            yield f"  {visible(path)}"
            yield from _content_lines("now", record)
    yield ""


def _ending_lines(incident: Incident) -> Iterator[str]:
    closing = incident.closing
    if closing is not None:
        who = f"Closed by {visible(closing.by)}: {visible(closing.why)}"
        yield f"  {instant_text(closing.at)}  {who}"


def _next(incident: Incident) -> Iterator[str]:
    name, package = visible(incident.id), visible(incident.package or "")
    if incident.state is IncidentState.CLOSED:
        yield "Nothing: it is closed."
        return
    if incident.state is IncidentState.REPAIRED:
        yield "Say what was done, if it is not above; then close it:"
        yield f"preserve incident close {name} --by NAME --why REASON"
        return
    if incident.state is IncidentState.OPEN:
        yield "Touch nothing yet. Find out how it came about, and say so:"
        yield f"preserve incident note {name} --diagnosis TEXT --told WHO"
    if incident.package is None:
        yield "Find out where it came from and move it out of the store; then run `preserve audit`."
        return
    yield "Then have what is damaged put back from an intact copy; first look, then do it:"
    yield f"preserve repair {package} --dry-run"
    yield "Was it changed on purpose? Then look at the difference, and put it on record:"
    yield f"preserve accept {package} --by NAME --why REASON --dry-run"


def accepted_text(change: AcceptedChange) -> str:
    """Return an accepted change: every difference with its digests, then what that means."""
    lines = [f"{visible(change.package)}: {counts_words(Counter(c.kind for c in change.changes))}"]
    lines.extend(line for one in change.changes for line in _change_lines(one))
    lines.append("")
    lines.extend(finding_text(found) for found in change.warnings)
    if change.bag is not Verdict.VALID:
        lines.extend(_bag_lines(change))
    who = f"{visible(change.why)} ({visible(change.by)})"
    if change.entry is None:
        lines.append(f"Nothing was recorded: this was a dry run. It would say: {who}")
    else:
        lines.append(f"On record as entry {number(change.entry)}: {who}")
        lines.append(f"Entry {number(change.superseded_entry)} still tells what it was before.")
    return "\n".join(lines)


def _bag_lines(change: AcceptedChange) -> Iterator[str]:
    yield f"Warning: what lies there now is no valid bag ({change.bag.value}). That does not stand"
    yield "in the way, but whoever reads it without this history will find fault with it:"
    for found in change.bag_findings[:_REASONS_TOLD]:
        yield f"  {visible(found.code)} {visible(found.message)}"
    if (more := len(change.bag_findings) - _REASONS_TOLD) > 0:
        yield f"  {counted(more, 'more reason')}: `preserve validate` tells all."


def _change_lines(one: FileChange) -> Iterator[str]:
    yield f"  {visible(one.path)}: {one.kind}"
    yield from _content_lines("before", one.before)
    yield from _content_lines("now", one.after)
