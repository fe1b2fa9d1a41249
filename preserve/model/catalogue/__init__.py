"""Every kind of finding, as data: one table for the code, the documentation and `explain`."""

from preserve.model.catalogue.bag import BAG
from preserve.model.catalogue.contents import CONTENTS
from preserve.model.catalogue.document import DOCUMENT
from preserve.model.catalogue.exchange import EXCHANGE
from preserve.model.catalogue.exchange_partners import EXCHANGE_PARTNERS
from preserve.model.catalogue.exchange_receiving import EXCHANGE_RECEIVING
from preserve.model.catalogue.exchange_repair import EXCHANGE_REPAIR
from preserve.model.catalogue.exchange_replicas import EXCHANGE_REPLICAS
from preserve.model.catalogue.exchange_sending import EXCHANGE_SENDING
from preserve.model.catalogue.exchange_unsigned import EXCHANGE_UNSIGNED
from preserve.model.catalogue.fix import FIX
from preserve.model.catalogue.kind import Kind
from preserve.model.catalogue.ledger import LEDGER
from preserve.model.catalogue.meta import META
from preserve.model.catalogue.over_time import OVER_TIME
from preserve.model.catalogue.warc import WARC
from preserve.model.finding import Finding, Where

ALL_KINDS: tuple[Kind, ...] = (
    *BAG,
    *WARC,
    *META,
    *DOCUMENT,
    *CONTENTS,
    *FIX,
    *OVER_TIME,
    *LEDGER,
    *EXCHANGE,
    *EXCHANGE_PARTNERS,
    *EXCHANGE_SENDING,
    *EXCHANGE_RECEIVING,
    *EXCHANGE_REPLICAS,
    *EXCHANGE_REPAIR,
    *EXCHANGE_UNSIGNED,
)
CATALOGUE: dict[str, Kind] = {kind.code: kind for kind in ALL_KINDS}

NOWHERE = Where()


def finding(code: str, message: str, where: Where = NOWHERE) -> Finding:
    """Make a finding of a catalogued kind.

    Args:
        code: a code of the catalogue, such as `BAG-010`.
        message: what happened, in one sentence, with the particulars of this case.
        where: the place it is about.

    Raises:
        KeyError: the code is not in the catalogue (a fault of preserve).
    """
    kind = CATALOGUE[code]
    return Finding(
        code=code,
        severity=kind.severity,
        message=message if message.endswith((".", "?", "!")) else f"{message}.",
        where=where,
        clause=kind.clause,
        remedy=kind.remedy,
        weight=kind.weight,
    )
