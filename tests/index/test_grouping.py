"""Questions that ask alike stand together, and chains do not form."""

from __future__ import annotations

import numpy as np

from index.embedding import Embedder
from index.grouping import grouped

QUESTIONS = [
    "who leads the SDF political wing?",
    "Who is the leader of the SDF's political wing?",
    "how many civilians were killed in Raqqa?",
    "what was the civilian death toll in Raqqa?",
    "when did the ship run aground?",
    "who leads the SDF political wing",
    "where did the ship run aground?",
]


def test_likeness_is_by_meaning_and_words(embedder: Embedder) -> None:
    """The shipped model puts paraphrases together and leaves the rest apart."""
    assert grouped(QUESTIONS, embedder.embed(QUESTIONS)) == [[0, 1, 5], [2, 3], [4], [6]]


def test_a_chain_is_no_group() -> None:
    """What is like a member but not like the leader leads a group of its own."""
    angles = np.radians([0.0, 30.0, 60.0])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert grouped(["alpha", "beta", "gamma"], vectors) == [[0, 1], [2]]


def test_no_questions_are_no_groups() -> None:
    """An empty list."""
    assert grouped([], np.empty((0, 2), np.float32)) == []
