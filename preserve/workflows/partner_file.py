"""The tables [partners.NAME] of preserve.toml; pure over its bytes.

What they say is how a partner is reached; whose key is believed, the history alone says.
"""

from collections.abc import Iterator, Mapping

from rapidfuzz.distance import OSA

from preserve.model.partner import BY_HAND_WORDS, PartnerSettings
from preserve.workflows.config_problems import Problem, document_of, refusal
from preserve.workflows.policy_values import nearest, wrong_kind

TABLE = "partners"
KEYS = ("contact", "inbox", "profiles")


def parse_partners(data: bytes) -> Mapping[str, PartnerSettings]:
    """Return what preserve.toml says about partners, by name.

    Keys that are not known are left alone, but for what looks like a slip of those that are.

    Raises:
        CannotDecide: (FIX-051) with everything that is wrong there, each with its line.
    """
    text, document = document_of(data)
    problems = list(_slips(document))
    tables = document.get(TABLE, {})
    if not isinstance(tables, dict):
        problems.append(Problem((TABLE,), "it must hold tables: [partners.NAME]."))
        tables = {}
    found = {name: _settings(name, table, problems) for name, table in tables.items()}
    if problems:
        raise refusal(problems, text)
    return found


def _slips(document: Mapping[str, object]) -> Iterator[Problem]:
    for name in document:
        if name != TABLE and OSA.distance(name.strip().lower(), TABLE) <= 1:
            yield Problem((name,), "did you mean [partners.NAME]?")


def _settings(name: str, table: object, problems: list[Problem]) -> PartnerSettings:
    path = (TABLE, name)
    if not isinstance(table, dict):
        problems.append(Problem(path, f"it must be a table: [partners.{name}]."))
        return PartnerSettings()
    for key in table:
        meant = nearest(key, KEYS)
        if key not in KEYS and meant is not None:
            problems.append(Problem((*path, key), f"did you mean {meant}?"))
    values: dict[str, str | None] = {}
    profiles: tuple[str, ...] = ()
    for key, form in (
        ("contact", 'a text such as "A. Librarian, +44 20 7946 0000"'),
        ("inbox", 'a directory such as "/media/stick", or leave it out for by hand'),
    ):
        try:
            values[key] = _text(table.get(key, ""), form)
        except ValueError as problem:
            problems.append(Problem((*path, key), str(problem)))
    try:
        profiles = _names(table.get("profiles", []))
    except ValueError as problem:
        problems.append(Problem((*path, "profiles"), str(problem)))
    inbox = values.get("inbox")
    is_by_hand = inbox is None or inbox.strip().lower() == BY_HAND_WORDS
    return PartnerSettings(values.get("contact"), None if is_by_hand else inbox, profiles)


def _text(value: object, form: str) -> str | None:
    if not isinstance(value, str):
        raise wrong_kind(value, form)
    if "\0" in value:
        raise ValueError(f"it holds a character that no name can have; write {form}.")
    return value if value.strip() else None


def _names(value: object) -> tuple[str, ...]:
    form = 'a list of profiles such as ["aptrust-2.3"]'
    if not isinstance(value, list):
        raise wrong_kind(value, form)
    for each in value:
        if not isinstance(each, str) or not each or "\0" in each:
            raise ValueError(f"each of them must be a name or a path; write {form}.")
    return tuple(value)
