"""What a stack of layers does to a signal on its way forward, and to a gradient on its way back."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn


def through(layers: Iterable[nn.Module], x: torch.Tensor) -> tuple[list[torch.Tensor], tuple[torch.Tensor, ...]]:
    """Call each layer on what the one before it returned; then send a gradient back through all of them.

    >>> signals, gradients = through(nn.Sequential(nn.Linear(8, 8), nn.ReLU()), torch.randn(4, 8))
    >>> len(signals), gradients[0].shape
    (3, torch.Size([4, 8]))

    signals: the input, then each layer's output. gradients: of the same shapes, by autograd; the one that starts at the
    last output is N(0, 1), the same numbers for every network of these sizes. No parameter's `.grad` is touched.
    """
    signals = [x.detach().clone().requires_grad_()]
    for layer in layers:
        signals.append(layer(signals[-1]))
    start = torch.randn(signals[-1].shape, generator=torch.Generator().manual_seed(1)).to(signals[-1])
    return signals, torch.autograd.grad(signals[-1], signals, start)


def spread(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    """The standard deviation of each tensor, one number a layer.

    >>> spread([torch.zeros(4, 8), torch.full((4, 8), 1e30)])
    tensor([0., 0.], dtype=torch.float64)

    In float64 on the CPU: the square of 1e20, which a deviation needs, is already too large for float32.
    """
    return torch.stack([tensor.detach().flatten().cpu().double().std(correction=0) for tensor in tensors])
