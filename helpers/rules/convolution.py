"""Conv and ConvTranspose: channels, groups, padding, and a kernel that must fit."""

from __future__ import annotations

from ..language import say
from .words import (
    Rule,
    directions,
    layout,
    must_divide,
    numbers,
    one_of,
    one_per_direction,
    setting,
    too_small,
    wrong_rank,
)


def _channels(found, call) -> Rule:
    read, wanted, got = numbers(found[1]), int(found[2]), int(found[3])
    dims = len(read) - 2
    shape = call.shape if call.shape != "?" else read
    batch = len(shape) == len(read)
    rule = say(
        f"The layer was built for `{wanted}` input channels. torch reads the input `{shape}` as `{layout(dims, batch)}`, so it "
        f"has `{got}`.",
        f"這一層構造時說好輸入有 `{wanted}` 個通道。torch 把輸入 `{shape}` 讀作 `{layout(dims, batch)}`，所以它有 `{got}` 個。",
    )
    if shape[-1] == wanted:
        order = ", ".join(map(str, [*range(batch), len(shape) - 1, *range(batch, len(shape) - 1)]))
        return rule, say(
            f"The channels stand last here, and torch wants them first: `x.permute({order})`.",
            f"這裡通道排在最後，而 torch 要它排在前面：`x.permute({order})`。",
        )
    if wanted == 1 and not batch:
        return rule, say(
            f"If these are `{got}` samples of one channel, add the channel: `x.unsqueeze(1)`.",
            f"若這是 `{got}` 個單通道的樣本，補上通道維：`x.unsqueeze(1)`。",
        )
    return rule, say(
        f"Write `in_channels={got}`, or let the layer before it have `out_channels={wanted}`.",
        f"改成 `in_channels={got}`，或者讓前一層的 `out_channels={wanted}`。",
    )


def _rank(found, call) -> Rule:
    return wrong_rank(call, int(found[1]), numbers(found[2]))


def _kernel_fits(found, call) -> Rule:
    have, need = found.groups()
    missing = max(kernel - size for size, kernel in zip(numbers(have), numbers(need), strict=True))
    kernel, dilation = call.get("kernel_size"), call.get("dilation")
    spread = say("", "")
    if dilation not in ("?", 1) and set(dilation) != {1}:
        spread = say(
            f" (`kernel_size={kernel}` spread by `dilation={dilation}`)",
            f"（`kernel_size={kernel}` 被 `dilation={dilation}` 撐開）",
        )
    return (
        say(
            f"The kernel must fit into the padded input at least once: it spans `{need}`{spread.en}, and the input, padding "
            f"included, is `{have}`.",
            f"卷積核在填充後的輸入裡至少要放得下一次：它佔 `{need}`{spread.zh}，而輸入連填充在內只有 `{have}`。",
        ),
        say(
            f"Raise `padding` by `{-(-missing // 2)}`, take a smaller kernel, or shrink the picture less in the layers before.",
            f"把 `padding` 加大 `{-(-missing // 2)}`，或者換小一些的卷積核，或者讓前面的層少縮小一些。",
        ),
    )


def _same_padding(found, call) -> Rule:
    return (
        say(
            f"`padding='same'` promises an output as large as the input, and `{setting(call, 'stride')}` makes it smaller.",
            f"`padding='same'` 保證輸出與輸入一樣大，而 `{setting(call, 'stride')}` 會把它變小。",
        ),
        say(
            "Write the padding as a number, `padding=kernel_size // 2`, or leave `stride=1`.",
            "把填充寫成數：`padding=kernel_size // 2`；或者保持 `stride=1`。",
        ),
    )


def _padding_word(found, call) -> Rule:
    return one_of("padding", found[1], ("valid", "same"))


def _padding_mode(found, call) -> Rule:
    return one_of("padding_mode", found[1], ("zeros", "reflect", "replicate", "circular"))


def _transposed_mode(found, call) -> Rule:
    return one_of("padding_mode", call.get("padding_mode"), ("zeros",))


def _transposed_padding(found, call) -> Rule:
    return (
        say(
            "A transposed convolution takes its padding as numbers; only `nn.Conv1d`, `nn.Conv2d`, `nn.Conv3d` take strings.",
            "轉置卷積的填充只能是數；只有 `nn.Conv1d`、`nn.Conv2d`、`nn.Conv3d` 接受字符串。",
        ),
        say("Write e.g. `padding=1`.", "例如寫 `padding=1`。"),
    )


