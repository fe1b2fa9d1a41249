"""Findings about writing a new bag from an old or sloppy one (group 19 of the bag findings)."""

from preserve.model.catalogue.kind import Kind, error, info, undecided, warning

BAG_REBAG: tuple[Kind, ...] = (
    error(
        "BAG-190", "Bag was not rebagged, because its content is in question", "RFC 8493 3",
        "Rebagging mends how a bag is written, never what it holds. Something here is missing,"
        " altered, contradictory or not vouched for; a new bag would hide it.",
        "Settle the findings with the sender, or find a better copy; then run again.",
    ),
    undecided(
        "BAG-191", "Bag was not rebagged, because not all of it could be looked at", None,
        "Nothing is concluded about the bag, and no new one was made.",
        "Make it readable and let nothing write to it, then run again.",
    ),
    error(
        "BAG-192", "Bag was not rebagged, because files are still to be fetched", "RFC 8493 2.2.3",
        "The bag has holes on purpose; a new bag must hold every file.",
        "Run `preserve fetch` on the bag first, then run again.",
    ),
    error(
        "BAG-193", "No digest that can be verified vouches for a file", "RFC 8493 2.4",
        "The file is listed with digests only that cannot be computed here: nobody can say whether"
        " it is the one that was sent.",
        "Ask the sender for a bag with sha256 or sha512 manifests.",
    ),
    error(
        "BAG-194", "Something else is at the place of the new bag", None,
        "It is not the bag that would be written now. It was not touched, and nothing was written.",
        "Look at what is there; move it away, or name another directory with --to.",
    ),
    error(
        "BAG-195", "A name that the new bag needs is taken", "RFC 8493 2",
        "A directory of the old bag has the name of a file that every bag must have.",
        "Ask the sender for a corrected bag.",
    ),
    error(
        "BAG-196", "The new bag did not pass its check", None,
        "What was written was read back, and it is not the bag in order that it must be. It was"
        " taken away again.",
        "Look at the other findings; if they do not explain it, please report this.",
    ),
    info(
        "BAG-197", "Claim of a profile was not repeated", "BagIt Profiles 1.4",
        "The old bag says that it follows a profile. Whether the new one does was not checked, so"
        " it does not say so; the old statement is kept in the provenance directory.",
        "Check the new bag with `preserve validate --profile` if the profile matters.",
    ),
    warning(
        "BAG-198", "A value may not read as the sender meant it", "RFC 8493 2.2.2",
        "The new bag-info.txt has the value as the old bag's own rules give it; the old file is"
        " kept byte for byte in the provenance directory.",
        "Compare the value with the old file, and ask the sender if it matters.",
    ),
    error(
        "BAG-199", "A new bag cannot be put there", None,
        "The new bag would lie in the old one, or the old one where the new one is made. A bag is"
        " never changed in place.",
        "Name a directory outside of the bag and away from it with --to.",
    ),
)  # fmt: skip  # one row a kind: the table is read more often than it is changed
