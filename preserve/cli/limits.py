"""Limits of a run as they are given on the command line."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from preserve.containers.bag.serialized.caps import Caps
from preserve.errors import UsageProblem
from preserve.model.amounts import bytes_of, rate_of, seconds_of
from preserve.model.policy import Limits


def limits_of(
    policy: Limits, max_time: str | None, max_bytes: str | None, rate: str | None
) -> Limits:
    """Return the limits of a run: as given, else as the policy has them.

    Raises:
        UsageProblem: an amount cannot be understood.
    """
    return Limits(
        time_seconds=given("--max-time", max_time, seconds_of, policy.time_seconds),
        size_bytes=given("--max-bytes", max_bytes, bytes_of, policy.size_bytes),
        bytes_per_second=given("--max-bytes-per-second", rate, rate_of, policy.bytes_per_second),
    )


def caps_of(size_bytes: str | None, **counts: int | None) -> Caps:
    """Return how far a serialized bag is read: as given, else as it is by default.

    Args:
        size_bytes: as `--max-bytes` was given.
        counts: the other limits by their names in `Caps`; None where one was not given.

    Raises:
        UsageProblem: the size cannot be understood.
    """
    caps = replace(Caps(), **{name: count for name, count in counts.items() if count is not None})
    most = given("--max-bytes", size_bytes, bytes_of, caps.size_bytes)
    return replace(caps, size_bytes=most or caps.size_bytes)


def limits_on(policy: Limits, packages: Sequence[str] | None) -> Limits:
    """Return what limits a run: who names a package wants it read, whatever a night allows."""
    if not packages:
        return policy
    return replace(policy, time_seconds=None, size_bytes=None)


def sample_of(sample: int | None, *, is_due_only: bool) -> int | None:
    """Return how many packages are drawn by lot.

    Raises:
        UsageProblem: there is nothing to draw from.
    """
    if sample and not is_due_only:
        raise UsageProblem("--sample goes with --due: without it every package is read anyway.")
    return sample


def given(
    option: str, text: str | None, read: Callable[[str], int], otherwise: int | None
) -> int | None:
    """Return an amount: as given, else another.

    Raises:
        UsageProblem: it cannot be understood.
    """
    if text is None:
        return otherwise
    try:
        return read(text)
    except ValueError as problem:
        raise UsageProblem(f"{option}: {problem}") from problem
