"""Findings about the ledger."""

from preserve.model.catalogue.kind import Kind, info, untrusted, warning

_DESIGN = "RFC 6962 2.1; C2SP tlog-checkpoint"
_ASK = (
    "Stop adding to this archive, keep a copy of the ledger as it is, and compare with a"
    " checkpoint or a backup that was kept elsewhere."
)

LEDGER: tuple[Kind, ...] = (
    untrusted(
        "LEDGER-001",
        "The history does not verify",
        _DESIGN,
        "What the archive says about its past cannot be relied on as it is.",
        _ASK,
    ),
    untrusted(
        "LEDGER-002",
        "Entries were altered",
        _DESIGN,
        "An entry of the history was changed, removed, reordered or put in after it was signed.",
        _ASK,
    ),
    untrusted(
        "LEDGER-003",
        "The beginning of the history was altered",
        _DESIGN,
        "The first entry names the archive and its key; without it nothing else can be checked.",
        _ASK,
    ),
    untrusted(
        "LEDGER-004",
        "The history belongs to another archive",
        None,
        "The identity file and the ledger do not belong together.",
        "Put the ledger and the identity file of the same archive together again.",
    ),
    untrusted(
        "LEDGER-005",
        "The checkpoint's signature does not verify",
        "C2SP signed-note",
        "The statement that covers the history was not signed by this archive's key.",
        _ASK,
    ),
    untrusted(
        "LEDGER-006",
        "Entries without a signature",
        _DESIGN,
        "Entries and their signature are committed together; something else added these.",
        _ASK,
    ),
    untrusted(
        "LEDGER-007",
        "The history was rolled back",
        _DESIGN,
        "A signed checkpoint speaks of entries that the ledger no longer holds, or it is gone:"
        " an older copy of the ledger may have been put in place.",
        "Restore the newest copy of the ledger; if there is none, record this and ask your partners"
        " for the checkpoints they keep.",
    ),
    info(
        "LEDGER-008",
        "The plain checkpoint is one commit behind",
        None,
        "A run was interrupted between its last two steps; nothing is lost.",
        "Nothing needs to be done: the next run that writes brings it up to date.",
    ),
    untrusted(
        "LEDGER-009",
        "Two histories were signed",
        _DESIGN,
        "The same key signed two different pasts: somebody has shown different people different"
        " histories, or a copy of the archive was worked on separately.",
        "Find out which copy is the true one before anything else is added to either.",
    ),
    untrusted(
        "LEDGER-010",
        "The checkpoint to compare with cannot be used",
        "C2SP signed-note",
        "It is not a checkpoint, or it was not signed by this archive's key.",
        "Check that the file is a checkpoint of this archive, kept unchanged.",
    ),
    warning(
        "LEDGER-011",
        "The clock went back",
        None,
        "The order of the history is the order of its entries, so nothing is lost; but this date"
        " should not be relied on.",
        "Check the clock of this machine.",
    ),
    untrusted(
        "LEDGER-012",
        "The ledger's file is damaged",
        None,
        "The database that holds the history cannot be read as one.",
        "Restore the ledger from a backup, then run `preserve ledger verify` with a checkpoint that"
        " was kept elsewhere.",
    ),
    untrusted(
        "LEDGER-013",
        "The ledger is not there",
        None,
        "The archive has no history to compare its packages with.",
        "Restore the directory ledger/ from a backup.",
    ),
    untrusted(
        "LEDGER-014",
        "A change of key that is not proven",
        _DESIGN,
        "An entry says that the archive has a new key, and the key of before does not say so: it"
        " was not signed by it, is about another archive or key, or was not committed alone. The"
        " key of before stands.",
        _ASK,
    ),
)