def _groups(found, call) -> Rule:
    other = "out_channels" if found[1] == "in_channels" else "in_channels"
    return must_divide(found[1], call.get(found[1]), "groups", call.get("groups"), also=call.get(other))


def _lengths(found, call) -> Rule | None:
    return one_per_direction(call, directions(call))


def _empty_kernel(found, call) -> Rule | None:
    """What torch says depends on the library that computes the convolution."""
    kernel = call.get("kernel_size")
    return too_small("kernel_size", kernel) if isinstance(kernel, tuple) and 0 in kernel else None


def _output_padding(found, call) -> Rule:
    stride, dilation, extra = call.get("stride"), call.get("dilation"), call.get("output_padding")
    most = [max(pair) - 1 for pair in zip(stride, dilation, strict=True)]
    return (
        say(
            f"`output_padding` settles which of the sizes that a stride maps to one was meant, so it must be "
            f"smaller than the larger of `stride={stride}` and `dilation={dilation}`; it is `{extra}`.",
            f"跨步卷積會把幾種大小變成同一種，`output_padding` 說明原來是哪一種，所以它必須小於 "
            f"`stride={stride}` 與 `dilation={dilation}` 中較大的一個；這裡是 `{extra}`。",
        ),
        say(f"Use at most `output_padding={min(most)}`.", f"最多取 `output_padding={min(most)}`。"),
    )


def _output_size(found, call) -> Rule:
    wanted, low, high = found.groups()
    return (
        say(
            f"From this input and `{setting(call, 'stride')}` the output can be `({low})` to `({high})`; `({wanted})` was asked for.",
            f"由這個輸入和 `{setting(call, 'stride')}`，輸出可以是 `({low})` 到 `({high})`；要求的卻是 `({wanted})`。",
        ),
        say(f"Ask for a size in that range, e.g. `({high})`.", f"在這個範圍裡選，例如 `({high})`。"),
    )


def _output_lengths(found, call) -> Rule:
    dims, full, got = found.groups()
    return (
        say(
            f"`output_size` names `{dims}` sizes, or all `{full}` with batch and channels; it got `{got}`.",
            f"`output_size` 要寫 `{dims}` 個數，或者連同批次和通道共 `{full}` 個；收到 `{got}` 個。",
        ),
        say(
            "Pass `output_size=x.shape`, where `x` went into the convolution.",
            "傳 `output_size=x.shape`，`x` 是進入卷積之前的張量。",
        ),
    )


def _nothing_left(found, call) -> Rule:
    size, result = found.groups()
    return (
        say(
            f"In a transposed convolution padding cuts the output: an input of `{size}` with "
            f"`{setting(call, 'padding')}` would leave `{result}`.",
            f"轉置卷積的填充是從輸出上裁掉的：輸入是 `{size}`，`{setting(call, 'padding')}`，只會剩下 `{result}`。",
        ),
        say("Use a smaller `padding`.", "把 `padding` 調小。"),
    )


RULES = [
    (r"weight of size .+?, expected input\[(.+?)\] to have (\d+) channels, but got (\d+) channels instead", _channels),
    (r"input to (?:Lazy)?[Cc]onv\w*?(\d)d, but got input of size: (?:torch\.Size\()?\[(.*?)\]", _rank),
    (r"Calculated padded input size per channel: \((.+?)\)\. Kernel size: \((.+?)\)", _kernel_fits),
    (r"padding='same' is not supported for strided convolutions", _same_padding),
    (r"Invalid padding string:? '(.*?)'", _padding_word),
    (r"padding_mode must be one of .*, but got padding_mode='(.*?)'", _padding_mode),
    (r"Only \"zeros\" padding mode is supported", _transposed_mode),
    (r"conv_transpose\dd\(\): argument 'padding' .* but found element of type str", _transposed_padding),
    (r"(in_channels|out_channels) must be divisible by groups", _groups),
    (r"to match the convolution dimensions, but got", _lengths),
    (r"could not create a primitive descriptor for the convolution|kernel size should be greater than", _empty_kernel),
    (r"output padding must be smaller than either stride or dilation", _output_padding),
    (r"requested an output size of \((.+?)\), but valid sizes range from \[(.+?)\] to \[(.+?)\]", _output_size),
    (r"output_size must have (\d+) or (\d+) elements \(got (\d+)\)", _output_lengths),
    (r"input size per channel: \((.+?)\)\. Calculated output size per channel: \((.+?)\)", _nothing_left),
]
