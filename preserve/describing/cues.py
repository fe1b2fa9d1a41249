"""The words that announce speech: verbs of saying and posting, and what surrounds them.

Generic English only; nothing here names a person, a place or an outlet.
"""

from preserve.describing.verbs import ACTING, SAYING

CUES = SAYING
"""Every form of every cue verb, in lower case."""

VERBS = ACTING
"""Every form of every cue verb and of every verb of an act of speech."""

QUOTING = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})
BE = frozenset(
    ["be", "been", "being", "is", "are", "was", "were", "am", "'s", "get", "gets", "got"]
)
AUXILIARIES = BE | frozenset(
    [
        "has",
        "have",
        "had",
        "having",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "did",
        "do",
        "does",
        "not",
        "n't",
        "to",
    ]
)
ADVERBS = frozenset(
    [
        "also",
        "later",
        "then",
        "now",
        "once",
        "further",
        "previously",
        "just",
        "subsequently",
        "again",
        "too",
        "even",
        "earlier",
        "meanwhile",
        "however",
        "instead",
        "still",
        "already",
        "recently",
        "first",
        "finally",
        "never",
        "always",
        "often",
        "today",
        "yesterday",
        "tonight",
        "tearfully",
        "elsewhere",
        "separately",
        "simply",
        "only",
        "nevertheless",
        "moreover",
        "perhaps",
        "indeed",
        "therefore",
        "thus",
        "so",
        "yet",
        "there",
        "here",
        "afterwards",
        "afterward",
        "soon",
        "suddenly",
    ]
)
PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "of",
        "to",
        "from",
        "by",
        "with",
        "without",
        "over",
        "under",
        "inside",
        "outside",
        "near",
        "about",
        "into",
        "onto",
        "for",
        "against",
        "between",
        "among",
        "amid",
        "through",
        "throughout",
        "across",
        "around",
        "after",
        "before",
        "during",
        "since",
        "until",
        "till",
        "via",
        "upon",
        "within",
        "behind",
        "beyond",
        "despite",
        "like",
        "per",
        "towards",
        "toward",
        "along",
    ]
)
CONNECTIVES = frozenset(
    [
        "and",
        "but",
        "or",
        "&",
        "while",
        "whereas",
        "because",
        "although",
        "though",
        "as",
        "when",
        "where",
        "since",
        "after",
        "before",
        "until",
        "if",
        "that",
        "than",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "unless",
        "once",
        "so",
        "nor",
        "yet",
        "whether",
    ]
)
INDIRECT = frozenset(
    [
        "said",
        "says",
        "say",
        "saying",
        "added",
        "adds",
        "adding",
        "wrote",
        "writes",
        "writing",
        "told",
        "tells",
        "telling",
        "warned",
        "warns",
        "warning",
        "announced",
        "announces",
        "explained",
        "explains",
        "insisted",
        "insists",
        "claimed",
        "claims",
        "confirmed",
        "confirms",
        "stated",
        "mentioned",
        "mentions",
        "noted",
        "tweeted",
        "out",
        "argued",
        "stressed",
        "declared",
        "admitted",
        "acknowledged",
        "alleged",
        "predicted",
        "revealed",
        "reported",
        "complained",
        "replied",
        "suggested",
        "denied",
    ]
)
"""Verbs whose reported statement is read ("out" ends "pointed out")."""

SPEECH_NOUNS = frozenset(
    word
    for line in (
        "plea appeal statement message letter call calls warning warnings tweet tweets post posts",
        "speech address reply response question words interview note claim claims promise",
        "promises pledge vow remark remarks comment comments suggestion assertion assertions",
        "argument contention criticism description observation declaration insistence slogan",
        "complaint complaints accusation accusations charge charges mantra phrase motto",
        "characterization characterisation assessment references admission denial proposal",
        "proposals refrain demand demands answer belief concern concerns",
    )
    for word in line.split()
)
"""Nouns whose owner said what follows them: "her claim that"."""

DASHES = frozenset({"-", "—", "\u2013", "―"})
