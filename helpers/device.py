"""The accelerator if there is one, and random numbers that are the same on every device."""

from __future__ import annotations

import torch

from .language import Text, say

here: torch.device = torch.accelerator.current_accelerator() or torch.device("cpu")
"""Where tensors and modules live: the accelerator (CUDA, MPS, XPU …) if there is one, else the CPU."""


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    """Numbers from N(0, 1), `shape` of them, drawn on the CPU from `seed` and moved to `here`.

    >>> normal(2, 3).shape
    torch.Size([2, 3])

    Each device has a random generator of its own; drawing on the CPU gives every reader the same numbers.
    """
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(here)


def uniform(*shape: int, seed: int = 0) -> torch.Tensor:
    """Numbers from U(0, 1), drawn like `normal`'s.

    >>> bool((uniform(100) < 1).all())
    True
    """
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed)).to(here)


def report() -> Text:
    """One line in both languages: which torch, and where it runs. Differs from machine to machine.

    >>> report()
    torch 2.13.0: this notebook runs on cpu (2 threads).
    """
    threads = torch.get_num_threads()
    many = Text(f"({threads} thread{'s' if threads > 1 else ''})", f"（{threads} 個線程）")
    if here.type != "cpu":
        many = Text(_product_name(), _product_name())
    version = f"`torch {torch.__version__}`"
    return say(
        f"{version}: this notebook runs on `{here}` {many.en}.", f"{version}：本筆記本運行於 `{here}` {many.zh}。"
    )


def _product_name() -> str:
    return torch.cuda.get_device_name() if here.type == "cuda" else ""
