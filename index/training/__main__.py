"""Make the reader again: `python -m index.training STAGE --work FOLDER`, the stages in this order.

    prepare    search the sets that may train, for the windows that negatives are drawn from
    train      from those sets, checkpointed: run it again and it goes on. For one process a core:
               python -m torch.distributed.run --nproc-per-node 2 --module index.training -- train --work FOLDER
    export     mean weights of one or several runs to int8 ONNX, into --into
    measure    search and read the dev sets with the exported reader, into tables under the work folder
    calibrate  choose the numbers of index/mixture.py on the tables and print them
    ablation   print the table of docs/decisions/0005-reader.md
    card       write what was measured beside the weights

$VERBATIM_SHARED names the folder that holds eval/dev. Needs torch, transformers, scipy and onnx
beside requirements.txt.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from index.layout import load_tokenizer
from index.packaged_model import packaged_folder
from index.reader import WEIGHTS, OnnxReader
from index.training.ablation import lines, summary
from index.training.calibrate import fit
from index.training.card import write_card
from index.training.data import CutSet, prepare, propose, proposed
from index.training.export import export, restored
from index.training.made_questions import made
from index.training.measure import Table, chosen, read
from index.training.search import searched
from index.training.sets import MADE_FROM, MEASURED_SETS, TRAINING_SETS, QuestionSet, load
from index.training.train import Recipe, train

ASKED_BESIDE_MADE = 0.25  # share of the questions that people asked where made ones come beside them


def prepared(work: Path, names: Sequence[str]) -> list[CutSet]:
    """Load sets, their vectors and their candidates."""
    tokenizer = load_tokenizer(str(packaged_folder() / "tokenizer.json"))
    return [_prepared(load(name), work, tokenizer) for name in names]


def prepared_made(work: Path, names: Sequence[str]) -> list[CutSet]:
    """Make questions of the sets' sentences and load them likewise."""
    tokenizer = load_tokenizer(str(packaged_folder() / "tokenizer.json"))
    return [_prepared(made(load(name)), work, tokenizer) for name in names]


def _prepared(held: QuestionSet, work: Path, tokenizer: Tokenizer) -> CutSet:
    path = work / "candidates" / f"{held.name}.npy"
    if not path.exists():
        with searched(held, work) as at:
            propose(held, at.ranked, path)
    return prepare(held, tokenizer, proposed(path))


def measure(work: Path, reader: OnnxReader, names: Sequence[str], most: int) -> None:
    """Write the table of every set."""
    for name in names:
        with searched(load(name), work) as at:
            read(at, reader, chosen(at.held, most)).save(work / "tables" / f"{name}.npz")
        sys.stdout.write(f"{name} read\n")


def tables(work: Path) -> dict[str, Table]:
    """Load every table that was measured."""
    return {path.stem: Table.load(path) for path in sorted((work / "tables").glob("*.npz"))}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m index.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=("prepare", "train", "export", "measure", "calibrate", "ablation", "card"))
    parser.add_argument("--work", type=Path, required=True, help="folder of vectors, candidates, runs and tables")
    parser.add_argument("--run", nargs="+", default=["run1"], help="run within the folder; export averages several")
    parser.add_argument("--shares", nargs="+", type=float, help="share of each run in the mean; alike if left out")
    parser.add_argument("--made", action="store_true", help="train on questions made by rule too, fewer of the others")
    parser.add_argument("--start", type=Path, help="checkpoint to start from instead of the base model")
    parser.add_argument("--steps", type=int, default=1000, help="optimiser steps in all")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate")
    parser.add_argument("--warm-up", type=int, default=60, help="steps over which the rate rises")
    parser.add_argument("--decay", type=float, default=0.35, help="share of the steps over which it falls")
    parser.add_argument("--seed", type=int, default=1, help="of every draw")
    parser.add_argument("--into", type=Path, default=WEIGHTS, help="folder of the exported reader")
    parser.add_argument("--most", type=int, default=400, help="questions measured a set")
    parser.add_argument("--sets", nargs="+", default=list(MEASURED_SETS), help="sets measured")
    parser.add_argument("--recipe", default="", help="one sentence for the card on how the run was made")
    parser.add_argument("--which", choices=("mean", "model"), default="mean", help="weights exported: mean or last")
    parser.add_argument("--float32", action="store_true", help="export without quantisation, to compare")
    return parser.parse_args()


def main() -> None:
    """Do one stage."""
    given = arguments()
    if given.stage == "prepare":
        prepared(given.work, TRAINING_SETS)
    elif given.stage == "train":
        _train(given)
    elif given.stage == "export":
        runs = [given.work / run / "checkpoint.pt" for run in given.run]
        model = restored(runs, given.shares, which=given.which)
        export(model, given.into, quantised=not given.float32)
        write_card(given.into, given.recipe, {})
    elif given.stage == "measure":
        measure(given.work, OnnxReader(given.into, threads=1), given.sets, given.most)
    elif given.stage == "calibrate":
        mixture = fit({name: one for name, one in tables(given.work).items() if name != "seed"})
        sys.stdout.write(f"{mixture}\n")
    elif given.stage == "card":
        write_card(given.into, given.recipe, summary(tables(given.work)))
    else:
        sys.stdout.write("\n".join(lines(tables(given.work))) + "\n")


def _train(given: argparse.Namespace) -> None:
    questions = prepared(given.work, TRAINING_SETS)
    questions += prepared_made(given.work, MADE_FROM) if given.made else []
    recipe = Recipe(given.steps, rate=given.rate, warm_up=given.warm_up, decay=given.decay, seed=given.seed)
    recipe = replace(recipe, asked=ASKED_BESIDE_MADE if given.made else 1.0)
    train(questions, given.work / given.run[0], packaged_folder(), recipe, given.start)


if __name__ == "__main__":
    main()
