"""The exercise of the chapter on layers that asks for a module: a depthwise separable convolution."""

from __future__ import annotations

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

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


class _NoBias(_Separable):
    """The mistake of no bias at all."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[1] = nn.Conv2d(channels, filters, 1, bias=False)


class _StrideLast(_Separable):
    """The mistake of a depthwise part that computes what the pointwise part skips."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[0].stride, self.layers[1].stride = (1, 1), (stride, stride)


class _StrideTwice(_Separable):
    """The mistake of a picture that shrinks twice."""

    def __init__(self, channels, filters, kernel_size, stride):
        super().__init__(channels, filters, kernel_size, stride)
        self.layers[1].stride = (stride, stride)


def _built(module_class: type) -> object:
    """A module class as a function of (its settings, x): its price, and what comes out if the parameters are set."""

    def run(channels, filters, kernel_size, stride, x):
        if module_class.forward is nn.Module.forward:
            return None  # untouched
        module = module_class(channels, filters, kernel_size, stride)
        with torch.no_grad(), FlopCounterMode(display=False) as flops:
            for parameter in module.parameters():
                numbers = torch.arange(1.0, parameter.numel() + 1)
                parameter.copy_((numbers.sin()).reshape(parameter.shape))
            y = module(x)
        counted = sum(p.numel() for p in module.parameters())
        price = [float(counted), float(flops.get_total_flops())]
        return torch.cat([torch.tensor([*price, *map(float, y.shape)]), y.flatten()])

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
                "逐通道的那部分也帶了偏置；那裡要寫 `bias=False`。",
            ),
        ),
        "stride": (
            _built(_Unstrided),
            say(
                "`stride` is taken and not used: it belongs to the depthwise convolution.",
                "收了 `stride` 卻沒有用：它應交給逐通道卷積。",
            ),
        ),
        "no bias": (
            _built(_NoBias),
            say("The 1×1 convolution is to have a bias.", "1×1 卷積應帶偏置。"),
        ),
        "stride last": (
            _built(_StrideLast),
            say(
                "Same numbers, more work: you stride in the 1×1. Give `stride` to the depthwise convolution.",
                "數一樣，運算卻更多：步長走在 1×1 裡了。把 `stride` 交給逐通道卷積。",
            ),
        ),
        "stride twice": (
            _built(_StrideTwice),
            say("Both convolutions stride; only the depthwise one is to.", "兩個卷積都跨步了；只有逐通道卷積該跨步。"),
        ),
        "order": (
            _built(_PointwiseFirst),
            say(
                "The 1×1 comes first here; depthwise first, while there are fewer channels.",
                "這裡 1×1 在前；應先逐通道，那時通道還少。",
            ),
        ),
    },
    run=_built,
)
