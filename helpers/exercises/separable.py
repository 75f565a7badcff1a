"""The exercise of the chapter on layers that asks for a module: a depthwise separable convolution."""

from __future__ import annotations

import torch
from torch import nn

from ..check import Exercise
from ..language import say


class _Separable(nn.Module):
    """What is asked for: a depthwise convolution without bias, then a pointwise one with."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__()
        padding = kernel_size // 2
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, kernel_size, stride, padding, groups=channels, bias=False),
            nn.Conv2d(channels, filters, 1),
        )

    def forward(self, x):
        return self.layers(x)


class _Whole(_Separable):
    """The mistake of a first convolution that mixes the channels."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[0] = nn.Conv2d(channels, channels, kernel_size, stride, kernel_size // 2, bias=False)


class _Unpadded(_Separable):
    """The mistake of a picture that shrinks."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[0].padding = (0, 0)


class _BiasTwice(_Separable):
    """The mistake of a bias that the next layer makes superfluous."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[0] = nn.Conv2d(channels, channels, kernel_size, stride, kernel_size // 2, groups=channels)


class _Unstrided(_Separable):
    """The mistake of a stride that is taken and not used."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, 1)


class _PointwiseFirst(_Separable):
    """The mistake of the other order."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers = nn.Sequential(
            nn.Conv2d(channels, filters, 1),
            nn.Conv2d(filters, filters, kernel_size, stride, kernel_size // 2, groups=filters, bias=False),
        )


def _built(module_class: type) -> object:
    """A module class as a function of (its settings, x): its parameters, and its outputs with them set by one rule."""

    def run(channels, filters, kernel_size, stride, x):
        if module_class.forward is nn.Module.forward:
            return None  # untouched
        module = module_class(channels, filters, kernel_size, stride)
        with torch.no_grad():
            for parameter in module.parameters():
                numbers = torch.arange(1.0, parameter.numel() + 1)
                parameter.copy_((numbers.sin()).reshape(parameter.shape))
            y = module(x)
        counted = sum(p.numel() for p in module.parameters())
        return torch.cat([torch.tensor([float(counted), *map(float, y.shape)]), y.flatten()])

    return run


def _case() -> tuple:
    channels, filters, kernel, stride = (int(torch.randint(*ends, ())) for ends in ((2, 5), (5, 8), (1, 3), (1, 3)))
    return channels, filters, 2 * kernel + 1, stride, torch.randn(2, channels, 9, 8)


separable = Exercise(
    like=_built(_Separable),
    cases=_case,
    mistakes={
        "groups": (
            _built(_Whole),
            say(
                "The first convolution mixes the channels: give it `groups=in_channels`.",
                "第一個卷積混合了通道：要寫 `groups=in_channels`。",
            ),
        ),
        "padding": (
            _built(_Unpadded),
            say(
                "The picture shrinks at its border: `padding=kernel_size // 2`.",
                "圖片在邊緣縮小了：`padding=kernel_size // 2`。",
            ),
        ),
        "bias": (
            _built(_BiasTwice),
            say(
                "The depthwise part has a bias as well; write `bias=False` there.",
                "逐深度的那部分也帶了偏置；那裡要寫 `bias=False`。",
            ),
        ),
        "stride": (
            _built(_Unstrided),
            say(
                "`stride` is taken and not used: it belongs to the depthwise convolution.",
                "收了 `stride` 卻沒有用：它應交給逐深度卷積。",
            ),
        ),
        "order": (
            _built(_PointwiseFirst),
            say(
                "The 1×1 comes first here; depthwise first, while there are fewer channels.",
                "這裡 1×1 在前；應先逐深度，那時通道還少。",
            ),
        ),
    },
    run=_built,
)
