"""Train the reader: seeded, restartable, one checkpoint file that a kill cannot tear.

The learning rate rises, stays, and falls to nothing over the last part of all steps (the trapezoid
of Hagele et al. 2024), so that a run can be lengthened while it goes. Beside the weights an exponential mean of them is
kept (EMA); that is what is exported. Word embeddings stay as they were: they are half the parameters and most of them
never appear in our questions.
"""

from __future__ import annotations

import copy
import itertools
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, distributed

from index.training.batches import Batch, collate
from index.training.data import CutSet, trainable
from index.training.examples import examples
from index.training.loss import losses
from index.training.made_questions import SUFFIX
from index.training.model import TokenReader

EMA, AVERAGE_EVERY = 0.97, 5  # the mean looks back over about 170 steps
SHARES = {"qamr_wikinews": 0.45, "qed": 3.0, "selqa": 2.0, "clapnq": 3.0, "shifts_amazon": 0.6, "shifts_reddit": 0.8}
MADE_SHARE = 1.2  # times that a made question comes
UNANSWERABLE = 2.0  # times that a question comes that people wrote to be unanswerable

Planned = tuple[int, int, int]  # number of the set, question, seed of its draws


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a run.

    Args:
        steps: Optimiser steps in all.
        questions: Questions a step and process.
        rate: Highest learning rate.
        warm_up: Steps over which the rate rises.
        decay: Share of all steps, the last ones, over which it falls to nothing.
        seed: Of every draw.
        threads: Torch threads.
        save_every: Steps between checkpoints.
        asked: Share of the questions that people asked; less than 1 where made ones come beside them.
    """

    steps: int = 1200
    questions: int = 16
    rate: float = 1.5e-4
    warm_up: int = 60
    decay: float = 0.35
    seed: int = 1
    threads: int = 1
    save_every: int = 50
    asked: float = 1.0


def rate_at(step: int, recipe: Recipe) -> float:
    """Learning rate of a step."""
    falling = (recipe.steps - step) / max(1.0, recipe.decay * recipe.steps)
    return recipe.rate * min(1.0, (step + 1) / recipe.warm_up, max(falling, 0.0))


def epoch(prepared: Sequence[CutSet], seed: int, share: float = 1.0) -> list[Planned]:
    """List the questions of one epoch, shuffled, each as often as `times` says; of people's questions this share."""
    draw = random.Random(seed)  # noqa: S311 - seeded draws are wanted here and below
    chosen: list[tuple[int, int]] = []
    seen: set[str] = set()
    for number, one in enumerate(prepared):
        rows = [at for at in trainable(one) if one.held.questions[at].id not in seen]  # squad20 repeats squad11
        seen.update(one.held.questions[at].id for at in rows)
        chosen += [(number, at) for at in rows for _ in range(int(times(one, at, share) + draw.random()))]
    draw.shuffle(chosen)
    return [(number, at, seed * 1_000_000 + place) for place, (number, at) in enumerate(chosen)]


def times(prepared: CutSet, at: int, asked: float) -> float:
    """Say how often a question comes in an epoch: more often the fewer of its words the answer has, unless made."""
    if prepared.held.name.endswith(SUFFIX):
        return MADE_SHARE
    share = asked * SHARES.get(prepared.held.name, 1.0)
    return share * (1.5 - prepared.overlap[at] if prepared.held.questions[at].gold else UNANSWERABLE)


def drawing(prepared: Sequence[CutSet], recipe: Recipe, ranks: int) -> Iterator[list[list[Planned]]]:
    """Yield what each process reads in a step, epoch after epoch: the same for the same seed, and as much for each."""
    many = recipe.questions * ranks
    for number in itertools.count():
        plan = epoch(prepared, recipe.seed * 1000 + number, recipe.asked)
        for start in range(0, len(plan) - many + 1, many):
            step = sorted(plan[start : start + many], key=lambda one: prepared[one[0]].size(one[1]))
            yield [step[rank::ranks] for rank in range(ranks)]


def batch(prepared: Sequence[CutSet], plan: Sequence[Planned]) -> Batch:
    """Draw the windows of a planned batch."""
    drawn = [examples(prepared[one], at, random.Random(seed)) for one, at, seed in plan]  # noqa: S311
    return collate([windows for windows in drawn if windows])


def optimiser(model: TokenReader, recipe: Recipe) -> torch.optim.Optimizer:
    """Make AdamW: the new heads learn five times as fast as the encoder, biases and norms do not decay."""
    named = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    heads = [weight for name, weight in named if not name.startswith("encoder")]
    matrices = [weight for name, weight in named if name.startswith("encoder") and weight.ndim > 1]
    rest = [weight for name, weight in named if name.startswith("encoder") and weight.ndim == 1]
    groups = [
        {"params": heads, "scale": 5.0, "weight_decay": 0.0},
        {"params": matrices, "scale": 1.0, "weight_decay": 0.01},
        {"params": rest, "scale": 1.0, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.98), fused=True)


