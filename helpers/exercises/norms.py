"""The exercises of the chapter on normalization: what torch gives, random cases, and the mistakes with a name."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from ..judge import Exercise
from ..language import say
from .folding import fold as fold
from .without import by_hand


def _rows() -> tuple[torch.Tensor]:
    x = torch.randn(4, 3, 8) * 3 + torch.randn(4, 3, 1)
    return (torch.cat([x[:3], x[3:] * 1e-3]),)  # numbers so small that eps counts


def _standard(x: torch.Tensor, dim, *, correction: int = 0, under: float = 1e-5, outside: float = 0.0) -> torch.Tensor:
    """(x − μ) / (√(σ² + under) + outside) with μ and σ² over `dim`."""
    variance = x.var(dim, keepdim=True, correction=correction)
    return (x - x.mean(dim, keepdim=True)) / ((variance + under).sqrt() + outside)


def _general(wrong) -> dict:
    """Slips of any norm, about `eps` and the variance. wrong: makes `_standard` over some dimensions with a slip."""
    return {
        "unbiased": (wrong(correction=1), _UNBIASED),
        "no eps": (wrong(under=0.0), say("`eps` is missing under the root.", "根號下漏了 `eps`。")),
        "std": (
            wrong(correction=1, under=0.0),
            say(
                "Two things: `eps` is missing, and `std` divides by `n − 1`.", "兩處：漏了 `eps`；`std` 除以 `n − 1`。"
            ),
        ),
        "eps outside": (
            wrong(under=0.0, outside=1e-5),
            say("`eps` belongs under the root, added to the variance.", "`eps` 要加在方差上，在根號裡面。"),
        ),
        "std, eps outside": (
            wrong(correction=1, under=0.0, outside=1e-5),
            say(
                "Two things: `eps` belongs under the root, and `std` divides by `n − 1`.",
                "兩處：`eps` 要加在根號裡面；`std` 除以 `n − 1`。",
            ),
        ),
    }


_UNBIASED = say(
    "The variance is divided by `n − 1`, as torch's `var` does without `correction=0`; the norms divide by `n`.",
    "方差除的是 `n − 1`：torch 的 `var` 默認如此，要寫 `correction=0`；歸一化用的是除以 `n` 的方差。",
)

_NOT_CENTRED = say("The mean is not subtracted.", "沒有減去均值。")

layer_norm = Exercise(
    like=lambda x: F.layer_norm(x, x.shape[-1:]),
    cases=_rows,
    mistakes={
        **_general(lambda **how: lambda x: _standard(x, -1, **how)),
        "everything": (
            lambda x: _standard(x, (0, 1, 2)),
            say("You take one mean over everything.", "你在所有的數上只求了一個均值。"),
        ),
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
            _NOT_CENTRED,
        ),
        "variance": (
            lambda x: (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True, correction=0) + 1e-5),
            say("Divide by the square root of the variance.", "要除以方差的平方根。"),
        ),
    },
    run=by_hand("layer_norm"),
)


def _pictures() -> tuple[torch.Tensor]:
    channels = torch.tensor([1.0, 1.0, 2e-3])[:, None, None]  # the last so small that eps counts
    return ((torch.randn(5, 3, 2, 4) * 2 + torch.randn(5, 3, 1, 1)) * channels,)


batch_norm = Exercise(
    like=lambda x: F.batch_norm(x, None, None, training=True),
    cases=_pictures,
    mistakes={
        **_general(lambda **how: lambda x: _standard(x, (0, 2, 3), **how)),
        "not centred": (
            lambda x: x / (x.var((0, 2, 3), keepdim=True, correction=0) + 1e-5).sqrt(),
            _NOT_CENTRED,
        ),
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
        "channels": (
            lambda x: _standard(x, 1),
            say(
                "You take the mean over the channels; each channel is to have one of its own.",
                "你在通道上求均值；應當是每個通道各有一個均值。",
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
    run=by_hand("batch_norm"),
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
    x = torch.randn(3, 4 * groups, 2, 3) * torch.rand(4 * groups, 1, 1) * 3
    return torch.cat([x[:2], x[2:] * 1e-3]), groups


def _in_groups(x: torch.Tensor, groups: int, **how) -> torch.Tensor:
    return _standard(x.unflatten(1, (groups, -1)), (2, 3, 4), **how).flatten(1, 2)


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
        **_general(lambda **how: lambda x, groups: _in_groups(x, groups, **how)),
    },
    run=by_hand("group_norm"),
)
