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
_MESSAGE_CHARACTERS = 200
_MASK = "the value"


def validate_document(document: object, schema_name: str) -> tuple[Finding, ...]:
    """Return where a document does not follow a schema; nothing when it does.

    Never raises for what is in the document, never fetches anything: a schema refers to itself
    only. At most 1,000 places are listed.

    Args:
        document: parsed JSON.
        schema_name: one of `schema_names()`, such as `description/v1.schema.json`.
    """
    if schema_name not in schema_names() or not schema_name.endswith(_SCHEMA_SUFFIX):
        return (finding("META-065", f"there is no schema {schema_name!r}"),)
    try:
        errors = _validator(schema_name).iter_errors(document)
        return tuple(_finding(error) for error in itertools.islice(errors, _MOST_REPORTED))
    except (ValueError, TypeError, RecursionError) as error:
        # What is no JSON value, half a surrogate pair for instance, cannot even be handed over.
        message = f"the document cannot be read as JSON: {_brief(str(error))}"
        return (finding("META-064", message, Where(path="")),)


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
