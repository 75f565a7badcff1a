"""Losses: what a target is, a class number or a value for each prediction, and which shape it has."""

from __future__ import annotations

import torch

from ..language import Text, say
from .words import Rule, in_range, layer, numbers, one_of


def _class_number(found, call) -> Rule:
    scores = call.get("input")
    last = scores.shape[1 if scores.dim() > 1 else 0] - 1
    wrong = found[1] or int(call.get("target").max())
    return (
        say(
            f"A target is the number of a class, counted from 0. With scores of shape `{tuple(scores.shape)}` it lies between `0` and "
            f"`{last}`; `{wrong}` does not.",
            f"目標是類別的編號，從 0 數起。分數的形狀是 `{tuple(scores.shape)}`，編號就在 `0` 與 `{last}` 之間；`{wrong}` 不在其中。",
        ),
        say(
            "Subtract 1 from targets that count from 1, give the last layer one output a class, or name what to skip with "
            "`ignore_index`.",
            "目標若從 1 數起，先減 1；或者讓最後一層的輸出與類別一樣多；要跳過的編號用 `ignore_index` 寫明。",
        ),
    )


def _number_or_probability(found, call) -> Rule | None:
    """A target that is neither: numbers of classes are whole, probabilities are not."""
    target = call.get("target", None)
    if not isinstance(target, torch.Tensor):
        return None
    kind, shape = str(target.dtype).removeprefix("torch."), tuple(target.shape)
    return (
        say(
            f"A target is either one class number a sample, `int64`, of shape `(N)`; or, for `nn.CrossEntropyLoss`, one probability a "
            f"class, of the shape of the scores, `{call.shape}`. This one is `{kind}` of shape `{shape}`.",
            f"目標要麼每個樣本一個類別編號，`int64`，形狀 `(N)`；要麼（`nn.CrossEntropyLoss`）每個類別一個概率，形狀與分數相同，即 "
            f"`{call.shape}`。這裡是 `{kind}`，形狀 `{shape}`。",
        ),
        _towards_target(target, call),
    )


def _towards_target(target: torch.Tensor, call) -> Text:
    """The step from a target to the nearest thing that is one."""
    if target.shape == call.get("input").shape:
        wanted = "target.argmax(1)" if target.is_floating_point() else "target.float()"
    elif target.dim() > 1 and target.shape[1] == 1:
        wanted = "target.squeeze(1).long()"
    elif target.dim() < 2:
        wanted = "target.long()"
    else:
        return say("Give it one of these two shapes.", "把它變成這兩種形狀之一。")
    return say(f"Write `{wanted}`.", f"寫 `{wanted}`。")


def _numbers_of_pictures(found, call) -> Rule:
    scores, target = call.shape, tuple(call.get("target").shape)
    wanted = (scores[0], *scores[2:])
    return (
        say(
            f"Scores of shape `{scores}` hold the classes in dimension 1, and the target has one class number for each place, so "
            f"`{wanted}`; it is `{target}`.",
            f"分數 `{scores}` 的第 1 維是類別，目標在每個位置上只有一個類別編號，所以形狀是 `{wanted}`；這裡是 `{target}`。",
        ),
        say(
            "Drop the target's channel with `target.squeeze(1)`, or bring both to one size.",
            "用 `target.squeeze(1)` 去掉目標的通道維，或者讓兩者一樣大。",
        ),
    )


def _batches(found, call) -> Rule:
    predictions, targets = found.groups()
    return (
        say(
            f"Each sample has one target: there are `{predictions}` predictions and `{targets}` targets.",
            f"每個樣本一個目標：預測有 `{predictions}` 個，目標有 `{targets}` 個。",
        ),
        say(
            "Look where they part: a `reshape` that mixes batch and positions, or targets of another batch.",
            "找出兩者從哪裡開始不同：是某個 `reshape` 把批次和位置混在一起，還是取了別的批次的目標。",
        ),
    )


def _one_sample(found, call) -> Rule:
    return (
        say(
            f"Scores in one dimension, `{call.shape}`, are those of a single sample, and it has one target; here are `{found[1]}`.",
            f"一維的分數 `{call.shape}` 屬於一個樣本，它只有一個目標；這裡有 `{found[1]}` 個。",
        ),
        say("Give the scores their batch, `(N, C)`.", "給分數補上批次：`(N, C)`。"),
    )


def _class_weights(found, call) -> Rule:
    classes, shape = found[1], numbers(found[2])
    return (
        say(
            f"`weight` has one number a class: there are `{classes}` classes, and its shape is `{shape}`.",
            f"`weight` 每個類別一個數：共有 `{classes}` 個類別，而它的形狀是 `{shape}`。",
        ),
        say(f"Give it `{classes}` numbers.", f"給它 `{classes}` 個數。"),
    )


