"""BatchNorm, InstanceNorm, GroupNorm, LayerNorm, RMSNorm: which numbers a mean is taken over, and how many there are."""

from __future__ import annotations

import re

from ..language import say
from .words import Rule, divisor, layer, must_divide, numbers, the_input, too_small, wrong_rank


def _rank(found, call) -> Rule | None:
    """BatchNorm wants a batch; BatchNorm1d alone also reads `(N, C)`."""
    name = re.search(r"(Batch|Instance)Norm(\d)d", layer(call))
    if not name:
        return None
    needs_batch, dims = name[1] == "Batch", int(name[2])
    if needs_batch and len(call.shape) == 2:
        return (
            say(
                f"`{layer(call)}` reads pictures, `{_PICTURES[dims]}`; {the_input(call).en} is `(N, C)`.",
                f"`{layer(call)}` 讀的是 `{_PICTURES[dims]}`；{the_input(call).zh}卻是 `(N, C)`。",
            ),
            say(
                "For `(N, C)` there is `nn.BatchNorm1d`; before `nn.Flatten()` the input still had its directions.",
                "`(N, C)` 該用 `nn.BatchNorm1d`；或者放到 `nn.Flatten()` 之前，那時各個方向還在。",
            ),
        )
    return wrong_rank(call, dims, needs_batch=needs_batch)


_PICTURES = {1: "(N, C, L)", 2: "(N, C, H, W)", 3: "(N, C, D, H, W)"}


def _one_value(found, call) -> Rule:
    shape = numbers(found[1])
    if "group" in layer(call).lower():
        return (
            say(
                f"GroupNorm takes a mean over each group of channels, and in `{shape}` a group holds one value: its variance is 0, "
                "and nothing of it would remain.",
                f"GroupNorm 對每組通道求均值，而 `{shape}` 裡一組只有一個值：方差是 0，歸一化後什麼都不剩。",
            ),
            say(f"Use fewer groups: `nn.GroupNorm(1, {shape[1]})`.", f"少分幾組：`nn.GroupNorm(1, {shape[1]})`。"),
        )
    if call.get("track_running_stats") is False:
        return _one_value_and_nothing_kept(shape)
    return (
        say(
            f"In training, BatchNorm takes mean and variance of each channel over the batch, and in `{shape}` a channel holds one "
            "value: its variance is 0, and nothing of it would remain.",
            f"訓練模式下，BatchNorm 在批次上求每個通道的均值和方差，而 `{shape}` 裡每個通道只有一個值：方差是 0，歸一化後什麼都不剩。",
        ),
        say(
            "Use a batch of at least 2 (a `DataLoader` with `drop_last=True`), or `model.eval()` to predict for one sample.",
            "批次大小至少是 2（`DataLoader` 可以加 `drop_last=True`）；若只是預測一個樣本，先 `model.eval()`。",
        ),
    )


def _one_value_and_nothing_kept(shape: tuple[int, ...]) -> Rule:
    return (
        say(
            f"With `track_running_stats=False` nothing is kept, so evaluation mode takes the batch's statistics as well, and in "
            f"`{shape}` a channel holds one value.",
            f"`track_running_stats=False` 時什麼也不保留，評估模式下也用當前批次的統計量，而 `{shape}` 裡每個通道只有一個值。",
        ),
        say(
            "Use a batch of at least 2, or build the layer with `track_running_stats=True` and train it.",
            "批次大小至少是 2；或者構造時寫 `track_running_stats=True`，並經過訓練。",
        ),
    )


def _one_place(found, call) -> Rule:
    shape = numbers(found[1])
    return (
        say(
            f"InstanceNorm takes the mean of each channel of each sample over its positions, and in `{shape}` there is one "
            "position: the result would always be 0.",
            f"InstanceNorm 對每個樣本的每個通道，在各個位置上求均值，而 `{shape}` 裡只有一個位置：結果永遠是 0。",
        ),
        say(
            "Normalize before the picture has shrunk to one position, or use `nn.LayerNorm` or `nn.GroupNorm`.",
            "在圖縮成一個位置之前歸一化；或者改用 `nn.LayerNorm`、`nn.GroupNorm`。",
        ),
    )


