"""Ask extraction libraries for outlet, author and date; run by the Python that has them.

They take HTML, so each line of a text becomes a paragraph. Takes a JSON list of texts on standard
input; prints what each library asserts of each text.
"""

import html
import importlib.metadata
import json
import logging
import sys
import warnings

import newspaper
import trafilatura
from goose3 import Goose
from htmldate import find_date

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def page_of(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines[1:])
    return f"<html><head><title>{html.escape(lines[0])}</title></head><body><article><h1>{html.escape(lines[0])}</h1>{body}</article></body></html>"


def by_trafilatura(page: str) -> dict[str, str | None]:
    found = trafilatura.bare_extraction(page, with_metadata=True)
    if found is None:
        return {}
    known = found.as_dict()
    return {
        "outlet": known.get("sitename"),
        "author": known.get("author"),
        "date": known.get("date"),
    }


def by_newspaper4k(page: str) -> dict[str, str | None]:
    article = newspaper.Article("https://example.org/story")
    article.download(input_html=page)
    article.parse()
    date = article.publish_date
    return {
        "outlet": article.meta_site_name or None,
        "author": ", ".join(article.authors) or None,
        "date": date.isoformat() if date else None,
    }


def by_htmldate(page: str) -> dict[str, str | None]:
    return {"date": find_date(page)}


def by_goose3(page: str) -> dict[str, str | None]:
    article = Goose().extract(raw_html=page)
    return {"author": ", ".join(article.authors) or None, "date": article.publish_date}


def main() -> None:
    readers = {
        "trafilatura": by_trafilatura,
        "newspaper4k": by_newspaper4k,
        "htmldate": by_htmldate,
        "goose3": by_goose3,
    }
    texts = json.load(sys.stdin)
    answers = {
        f"{name} {importlib.metadata.version(name)}": [read(page_of(text)) for text in texts]
        for name, read in readers.items()
    }
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