def train(prepared: Sequence[CutSet], folder: Path, base: Path, recipe: Recipe, start: Path | None = None) -> None:
    """Train, or go on from the folder's checkpoint; start names another run's weights to begin with."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    run = Run(base, recipe)
    first = run.resume(folder / "checkpoint.pt", start)
    rank, ranks = join()
    torch.manual_seed(recipe.seed + rank)  # each process loses other numbers to dropout
    plans = itertools.islice(drawing(prepared, recipe, ranks), first, recipe.steps)
    began, tokens = time.monotonic(), 0
    for step, plan in enumerate(plans, first):
        read = batch(prepared, plan[rank])
        run.step(read, rate_at(step, recipe))
        tokens += int(read.mask.sum())
        if step % AVERAGE_EVERY == 0:
            run.average(min(EMA, (1 + step - first) / (10 + step - first)))
        if step % 10 == 0 and rank == 0:
            shown = " ".join(f"{name} {value:.3f}" for name, value in run.told.items())
            pace = ranks * tokens / (time.monotonic() - began)
            sys.stdout.write(f"step {step} {shown} {pace:.0f} tokens/s\n")
            sys.stdout.flush()
        if rank == 0 and ((step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps):
            run.save(folder / "checkpoint.pt", step + 1)


def join() -> tuple[int, int]:
    """Join the other processes of `torchrun`; returns our number and theirs, 0 and 1 where there are none.

    One process a core with one thread each learns 2.6 times as fast as one with two threads where others use the cores.
    """
    if "WORLD_SIZE" not in os.environ:
        return 0, 1
    distributed.init_process_group("gloo")
    return distributed.get_rank(), distributed.get_world_size()


def share(gradients: Sequence[Tensor]) -> None:
    """Average gradients over the processes, in place."""
    if distributed.is_initialized():
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        flat /= distributed.get_world_size()
        for gradient, part in zip(gradients, torch.split(flat, [one.numel() for one in gradients]), strict=True):
            gradient.copy_(part.view_as(gradient))


class Run:
    """A run in progress: weights in float32, the bf16 copy that reads, their mean, and the optimiser.

    A class because those four must change together. Reading and its gradients are bf16 throughout: on a CPU the casts
    of autocast cost a fifth of the time.

    Args:
        base: Folder of the model to start from.
        recipe: The settings.
    """

    def __init__(self, base: Path, recipe: Recipe) -> None:
        self.recipe = recipe
        self.model = TokenReader(base)
        self.fast = copy.deepcopy(self.model).bfloat16().train()
        named = [(name, weight) for name, weight in self.model.named_parameters() if weight.requires_grad]
        self.master = dict(named)
        self.mean = {name: weight.detach().clone() for name, weight in named}
        self.opt = optimiser(self.model, recipe)
        self.told: dict[str, float] = {}

    def step(self, batch: Batch, rate: float) -> None:
        """Learn from one batch."""
        for group in self.opt.param_groups:
            group["lr"] = rate * group["scale"]
        parts = losses(self.fast.read_packed(batch.ids, batch.mask, batch.types), batch)
        torch.stack(list(parts.values())).sum().backward()  # type: ignore[no-untyped-call]
        for name, weight in self.fast.named_parameters():
            if weight.grad is not None:
                self.master[name].grad = weight.grad.float()
                weight.grad = None
        share([weight.grad for weight in self.master.values() if weight.grad is not None])
        torch.nn.utils.clip_grad_norm_(self.master.values(), 1.0)
        self.opt.step()
        self._copy()
        for name, value in parts.items():
            self.told[name] = 0.97 * self.told.get(name, float(value.detach())) + 0.03 * float(value.detach())

    @torch.no_grad()
    def _copy(self) -> None:
        """Bring the bf16 copy up to the weights."""
        for name, weight in self.fast.named_parameters():
            if name in self.master:
                weight.copy_(self.master[name])

    @torch.no_grad()
    def average(self, keep: float) -> None:
        """Move the mean weights a little towards those of now."""
        for name, weight in self.master.items():
            self.mean[name].lerp_(weight, 1 - keep)

    def save(self, path: Path, step: int) -> None:
        """Write a checkpoint beside the old one, then take its place."""
        beside = path.with_suffix(".writing")
        state = {"model": self.model.state_dict(), "mean": self.mean, "opt": self.opt.state_dict(), "step": step}
        torch.save({**state, "recipe": asdict(self.recipe)}, beside)
        beside.replace(path)

    def resume(self, path: Path, start: Path | None) -> int:
        """Take up a checkpoint if there is one, else another run's last weights; returns the step to go on with."""
        path.parent.mkdir(parents=True, exist_ok=True)
        step = 0
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.opt.load_state_dict(state["opt"])
            self.mean, step = state["mean"], int(state["step"])
        elif start is not None:
            self.model.load_state_dict(torch.load(start, weights_only=True)["model"])
            self.mean = {name: weight.detach().clone() for name, weight in self.master.items()}
        self._copy()
        return step