def _features(found, call) -> Rule:
    """BatchNorm says how many elements its statistics should contain: the channels that it sees."""
    built, place = call.get("num_features"), 0 if _unbatched(call) else 1
    got = call.shape[place]
    rule = say(
        f"Channels are dimension `{place}` of {the_input(call).en}: `{got}`. The layer was built with `num_features={built}`.",
        f"通道是{the_input(call).zh}的第 `{place}` 維：`{got}`。這一層構造時寫的是 `num_features={built}`。",
    )
    if call.shape[-1] == built:
        return rule, say(
            f"The channels stand last: bring them to dimension `{place}`, `x.transpose({place}, -1)`, or use `nn.LayerNorm({built})`.",
            f"通道排在最後：用 `x.transpose({place}, -1)` 移到第 `{place}` 維，或者改用 `nn.LayerNorm({built})`。",
        )
    return rule, say(
        f"Write `num_features={got}`: as many as the layer before has `out_channels`.",
        f"改成 `num_features={got}`，與前一層的 `out_channels` 一樣。",
    )


def _unbatched(call) -> bool:
    name = re.search(r"InstanceNorm(\d)d", layer(call))
    return bool(name) and len(call.shape) == int(name[1]) + 1


def _epsilon(found, call) -> Rule:
    return (
        say(
            f"`eps` keeps the division by the standard deviation from becoming one by 0, so it is a small positive number; it is "
            f"`{found[1]}`.",
            f"除以標準差時，`eps` 用來避免除以 0，所以是一個很小的正數；這裡是 `{found[1]}`。",
        ),
        say("Leave the default, `eps=1e-05`.", "保留默認值 `eps=1e-05`。"),
    )


def _no_statistics(found, call) -> Rule:
    return (
        say(
            "In evaluation mode the mean and variance come from `running_mean` and `running_var`, and these are `None`.",
            "評估模式下，均值和方差取自 `running_mean` 和 `running_var`，而它們是 `None`。",
        ),
        say("Pass them, or `training=True`.", "傳入它們，或者寫 `training=True`。"),
    )


def _groups(found, call) -> Rule:
    return must_divide("num_channels", int(found[1]), "num_groups", int(found[2]))


def _groups_of_input(found, call) -> Rule:
    return (
        _group_channels(numbers(found[1]), call)
        if call.module is not None
        else must_divide("C", numbers(found[1])[1], "num_groups", int(found[2]))
    )


def _weight_of_groups(found, call) -> Rule:
    return _group_channels(numbers(found[1]), call)


def _group_channels(shape: tuple[int, ...], call) -> Rule:
    built, got = call.get("num_channels"), shape[1]
    groups = divisor(got, call.get("num_groups"))
    return (
        say(
            f"Channels are dimension 1 of the input `{shape}`: `{got}`. The layer was built with `num_channels={built}`.",
            f"通道是輸入 `{shape}` 的第 1 維：`{got}`。這一層構造時寫的是 `num_channels={built}`。",
        ),
        say(
            f"Write `nn.GroupNorm({groups}, {got})`: the number of groups comes first, and must divide the channels.",
            f"寫 `nn.GroupNorm({groups}, {got})`：第一個數是組數，要能整除通道數。",
        ),
    )


def _no_channels(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"GroupNorm looks for channels in dimension 1, as in `(N, C, …)`, and {it.en} has no such dimension.",
            f"GroupNorm 要在第 1 維找通道，如 `(N, C, …)`，而{it.zh}沒有這一維。",
        ),
        say("Add the batch: `x[None]`.", "補上批次維：`x[None]`。"),
    )


def _last_dimensions(found, call) -> Rule:
    wanted, got = numbers(found[1]), numbers(found[2])
    last = got[-len(wanted) :]
    rule = say(
        f"`normalized_shape={wanted}` names the last dimension(s) of the input, over which the mean is taken; the input "
        f"`{got}` ends in `{last}`.",
        f"`normalized_shape={wanted}` 寫的是輸入最後幾維的大小，均值就在這幾維上求；而輸入 `{got}` 的末尾是 `{last}`。",
    )
    if len(got) > 2 and (got[1],) == wanted:
        return rule, say(
            f"The `{got[1]}` channels are not last. For channels alone move them, `x.movedim(1, -1)`; for channels and places "
            f"together there is `nn.GroupNorm(1, {got[1]})`.",
            f"`{got[1]}` 個通道不在最後。只在通道上求均值，就先用 `x.movedim(1, -1)` 移過去；通道和位置一起求，用 "
            f"`nn.GroupNorm(1, {got[1]})`。",
        )
    return rule, say(f"Write `normalized_shape={last}`.", f"寫 `normalized_shape={last}`。")


