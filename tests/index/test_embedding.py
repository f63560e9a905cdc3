"""Models: the packaged one is the official one, altered ones are refused, and any other comes by one line of config."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import hub_model
from index.embedding import BATCH_CHARACTERS, BATCH_TEXTS, Embedder, batches, load_embedder, readable
from index.errors import ModelAltered, ModelMissing
from index.packaged_model import TOKENIZER_SHA256, WEIGHTS_SHA256, PackagedModel, packaged_folder
from index.settings import EmbeddingSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TEXTS = [
    "who leads the SDF political wing?",
    "Ilham Ahmed, a Kurdish politician, is co-chair of the Syrian Democratic Council, the political wing of the SDF.",
    "Röntgen, 拉卡, الرقة, हिन्दी, 🙂",
    "a",
    "",
    "The city fell. " * 200,
]


# The packaged model --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def official() -> SentenceTransformer:
    """The same weights in the library they were made with."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(packaged_folder()), device="cpu")


@pytest.mark.slow
def test_the_packaged_model_computes_what_sentence_transformers_computes(
    embedder: Embedder, official: SentenceTransformer
) -> None:
    """A cosine of at least .9999 for every text, other scripts, emptiness and texts beyond the limit included."""
    expected = official.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    cosines = (embedder.embed(TEXTS) * expected).sum(1)
    assert cosines.min() >= 0.9999


def test_vectors_are_of_length_one_and_in_the_order_of_the_texts(embedder: Embedder) -> None:
    """Whatever the batches were."""
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert embedder.embed([text])[0] @ vector >= 0.9999


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    """An array all the same."""
    assert embedder.embed([]).shape == (0, 384)


def test_progress_is_told_of_every_text_once(embedder: Embedder) -> None:
    """The numbers add up to the number of texts."""
    told: list[int] = []
    embedder.embed(TEXTS, told.append)
    assert sum(told) == len(TEXTS)


def test_lone_surrogates_and_nul_bytes_are_embedded_too(embedder: Embedder) -> None:
    """No string is too strange for a vector."""
    vectors = embedder.embed(["\ud800", "\udfff\x00", "a\ud83d b", "\U0010ffff", "\u202e\u200b"])
    assert np.isfinite(vectors).all()


def test_the_identity_names_model_and_hash(embedder: Embedder) -> None:
    """So that the store can tell vectors of two models apart."""
    assert embedder.identity == f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:16]}"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with the packaged model's files, to be harmed."""
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copy(packaged_folder() / name, tmp_path / name)
    return tmp_path


def test_altered_weights_are_refused_with_both_hashes(copied: Path) -> None:
    """One changed byte among ninety million."""
    with (copied / "model.safetensors").open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\x00\x01\x02\x03")
    with pytest.raises(ModelAltered, match=rf"expected sha256 {WEIGHTS_SHA256}, found [0-9a-f]{{64}}\. Install it"):
        PackagedModel(folder=copied)


def test_an_altered_tokenizer_is_refused_with_both_hashes(copied: Path) -> None:
    """Other words would get other vectors, without a sign of it."""
    file = copied / "tokenizer.json"
    file.write_bytes(file.read_bytes().replace(b'"city"', b'"cite"'))
    with pytest.raises(ModelAltered, match=rf"tokenizer\.json .* expected sha256 {TOKENIZER_SHA256}, found"):
        PackagedModel(folder=copied)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named_with_what_to_do(copied: Path, name: str) -> None:
    """Never a traceback of a library's."""
    (copied / name).unlink()
    with pytest.raises(ModelMissing, match=rf"{name} .*run \./verbatim"):
        PackagedModel(folder=copied)


# Any other model -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of one layer and a handful of words, with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "city", "fell", "ship", "ran", "aground"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **sizes)).save_pretrained(
        folder / "bert"
    )
    words = models.Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[words, models.Pooling(16)], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.mark.slow
def test_any_sentence_transformers_model_is_loaded_from_its_folder(tiny: Path) -> None:
    """One line of config; name, dimension and a hash of its weights identify it."""
    model = load_embedder(EmbeddingSettings(model=str(tiny), threads=1))
    vectors = model.embed(["the city fell", "the ship ran aground", "\ud800"])
    assert (model.dimension, vectors.shape) == (16, (3, 16))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert model.embed(["the city fell"])[0] == pytest.approx(vectors[0], abs=1e-5)
    assert model.identity.startswith(f"{tiny}@")


@pytest.mark.slow
def test_a_model_of_many_words_is_taken_for_a_multilingual_one(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the configuration says what it knows."""
    assert load_embedder(EmbeddingSettings(model=str(tiny))).languages == {"en"}
    assert load_embedder(EmbeddingSettings(model=str(tiny), languages="all")).languages is None
    monkeypatch.setattr(hub_model, "MULTILINGUAL_PIECES", 11)
    assert load_embedder(EmbeddingSettings(model=str(tiny))).languages is None
    assert load_embedder(EmbeddingSettings(model=str(tiny), languages="de es")).languages == {"de", "es"}


@pytest.mark.slow
def test_the_identity_changes_with_the_weights(tiny: Path, tmp_path: Path) -> None:
    """A model that changed under its name is noticed."""
    from safetensors.torch import load_file, save_file

    other = Path(shutil.copytree(tiny, tmp_path / "other"))
    [file] = other.rglob("model.safetensors")
    weights = load_file(file)
    name = next(iter(weights))
    save_file({**weights, name: weights[name] + 0.5}, file, {"format": "pt"})
    hashes = [load_embedder(EmbeddingSettings(model=str(at))).identity.rpartition("@")[2] for at in (tiny, other)]
    assert hashes[0] != hashes[1]


@pytest.mark.slow
def test_weights_that_are_a_pickle_are_refused(tiny: Path, tmp_path: Path) -> None:
    """A pickle runs what its author wants; only safetensors are read."""
    import torch

    other = Path(shutil.copytree(tiny, tmp_path / "other"))
    [file] = other.rglob("model.safetensors")
    file.unlink()
    torch.save({}, file.with_name("pytorch_model.bin"))
    with pytest.raises(ModelMissing, match="safetensors weights"):
        load_embedder(EmbeddingSettings(model=str(other)))


@pytest.mark.slow
def test_a_model_that_is_nowhere_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name from the config and what to give instead."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelMissing, match=r"of config\.toml cannot be loaded .*: give the folder of a sentence-trans"):
        load_embedder(EmbeddingSettings(model=str(tmp_path / "empty")))


# Batches and strings -------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 12_000), max_size=300))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int]) -> None:
    """Longest first, and nothing padded beyond the limit but a text that is longer alone."""
    made = list(batches(["x" * length for length in lengths]))
    assert sorted(position for batch in made for position in batch) == list(range(len(lengths)))
    for batch in made:
        assert len(batch) <= BATCH_TEXTS
        assert len(batch) == 1 or max(lengths[at] for at in batch) * len(batch) <= BATCH_CHARACTERS
    longest = [max(lengths[at] for at in batch) for batch in made]
    assert longest == sorted(longest, reverse=True)


@given(st.text(st.characters(codec=None)))
def test_a_readable_text_keeps_its_length_and_every_character_but_lone_surrogates(text: str) -> None:
    """So offsets into it stay true."""
    shown = readable(text)
    shown.encode("utf-8")
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        assert after == ("\ufffd" if "\ud800" <= before <= "\udfff" else before)
