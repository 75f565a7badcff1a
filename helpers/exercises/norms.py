"""The exercises of the chapter on normalization: what torch gives, random cases, and the mistakes with a name."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import nn

from ..check import Exercise
from ..language import say


def _rows() -> tuple[torch.Tensor]:
    return (torch.randn(4, 3, 8) * 3 + torch.randn(4, 3, 1),)


def _standard(x: torch.Tensor, dim, unbiased: bool = False) -> torch.Tensor:
    """(x − μ) / √(σ² + eps) with μ and σ² over `dim`."""
    variance = x.var(dim, keepdim=True, correction=int(unbiased))
    return (x - x.mean(dim, keepdim=True)) / (variance + 1e-5).sqrt()


_UNBIASED = say(
    "The variance is divided by `n − 1`, as torch's `var` does without `correction=0`; the norms divide by `n`.",
    "方差除的是 `n − 1`：torch 的 `var` 默認如此，要寫 `correction=0`；歸一化用的是除以 `n` 的方差。",
)

layer_norm = Exercise(
    like=lambda x: F.layer_norm(x, x.shape[-1:]),
    cases=_rows,
    mistakes={
        "unbiased": (lambda x: _standard(x, -1, unbiased=True), _UNBIASED),
        "all": (
            lambda x: _standard(x, (-2, -1)),
            say(
                "You take the mean over the last two dimensions; `normalized_shape` names the last one alone.",
                "你在最後兩維上求均值；`normalized_shape` 只寫了最後一維。",
            ),
        ),
        "first": (
            lambda x: _standard(x, 0),
            say(
                "You take the mean over the batch, dimension 0: samples would depend on each other.",
                "你在批次（第 0 維）上求均值：樣本之間就互相影響了。",
            ),
        ),
        "not centred": (
            lambda x: x / (x.var(-1, keepdim=True, correction=0) + 1e-5).sqrt(),
            say("The mean is not subtracted.", "沒有減去均值。"),
        ),
        "variance": (
            lambda x: (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + 1e-5),
            say("Divide by the square root of the variance.", "要除以方差的平方根。"),
        ),
    },
)


def _pictures() -> tuple[torch.Tensor]:
    return (torch.randn(5, 3, 2, 4) * 2 + torch.randn(5, 3, 1, 1),)


batch_norm = Exercise(
    like=lambda x: F.batch_norm(x, None, None, training=True),
    cases=_pictures,
    mistakes={
        "unbiased": (lambda x: _standard(x, (0, 2, 3), unbiased=True), _UNBIASED),
        "instance": (
            lambda x: _standard(x, (2, 3)),
            say("The batch is missing: this is InstanceNorm.", "漏了批次那一維：這是 InstanceNorm。"),
        ),
        "places": (
            lambda x: _standard(x, 0),
            say(
                "You take a mean for each position; the positions `H, W` belong to their channel.",
                "你對每個位置各求一個均值；`H, W` 各位置應當併入所屬的通道。",
            ),
        ),
        "layer": (
            lambda x: _standard(x, (1, 2, 3)),
            say(
                "One mean a sample: this is LayerNorm. BatchNorm has one a channel.",
                "每個樣本一個均值，這是 LayerNorm；BatchNorm 是每個通道一個。",
            ),
        ),
    },
)


def _statistics() -> tuple:
    old = torch.randn(3), torch.rand(3) + 0.5
    return (*old, torch.randn(6, 3) * 2 + 1, float(torch.rand(()) * 0.8 + 0.1))


def _moved(weight_of_new, correction: int):
    """Both running statistics after a batch, one below the other."""

    def update(mean, variance, x, momentum):
        share = weight_of_new(momentum)
        new = x.mean(0), x.var(0, correction=correction)
        return torch.stack(
            [(1 - share) * old + share * fresh for old, fresh in zip((mean, variance), new, strict=True)]
        )

    return update


def _by_torch(mean, variance, x, momentum):
    layer = nn.BatchNorm1d(3, momentum=momentum)
    layer.load_state_dict({"running_mean": mean, "running_var": variance}, strict=False)
    layer(x)
    return torch.stack([layer.running_mean, layer.running_var])


running = Exercise(
    like=_by_torch,
    cases=_statistics,
    mistakes={
        "reversed": (
            _moved(lambda momentum: 1 - momentum, 1),
            say(
                "`momentum` is the weight of the new value in BatchNorm, not of the old one.",
                "在 BatchNorm 裡，`momentum` 是新值的權重，不是舊值的。",
            ),
        ),
        "biased": (
            _moved(lambda momentum: momentum, 0),
            say(
                "The mean is right. `running_var` takes the unbiased variance, divided by `n − 1`.",
                "均值對了。`running_var` 用的是無偏方差，除以 `n − 1`。",
            ),
        ),
        "both": (
            _moved(lambda momentum: 1 - momentum, 0),
            say(
                "Two things: `momentum` is the weight of the new value, and the variance is divided by `n − 1`.",
                "兩處：`momentum` 是新值的權重；方差要除以 `n − 1`。",
            ),
        ),
        "replaced": (
            _moved(lambda momentum: 1.0, 1),
            say("The old value is forgotten; mix both.", "舊值丟掉了；要把新舊兩個值混合。"),
        ),
    },
)


def _channels_and_groups() -> tuple[torch.Tensor, int]:
    groups = int(torch.randint(2, 4, ()))
    return torch.randn(3, 4 * groups, 2, 3) * torch.rand(4 * groups, 1, 1) * 3, groups


def _by_stride(x: torch.Tensor, groups: int) -> torch.Tensor:
    """Groups of channels that lie apart: 0, groups, 2 · groups …"""
    parts = x.unflatten(1, (-1, groups)).transpose(1, 2)
    return _standard(parts, (2, 3, 4)).transpose(1, 2).flatten(1, 2)


group_norm = Exercise(
    like=F.group_norm,
    cases=_channels_and_groups,
    mistakes={
        "sizes": (
            lambda x, groups: F.group_norm(x, x.shape[1] // groups),
            say(
                "`groups` is how many groups there are, not how many channels are in one.",
                "`groups` 是組的個數，不是一組裡的通道數。",
            ),
        ),
        "apart": (
            _by_stride,
            say(
                "A group is made of neighbouring channels: cut `C` into `(groups, C // groups)`, in this order.",
                "一組由相鄰的通道組成：把 `C` 拆成 `(groups, C // groups)`，順序不能反。",
            ),
        ),
        "one": (
            lambda x, groups: F.group_norm(x, 1),
            say("All channels are in one group.", "所有通道都進了同一組。"),
        ),
        "each": (
            lambda x, groups: F.group_norm(x, x.shape[1]),
            say("Each channel is a group of its own: this is InstanceNorm.", "每個通道自成一組：這是 InstanceNorm。"),
        ),
        "unbiased": (
            lambda x, groups: _standard(x.unflatten(1, (groups, -1)), (2, 3, 4), unbiased=True).flatten(1, 2),
            _UNBIASED,
        ),
    },
)


def _linear_and_norm() -> tuple[nn.Module, nn.Module]:
    linear, norm = nn.Linear(4, 3), nn.BatchNorm1d(3, eps=0.1)
    with torch.no_grad():
        for tensor in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
            tensor.copy_(torch.rand(3) + 0.2)
    return linear, norm.eval()


_PROBE = torch.tensor([[1.0, -2.0, 0.5, 3.0], [0.0, 0.0, 0.0, 0.0], [2.0, 1.0, -1.0, 0.0]])


def _answers(fold) -> object:
    """What the folded layer computes; None where nothing was returned."""

    def run(linear, norm):
        folded = fold(copy.deepcopy(linear), copy.deepcopy(norm))
        return folded if folded is None or folded is ... else folded(_PROBE).detach()

    return run


def _folded(scale, shift) -> object:
    def fold(linear, norm):
        s = scale(norm)
        with torch.no_grad():
            linear.weight.mul_(s[:, None])
            linear.bias.copy_(shift(linear.bias, norm, s))
        return linear

    return _answers(fold)


def _scale(norm) -> torch.Tensor:
    return norm.weight / (norm.running_var + norm.eps).sqrt()


fold = Exercise(
    like=_answers(lambda linear, norm: nn.Sequential(linear, norm)),
    cases=_linear_and_norm,
    mistakes={
        "eps": (
            _folded(
                lambda norm: norm.weight / norm.running_var.sqrt(), lambda b, n, s: s * (b - n.running_mean) + n.bias
            ),
            say("`norm.eps` is missing under the root.", "根號下漏了 `norm.eps`。"),
        ),
        "eps outside": (
            _folded(
                lambda norm: norm.weight / (norm.running_var.sqrt() + norm.eps),
                lambda b, n, s: s * (b - n.running_mean) + n.bias,
            ),
            say("`norm.eps` belongs under the root, added to the variance.", "`norm.eps` 要加在方差上，在根號裡面。"),
        ),
        "bias": (
            _folded(_scale, lambda b, n, s: b - s * n.running_mean + n.bias),
            say("The layer's own bias is scaled as well.", "原來的偏置也要乘以同一個倍數。"),
        ),
        "mean": (
            _folded(_scale, lambda b, n, s: s * b + n.bias),
            say("`running_mean` is not subtracted.", "沒有減去 `running_mean`。"),
        ),
        "unfolded": (
            _answers(lambda linear, norm: linear),
            say("This is still the linear layer alone.", "這還只是原來的線性層。"),
        ),
    },
    run=_answers,
)
