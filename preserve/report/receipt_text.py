"""Receipts for the terminal. Texts have no final newline; foreign words have passed `visible`."""

from collections.abc import Sequence

from preserve.model.receipt import HeldBy, Receipt, ReceiptPackage
from preserve.model.replica import CopyOutcome
from preserve.report.visible import visible


def receipts_text(lines: Sequence[HeldBy]) -> str:
    """Return who holds what, one package a line."""
    if not lines:
        return "There are no receipts."
    return "\n".join(_line(line) for line in lines)


def _line(line: HeldBy) -> str:
    partner = visible(line.partner)
    words = f"held by {partner}" if line.is_ours else f"taken over from {partner}"
    is_held = line.last_answer in {None, CopyOutcome.HELD.value}
    answer = "" if is_held else f"; last challenge: {line.last_answer}"
    lost = "" if line.is_filed else "; its file is missing or altered"
    return f"{line.package}  {words} since {line.since}, last proof {line.last_proof}{answer}{lost}"


def receipt_text(receipt: Receipt, file: str) -> str:
    """Return a receipt in words.

    Args:
        receipt: what it says.
        file: where it is filed.
    """
    count = len(receipt.packages)
    noun = "package" if count == 1 else "packages"
    who = _named(receipt.holder_name, receipt.holder)
    giver = _named(receipt.giver_name, receipt.giver)
    lines = [
        f"{who} took over {count} {noun} from {giver}.",
        f"  Receipt    {visible(file)}",
        f"  When       {receipt.at}",
        f"  Exchange   {receipt.conversation}",
        f"  Answers    {receipt.answers}",
    ]
    if receipt.responsible:
        lines.append(f"  Answerable {visible(', '.join(receipt.responsible))}")
    lines.append(f"  Programs   {visible(', '.join(receipt.software))}")
    for package in receipt.packages:
        lines.extend(_package(package))
    return "\n".join(lines)


def _named(name: str, archive: str) -> str:
    return f"{visible(name)} ({archive})"


def _package(package: ReceiptPackage) -> list[str]:
    before = "; it was held there before" if package.already_held else ""
    lines = [
        f"{package.package}: {package.files} files, {package.bag_bytes} bytes{before}",
        f"  tag manifest {package.tag_manifest_sha256}",
        f"  proof        {package.possession}",
    ]
    for check in package.checks:
        detail = "" if check.detail is None else f" ({visible(check.detail)})"
        lines.append(f"  {visible(check.check)}: {visible(check.outcome)}{detail}")
    return lines