def _smoothing(found, call) -> Rule:
    return in_range("label_smoothing", call.get("label_smoothing"), 0, 1)


def _reduction(found, call) -> Rule:
    return one_of("reduction", found[1], ("mean", "sum", "none"))


def _probabilities(found, call) -> Rule:
    which = call.get(found[1])
    low, high = float(which.min()), float(which.max())
    return (
        say(
            f"`nn.BCELoss` takes logarithms of probabilities, so `{found[1]}` must lie between `0` and `1`; it goes from `{low:.4g}` "
            f"to `{high:.4g}`.",
            f"`nn.BCELoss` 要取概率的對數，所以 `{found[1]}` 必須在 `0` 與 `1` 之間；這裡從 `{low:.4g}` 到 `{high:.4g}`。",
        ),
        say(
            "Scores go into `nn.BCEWithLogitsLoss`, which applies the sigmoid itself.",
            "若是分數，用 `nn.BCEWithLogitsLoss`，它自己會做 sigmoid。",
        ),
    )


def _same_shape(found, call) -> Rule:
    prediction, target = call.shape, tuple(call.get("target").shape)
    return (
        say(
            f"`{layer(call)}` compares each prediction with its own target, so both have one shape: here `{prediction}` and `{target}`.",
            f"`{layer(call)}` 把每個預測與它自己的目標相比，兩者形狀相同：這裡是 `{prediction}` 和 `{target}`。",
        ),
        say(
            f"Reshape the target, e.g. `target.reshape{prediction}`, or drop the last dimension of the prediction: `y.squeeze(-1)`.",
            f"改變目標的形狀，例如 `target.reshape{prediction}`；或者去掉預測的最後一維：`y.squeeze(-1)`。",
        ),
    )


def _target_kind(found, call) -> Rule | None:
    """A loss between floating numbers met a target of another dtype."""
    target, it = call.get("target", None), call.get("input", None)
    if not isinstance(target, torch.Tensor) or not isinstance(it, torch.Tensor):
        return None
    kinds = [str(tensor.dtype).removeprefix("torch.") for tensor in (it, target)]
    return (
        say(
            f"`{layer(call)}` subtracts or multiplies prediction and target, so both have one dtype: here `{kinds[0]}` and `{kinds[1]}`.",
            f"`{layer(call)}` 要把預測與目標相減或相乘，兩者的 dtype 必須相同：這裡是 `{kinds[0]}` 和 `{kinds[1]}`。",
        ),
        say(
            "Convert the target: `target.to(y.dtype)`, mostly `target.float()`.",
            "轉換目標：`target.to(y.dtype)`，多數時候就是 `target.float()`。",
        ),
    )


def _threshold(found, call) -> Rule:
    name = found[1]
    return (
        say(
            f"`{name}` is the distance where the loss turns from a square into a line, so it must not be negative, and for "
            f"`nn.HuberLoss` not 0; it is `{call.get(name)}`.",
            f"`{name}` 是損失由平方變為直線的距離，不能是負數，`nn.HuberLoss` 還不能是 0；這裡是 `{call.get(name)}`。",
        ),
        say(f"Leave the default, `{name}=1.0`.", f"保留默認值 `{name}=1.0`。"),
    )


RULES = [
    (r"Target (-?\d+) is out of bounds|target out of range", _class_number),
    (r"0D or 1D target tensor expected, multi-target not supported", _number_or_probability),
    (r"expected target dtype to be Long or Byte|expected scalar type Long but found", _number_or_probability),
    (r"Expected floating point type for target with class probabilities", _number_or_probability),
    (r"only batches of spatial targets supported|size mismatch \(got input:", _numbers_of_pictures),
    (r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)", _batches),
    (r"For 1D input, 1D target must have size 1, but got target size: (\d+)", _one_sample),
    (r"defined either for all (\d+) classes or no classes but got weight tensor of shape: \[(.*?)\]", _class_weights),
    (r"label_smoothing must be between", _smoothing),
    (r"(\w+) is not a valid value for reduction", _reduction),
    (r"all elements of (input|target) should be between 0 and 1", _probabilities),
    (r"Using a target size .* that is different to the input size|must be the same as input size", _same_shape),
    (r"Found dtype \w+ but expected|can't be cast to the desired output type", _target_kind),
    (r"_loss does not support (?:non-positive|negative) values for (delta|beta)", _threshold),
]
