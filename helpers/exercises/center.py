"""The exercise of the chapter on defining networks that asks for a module with a buffer: a mean that is remembered."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn

from ..judge import Exercise
from ..language import say
from .classes import OTHERWISE, written


class _Center(nn.Module):
    """What is asked for: subtract the batch's mean in training mode, the running mean in evaluation mode."""

    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))

    def forward(self, x):
        if not self.training:
            return x - self.mean
        now = self.now(x)
        self.mean = self.updated(now)
        return x - now

    def now(self, x):
        return x.mean(0)

    def updated(self, now):
        return 0.9 * self.mean + 0.1 * now.detach()


class _CenterPlain(_Center):
    """The mistake of a mean that is not saved."""

    def __init__(self, features):
        nn.Module.__init__(self)
        self.mean = torch.zeros(features)


class _CenterLearned(_Center):
    """The mistake of a mean that the optimizer changes."""

    def __init__(self, features):
        nn.Module.__init__(self)
        self.register_parameter("mean", nn.Parameter(torch.zeros(features)))

    def forward(self, x):
        if not self.training:
            return x - self.mean
        with torch.no_grad():
            self.mean.mul_(0.9).add_(0.1 * x.mean(0))
        return x - x.mean(0)


class _CenterAttached(_Center):
    """The mistake of a mean that is stored with its graph."""

    def updated(self, now):
        return 0.9 * self.mean + 0.1 * now


class _CenterCut(_Center):
    """The mistake of subtracting a mean that is cut from the graph."""

    def forward(self, x):
        return super().forward(x.detach()) - x.detach() + x


class _CenterAlways(_Center):
    """The mistake of ignoring the mode."""

    def forward(self, x):
        now = x.mean(0)
        self.mean = self.updated(now)
        return x - now


class _CenterRunning(_Center):
    """The mistake of subtracting the running mean in training mode too."""

    def forward(self, x):
        super().forward(x)
        return x - self.mean


class _CenterForgets(nn.Module):
    """The mistake of keeping no mean at all."""

    def __init__(self, features):
        super().__init__()

    def forward(self, x):
        return x - x.mean(0)


class _CenterExchanged(_Center):
    """The mistake of keeping 0.1 of the old mean."""

    def updated(self, now):
        return 0.1 * self.mean + 0.9 * now.detach()


class _CenterNumber(_Center):
    """The mistake of one mean for all features."""

    def now(self, x):
        return x.mean().expand(x.shape[1])


def _centred(module_class: type, first, second) -> torch.Tensor:
    """Of two batches: see `_observed`; last, whether only a kept graph, or only the gradient, is amiss."""
    values, attached, gradient = _observed(module_class, first, second)
    right, _, wanted = _observed(_Center, first, second)
    else_right = values.shape == right.shape and torch.allclose(values, right, atol=1e-5)
    cut = not torch.allclose(gradient, wanted, atol=1e-5)
    return torch.cat([values, torch.tensor([float(else_right and attached), float(else_right and cut)])])


def _observed(module_class: type, first, second) -> tuple[torch.Tensor, bool, torch.Tensor]:
    """How much a module saves and learns, with its outputs in both modes; whether buffers keep a graph; a gradient."""
    module, x = module_class(first.shape[1]), first.clone().requires_grad_()
    outputs = [module(x)]
    loss = outputs[0].pow(3).sum()
    gradient = torch.autograd.grad(loss, [x], materialize_grads=True)[0] if loss.requires_grad else torch.zeros_like(x)
    outputs.append(module(second))
    attached = any(buffer.requires_grad for buffer in module.buffers())
    module.eval()
    outputs += [module(second), module(second)]
    counts = torch.tensor([float(len(module.state_dict())), float(len(list(module.parameters())))])
    return torch.cat([counts, *(output.detach().flatten() for output in outputs)]), attached, gradient


center = Exercise(
    like=partial(_centred, _Center),
    cases=lambda: (torch.randn(8, 3) + 2 * torch.randn(3), torch.randn(8, 3) + torch.randn(3)),
    mistakes={
        "plain": (
            partial(_centred, _CenterPlain),
            say(
                "Every output is right, but `state_dict()` is empty: after loading, the mean would be 0. Use "
                "`register_buffer`.",
                "輸出都對，但 `state_dict()` 是空的：加載之後均值會回到 0。請用 `register_buffer`。",
            ),
        ),
        "learned": (
            partial(_centred, _CenterLearned),
            say(
                "`mean` is in `parameters()`: unless frozen, an optimizer changes it; a statistic belongs in a buffer.",
                "`mean` 出現在 `parameters()` 裡：除非凍結，優化器會改它；統計量應放進緩衝區。",
            ),
        ),
        "attached": (
            partial(_centred, _CenterAttached),
            say(
                "The values are right, but `mean` keeps the graph of every batch so far: store `mean.detach()`.",
                "數值都對，但 `mean` 一直拖著以前各批次的計算圖：要存的是 `mean.detach()`。",
            ),
        ),
        "cut": (
            partial(_centred, _CenterCut),
            say(
                "The values are right, but the mean that you subtract is cut from the graph, so the gradient of the "
                "input is wrong: `.detach()` only what you store.",
                "數值都對，但減去的均值脫離了計算圖，輸入的梯度就錯了：只對存下來的那一份用 `.detach()`。",
            ),
        ),
        "always": (
            partial(_centred, _CenterAlways),
            say(
                "Evaluation mode does the same as training mode; look at `self.training`.",
                "評估模式與訓練模式做了同樣的事；要看 `self.training`。",
            ),
        ),
        "running": (
            partial(_centred, _CenterRunning),
            say(
                "In training mode you subtract the running `mean`; there it is the mean of the batch, `x.mean(0)`.",
                "訓練模式下你減去的是滑動的 `mean`；那時應減去當前批次的均值 `x.mean(0)`。",
            ),
        ),
        "nothing kept": (
            partial(_centred, _CenterForgets),
            say(
                "No mean is kept, so evaluation mode has none to subtract: keep a buffer `mean`, updated in training.",
                "沒有把均值存下來，評估模式就沒有可減的：登記緩衝區 `mean`，在訓練模式下更新它。",
            ),
        ),
        "exchanged": (
            partial(_centred, _CenterExchanged),
            say(
                "The shares are exchanged: `0.9` of the old mean stays, `0.1` of the new one comes in.",
                "比例對調了：舊的均值保留 `0.9`，新的佔 `0.1`。",
            ),
        ),
        "one number": (
            partial(_centred, _CenterNumber),
            say(
                "You take one mean of everything; each feature has its own: `x.mean(0)`.",
                "你對所有的數只求了一個均值；每個特徵各有各的：`x.mean(0)`。",
            ),
        ),
    },
    run=written(_centred),
    otherwise=OTHERWISE,
)
