"""The rules that compare articles: each a named, versioned value, with an example of its own."""

from preserve.describing.rules import Rule

SAME_HANDLE = Rule(
    "same-handle",
    "1",
    "the handles of two speakers",
    "one person, as derived, where both texts print the same handle",
    "`@anaruiz` in two texts -> one person",
)
HANDLE_SPELLS_NAME = Rule(
    "handle-spells-name",
    "1",
    "a handle in one text, first and last name in another",
    "one person, as derived, where the letters of the handle are those of the full name",
    "`@anaruiz` and `Ana Ruiz` -> one person; `@ana` and `Ana Ruiz` -> not by this rule",
)
SAME_NAME = Rule(
    "same-name",
    "1",
    "the full names of two speakers, without honorific",
    "one person, as derived; as inferred where both texts print roles that have nothing in common;"
    " never of a child and somebody at work, or of Jr. and Sr. by name",
    "`Ana Ruiz, a nurse` and `Nurse Ana Ruiz` -> one person",
)
ACRONYM = Rule(
    "acronym",
    "1",
    "an organization's name with its acronym in brackets, and the acronym elsewhere",
    "one organization, as derived",
    "`River Rescue Service (RRS)` and `RRS` -> one organization",
)
PART_OF_NAME = Rule(
    "part-of-name",
    "1",
    "the same first and last name, with a middle name on one side only, and what else the two have"
    " in common: an utterance, a kind of work, a relative they speak of",
    "one person, as derived by a shared utterance, as inferred by anything else",
    "`Ana B. Ruiz, a nurse` and `Ana Ruiz, a nurse` -> one person, inferred",
)
NEAR_NAME = Rule(
    "near-name",
    "1",
    "full names whose parts differ by a spelling (one edit or the same consonants in the first"
    " name, up to two edits in a last name of five letters or more), and what else they have in"
    " common",
    "one person, as derived by a shared utterance, as inferred by work or a relative; not by these"
    " alone where the first names end in different letters (Amir, Amira)",
    "`Lena Maruk, an activist` and `Lina Maruki, an activist` -> one person, inferred",
)
NEAR_SURNAME = Rule(
    "near-surname",
    "1",
    "a surname after an honorific, or a handle that spells one, and a near surname elsewhere, with"
    " what else the two have in common",
    "one person, as derived by a shared utterance, as inferred by work or a relative",
    "`Mr Maruki, a teacher` and `Sami Marukki, a teacher` -> one person, inferred",
)
NEAR_HANDLE = Rule(
    "near-handle",
    "1",
    "a handle of eight letters or more that differs from a full name by up to two, and an utterance"
    " that both texts print",
    "one person, as derived",
    "`@linamaruki` and `Lena Maruki`, both quoted with `The bridge is gone.` -> one person",
)
FIRST_NAME_ALONE = Rule(
    "first-name-alone",
    "1",
    "a first name without any other, and a fuller name that begins with it",
    "nothing: the two are kept apart, whatever else they share, until an archivist decides",
    "`Ana` and `Ana Ruiz` -> two, kept apart",
)
TWO_IN_ONE_TEXT = Rule(
    "two-in-one-text",
    "1",
    "all speakers whom one more link would join",
    "nothing: two speakers whom one text tells apart, or whom an archivist keeps apart, stay so",
    "`Ana Ruiz` in one text, `Anna Ruiz` and `Ana Ruis` both in another -> the weaker link is left",
)
SUPPLIED_LINK = Rule(
    "supplied-link",
    "1",
    "decisions on record in the archive: `people link`",
    "one person, as supplied, with the reason and who decided; outranks every other rule",
    "`preserve people link ... --why 'She confirmed it by letter.'` -> one person",
)
KEPT_APART_BY_DECISION = Rule(
    "supplied-unlink",
    "1",
    "decisions on record in the archive: `people unlink`",
    "two people, with the reason and who decided; no rule brings them together again",
    "`preserve people unlink ... --why 'Two sisters.'` -> two people",
)
SAME_UTTERANCE = Rule(
    "same-utterance",
    "1",
    "the sentences of quotations in different texts that share two of their rarer words: how alike"
    " they are (75 of 100 and more), and how much they say that is not everyday talk; more is"
    " asked where one speaker is not named, and most where the names differ",
    "a pair, with every class of difference that applies",
    "`We carried her over the broken bridge` and `carried her over the broken bridge` -> truncated",
)
SAME_REPORT = Rule(
    "same-report",
    "1",
    "a reported statement and another of the same speaker: content words without their endings",
    "a pair of class direct_indirect (reworded where both are indirect), where three quarters of"
    " the shorter side's content words and half of the longer's stand on both, in order, two"
    " of them side by side",
    "`She said her bridge was gone` and `My bridge is gone` -> direct_indirect",
)
PREDICATE_CONFLICT = Rule(
    "predicate-conflict",
    "1",
    "the words of a pair that differ inside it: verbs with different content, or a negation on one"
    " side",
    "a contradiction: the texts do not say the same of the same subject",
    "`The bridges have been repaired` and `The bridges are closed for good` -> predicate conflict",
)
NUMBER_CONFLICT = Rule(
    "number-conflict",
    "1",
    "numbers at the same place of a pair; and counts of people who came to harm in sentences that"
    " also agree on part of the count (`including 4 women`) or stand in texts that share speakers",
    "a contradiction where the numbers differ, or are hedged differently (around, at least)",
    "`around 30 people, including 4 women`, `at least 30 people including 4 women` -> both told",
)
ATTRIBUTION_CONFLICT = Rule(
    "attribution-conflict",
    "1",
    "the speakers of a pair, and who is who across the texts",
    "a contradiction where they are two people, or where only one text names a speaker",
    "`“A broken promise,” said Ana Ruiz` and `called a “broken promise”` -> contradiction",
)

COMPARING_RULES: tuple[Rule, ...] = (
    SAME_HANDLE,
    HANDLE_SPELLS_NAME,
    SAME_NAME,
    ACRONYM,
    PART_OF_NAME,
    NEAR_NAME,
    NEAR_SURNAME,
    NEAR_HANDLE,
    FIRST_NAME_ALONE,
    TWO_IN_ONE_TEXT,
    SUPPLIED_LINK,
    KEPT_APART_BY_DECISION,
    SAME_UTTERANCE,
    SAME_REPORT,
    PREDICATE_CONFLICT,
    NUMBER_CONFLICT,
    ATTRIBUTION_CONFLICT,
)
"""Every rule of this room, for the generated page."""
