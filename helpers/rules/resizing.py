"""Layers that rearrange or resize a picture: padding, PixelShuffle, ChannelShuffle, Upsample, Fold, Unfold."""

from __future__ import annotations

import math

from ..language import say
from .words import Rule, directions, layer, must_divide, numbers, one_of, setting, the_input, wrong_rank

_MODES = ("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area")
_MODE_OF = {3: "linear", 4: "bilinear", 5: "trilinear"}


def _reflection(found, call) -> Rule:
    before, after, dim = map(int, found.groups()[:3])
    size = numbers(found[4])[dim]
    return (
        say(
            f"Reflection mirrors the cells beside the edge, not the edge itself, so `{size}` cells give at most `{size - 1}` of "
            f"padding; here it is `{max(before, after)}`, in dimension `{dim}`.",
            f"反射填充照的是邊緣旁邊的格子，不含邊緣本身，所以 `{size}` 個格子最多填充 `{size - 1}` 個；這裡在第 `{dim}` 維上要填 "
            f"`{max(before, after)}` 個。",
        ),
        say(
            f"Pad by at most `{size - 1}`, or use another mode, e.g. `'replicate'`.",
            f"填充最多 `{size - 1}`；或者換一種方式，例如 `'replicate'`。",
        ),
    )


def _wraps_twice(found, call) -> Rule:
    it, padding = the_input(call), setting(call, "padding")
    return (
        say(
            f"Circular padding takes its cells from the opposite edge, and cannot take more than there are: `{padding}` is more "
            f"than {it.en} has.",
            f"循環填充從對面一側取格子，不能比已有的還多：`{padding}` 超過了{it.zh}的大小。",
        ),
        say("Pad each dimension by at most its own size.", "每一維的填充不要超過這一維的大小。"),
    )


def _cut_to_nothing(found, call) -> Rule:
    it, padding = the_input(call), setting(call, "padding")
    return (
        say(
            f"Negative padding cuts cells away, and `{padding}` leaves nothing of {it.en}.",
            f"負的填充是裁剪，而 `{padding}` 把{it.zh}裁得什麼都不剩。",
        ),
        say("Cut less: both sides together must stay below the size.", "少裁一些：兩側之和必須小於這一維的大小。"),
    )


def _padding_rank(found, call) -> Rule:
    """torch counts the numbers of a padding, two for each direction, against the dimensions of the input."""
    amount = int(found[1])
    return (
        say(
            f"A padding holds two numbers a direction, before and after: `{amount}` numbers pad `{amount // 2}` direction(s), and "
            f"`{found[2]}` dimensions do not fit that.",
            f"填充在每個方向上有前、後兩個數：`{amount}` 個數填充 `{amount // 2}` 個方向，與 `{found[2]}` 維的輸入對不上。",
        ),
        say(
            "Layers that end in `1d` are for `(N, C, L)`, in `2d` for `(N, C, H, W)`, in `3d` for `(N, C, D, H, W)`; give them one "
            "number.",
            "名字以 `1d` 結尾的層用於 `(N, C, L)`，`2d` 用於 `(N, C, H, W)`，`3d` 用於 `(N, C, D, H, W)`；填充寫一個數即可。",
        ),
    )


def _padding_rank_circular(found, call) -> Rule | None:
    return wrong_rank(call, directions(call)) if "CircularPad" in layer(call) else None


def _padding_pairs(found, call) -> Rule:
    padding = call.get("padding", call.get("pad"))
    return (
        say(
            f"A padding holds two numbers a direction, before and after; `{padding}` has `{len(padding)}`.",
            f"填充在每個方向上有前、後兩個數；`{padding}` 裡有 `{len(padding)}` 個。",
        ),
        say("Write one number for all sides, or two a direction.", "寫一個數用於各側，或者每個方向寫兩個數。"),
    )


def _padding_mode(found, call) -> Rule:
    return one_of("mode", found[1], ("constant", "reflect", "replicate", "circular"))


