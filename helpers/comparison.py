"""Normalization layers side by side: what they share, keep and learn, each found by running the real module."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .blocks import shared
from .language import Text, as_text, say

HEADINGS = [
    say("layer", "層"),
    say("mean over", "在哪些維上統計"),
    say("statistics", "統計量"),
    say("parameters", "參數"),
    say("buffers", "緩衝區"),
    say("train = eval", "訓練 = 評估"),
    say("reach for it", "什麼時候用"),
]


def compare(layers: Mapping[str, tuple[nn.Module, Text]], x: Tensor, letters: str) -> Comparison:
    """A row for each layer: the dimensions it takes a statistic over, how many, parameters, buffers, its modes.

    >>> compare({"nn.BatchNorm1d(3)": (nn.BatchNorm1d(3), say("large batches", "大批次"))}, torch.randn(8, 3), "NC")

    layers: the code of each, with the layer and when one reaches for it. letters: a letter for each dimension of `x`.
    Nothing is declared: the layers are run on `x`, on copies.
    """
    return Comparison(
        [[as_text(f"`{name}`"), *_facts(layer, x, letters), use] for name, (layer, use) in layers.items()]
    )


@dataclass(frozen=True)
class Comparison:
    """What `compare` returns: a table when shown, its cells as text when printed."""

    rows: list[list[Text]]

    def __repr__(self) -> str:
        lines = [[cell.plain()["en"].replace("\n", ", ") for cell in row[:-1]] for row in [HEADINGS, *self.rows]]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        padded = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join(line.rstrip() for line in padded)

    def _repr_html_(self) -> str:
        left = 'style="text-align: left; white-space: normal"'
        head = "".join(f'<th scope="col" {left}>{heading.html("span")}</th>' for heading in HEADINGS)
        rows = ["".join(f"<td {left}>{cell.html('span')}</td>" for cell in row) for row in self.rows]
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f'<table class="nn-trace"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def over(labels: Tensor, letters: str) -> str:
    """The dimensions along which numbers share a label; `C/2` for two parts of C.

    >>> over(torch.tensor([[0, 0], [1, 1]]), "NC")
    'C'
    """
    parts = []
    for dim, letter in enumerate(letters):
        line = labels.movedim(dim, 0).flatten(1)[:, 0]
        many = len(line.unique())
        if many < len(line):
            parts.append(letter if many == 1 else f"{letter}/{many}")
    return ", ".join(parts) or "—"


def _facts(layer: nn.Module, x: Tensor, letters: str) -> list[Text]:
    labels = shared(layer, x)
    learned = {name: p.numel() for name, p in layer.named_parameters()}
    kept = [name for name, _ in layer.named_buffers()]
    parameters = " + ".join(map(str, learned.values())) or "0"
    same = say("yes", "是") if _same_in_both_modes(layer, x) else say("**no**", "**否**")
    buffers = as_text("\n".join(f"`{name}`" for name in kept) or "—")
    count = f"{int(labels.max()) + 1}"
    return [as_text(over(labels, letters)), as_text(count), as_text(parameters), buffers, same]


def _same_in_both_modes(layer: nn.Module, x: Tensor) -> bool:
    """Whether a copy computes the same for `x` in training mode and afterwards in evaluation mode."""
    layer = copy.deepcopy(layer).to(x.device)
    with torch.no_grad():
        return torch.allclose(layer.train()(x), layer.eval()(x), atol=1e-6)
