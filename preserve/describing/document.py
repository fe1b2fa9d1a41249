"""A reading joined to its source: the JSON document of `schemas/description`, version 1."""

import hashlib

from preserve import __version__
from preserve.describing.rules import ALL_RULES
from preserve.model.article import Article
from preserve.model.claim import Claim
from preserve.model.description import SCHEMA_VERSION, Reading

SOFTWARE = "preserve-toolkit"


def description_document(
    article: Article,
    reading: Reading,
    *,
    package_id: str,
    text_path: str,
    claimed_url: Claim | None = None,
) -> dict[str, object]:
    """Return the description of an article, keys in the order of the published contract.

    Args:
        article: the source and its text.
        reading: what the rules read, supplied values included.
        package_id: the id of the package, `<slug>-<12 hex digits>`.
        text_path: where the text lies in the bag's `data/` (`original/<name>` for plain text).
        claimed_url: the supplied address of the article; it is a claim, never a capture target.
    """
    document: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "package_id": package_id,
        "source": _source(article),
        "text": {
            "path": text_path,
            "sha256": hashlib.sha256(article.text.encode("utf-8")).hexdigest(),
            "characters": len(article.text),
        },
        **reading.document(),
        "made_by": {
            "software": SOFTWARE,
            "version": __version__,
            "rules": [rule.name for rule in ALL_RULES],
        },
    }
    if claimed_url is not None:
        document["claimed_url"] = claimed_url.document()
    return document


def _source(article: Article) -> dict[str, object]:
    source = article.source
    return {
        "name": source.name,
        "media_type": article.media_type,
        "bytes": len(source.data),
        "sha256": source.digests["sha256"],
        "sha512": source.digests["sha512"],
        "encoding": article.encoding,
        "encoding_from": article.encoding_from,
    }
