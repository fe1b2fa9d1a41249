"""What a PREMIS document is about, and who took part in an entry of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preserve.ledger.entry import LedgerEntry
from preserve.model.exchange import Conversation
from preserve.model.plain import text_of
from preserve.report.premis import PremisAgent


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document is about.

    Attributes:
        archive: the name under which the archive signs, which names it in the document.
        packages: those on record.
        only: the one package that the document is about, or None for the whole archive.
        partners: what this archive calls other ones, by their ids.
        deliveries: the exchanges in which packages were offered.
    """

    archive: str
    packages: Mapping[str, object]
    only: str | None = None
    partners: Mapping[str, str] = field(default_factory=dict)
    deliveries: frozenset[Conversation] = frozenset()

    def objects(self, packages: frozenset[str]) -> tuple[str, ...]:
        """Return the objects that an event about some packages links to; none: it is left out.

        What is about no package on record is about the archive.
        """
        if self.only is not None:
            return (self.only,) if self.only in packages else ()
        held = sorted(name for name in packages if name in self.packages)
        return tuple(held) or (self.archive,)

    def name_of(self, archive: str) -> str:
        """Return what this archive calls another one: its id where it never was a partner."""
        return self.partners.get(archive, archive)


def agents_of(entry: LedgerEntry) -> tuple[PremisAgent, ...]:
    """Return the program that wrote an entry, and the person it was told the name of."""
    software, _, name = entry.agent.partition(", for ")
    agents = [PremisAgent("software", software, "executing program")]
    if name:
        agents.append(PremisAgent("person", name, "implementer"))
    by = text_of(entry.detail.get("by"))
    if by:
        agents.append(PremisAgent("person", by, "authorizer"))
    return tuple(agents)
