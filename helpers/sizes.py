"""The size formulas of torch's layers with a reader's numbers filled in; `shapes` sets them beside torch's answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True)
class Size:
    """One dimension of an output: its name, the formula, the formula with numbers, and the value.

    >>> size_formulas(nn.Conv2d(1, 8, 3, padding=1), (4, 1, 28, 28))[2].value
    28
    """

    name: str
    formula: str
    filled: str
    value: int

    def __str__(self) -> str:
        steps = dict.fromkeys([self.formula, self.filled, str(self.value)])  # a formula may be its own result
        return " = ".join([self.name, *steps])


def size_formulas(module: nn.Module, shape: tuple[int, ...]) -> list[Size] | None:
    """Every dimension of what `module` returns for an input of `shape`, or None for a module whose formula is not here.

    >>> [str(size) for size in size_formulas(nn.Linear(784, 10), (32, 784))]
    ['N = 32', 'out_features = 10']

    It knows Linear, Conv and ConvTranspose, Max-, Avg-, LP- and adaptive pools, MaxUnpool, Flatten, the norms, and
    what leaves a shape as it is. Source: the "Shape" section of each module's page in PyTorch's documentation.
    """
    for kinds, formulas in _FORMULAS:
        if isinstance(module, kinds) and shape:
            return formulas(module, tuple(shape))
    return None


def setting(module: nn.Module, name: str, usual: int | None = None) -> tuple:
    """A setting of a layer along each of its spatial dimensions; `usual` where the layer has no such setting.

    >>> setting(nn.LPPool2d(2, 3), "stride")  # no stride given: the kernel's size
    (3, 3)
    """
    given = getattr(module, name, None)
    if given is None:
        given = module.kernel_size if name == "stride" else usual
    return tuple(given) if isinstance(given, (tuple, list)) else (given,) * _dimensions(module)


def _linear(module: nn.Linear, shape: tuple) -> list[Size]:
    return [*_kept(shape)[:-1], _given("out_features", module.out_features)]


def _unchanged(module: nn.Module, shape: tuple) -> list[Size]:
    return _kept(shape)


def _flatten(module: nn.Flatten, shape: tuple) -> list[Size]:
    start, end = (dim % len(shape) for dim in (module.start_dim, module.end_dim))
    names, flat = _names(len(shape)), shape[start : end + 1]
    product = Size("flat", "·".join(names[start : end + 1]), "·".join(map(str, flat)), math.prod(flat))
    kept = [_given(name, size) for name, size in zip(names, shape, strict=True)]
    return [*kept[:start], product, *kept[end + 1 :]]


def _conv(module: nn.modules.conv._ConvNd, shape: tuple) -> list[Size]:
    def along(size: int, i: int) -> Size:
        kernel, stride, dilation = module.kernel_size[i], module.stride[i], module.dilation[i]
        if module.padding == "same":
            return Size("", "{in}", f"{size}", size)
        padding = 0 if module.padding == "valid" else module.padding[i]
        return _window(size, padding, dilation, kernel, stride)

    return _spatial(module, shape, along, ("out_channels", module.out_channels))


def _conv_transpose(module: nn.modules.conv._ConvTransposeNd, shape: tuple) -> list[Size]:
    def along(size: int, i: int) -> Size:
        s, p, d = module.stride[i], module.padding[i], module.dilation[i]
        k, extra = module.kernel_size[i], module.output_padding[i]
        return Size(
            "",
            "({in} − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1",
            f"({size} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {extra} + 1",
            (size - 1) * s - 2 * p + d * (k - 1) + extra + 1,
        )

    return _spatial(module, shape, along, ("out_channels", module.out_channels))


def _pool(module: nn.Module, shape: tuple) -> list[Size]:
    kernel, stride, padding, dilation = (
        setting(module, name) for name in ("kernel_size", "stride", "padding", "dilation")
    )

    def along(size: int, i: int) -> Size:
        found = _window(size, padding[i], dilation[i], kernel[i], stride[i], "⌈⌉" if module.ceil_mode else "⌊⌋")
        if not module.ceil_mode or (found.value - 1) * stride[i] < size + (padding[i] or 0):
            return found
        # A last window that would start in the padding on the right is left out.
        return Size("", f"{found.formula} − 1", f"{found.filled} − 1", found.value - 1)

    return _spatial(module, shape, along)


def _adaptive_pool(module: nn.Module, shape: tuple) -> list[Size]:
    wanted = setting(module, "output_size")

    def along(size: int, i: int) -> Size:
        if wanted[i] is None:
            return Size("", "{in}", f"{size}", size)
        return Size("", "output_size", f"{wanted[i]}", wanted[i])

    return _spatial(module, shape, along)


def _unpool(module: nn.Module, shape: tuple) -> list[Size]:
    kernel, stride, padding = (setting(module, name) for name in ("kernel_size", "stride", "padding"))

    def along(size: int, i: int) -> Size:
        value = (size - 1) * stride[i] - 2 * padding[i] + kernel[i]
        filled = f"({size} − 1)·{stride[i]} − 2·{padding[i]} + {kernel[i]}"
        return Size("", "({in} − 1)·stride − 2·padding + kernel_size", filled, value)

    return _spatial(module, shape, along)


def _window(size: int, p: int | None, d: int | None, k: int, s: int, rounded: str = "⌊⌋") -> Size:
    """How many windows fit: the formula that convolution and pooling share. None: the layer has no such parameter."""
    padding = ("", "", 0) if p is None else (" + 2·padding", f" + 2·{p}", 2 * p)
    kernel = ("kernel_size", f"{k}", k)
    if d is not None:
        kernel = ("dilation·(kernel_size − 1) − 1", f"{d}·({k} − 1) − 1", d * (k - 1) + 1)
    formula, filled = (
        f"({start}{pad} − {window})" for start, pad, window in zip(("{in}", size), padding[:2], kernel[:2], strict=True)
    )
    span = size + padding[2] - kernel[2]
    steps = span // s if rounded == "⌊⌋" else -(-span // s)
    opening, closing = rounded
    return Size("", f"{opening}{formula} / stride{closing} + 1", f"{opening}{filled} / {s}{closing} + 1", steps + 1)


def _spatial(module: nn.Module, shape: tuple, along: Callable, channels: tuple | None = None) -> list[Size]:
    """Batch and channels, then each spatial dimension by `along(size, i)`. The batch may be missing."""
    many = _dimensions(module)
    names, first = _names(len(shape), many), len(shape) - many
    sizes = [_given(name, size) for name, size in zip(names[:first], shape[:first], strict=True)]
    if channels:
        sizes[-1] = _given(*channels)
    for i, size in enumerate(shape[first:]):
        found = along(size, i)
        formula = found.formula.replace("{in}", names[first + i])
        sizes.append(Size(f"{names[first + i]}_out", formula, found.filled, found.value))
    return sizes


def _kept(shape: tuple) -> list[Size]:
    return [_given(name, size) for name, size in zip(_names(len(shape)), shape, strict=True)]


def _given(name: str, size: int) -> Size:
    return Size(name, str(size), str(size), size)


def _names(rank: int, spatial: int | None = None) -> list[str]:
    """PyTorch's names of the dimensions. ∗ where the layer does not say: three may be (N, C, L) or (N, L, C)."""
    if spatial is None and (rank == 3 or rank > 5):
        return ["N", *"∗" * (rank - 1)]
    spatial = max(rank - 2, 0) if spatial is None else spatial
    return ["N", "C", *{0: "", 1: "L", 2: "HW", 3: "DHW"}[spatial]][-rank:]


def _dimensions(module: nn.Module) -> int:
    """1, 2 or 3, from the class's name: Conv2d, MaxPool1d …"""
    return int(next(kind.__name__[-2] for kind in type(module).__mro__ if kind.__name__[-2:] in ("1d", "2d", "3d")))


_modules = nn.modules
_FORMULAS = [
    (nn.Linear, _linear),
    (nn.Flatten, _flatten),
    (_modules.conv._ConvTransposeNd, _conv_transpose),
    (_modules.conv._ConvNd, _conv),
    ((_modules.pooling._MaxPoolNd, _modules.pooling._AvgPoolNd, _modules.pooling._LPPoolNd), _pool),
    ((_modules.pooling._AdaptiveAvgPoolNd, _modules.pooling._AdaptiveMaxPoolNd), _adaptive_pool),
    (_modules.pooling._MaxUnpoolNd, _unpool),
    ((_modules.batchnorm._NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm, nn.LocalResponseNorm), _unchanged),
    ((_modules.dropout._DropoutNd, nn.Identity), _unchanged),
    (
        tuple(getattr(nn, name) for name in _modules.activation.__all__ if name not in ("GLU", "MultiheadAttention")),
        _unchanged,
    ),
]
