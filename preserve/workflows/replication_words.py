"""What an entry about copies says, in words for people; pure."""

from collections import Counter
from collections.abc import Mapping

from preserve.ledger.replicas import ReplicaStep
from preserve.model.exchange import MessageKind
from preserve.model.plain import mapping_of, text_of
from preserve.model.replica import CopyOutcome
from preserve.report.wording import counted


def packages_replicated(detail: Mapping[str, object]) -> frozenset[str]:
    """Return the packages that an entry about copies is about."""
    return frozenset(
        {**mapping_of(detail.get("packages")), **mapping_of(detail.get("outcomes"))}.keys()
    )


def replication_words(detail: Mapping[str, object]) -> str:
    """Say what was done about copies, where, and what was found."""
    step, replica = text_of(detail.get("step")), text_of(detail.get("replica"))
    found = outcome_words(detail)
    words = {
        ReplicaStep.ADDED.value: f"replica {replica} added",
        ReplicaStep.REMOVED.value: f"replica {replica} removed; what lies there was not touched",
        ReplicaStep.COPIED.value: f"replica {replica}: "
        f"{counted(len(packages_replicated(detail)), 'package')} copied and read back",
        ReplicaStep.CHALLENGED.value: f"replica {replica} read: {found}",
        ReplicaStep.PROVEN.value: f"{_said(detail)}: {found}",
    }
    return words.get(step or "", "")


def _said(detail: Mapping[str, object]) -> str:
    name = text_of(detail.get("name"))
    is_receipt = detail.get("kind") == MessageKind.ACCEPTED.value
    return (
        f"receipt of {name} that does not fit" if is_receipt else f"answer of {name} to a challenge"
    )


def outcome_words(detail: Mapping[str, object], only: str | None = None) -> str:
    """Say how many packages were found held, damaged ...; or what was found of one package."""
    outcomes = mapping_of(detail.get("outcomes"))
    if only is not None:
        return text_of(outcomes.get(only)) or ""
    counts = Counter(text_of(outcome) or "" for outcome in outcomes.values())
    order = [outcome.value for outcome in CopyOutcome]
    return ", ".join(f"{counts[word]:,} {word}" for word in order if counts[word])
