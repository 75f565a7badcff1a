"""The exercise of the chapter on layers that asks for a module: a depthwise separable convolution."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from ..judge import Exercise
from ..language import say
from .classes import OTHERWISE, fill, written


def _separable(channels, filters, kernel_size, stride, pointwise=None, **depthwise) -> nn.Module:
    """What is asked for; by name, what a mistake changes in the settings of either convolution."""
    settings = {"padding": kernel_size // 2, "groups": channels, "bias": False, **depthwise}
    return nn.Sequential(
        nn.Conv2d(channels, channels, kernel_size, stride, **settings),
        nn.Conv2d(channels, filters, 1, **pointwise or {}),
    )


def _pointwise_first(channels, filters, kernel_size, stride) -> nn.Module:
    padding = kernel_size // 2
    return nn.Sequential(
        nn.Conv2d(channels, filters, 1),
        nn.Conv2d(filters, filters, kernel_size, stride, padding, groups=filters, bias=False),
    )


def _measured(make, channels, filters, kernel_size, stride, x) -> torch.Tensor:
    """A module's price, the shape of what comes out, and what it is when the parameters are known."""
    module = make(channels, filters, kernel_size, stride)
    fill(module.parameters())
    with torch.no_grad(), FlopCounterMode(display=False) as flops:
        y = module(x)
    price = [sum(p.numel() for p in module.parameters()), flops.get_total_flops()]
    return torch.cat([torch.tensor([*price, *y.shape]), y.flatten()])


def _case() -> tuple:
    channels, filters, kernel, stride = (int(torch.randint(*ends, ())) for ends in ((2, 5), (5, 8), (1, 3), (1, 3)))
    return channels, filters, 2 * kernel + 1, stride, torch.randn(2, channels, 9, 8)


separable = Exercise(
    like=partial(_measured, _separable),
    cases=_case,
    mistakes={
        "groups": (
            partial(_measured, partial(_separable, groups=1)),
            say(
                "The first convolution mixes the channels: give it `groups=in_channels`.",
                "第一個卷積混合了通道：要寫 `groups=in_channels`。",
            ),
        ),
        "padding": (
            partial(_measured, partial(_separable, padding=0)),
            say(
                "The picture shrinks at its border: `padding=kernel_size // 2`.",
                "圖片在邊緣縮小了：`padding=kernel_size // 2`。",
            ),
        ),
        "bias": (
            partial(_measured, partial(_separable, bias=True)),
            say(
                "The depthwise part has a bias as well; write `bias=False` there.",
                "逐通道的那部分也帶了偏置；那裡要寫 `bias=False`。",
            ),
        ),
        "stride": (
            partial(_measured, lambda c, f, k, _: _separable(c, f, k, 1)),
            say(
                "`stride` is taken and not used: it belongs to the depthwise convolution.",
                "收了 `stride` 卻沒有用：它應交給逐通道卷積。",
            ),
        ),
        "bias exchanged": (
            partial(_measured, partial(_separable, bias=True, pointwise={"bias": False})),
            say(
                "The two biases are exchanged: the 1×1 convolution has one, the depthwise one has none.",
                "偏置放反了：1×1 卷積帶偏置，逐通道卷積不帶。",
            ),
        ),
        "no bias": (
            partial(_measured, partial(_separable, pointwise={"bias": False})),
            say("The 1×1 convolution is to have a bias.", "1×1 卷積應帶偏置。"),
        ),
        "stride last": (
            partial(_measured, lambda c, f, k, s: _separable(c, f, k, 1, pointwise={"stride": s})),
            say(
                "Same numbers, more work: you stride in the 1×1. Give `stride` to the depthwise convolution.",
                "數一樣，運算卻更多：步長走在 1×1 裡了。把 `stride` 交給逐通道卷積。",
            ),
        ),
        "stride twice": (
            partial(_measured, lambda c, f, k, s: _separable(c, f, k, s, pointwise={"stride": s})),
            say("Both convolutions stride; only the depthwise one is to.", "兩個卷積都跨步了；只有逐通道卷積該跨步。"),
        ),
        "order": (
            partial(_measured, _pointwise_first),
            say(
                "The 1×1 comes first here; depthwise first, while there are fewer channels.",
                "這裡 1×1 在前；應先逐通道，那時通道還少。",
            ),
        ),
    },
    run=written(_measured),
    otherwise=OTHERWISE,
)
