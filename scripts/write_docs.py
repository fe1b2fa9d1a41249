"""Write docs/reference/ from the code, so that it cannot say anything else.

`scripts/docs` writes the pages; `scripts/docs --check` writes nothing and fails when one is stale.
Each page is made from data that the program itself uses: the commands, the catalogue of findings,
the exceptions, the describing rules, the published schema.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from preserve.cli.app import app
from preserve.comparing.rules import COMPARING_RULES
from preserve.describing.rules import ALL_RULES, Rule
from preserve.errors import PreserveError
from preserve.model.catalogue import ALL_KINDS
from preserve.model.catalogue.kind import Kind
from preserve.model.catalogue.senders import SENDERS
from preserve.schema.library import load
from scripts.bag_checks import bag_checks_page
from scripts.markdown import anchor, table

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"

NOTE = "<!-- Written by scripts/docs from the code. Change the code, then run scripts/docs. -->"

EXIT_CODES: dict[int, tuple[str, str]] = {
    0: ("done, and all is well", "Nothing."),
    1: (
        "findings: something is invalid, damaged, missing or refused",
        "Read the findings; each says what it means and what to do.",
    ),
    2: ("the command was not understood", "Run it with `--help`."),
    3: (
        "could not decide: unreadable, unreachable, disk full, nothing to check",
        "Nothing is concluded about the material. Remove the obstacle and run the command again.",
    ),
    4: (
        "evidence does not verify: ledger, checkpoint or signature",
        "Stop adding to the archive; compare it with a checkpoint that was kept elsewhere.",
    ),
    5: ("another run holds the lock", "Wait until it has ended, then run again."),
    70: ("a bug in preserve", "Please report it, with the command and the message."),
    130: ("interrupted by the user", "What was finished is safe; run the command again."),
    143: ("interrupted by the system", "What was finished is safe; run the command again."),
}
"""Every exit code: what it means, and what to do (DESIGN section 11)."""

FAMILIES = {
    "BAG": "Bags: RFC 8493, and BagIt profiles",
    "WARC": "WARC files: ISO 28500",
    "META": "Sources, metadata and descriptions",
    "FIX": "Fixity, stores, archives, and the program itself",
    "LEDGER": "The history",
    "XCH": "Exchange with other archives, replicas and repair",
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` compare them; return an exit code."""
    if list(arguments) not in ([], ["--check"]):
        print("usage: scripts/docs [--check]", file=sys.stderr)
        return 2
    stale = stale_pages(REFERENCE)
    if not arguments:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"{len(pages())} pages, {len(stale)} of them changed.")
        return 0
    for name in stale:
        print(f"docs/reference/{name} is not what the code says; run scripts/docs.")
    return 1 if stale else 0


def stale_pages(directory: Path) -> list[str]:
    """Return the names of the pages in a directory that are not what the code says."""
    stale = []
    for name, text in pages().items():
        path = directory / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    strangers = {path.name for path in directory.glob("*.md")} - set(pages())
    return [*stale, *sorted(strangers)]


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    made = {
        "commands.md": commands_page(),
        "exit-codes.md": exit_codes_page(),
        "findings.md": findings_page(),
        "bag-checks.md": bag_checks_page(),
        "rules.md": rules_page(),
        "description.md": description_page(),
    }
    return {name: f"{NOTE}\n\n" + "\n".join(lines) + "\n" for name, lines in made.items()}