def _no_shape(found, call) -> Rule:
    return (
        say(
            "`normalized_shape` names at least one dimension to take the mean over; it is empty.",
            "`normalized_shape` 至少要寫一維，均值才有地方求；這裡是空的。",
        ),
        say(
            "Write the size of the last dimension: `nn.LayerNorm(x.shape[-1])`.",
            "寫最後一維的大小：`nn.LayerNorm(x.shape[-1])`。",
        ),
    )


def _response_rank(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"LocalResponseNorm compares neighbouring channels of `(N, C, …)` and needs three dimensions or more; {it.en} has fewer.",
            f"LocalResponseNorm 比較相鄰的通道，`(N, C, …)` 至少要三維；{it.zh}不夠。",
        ),
        say("Add the batch or a direction: `x[None]`, `x[..., None]`.", "補上批次或方向：`x[None]`、`x[..., None]`。"),
    )


def _neighbours(found, call) -> Rule | None:
    return too_small("size", call.get("size")) if "LocalResponse" in layer(call) else None


def _nothing_to_normalize(found, call) -> Rule:
    return (
        say(
            f"`{found[1]}` has no weight to be reparametrized: only layers with parameters have.",
            f"`{found[1]}` 沒有權重可以重新參數化：帶參數的層才有。",
        ),
        say("Wrap the `nn.Linear` or `nn.Conv2d` itself.", "包住的應該是 `nn.Linear` 或 `nn.Conv2d` 本身。"),
    )


def _only_in_evaluation(found, call) -> Rule:
    return (
        say(
            "Folding replaces BatchNorm by what it does in evaluation mode, with its running statistics; here a layer is in training "
            "mode.",
            "合併是把 BatchNorm 換成它在評估模式下（用滑動統計量）所做的計算；而這裡有一層還在訓練模式。",
        ),
        say("Call `model.eval()` first.", "先調用 `model.eval()`。"),
    )


def _no_channels_to_synchronize(found, call) -> Rule | None:
    if "SyncBatchNorm" not in layer(call):
        return None
    it = the_input(call)
    return (
        say(
            f"SyncBatchNorm reads `(N, C, …)` with as many directions as there are; {it.en} has `{found[1]}` dimension(s).",
            f"SyncBatchNorm 讀的是 `(N, C, …)`，方向個數不限；{it.zh}只有 `{found[1]}` 個維度。",
        ),
        say("Add the batch: `x[None]`.", "補上批次維：`x[None]`。"),
    )


RULES = [
    (r"Fusion only for eval", _only_in_evaluation),
    (r"expected at least 2D input \(got (\d)D input\)", _no_channels_to_synchronize),
    (r"expected (?:at least )?\dD(?: or \dD)? input \(got \dD input\)", _rank),
    (r"Expected more than 1 value per channel when training, got input size (.+)", _one_value),
    (r"Expected more than 1 spatial element when training, got input size (.+)", _one_place),
    (r"(?:running_mean|running_var|weight|bias) should contain \d+ elements not \d+", _features),
    (r"input's size at dim=\d (?:to match|does not match) num_features", _features),
    (r"batch_norm eps must be .*, but got (.+)", _epsilon),
    (r"running_mean must be defined in evaluation mode", _no_statistics),
    (r"num_channels \((\d+)\) must be divisible by num_groups \((\d+)\)", _groups),
    (r"divisible by num_groups, but got input of shape \[(.+?)\] and num_groups=(\d+)", _groups_of_input),
    (r"number of channels in input, but got weight of shape \[.+?\] and input of shape \[(.+?)\]", _weight_of_groups),
    (r"Expected at least 2 dimensions for input tensor but received", _no_channels),
    (
        r"Given normalized_shape=\[(.+?)\], expected input with shape \[.+?\], but got input of size\[(.*?)\]",
        _last_dimensions,
    ),
    (r"Expected normalized_shape to be at least 1-dimensional", _no_shape),
    (r"Expected 3D or higher dimensionality", _response_rank),
    (r"kernel size should be greater than zero", _neighbours),
    (r"Module '(.+?)' (?:has no parameter or buffer|does not have a parameter)", _nothing_to_normalize),
]
