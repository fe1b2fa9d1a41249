"""The promise of an archive, as it is written in preserve.toml; pure over its bytes.

Nothing is assumed in place of what cannot be understood: a slip of the pen must not become
another promise. Everything that is wrong is told at once, with its line.
"""

from collections.abc import Collection as SomeOf
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from preserve.model.policy import Collection, Limits, Notify, Policy
from preserve.workflows.config_problems import Problem, document_of, named, refusal
from preserve.workflows.policy_values import COLLECTION, NOTIFY, POLICY, STORE, Reader, nearest
from preserve.workflows.toml_lines import KeyPath

_TABLES = ("policy", "notify")
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_NEEDS = (
    ("smtp_user", "smtp_password_file"),
    ("smtp_password_file", "smtp_user"),
    ("smtp_port", "smtp_host"),
    ("smtp_security", "smtp_host"),
    ("smtp_user", "smtp_host"),
)
_RENAMED = {"stall_time": "stall_seconds"}
_LIMITS = {
    "max_time": "time_seconds",
    "max_bytes": "size_bytes",
    "max_bytes_per_second": "bytes_per_second",
}

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Settings:
    """What preserve.toml says about audits."""

    policy: Policy
    notify: Notify


def parse_policy(data: bytes, stores: SomeOf[str] | None = None) -> Settings:
    """Read [policy] and [notify] of preserve.toml; what is absent has its default.

    Other tables and keys are left alone, but for what looks like a slip of these.

    Args:
        data: the file's bytes.
        stores: names of the stores that there are, or None to take every name.

    Raises:
        CannotDecide: (FIX-051) with everything that is wrong, each with its line.
    """
    text, document = document_of(data)
    problems = list(_slips(document))
    policy = _policy(table_of(document, "policy", problems), stores, problems)
    notify = _notify(table_of(document, "notify", problems), problems)
    if problems:
        raise refusal(problems, text)
    return Settings(policy, notify)


def _slips(document: Table) -> Iterator[Problem]:
    """What stands outside of [policy] and [notify], and was most likely meant for them."""
    for name in document:
        meant = nearest(name, _TABLES)
        if meant is not None and name != meant:
            yield Problem((name,), f"did you mean [{meant}]?")
    contact = document.get("contact")
    for path, table in (((), document), (("contact",), contact)):
        for name in table if isinstance(table, dict) else ():
            owner = "policy" if name in POLICY else "notify" if name in NOTIFY else None
            if owner is not None:
                yield Problem((*path, name), f"it belongs under [{owner}].")


def table_of(document: Table, name: str, problems: list[Problem], *above: str) -> Table:
    """Return a table of a document, an empty one where it is absent or none."""
    table = document.get(name, {})
    if isinstance(table, dict):
        return table
    path = (*above, name)
    problems.append(Problem(path, f"it must be a table: [{named(path)}]."))
    return {}


def read_table(
    table: Table, readers: Mapping[str, Reader], path: KeyPath, problems: list[Problem]
) -> dict[str, Any]:
    """Return the values of a table that can be understood; each is what its reader makes."""
    values = {}
    for name, value in table.items():
        reader = readers.get(name)
        if reader is None:
            problems.append(Problem((*path, name), _unknown_words(name, readers)))
            continue
        try:
            values[name] = reader(value)
        except ValueError as problem:
            problems.append(Problem((*path, name), str(problem)))
    return values


def _unknown_words(name: str, known: Iterable[str]) -> str:
    names = list(known)
    meant = nearest(name, names)
    if meant is not None:
        return f"there is no such key; did you mean {meant}?"
    return f"there is no such key; known are {', '.join(names)}."


def _policy(table: Table, stores: SomeOf[str] | None, problems: list[Problem]) -> Policy:
    readers = {**POLICY, "stores": _anything, "collections": _anything}
    values = read_table(table, readers, ("policy",), problems)
    named_stores = _stores(table, stores, problems)
    collections = _collections(table, problems)
    limits = {_LIMITS[name]: value for name, value in values.items() if name in _LIMITS}
    others = {
        _RENAMED.get(name, name): value
        for name, value in values.items()
        if name not in {*_LIMITS, "stores", "collections"}
    }
    return Policy(**others, limits=Limits(**limits), stores=named_stores, collections=collections)


def _anything(value: object) -> object:
    """Take a table of tables as it is: it is read by itself."""
    return value


def _stores(table: Table, known: SomeOf[str] | None, problems: list[Problem]) -> Mapping[str, int]:
    days: dict[str, int] = {}
    for path, one in _tables(table, "stores", problems):
        name = str(path[-1])
        if known is not None and name not in known:
            meant = nearest(name, sorted(known))
            hint = f"did you mean {meant}?" if meant else f"known are {', '.join(sorted(known))}."
            problems.append(Problem(path, f"there is no such store; {hint}"))
        values = read_table(one, STORE, path, problems)
        _require(one, "every_days", path, problems)
        days[name] = values.get("every_days", 0)
    return MappingProxyType(days)


def _collections(table: Table, problems: list[Problem]) -> tuple[Collection, ...]:
    collections = []
    for path, one in _tables(table, "collections", problems):
        values = read_table(one, COLLECTION, path, problems)
        _require(one, "packages", path, problems)
        collections.append(Collection(str(path[-1]), **{"packages": (), **values}))
    return tuple(collections)


def _tables(table: Table, name: str, problems: list[Problem]) -> Iterator[tuple[KeyPath, Table]]:
    """Yield the tables under [policy.<name>], each with its path."""
    inner = table_of(table, name, problems, "policy")
    for key in inner:
        yield ("policy", name, key), table_of(inner, key, problems, "policy", name)


def _require(table: Table, key: str, path: KeyPath, problems: list[Problem]) -> None:
    is_told = any(problem.path[: len(path)] == path for problem in problems)
    if key not in table and not is_told:
        problems.append(Problem(path, f"it needs {key}."))


def _notify(table: Table, problems: list[Problem]) -> Notify:
    values = read_table(table, NOTIFY, ("notify",), problems)
    for key, needed in _NEEDS:
        if key in table and needed not in table:
            problems.append(Problem(("notify", key), f"it has no effect without {needed}."))
    if "smtp_port" not in values:
        values["smtp_port"] = _PORTS[values.get("smtp_security", "none")]
    return Notify(**values)
