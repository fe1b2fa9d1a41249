"""The language, by script and function words: enough to catalogue, silent when in doubt."""

import re
from collections import Counter

from preserve.describing.rules import LANGUAGE
from preserve.model.claim import Candidate, Claim, Status

_SAMPLE = 20_000  # characters
_MIN_LETTERS = 40
_MIN_HITS = 8
_MIN_SHARE = 0.15
_MARGIN = 1.5
_SCRIPT_SHARE = 0.6
# A plain word before a space is asked for first, as nearly every word is one.
_WORD = re.compile(r"[a-z]++(?=[ ,.])|[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_FUNCTION_WORDS = {
    "en": "the of and to in that is was for on with as are have has been from by they this it he "
    "she not but who were which their would an at be or what",
    "fr": "le la les des du une un et est dans que qui pour pas sur au aux ce cette avec sont par "
    "plus ne se elle il nous vous ont mais été en de",
    "de": "der die das und ist nicht mit den dem ein eine zu auf für von sich des auch im es als "
    "an werden aus wird sind hat bei nach noch wie oder",
    "es": "el la los las de que y en un una por con no para es se del al lo como más pero sus su "
    "fue ha son este esta también",
    "it": "il lo la gli le di che e un una per con non è del della dei delle sono si da nel alla "
    "come anche più ma ha al questo",
    "pt": "o a os as de que e em um uma por com não para é se do da dos das no na ao mais como "
    "mas foi ele ela são também",
    "nl": "de het een en van is dat op te zijn met voor niet aan er om ook als bij maar door nog "
    "naar heeft worden die in uit",
    "sv": "och att det som en på är av för med den till inte har om ett men var sig från vi så kan",
    "pl": "i w na z się nie do to że jest o jak po co ale za od przez dla są był",
    "tr": "ve bir bu da de için ile çok olarak daha gibi olan kadar sonra ama ne en",
    "ar": "في من على إلى أن هذا هذه التي الذي عن مع كان ما لا بعد كل قد بين",
    "fa": "در به از که این را با است برای آن یک خود تا بر هم نیز شد",
    "ur": "کے کی ہے میں کا سے کو اور پر نے یہ کہ ہیں بھی تھا",
    "ru": "и в не на что \u0441 по как это он от за для из к но \u0435\u0433\u043e они было",
    "uk": "\u0456 в не на що з як це від за для до та але його вони було й",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.15),
    ("ko", re.compile("[\uac00-\ud7af]"), _SCRIPT_SHARE),
    ("zh", re.compile("[\u4e00-\u9fff]"), _SCRIPT_SHARE),
    ("el", re.compile("[\u0370-\u03ff]"), _SCRIPT_SHARE),
    ("he", re.compile("[\u0590-\u05ff]"), _SCRIPT_SHARE),
)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0590-\u05ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def language_of(text: str) -> Claim:
    """Return the language as an ISO 639-1 code, or unknown when in doubt."""
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    if letters < _MIN_LETTERS:
        return LANGUAGE.abstains()
    for language, pattern, share in _SCRIPTS if _OTHER_SCRIPT.search(sample) else ():
        if len(pattern.findall(sample)) >= share * letters:
            return LANGUAGE.claims(Status.DERIVED, language, ())
    return _by_words(words)


def _by_words(words: list[str]) -> Claim:
    counts = Counter(words)
    hits = {
        language: sum(counts[word] for word in known & counts.keys())
        for language, known in _WORDS.items()
    }
    (best, most), (second, next_most) = Counter(hits).most_common(2)
    if most < _MIN_HITS or most < _MIN_SHARE * len(words):
        return LANGUAGE.abstains()
    if most < _MARGIN * next_most:
        why = "nearly as many function words of another language"
        return LANGUAGE.abstains([Candidate(best, (), why), Candidate(second, (), why)])
    return LANGUAGE.claims(Status.DERIVED, best, ())
