"""Asking the person at the terminal for what only a person knows."""

import sys
from collections.abc import Callable, Mapping

from preserve.containers.bag.fit_tags import Question
from preserve.report.risk_words import risk_words
from preserve.report.visible import visible

_TRIES = 3


def person_at_the_terminal() -> Callable[[Question], str | None] | None:
    """Return what asks the person who started the command; None when nobody sees or answers."""
    terminal = _terminal()
    return None if terminal is None else asker(*terminal)


def person_who_takes_risks() -> Callable[[Mapping[str, Mapping[str, int]]], str | None] | None:
    """Return what asks whether packages are sent in spite of their risks; None when nobody sees."""
    terminal = _terminal()
    return None if terminal is None else risk_asker(*terminal)


def _terminal() -> tuple[Callable[[], str], Callable[[str], object]] | None:
    keyboard, screen = sys.stdin, sys.stderr
    if keyboard is None or screen is None or not (keyboard.isatty() and screen.isatty()):
        return None
    return keyboard.readline, lambda words: print(words, end="", file=screen, flush=True)


def asker(
    read_line: Callable[[], str], write: Callable[[str], object]
) -> Callable[[Question], str | None]:
    """Return what asks for a tag in words.

    An empty answer, or the end of the input, is no answer. An answer that the profile does not
    take is asked for again, a few times.

    Args:
        read_line: returns what was typed, its line end included; empty at the end of the input.
        write: shows words.
    """

    def ask(question: Question) -> str | None:
        label, values = visible(question.label), ", ".join(map(visible, question.values))
        write(f"The profile requires {label} ({visible(question.file)}).\n")
        write(f"  {visible(question.description)}\n" if question.description else "")
        write(f"  One of: {values}\n" if values else "")
        for _ in range(_TRIES):
            write(f"{label}: ")
            answer = read_line().strip()
            if any("\ud800" <= character <= "\udfff" for character in answer):
                write("  That is not text in the encoding of this terminal.\n")
                continue
            if not answer or not values or answer in question.values:
                return answer or None
            write(f"  That is not one of them: {values}\n")
        return None

    return ask


def risk_asker(
    read_line: Callable[[], str], write: Callable[[str], object]
) -> Callable[[Mapping[str, Mapping[str, int]]], str | None]:
    """Return what shows the risks of packages, and asks for the reason to send them all the same.

    An empty answer, or the end of the input, is no reason.

    Args:
        read_line: returns what was typed, its line end included; empty at the end of the input.
        write: shows words.
    """

    def ask(risks: Mapping[str, Mapping[str, int]]) -> str | None:
        write("\nThe descriptions of these packages mark passages that may endanger somebody:\n")
        for package, kinds in risks.items():
            write(f"  {visible(package)}: {risk_words(kinds)}\n")
        write("They are sent as they are; nothing can be blacked out.\n")
        write("To send them, write why (the partner reads it); to send nothing, press Enter: ")
        return read_line().strip() or None

    return ask
