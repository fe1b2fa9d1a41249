"""What is wrong with an archive, gathered while it is read."""

from preserve.containers.bag.collected import Collected
from preserve.model.catalogue import finding
from preserve.model.finding import Finding, Where


class Found:
    """Findings about one archive.

    Attributes:
        is_whole: whether every member was met, so that the bag's own rules can be applied.
    """

    def __init__(self) -> None:
        self.is_whole = True
        self._collected = Collected()

    def add(self, code: str, message: str, where: Where | None = None) -> None:
        """Note a finding."""
        self._collected.add(finding(code, message, where or Where()))

    def stop(self, code: str, message: str, where: Where | None = None) -> None:
        """Note a finding after which the rest of the archive is not looked at."""
        self.add(code, message, where)
        self.is_whole = False

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found; of a kind that is found very often, the first and a count."""
        return self._collected.findings()
