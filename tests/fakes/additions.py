"""Reports made from a few words, through the same reading and splitting as real files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus.formats import read
from corpus.report import Extract, Metadata, Source
from corpus.rows import DEFAULT_COLLECTION, Addition
from corpus.splitting import split
from index.embedding import Embedder
from index.indexing import packed
from index.retrieval import SENTENCE_VECTORS
from index.titles import searched_title, titled


def addition(
    text: str,
    name: str = "report.txt",
    *,
    embedder: Embedder | None = None,
    collection: str = DEFAULT_COLLECTION,
    language: str | None = None,
    **facts: Any,
) -> Addition:
    """Return a report ready to be stored.

    Args:
        text: What the file holds.
        name: What the file is called.
        embedder: Makes its vectors; without one it has none.
        collection: Who may see it.
        language: The language that it is in.
        facts: What a person says of it: title, date, ...
    """
    content = text.encode()
    made = of_extract(read(content, name), content, name, embedder=embedder, collection=collection, **facts)
    return replace(made, language=language)


def of_extract(
    extract: Extract,
    content: bytes,
    name: str = "report.txt",
    *,
    embedder: Embedder | None = None,
    collection: str = DEFAULT_COLLECTION,
    **facts: Any,
) -> Addition:
    """Return a report ready to be stored, from what a format has read."""
    document = split(extract)
    source = Source.GIVEN if "date" in facts else Source.UNKNOWN
    given = Metadata(**facts, date_source=source).over(extract.metadata)
    title = searched_title(given, name)
    texts = [titled(title, document.text[sentence.start : sentence.end]) for sentence in document.sentences]
    vectors = {SENTENCE_VECTORS: packed(embedder, embedder.embed(texts))} if embedder else {}
    return Addition(content, name, extract, document, given, collection, vectors)
