"""What keeps a source tree from becoming a bag: one list of all problems, before any writing."""

from collections.abc import Iterator, Mapping, Sequence

from preserve.containers.bag.names import (
    case_form,
    is_case_twin,
    is_utf8,
    normal_form,
    path_problem,
    shown,
    storable,
    twins,
    with_parents,
)
from preserve.model.catalogue import finding
from preserve.model.file import Entry, EntryKind
from preserve.model.finding import Finding, Where

_SPECIAL = frozenset({EntryKind.FIFO, EntryKind.SOCKET, EntryKind.DEVICE})
_MOST_HOPS = 40
"""Links in a row that a system follows before it calls them a circle (as Linux does)."""


def refusals(entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return every reason why a source tree cannot be packaged, in the order of paths.

    An empty result means that each name can be listed in a manifest, stored on any common
    system without two names becoming one, and read without leaving the tree.

    Args:
        entries: the source tree as listed, links not followed.
    """
    ordered = sorted(entries, key=lambda entry: entry.path)
    links = {entry.path: entry.target or "" for entry in ordered if _is_link(entry)}
    there = with_parents(entry.path for entry in ordered)
    found = [problem for entry in ordered for problem in _entry_problems(entry, links, there)]
    names = sorted(there)
    for path, earlier in twins(names, normal_form):
        found.append(_twin_finding("BAG-002", path, earlier, "Unicode normal form"))
    for path, earlier in twins(names, case_form):
        if is_case_twin(path, earlier):
            found.append(_twin_finding("BAG-003", path, earlier, "case"))
    return tuple(found)


def _twin_finding(code: str, path: str, earlier: str, what: str) -> Finding:
    message = f"{shown(path)} and {shown(earlier)} beside it differ only by {what}."
    return finding(code, message, Where(file=storable(path)))


def _is_link(entry: Entry) -> bool:
    return entry.kind is EntryKind.SYMLINK


def _entry_problems(entry: Entry, links: Mapping[str, str], there: set[str]) -> Iterator[Finding]:
    name, where = shown(entry.path), Where(file=storable(entry.path))
    if entry.error is not None:
        yield finding("BAG-008", f"{name}: {entry.error}.", where)
    if not is_utf8(entry.path):
        yield finding("BAG-001", f"The name {name} is not UTF-8.", where)
    if (problem := path_problem(f"data/{entry.path}")) is not None:
        yield finding("BAG-007", f"The name {name} is {problem}.", where)
    if entry.kind in _SPECIAL:
        yield finding("BAG-004", f"{name} is a {entry.kind.value}, not a file.", where)
    if _is_link(entry):
        yield from _link_problems(entry, links, there)


def _link_problems(entry: Entry, links: Mapping[str, str], there: set[str]) -> Iterator[Finding]:
    name, where = shown(entry.path), Where(file=storable(entry.path))
    target = shown(entry.target or "")
    end = _resolve(entry.path, links)
    if end is None:
        yield finding("BAG-005", f"The link {name} leads out of the source, to {target}.", where)
    elif end in links or (end and end not in there):
        yield finding("BAG-006", f"The link {name} leads to {target}, which is not there.", where)


def _resolve(path: str, links: Mapping[str, str]) -> str | None:
    """Return where a path ends after all links in it, None when it leaves the tree.

    A circle of links ends at one of them. Links inside a target count: `a/..` is not the
    parent of `a` when `a` is a link to somewhere deeper or higher.
    """
    waiting, done, hops = path.split("/")[::-1], list[str](), 0
    while waiting:
        part = waiting.pop()
        if part in {"", "."}:
            continue
        if part == "..":
            if not done:
                return None
            done.pop()
            continue
        done.append(part)
        here = "/".join(done)
        target = links.get(here)
        if target is None:
            continue
        hops += 1
        if hops > _MOST_HOPS:
            return here
        if target.startswith("/"):
            return None
        done.pop()
        waiting.extend(target.split("/")[::-1])
    return "/".join(done)
