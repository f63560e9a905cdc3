"""The reader marks and scores sentences; it refuses weights that are not the ones of its card."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index.errors import ModelAltered, ModelMissing
from index.layout import ROW_PIECES, Pieces, lay_out
from index.reader import CARD, MODEL, UNREAD, WEIGHTS, OnnxReader, ReadablePassage, best_span, interpret

REPORT = ReadablePassage(
    "Raqqa campaign",
    (
        "Smoke rose above the city in the early morning.",
        "Ilham Ahmed, who leads the political wing of the SDF, said that victory was near.",
        "The coalition did not comment.",
    ),
)
OTHER = ReadablePassage("", ("The ship ran aground in the canal.", "Tugs pulled for six days."))
QUESTION = "Who leads the SDF political wing?"

anything = st.text(st.characters(codec=None), max_size=60)  # NUL and lone surrogates included


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    """Load the shipped reader once."""
    return OnnxReader(threads=1)


def test_the_sentence_that_answers_is_the_most_relevant_and_its_words_are_marked(reader: OnnxReader) -> None:
    """The question of the first report finds its name."""
    [reading] = reader.read(QUESTION, [REPORT])
    best = max(range(3), key=lambda at: reading.sentences[at].relevance)
    span = reading.sentences[best].span
    assert best == 1
    assert span is not None
    assert REPORT.sentences[1][slice(*span)] == "Ilham Ahmed"


def test_a_passage_that_answers_is_told_from_one_that_does_not(reader: OnnxReader) -> None:
    """The passage logit is higher where the answer stands."""
    here, elsewhere = reader.read(QUESTION, [REPORT, OTHER])
    assert here.answerable > elsewhere.answerable


def test_every_sentence_gets_a_reading_in_its_place(reader: OnnxReader) -> None:
    """One reading a sentence, one list a passage."""
    assert [len(one.sentences) for one in reader.read(QUESTION, [REPORT, OTHER])] == [3, 2]


def test_no_passages_give_no_readings(reader: OnnxReader) -> None:
    """Nothing to read is no fault."""
    assert reader.read(QUESTION, []) == []


def test_the_order_of_passages_does_not_matter(reader: OnnxReader) -> None:
    """Batching changes nothing but the last digits, which int8 rounds by the batch."""
    forth, back = reader.read(QUESTION, [REPORT, OTHER]), reader.read(QUESTION, [OTHER, REPORT])
    for one, two in zip(forth, reversed(back), strict=True):
        assert [s.span for s in one.sentences] == [s.span for s in two.sentences]
        assert np.allclose([s.relevance for s in one.sentences], [s.relevance for s in two.sentences], atol=0.3)


@settings(max_examples=25, deadline=None)
@given(anything, anything, st.lists(anything, max_size=4))
def test_no_string_raises_and_spans_lie_within_their_sentences(question: str, title: str, sentences: list[str]) -> None:
    """NUL bytes, lone surrogates, emptiness: a reading all the same."""
    [reading] = _shipped().read(question, [ReadablePassage(title, tuple(sentences))])
    for sentence, said in zip(sentences, reading.sentences, strict=True):
        assert np.isfinite(said.relevance)
        assert said.span is None or 0 <= said.span[0] < said.span[1] <= len(sentence)


def test_ten_thousand_characters_are_cut_and_still_scored(reader: OnnxReader) -> None:
    """Long question, long title, long sentence: the limits hold and all three sentences have a score."""
    long = "word " * 2_000
    [reading] = reader.read(long, [ReadablePassage(long, (long, "Short.", long))])
    assert all(said.relevance > UNREAD for said in reading.sentences)


def test_a_missing_weights_file_is_named(tmp_path: Path) -> None:
    """The message says which file is not there."""
    shutil.copy(WEIGHTS / CARD, tmp_path / CARD)
    with pytest.raises(ModelMissing, match=MODEL):
        OnnxReader(tmp_path, threads=1)


def test_a_missing_card_is_named(tmp_path: Path) -> None:
    """Without a card nothing can be checked, so nothing is loaded."""
    with pytest.raises(ModelMissing, match=CARD):
        OnnxReader(tmp_path, threads=1)


def test_one_altered_byte_is_refused_with_both_hashes(tmp_path: Path) -> None:
    """A weights file that is not the one of the card is not loaded."""
    shutil.copytree(WEIGHTS, tmp_path, dirs_exist_ok=True)
    altered = bytearray((tmp_path / MODEL).read_bytes())
    altered[len(altered) // 2] ^= 1
    (tmp_path / MODEL).write_bytes(altered)
    expected = json.loads((tmp_path / CARD).read_text(encoding="utf-8"))["sha256"][MODEL]
    with pytest.raises(ModelAltered, match=rf"expected sha256 {expected}, found [0-9a-f]{{64}}"):
        OnnxReader(tmp_path, threads=1)


def test_the_best_span_never_ends_before_it_starts() -> None:
    """By hand: the greatest start lies behind the greatest end, so another pair wins."""
    starts, ends = np.array([1.0, 0.0, 5.0], np.float32), np.array([0.0, 4.0, 1.0], np.float32)
    assert best_span(starts, ends) == (2, 2, 6.0)


def test_a_sentence_of_which_nothing_fits_is_scored_below_all_that_were_read() -> None:
    """More sentences than pieces in a row: the shortest lose nothing, all have a place."""
    sentences = [Pieces([5] * 3, [(0, 1)] * 3)] * ROW_PIECES
    row = lay_out(Pieces([1], [(0, 1)]), Pieces([], []), sentences)
    reading = interpret(np.zeros((len(row.ids), 5), np.float32), row, sentences)
    assert len(row.ids) <= ROW_PIECES
    assert {said.relevance for said in reading.sentences} == {UNREAD}


def test_only_the_longest_sentence_loses_its_end() -> None:
    """A short sentence beside a long one is read whole."""
    short, long = Pieces([7] * 5, [(0, 1)] * 5), Pieces([8] * 900, [(0, 1)] * 900)
    row = lay_out(Pieces([1], [(0, 1)]), Pieces([], []), [long, short])
    assert [end - start for start, end in row.sentences] == [ROW_PIECES - 5 - 5, 5]


def _shipped() -> OnnxReader:
    """Return the shipped reader; hypothesis takes no fixtures of a narrower scope."""
    if not _LOADED:
        _LOADED.append(OnnxReader(threads=1))
    return _LOADED[0]


_LOADED: list[OnnxReader] = []


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Save a randomly initialised question-answering model of two layers, with a tokenizer of a few words."""
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "who", "leads", "the", "ilham", "ahmed", "wing"]
    numbers = {word: at for at, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(numbers, unk_token="[UNK]"))  # noqa: S106 - a token of a vocabulary
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special)
    fast._tokenizer.post_processor = _pair()
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    BertForQuestionAnswering(config).save_pretrained(tmp_path)
    fast.save_pretrained(tmp_path)
    return tmp_path


def _pair() -> object:
    from tokenizers.processors import TemplateProcessing

    return TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)])


@pytest.mark.slow
def test_any_question_answering_model_of_transformers_can_read(tiny: Path) -> None:
    """A tiny random model gives a finite reading a sentence, with spans inside, whatever the passage's length."""
    from index.hub_reader import TransformersReader

    long = ReadablePassage("", ("ilham ahmed leads the wing " * 40, "who"))
    passages = [REPORT, OTHER, long]
    for passage, reading in zip(passages, TransformersReader(str(tiny)).read(QUESTION, passages), strict=True):
        assert len(reading.sentences) == len(passage.sentences)
        for sentence, said in zip(passage.sentences, reading.sentences, strict=True):
            assert said.span is None or 0 <= said.span[0] < said.span[1] <= len(sentence)
            assert np.isfinite(said.relevance)


@pytest.mark.slow
def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message names the setting's value."""
    from index.hub_reader import TransformersReader

    with pytest.raises(ModelMissing, match="nowhere"):
        TransformersReader(str(tmp_path / "nowhere"))
