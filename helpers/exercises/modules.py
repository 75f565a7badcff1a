"""The exercise of the chapter on defining networks that asks for a module of any depth: judged by what it computes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import torch
from torch import nn

from ..judge import Exercise
from ..language import say
from .classes import OTHERWISE, fill, written


class _MLP(nn.Module):
    """What is asked for: linear layers of the given sizes, ReLU between them."""

    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


class _ListMLP(_MLP):
    """The mistake of layers that nobody finds."""

    def __init__(self, sizes):
        super().__init__(sizes)
        layers = list(self.layers)
        del self.layers
        self.layers = layers


class _LastReLU(_MLP):
    """The mistake of an activation on the scores."""

    def forward(self, x):
        return super().forward(x).relu()


class _Linear(_MLP):
    """The mistake of no activation at all."""

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def _built(module_class: type, sizes, x) -> torch.Tensor:
    """How many parameters it registers, and what comes out when all of them are known."""
    module = module_class(list(sizes))
    found = sum(p.numel() for p in module.parameters())
    fill(p for layer in _linear_layers(module) for p in (layer.weight, layer.bias))
    return torch.cat([torch.tensor([found]), module(x).detach().flatten()])


def _linear_layers(module: nn.Module) -> list[nn.Linear]:
    """Those that it registered, else those in its lists."""
    registered = [layer for layer in module.modules() if isinstance(layer, nn.Linear)]
    lists = [value for value in vars(module).values() if isinstance(value, list)]
    return registered or [layer for value in lists for layer in value if isinstance(layer, nn.Linear)]


def _sizes_and_inputs() -> tuple[tuple[int, ...], torch.Tensor]:
    sizes = tuple(torch.randint(2, 6, (int(torch.randint(3, 6, ())),)).tolist())
    return sizes, torch.randn(5, sizes[0])


mlp = Exercise(
    like=partial(_built, _MLP),
    cases=_sizes_and_inputs,
    mistakes={
        "list": (
            partial(_built, _ListMLP),
            say(
                "The outputs are right, but `parameters()` is empty: a Python list hides its layers. "
                "Use `nn.ModuleList`.",
                "輸出是對的，但 `parameters()` 是空的：Python 列表藏起了裡面的層。改用 `nn.ModuleList`。",
            ),
        ),
        "last": (
            partial(_built, _LastReLU),
            say(
                "There is a ReLU after the last layer too, so no score can be negative; leave it out there.",
                "最後一層之後也有 ReLU，分數就不可能為負；那裡不要放。",
            ),
        ),
        "linear": (
            partial(_built, _Linear),
            say(
                "No activation stands between the layers: together they are one linear layer.",
                "層與層之間沒有激活函數：合起來只是一個線性層。",
            ),
        ),
    },
    run=written(_built),
    otherwise=OTHERWISE,
)
