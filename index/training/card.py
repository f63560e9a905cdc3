"""Write the reader's card: hashes that loading checks, and where the weights come from, for programs and for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.embedding import sha256_of
from index.packaged_model import WEIGHTS_SHA256
from index.reader import CARD, MODEL, TOKENIZER

DATA = {
    "SQuAD 1.1 and 2.0 (dev articles)": "CC BY-SA 4.0",
    "XQuAD, its English part": "CC BY-SA 4.0",
    "SQuADShifts: Wikipedia, Reddit, Amazon": "CC BY 4.0",
    "QAMR on Wikinews": "MIT",
    "QED on Natural Questions": "CC BY-SA 3.0",
    "SelQA": "Apache-2.0",
    "CLAP NQ": "Apache-2.0",
}
_PROSE = """# The reader's card

Reads question and passage together; gives each sentence a relevance and a span, each passage whether it answers.
Made by `python -m index.training` from all-MiniLM-L6-v2 (Apache-2.0, sha256 {base}); 6 layers, 384 wide, int8.

{recipe}

Trained on 85 % of the articles of these sets, the other 15 % are held out over all of them together:

{data}

Hit@1 of the whole way of answering (search, reading, mixture), the mixture fitted on the other sets; sets
that trained are measured on held-out articles only. `python -m index.training measure`, then `card`, measures again.

{figures}

Files: {hashes}

It was trained on English and on questions about one passage. It is not asked to add, compare or infer over reports.
"""


def write_card(folder: Path, recipe: str, figures: Mapping[str, Mapping[str, float]]) -> None:
    """Write card.json and CARD.md.

    Args:
        folder: Of the weights.
        recipe: One sentence on how this run was made.
        figures: What was measured, by set and figure.
    """
    hashes = {name: sha256_of(folder / name) for name in (MODEL, TOKENIZER)}
    base = {"model": "all-MiniLM-L6-v2", "sha256": WEIGHTS_SHA256, "licence": "Apache-2.0"}
    card: dict[str, Any] = {"sha256": hashes, "base": base, "recipe": recipe, "data": DATA, "figures": figures}
    (folder / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    prose = _PROSE.format(
        base=WEIGHTS_SHA256,
        recipe=recipe,
        data="\n".join(f"* {name}: {licence}" for name, licence in DATA.items()),
        figures=_table(figures),
        hashes=", ".join(f"{name} sha256 {found}" for name, found in hashes.items()),
    )
    (folder / "CARD.md").write_text(prose, encoding="utf-8")


def _table(figures: Mapping[str, Mapping[str, float]]) -> str:
    names = ("questions", "hit@1", "hit@10", "AUROC")
    cells = {one: [f"{told[name]:g}" if name in told else "" for name in names] for one, told in figures.items()}
    rows = [f"| {one} | " + " | ".join(row) + " |" for one, row in cells.items()]
    return "\n".join(["| set | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|", *rows])
