"""What an independent program says about a container."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The judgement of a program that shares no code with ours.

    Attributes:
        software: its name and version.
        agrees_valid: it finds the container valid; False when it finds fault; None when it
            could not look.
        detail: what it said, in a few words.
    """

    software: str
    agrees_valid: bool | None
    detail: str
