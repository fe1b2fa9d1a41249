"""Validate a document against a published schema (JSON Schema 2020-12), formats asserted."""

import functools
import itertools

import jsonschema_rs

from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where
from preserve.schema.library import load, schema_names
from preserve.schema.pointer import pointer

DESCRIPTION_SCHEMA = "description/v1.schema.json"
_SCHEMA_SUFFIX = ".schema.json"
_MOST_REPORTED = 1_000
# The library finds every place before it hands out the first one: some ten for each value.
_MOST_SEARCHED = 50_000
_MESSAGE_CHARACTERS = 200
_MASK = "the value"


def validate_document(document: object, schema_name: str) -> tuple[Finding, ...]:
    """Return where a document does not follow a schema; nothing when it does.

    Never raises for what is in the document, never fetches anything: a schema refers to itself
    only. At most 1,000 places are listed, and only the first of a document with very many values.

    Args:
        document: parsed JSON.
        schema_name: one of `schema_names()`, such as `description/v1.schema.json`.
    """
    if schema_name not in schema_names() or not schema_name.endswith(_SCHEMA_SUFFIX):
        return (finding("META-065", f"there is no schema {schema_name!r}"),)
    if _has_very_many_values(document):
        first = first_problem(document, schema_name)
        return () if first is None else (first,)
    try:
        errors = _validator(schema_name).iter_errors(document)
        return tuple(_finding(error) for error in itertools.islice(errors, _MOST_REPORTED))
    except (ValueError, TypeError, RecursionError) as error:
        return (_no_json(error),)


def first_problem(document: object, schema_name: str) -> Finding | None:
    """Return one place where a document does not follow a schema, or None where it does.

    In time linear in the document, whatever is in it: for what strangers write.

    Args:
        document: parsed JSON.
        schema_name: one of `schema_names()`.
    """
    try:
        _validator(schema_name).validate(document)
    except jsonschema_rs.ValidationError as error:
        return _finding(error)
    except (ValueError, TypeError, RecursionError) as error:
        return _no_json(error)
    return None


def _no_json(error: Exception) -> Finding:
    # What is no JSON value, half a surrogate pair for instance, cannot even be handed over.
    message = f"the document cannot be read as JSON: {_brief(str(error))}"
    return finding("META-064", message, Where(path=""))


def _has_very_many_values(document: object) -> bool:
    waiting, count = [document], 1
    while waiting and count <= _MOST_SEARCHED:
        value = waiting.pop()
        if isinstance(value, dict | list):
            count += len(value)
            below = value.values() if isinstance(value, dict) else value
            waiting.extend(itertools.islice(below, _MOST_SEARCHED))
    return count > _MOST_SEARCHED


@functools.cache
def _validator(schema_name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        load(schema_name),
        validate_formats=True,
        ignore_unknown_formats=False,
        mask=_MASK,
        offline=True,
    )


def _finding(error: jsonschema_rs.ValidationError) -> Finding:
    place = pointer(error.instance_path)
    message = f"{place or 'the document'}: {_brief(error.message)}"
    return finding("META-064", message, Where(path=place))


def _brief(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _MESSAGE_CHARACTERS else line[:_MESSAGE_CHARACTERS] + "..."