def _shuffled_channels(found, call) -> Rule:
    channels, block = map(int, found.groups())
    side, enough = math.isqrt(block), -(-channels // block) * block
    return (
        say(
            f"PixelShuffle lays `{block}` channels side by side as `{side} × {side}` pixels, so the number of channels must be a "
            f"multiple of `{block}`; it is `{channels}`.",
            f"PixelShuffle 把 `{block}` 個通道拼成 `{side} × {side}` 個像素，所以通道數必須是 `{block}` 的倍數；這裡是 `{channels}`。",
        ),
        say(
            f"Let the layer before it have `out_channels={enough}`.",
            f"讓前一層的 `out_channels={enough}`。",
        ),
    )


def _unshuffled_size(found, call) -> Rule:
    name, size, factor = found[1], int(found[2]), int(found[3])
    return must_divide(name, size, "downscale_factor", factor)


def _shuffled_rank(found, call) -> Rule:
    return wrong_rank(call, 2)


def _channel_groups(found, call) -> Rule:
    return must_divide("C", int(found[1]), "groups", int(found[2]))


def _size_or_scale(found, call) -> Rule:
    size, scale = call.get("size"), call.get("scale_factor")
    return (
        say(
            f"Upsample needs the new size or the factor, exactly one of them: it got `size={size}`, `scale_factor={scale}`.",
            f"Upsample 要麼給新的大小，要麼給倍數，只能給一個：收到的是 `size={size}`、`scale_factor={scale}`。",
        ),
        say(
            "Write `nn.Upsample(scale_factor=2)`, or `nn.Upsample(size=8)`.",
            "寫 `nn.Upsample(scale_factor=2)`，或 `nn.Upsample(size=8)`。",
        ),
    )


def _factor_of_a_size(found, call) -> Rule:
    return (
        say(
            f"`recompute_scale_factor` computes the factor again from the sizes; with `size={call.get('size')}` given, "
            "there is no factor.",
            f"`recompute_scale_factor` 是由大小重新算出倍數；給了 `size={call.get('size')}`，就沒有倍數可言。",
        ),
        say("Leave it out, or give `scale_factor` in place of `size`.", "去掉它，或者把 `size` 換成 `scale_factor`。"),
    )


def _upsampled_directions(found, call) -> Rule:
    have, given = len(numbers(found[1])), found[2]
    return (
        say(
            f"The input has `{have}` direction(s) to resize, and `{given}` names another number of them.",
            f"輸入有 `{have}` 個方向要改變大小，而 `{given}` 寫的個數不同。",
        ),
        say("Write one number, and it holds for all directions.", "寫一個數，各個方向共用。"),
    )


def _upsample_mode(found, call) -> Rule:
    """One message for three mistakes: a mode that is not there, too few dimensions, a mode for other dimensions."""
    dims, mode = int(found[1]), found[2]
    if mode not in _MODES:
        return one_of("mode", mode, _MODES)
    if dims in _MODE_OF and mode not in ("nearest", "nearest-exact", "area"):
        return _mode_of_rank(dims, mode)
    return wrong_rank(call, 2)


def _mode_needs(found, call) -> Rule:
    return _mode_of_rank(int(found[1]), found[2])


def _mode_of_rank(dims: int, mode: str) -> Rule:
    return (
        say(
            f"`mode={mode!r}` does not fit `{dims}` dimensions: `'linear'` is for `(N, C, L)`, `'bilinear'` and `'bicubic'` for "
            "`(N, C, H, W)`, `'trilinear'` for `(N, C, D, H, W)`.",
            f"`mode={mode!r}` 不適用於 `{dims}` 維輸入：`'linear'` 用於 `(N, C, L)`，`'bilinear'` 和 `'bicubic'` 用於 "
            "`(N, C, H, W)`，`'trilinear'` 用於 `(N, C, D, H, W)`。",
        ),
        say(
            f"Use `mode={_MODE_OF[dims]!r}`; if the batch is missing, `x[None]`.",
            f"用 `mode={_MODE_OF[dims]!r}`；若是少了批次維，用 `x[None]` 補上。",
        ),
    )


def _align_corners(found, call) -> Rule:
    return (
        say(
            f"`align_corners` says where between two pixels a value is read, and `mode={call.get('mode')!r}` reads none between.",
            f"`align_corners` 規定在像素之間的哪裡取值，而 `mode={call.get('mode')!r}` 不在像素之間取值。",
        ),
        say("Leave out `align_corners`, or use `mode='bilinear'`.", "去掉 `align_corners`，或者用 `mode='bilinear'`。"),
    )


def _resized_to_nothing(found, call) -> Rule:
    have, become = numbers(found[1]), numbers(found[2])
    how = setting(call, "size" if call.get("scale_factor", None) is None else "scale_factor")
    return (
        say(
            f"Each size is multiplied by the factor and rounded down, and must stay at least 1: `{have}` with `{how}` becomes "
            f"`{become}`.",
            f"每個大小乘以倍數再向下取整，結果至少是 1：`{have}` 按 `{how}` 變成了 `{become}`。",
        ),
        say("Use a larger factor, e.g. `scale_factor=0.5`.", "把倍數調大，例如 `scale_factor=0.5`。"),
    )


def _folded_blocks(found, call) -> Rule:
    product, wanted, dim, got = found.groups()
    return (
        say(
            f"Fold lays blocks back into the picture: with these settings there are `{product} = {wanted}` places, and the input "
            f"brings `{got}` blocks in dimension `{dim}`.",
            f"Fold 把小塊放回圖裡：按這些參數共有 `{product} = {wanted}` 個位置，而輸入在第 `{dim}` 維上有 `{got}` 塊。",
        ),
        say(
            "Give Fold the settings of the Unfold that made the blocks, and the size of its input as `output_size`.",
            "Fold 的參數要與切塊時的 Unfold 一樣，`output_size` 是 Unfold 輸入的大小。",
        ),
    )


def _folded_channels(found, call) -> Rule:
    have, kernel = int(found[1]), numbers(found[2])
    return (
        say(
            f"Fold reads each block as a column of `C × {kernel[0]} × {kernel[1]}` numbers, so dimension 1 must be a multiple of "
            f"`{math.prod(kernel)}`; it is `{have}`.",
            f"Fold 把每塊讀作一列，共 `C × {kernel[0]} × {kernel[1]}` 個數，所以第 1 維必須是 `{math.prod(kernel)}` 的倍數；這裡是 `{have}`。",
        ),
        say("Use the `kernel_size` of the Unfold that made the blocks.", "`kernel_size` 要與切塊時的 Unfold 一樣。"),
    )


def _blocks_fit(found, call) -> Rule:
    size, kernel = found.groups()
    return (
        say(
            f"Unfold cuts out blocks of `{kernel}`, and the input is only `{size}`: not one fits.",
            f"Unfold 切出 `{kernel}` 的小塊，而輸入只有 `{size}`：一塊也切不出。",
        ),
        say("Use a smaller `kernel_size`, or `padding`.", "把 `kernel_size` 調小，或者加 `padding`。"),
    )


def _fold_rank(found, call) -> Rule:
    return (
        say(
            f"Fold reads `(N, C × kernel, L)` or the same without `N`, where `L` counts the blocks; the input is `({found[1]})`.",
            f"Fold 讀的是 `(N, C × kernel, L)`，或不帶 `N`，`L` 是塊數；輸入卻是 `({found[1]})`。",
        ),
        say("Merge what is too many: `x.flatten(2)`.", "合併多出的維度：`x.flatten(2)`。"),
    )


def _unfold_rank(found, call) -> Rule | None:
    return wrong_rank(call, 2) if layer(call) in ("nn.Unfold", "F.unfold") else None


RULES = [
    (
        r"Padding size should be less than .*got: padding \((\d+), (\d+)\) at dimension (\d+) of input \[(.+?)\]",
        _reflection,
    ),
    (r"Padding value causes wrapping around more than once", _wraps_twice),
    (r"resulting in an empty dimension|is too small\. Calculated output|length must be non-negative", _cut_to_nothing),
    (r"Padding size (\d+) is not supported for (\d+)D input tensor", _padding_rank),
    (r"padding length (\d+) and input of dimension (\d+)", _padding_rank),
    (r"expected \dD or \dD input \(got \dD input\)", _padding_rank_circular),
    (r"Padding length must be divisible by 2", _padding_pairs),
    (r"Unrecognised padding mode (\w+)", _padding_mode),
    (r"pixel_shuffle expects .* but input\.size\(-3\)=(\d+) is not divisible by (\d+)", _shuffled_channels),
    (
        r"pixel_unshuffle expects (height|width) .*, but input\.size\(-\d\)=(\d+) is not divisible by (\d+)",
        _unshuffled_size,
    ),
    (
        r"pixel_(?:un)?shuffle expects input to have at least|channel_shuffle expects input with > 2 dims",
        _shuffled_rank,
    ),
    (r"must be divisible by groups\. Got (\d+) channels and (\d+) groups", _channel_groups),
    (r"one of size or scale_factor should be defined|either size or scale_factor should be defined", _size_or_scale),
    (r"recompute_scale_factor is not meaningful with an explicit size", _factor_of_a_size),
    (
        r"spatial dimensions of \[(.+?)\] and (?:output size|scale_factor) of (?:shape )?(\(.+?\))",
        _upsampled_directions,
    ),
    (r"Only 3D, 4D and 5D input Tensors supported \(got (\d)D\) .*\(got ([\w-]+)\)", _upsample_mode),
    (r"Got (\d)D input, but (\w+) mode needs \dD input", _mode_needs),
    (r"align_corners option can only be set", _align_corners),
    (r"sizes should be greater than 0, but got input \((.+?)\) output \((.+?)\)", _resized_to_nothing),
    (r"number of sliding blocks ([\d *]+) = (\d+), but got input\.size\((\d+)\)=(\d+)", _folded_blocks),
    (
        r"divisible by the product of kernel_size, but got input\.size\(\d\)=(\d+) and kernel_size=\((.+?)\)",
        _folded_channels,
    ),
    (r"spatial size (\(.+?\)), kernel_size=(\(.+?\)), .*components must be at least one", _blocks_fit),
    (r"Expected 2D or 3D \(batch mode\) tensor for input .*, but got: \[(.+?)\]", _fold_rank),
    (r"Dimension out of range", _unfold_rank),
]
