"""Paragraphs and sentences: nothing is lost, nothing is moved, and hard cases come out as a reader would."""

from __future__ import annotations

import gc
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.boundaries import LONGEST_PIECE, shadow
from corpus.formats.text import read
from corpus.report import Block, BlockKind, Document, Extract
from corpus.splitting import LONGEST_SENTENCE, split

HARD_CASES = Path(__file__).with_name("hard_cases.txt").read_text(encoding="utf-8").splitlines()
AWKWARD = st.sampled_from(
    [
        *[
            "a",
            "A",
            ".",
            "!",
            "?",
            "…",
            " ",
            "\n",
            "\n\n",
            "\t",
            "“",
            "”",
            "'",
            ")",
            "(",
            "[1]",
            "。",
            "？",
            "؟",
            "।",
            ";",
            ":",
        ],
        *[",", "Mr.", "U.S.", "p.m.", "No. 5", "1.", "•", "\u03b1;", "The", "\u00a0", "\u200b", "\u0301", "\U0001f600"],
    ],
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(AWKWARD, max_size=120).map("".join))


def one_block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Extract:
    """Return an extract of one block."""
    return Extract(text, (Block(0, len(text), kind),))


def sentences(document: Document) -> list[str]:
    """Return the sentences of a document as they would be shown."""
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


@pytest.mark.parametrize("case", HARD_CASES)
def test_a_hard_case_is_split_as_a_reader_would(case: str) -> None:
    """In a case "|" stands for a boundary with a space, "¦" for one without, "~" for a space that must not break."""
    case = case.replace("~", "\u00a0")
    text = case.replace("|", " ").replace("¦", "")
    assert sentences(split(one_block(text))) == case.replace("¦", "|").split("|")


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_sentences_cover_every_visible_character_in_order(text: str) -> None:
    """Together the sentences hold each character that is not white space once, in its place."""
    document = split(one_block(text))
    assert all(sentence.start < sentence.end for sentence in document.sentences)
    assert all(a.end <= b.start for a, b in pairwise(document.sentences))
    covered = {i for sentence in document.sentences for i in range(sentence.start, sentence.end)}
    assert {i for i, c in enumerate(text) if not c.isspace()} <= covered


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_sentences_neither_begin_nor_end_with_white_space(text: str) -> None:
    """A shown sentence has no empty edge."""
    assert all(sentence == sentence.strip() for sentence in sentences(split(one_block(text))))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_shadow_is_as_long_as_the_text(text: str) -> None:
    """Every rule replaces characters one for one, so offsets of the shadow are offsets of the text."""
    assert len(shadow(text)) == len(text)


@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), TEXTS), max_size=8))
@settings(max_examples=200, deadline=None)
def test_every_sentence_stands_in_its_paragraph(blocks: list[tuple[BlockKind, str]]) -> None:
    """Sentence and paragraph agree, whatever the blocks are."""
    text = "\n".join(words for _, words in blocks)
    starts = [sum(len(words) + 1 for _, words in blocks[:n]) for n in range(len(blocks))]
    placed = tuple(Block(at, at + len(words), kind) for at, (kind, words) in zip(starts, blocks, strict=True))
    document = split(Extract(text, placed))
    for sentence in document.sentences:
        paragraph = document.paragraphs[sentence.paragraph - 1]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end


def test_a_heading_is_one_sentence_whatever_stops_it_holds() -> None:
    """Headings and table rows are quoted whole."""
    for kind in (BlockKind.HEADING, BlockKind.TABLE_ROW):
        assert sentences(split(one_block("What now? The end. Done", kind))) == ["What now? The end. Done"]


def test_a_paragraph_knows_the_headings_above_it() -> None:
    """The path holds one heading a level, outermost first, and a heading does not stand under itself."""
    parts = [("One", 1), ("Two", 2), ("Words.", 0), ("Three", 2), ("More.", 0), ("Four", 1), ("Last.", 0)]
    text, blocks = "", []
    for words, level in parts:
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        blocks.append(Block(len(text), len(text) + len(words), kind, level=level))
        text += words + "\n"
    paths = [paragraph.headings for paragraph in split(Extract(text, tuple(blocks))).paragraphs]
    assert paths == [(), ("One",), ("One", "Two"), ("One",), ("One", "Three"), (), ("Four",)]


def test_a_sentence_without_an_end_is_cut_where_it_can_be_shown() -> None:
    """A run of words beyond 2,000 characters is cut after a clause, else at a space, else anywhere, losing nothing."""
    for words in ("so it went, and on it went " * 400, "word " * 2_000, "x" * 10_000):
        shown = sentences(split(one_block(words)))
        assert all(len(sentence) <= LONGEST_SENTENCE for sentence in shown)
        assert "".join("".join(shown).split()) == "".join(words.split())
    assert all(cut.endswith(",") for cut in sentences(split(one_block("so it went, and on it went " * 400)))[:-1])


def test_the_edge_of_a_piece_cuts_no_sentence() -> None:
    """Blocks longer than a piece are split as if they were handed over whole."""
    words = "The convoy of Mr. Smith left the city on Monday. "
    count = LONGEST_PIECE * 3 // len(words)
    assert sentences(split(one_block(words * count))) == [words.strip()] * count


def test_an_empty_extract_has_no_sentence() -> None:
    """Nothing in, nothing out."""
    for text in ("", " \n\t "):
        assert split(one_block(text)) == Document(text, (), ())


def test_a_lone_mark_belongs_to_the_sentence_before_it() -> None:
    """A bracket or row of stars that a split leaves over is no sentence of its own."""
    assert sentences(split(one_block("It ended. * * *"))) == ["It ended. * * *"]


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "!?",
            "a. ",
            "Mr. ",
            "\n",
            "x",
            '."',
            '". ',
            " ",
            " .",
            ".[1]",
            ". [1] ",
            "1. ",
            "?” Mr. ",
            "。",
            "word ",
            "a, ",
        ),
        *("\u03b1; ", "• ", "'", ".\n", "a.b.", 'a."b!?(c) \n', "…", "?” Aaaa Bbbb Cccc Dddd ", "1) A ", ".¹ "),
    ],
)
def test_twice_the_text_takes_at_most_two_and_a_half_times_as_long(unit: str) -> None:
    """The cost of splitting grows with the length and no faster, whatever stands in the text."""

    def seconds(length: int) -> float:
        extract = one_block((unit * length)[:length])
        begin = time.process_time()
        split(extract)
        return time.process_time() - begin

    seconds(1_000)
    gc.collect()
    gc.disable()  # its cost grows with everything else that the tests hold
    try:
        assert min(seconds(80_000) for _ in range(4)) <= 2.5 * min(seconds(40_000) for _ in range(4)) + 0.02
    finally:
        gc.enable()


def test_a_report_of_one_paragraph_a_line_keeps_its_paragraphs() -> None:
    """Lines of prose are paragraphs, and a line of two sentences is two."""
    first = (
        "The convoy left the city on Saturday night with about three thousand people in some fifty buses and trucks."
    )
    second = "Its destination was the valley in the east, where the front had moved. Nobody stopped it on the long way."
    document = split(read(f"{first}\n{second}\n".encode(), "report.txt"))
    assert [sentence.paragraph for sentence in document.sentences] == [1, 2, 2]
