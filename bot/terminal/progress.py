"""Progress of long work on standard error: a bar for people, one line where nobody watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Step(Protocol):
    """What a bar is told of every step."""

    def __call__(self, steps: int, note: str = "") -> None:
        """Go on by so many steps, and show a note on what is being done."""
        ...


@contextmanager
def bar(title: str, total: int | None = None, unit: str = "") -> Iterator[Step]:
    """Show how far a piece of work is; yield what is told of every step done.

    Args:
        title: What is being done.
        total: How many steps there are, None where it is not known.
        unit: What a step is.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"{title} ...", highlight=False)
        yield lambda steps, note="": None  # noqa: ARG005 - nobody watches
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda steps, note="": progress.update(task, advance=steps, description=f"{title}{note}")
