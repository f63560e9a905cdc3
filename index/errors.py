"""Everything that can go wrong with searching and answering.

IndexingError
├── ModelMissing      a model's folder or file is not there
├── ModelAltered      a model's file is not the one that was checked: both hashes are named
├── ModelChanged      the stored vectors come from another model than the configured one
├── IndexUnwritable   the folder of the searches cannot be written: the disk is full, or its rights forbid it
├── QuestionRefused   a question without a searchable word, or one that cannot be read
└── EvaluationError   a set or prediction file that cannot be read

Each message says what happened, to what, expected and found, and what to do.
"""

from __future__ import annotations


class IndexingError(Exception):
    """Any refusal or failure of the index; its text is fit for showing to a person."""


class ModelMissing(IndexingError):
    """A model's folder or one of its files is not there."""


class ModelAltered(IndexingError):
    """A model's file is not the one that was checked."""


class ModelChanged(IndexingError):
    """The stored vectors were made by another model than the one configured."""


class IndexUnwritable(IndexingError):
    """The searches cannot be brought up to the store; no report is touched by that."""


class QuestionRefused(IndexingError):
    """A question that cannot be searched for; the message says why."""


class EvaluationError(IndexingError):
    """A set of questions or sentences that cannot be read."""