# Commands


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name, `preserve` itself first."""
    waiting = [("preserve", typer.main.get_command(app))]
    while waiting:
        name, command = waiting.pop(0)
        yield name, command
        inner = getattr(command, "commands", {})
        waiting[:0] = [(f"{name} {each}", inner[each]) for each in inner]


def commands_page() -> list[str]:
    """Return the page of commands, arguments, options and their exit codes."""
    lines = [
        "# Commands",
        "",
        "What `preserve COMMAND --help` tells. [What the exit codes mean](exit-codes.md).",
    ]
    for name, command in commands():
        arguments = [each for each in command.params if each.param_type_name == "argument"]
        options = [each for each in command.params if each.param_type_name == "option"]
        usage = " ".join([name, "[OPTIONS]", *map(_argument_form, arguments)])
        more = " COMMAND ..." if hasattr(command, "commands") else ""
        lines += ["", f"## `{name}`", "", "```", f"{usage}{more}", "```", ""]
        lines += _paragraphs(command.help or "")
        rows = [(f"`{_plain(each.metavar)}`", _with_default(each)) for each in arguments]
        rows += [(f"`{_option_form(each)}`", _with_default(each)) for each in options]
        lines += ["", *table(("argument or option", "what it does"), rows)] if rows else []
    return lines


def option_names(command: Any) -> set[str]:
    """Return every way to write an option of a command, `--help` included."""
    names = {"--help", "-h"}
    for each in command.params:
        if each.param_type_name == "option":
            names |= {*each.opts, *each.secondary_opts}
    return names


def _argument_form(argument: Any) -> str:
    form = _plain(argument.metavar)
    return form if argument.required else f"[{form}]"


def _plain(metavar: str | None) -> str:
    return (metavar or "").strip("{}[]")


def _option_form(option: Any) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return names
    return f"{names} {option.metavar or option.type.name.split()[0].upper()}"


def _with_default(parameter: Any) -> str:
    words = parameter.help or ""
    if getattr(parameter, "is_flag", False):
        return f"{words} On by default." if parameter.default else words
    bounds = [getattr(parameter.type, name, None) for name in ("min", "max")]
    if None not in bounds:
        words += f" From {bounds[0]} to {bounds[1]}."
    return words if parameter.default is None else f"{words} Default: {parameter.default}."


def _paragraphs(text: str) -> list[str]:
    """Return a docstring as Markdown, each exit code of its list on a line of its own."""
    lines = []
    for paragraph in text.strip().split("\n\n"):
        words = " ".join(paragraph.split())
        before, mark, codes = words.partition("Exit codes: ")
        if before.strip():
            lines += [before.strip(), ""]
        if mark:
            lines += ["Exit codes:", ""]
            lines += [f"- {_code_first(each)}" for each in codes.rstrip(".").split("; ")]
            lines += [""]
    return lines[:-1]


def _code_first(words: str) -> str:
    number, _, meaning = words.partition(" ")
    return f"`{number}` {meaning}" if number.isdecimal() else words


# Exit codes


def error_classes() -> list[type[PreserveError]]:
    """Return every exception that preserve raises on purpose, the root left out."""
    found: list[type[PreserveError]] = []
    waiting = list(PreserveError.__subclasses__())
    while waiting:
        found.append(waiting[0])
        waiting = [*waiting[0].__subclasses__(), *waiting[1:]]
    return found


def exit_codes_page() -> list[str]:
    """Return the page of exit codes."""
    rows = [(f"`{code}`", meaning, remedy) for code, (meaning, remedy) in EXIT_CODES.items()]
    lines = [
        "# Exit codes",
        "",
        *table(("code", "means", "what to do"), rows),
        "",
        "Where several apply the gravest wins: 4, then 1, then 3. A code that is not in this table",
        "must be treated as a failure.",
        "",
        "Damage is a result (1). Not being able to look is a different result (3): an unplugged",
        "disk is never reported as missing files. History that does not verify is a third (4).",
        "",
        "`audit` with no package on record is 3: a run that checked nothing proves nothing.",
        "",
        "## Errors behind the codes",
        "",
    ]
    errors = [
        (f"`{each.__name__}`", f"`{each.exit_code}`", (each.__doc__ or "").split("\n")[0])
        for each in error_classes()
    ]
    return [*lines, *table(("error", "code", "means"), errors)]


# Findings


def findings_page() -> list[str]:
    """Return the page of every kind of finding."""
    lines = [
        "# Findings",
        "",
        f"Every kind of finding, {len(ALL_KINDS)} in all; `preserve explain CODE` prints the same,",
        "offline. Codes are stable and never reused. A warning or a note does not change the",
        "[exit code](exit-codes.md).",
        "",
    ]
    lines += [f"- [{prefix}](#{anchor(title)}): {title}" for prefix, title in FAMILIES.items()]
    for prefix, title in FAMILIES.items():
        lines += ["", f"## {title}"]
        for kind in ALL_KINDS:
            if kind.code.partition("-")[0] == prefix:
                lines += _finding_lines(kind)
    return lines


def _finding_lines(kind: Kind) -> list[str]:
    facts = [kind.severity.value, f"exit code {kind.weight}"]
    if kind.clause:
        facts.append(kind.clause)
    advice = SENDERS.get(kind.code)
    return [
        "",
        f"### {kind.code}",
        "",
        f"**{kind.title}** ({'; '.join(facts)})",
        "",
        kind.meaning,
        "",
        f"*What to do:* {kind.remedy}",
        *(["", f"*For the sender:* {advice}"] if advice else []),
    ]


# Rules


def rules_page() -> list[str]:
    """Return the page of the describing rules."""
    lines = [
        "# Describing rules",
        "",
        "What the rules read in a text and what they assert. A claim in a description names its",
        "rule as `id/version`; a rule whose answers change gets a new version. No rule asserts",
        "a value without the characters that support it, and each keeps silent rather than guess.",
        "The examples were written for the purpose.",
    ]
    for rule in ALL_RULES:
        lines += _rule_lines(rule)
    lines += [
        "",
        "# Comparing rules",
        "",
        "What the rules of `preserve people` and `preserve concordance` read in several texts.",
    ]
    for rule in COMPARING_RULES:
        lines += _rule_lines(rule)
    return lines


def _rule_lines(rule: Rule) -> list[str]:
    return [
        "",
        f"## `{rule.name}`",
        "",
        f"- **Reads:** {rule.reads}.",
        f"- **Asserts:** {rule.asserts}.",
        f"- **Example:** {rule.example}",
    ]


# The description


def description_page() -> list[str]:
    """Return the page of the description's parts, from the published schema."""
    schema = load("description/v1.schema.json")
    lines = [
        "# Parts of a description",
        "",
        "`data/metadata/description.json` in a package, and each line of `preserve describe",
        "--json`. Made from `schemas/description/v1.schema.json`, which decides; how offsets count",
        "is told in [Formats](../formats.md#description).",
        "",
        "## The document",
        "",
        *_properties(schema),
    ]
    for name, part in schema.get("$defs", {}).items():
        if "properties" in part:
            title = part.get("title", name)
            lines += ["", f"## {title}", "", *_properties(part)]
    return lines


def _properties(part: Mapping[str, Any], prefix: str = "") -> list[str]:
    return table(("name", "what it is"), list(_property_rows(part, prefix)))


def _property_rows(part: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    # A shape that only adds to another one, such as a claim about a date, requires nothing itself.
    required = part.get("required", part.get("properties", {}))
    for name, inner in part.get("properties", {}).items():
        words = inner.get("description") or inner.get("title") or ""
        choices = ", ".join(f"`{each}`" for each in inner.get("enum", ()))
        known = f" One of {choices}." if choices else ""
        optional = "" if name in required else " May be left out."
        yield f"`{prefix}{name}`", f"{words}{known}{optional}"
        if "properties" in inner:
            yield from _property_rows(inner, f"{prefix}{name}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
