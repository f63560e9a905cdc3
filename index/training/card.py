"""The facts of the reader's card that no program can measure: where it comes from and under which licences."""

from __future__ import annotations

from typing import Any

FACTS: dict[str, Any] = {
    "name": "verbatim reader",
    "base_licence": "Apache-2.0",
    "recipe": "python -m index.training train, 1 epoch or less, AdamW, bf16, one positive and three negative windows",
    "data": {
        "squad11": "SQuAD 1.1, CC BY-SA 4.0",
        "squad20": "SQuAD 2.0, CC BY-SA 4.0",
        "shifts_wiki, shifts_reddit, shifts_amazon": "SQuADShifts, CC BY 4.0",
        "qamr_wikinews": "QAMR, MIT",
        "qed": "QED on Natural Questions, CC BY-SA 3.0",
        "selqa": "SelQA, Apache-2.0",
        "clapnq": "CLAP NQ, Apache-2.0",
    },
    "held_out": "15 % of the articles of every set, the same articles over all sets (index/training/sets.py)",
}
