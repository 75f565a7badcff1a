"""Layers without a window: Linear, Bilinear, Flatten, Unflatten, Embedding, Dropout."""

from __future__ import annotations

import math

import torch

from ..language import Text, say
from .words import Rule, in_range, layer, one_of, the_input


def _inner_sizes(found, call) -> Rule:
    rows, got, wanted, _ = map(int, found.groups())
    if call.get("in_features") != wanted:
        return _matrix_product(rows, got, wanted)
    rule = say(
        f"`nn.Linear` multiplies along the last dimension: {the_input(call).en} has `{got}` there, and the layer was built "
        f"with `in_features={wanted}`.",
        f"`nn.Linear` 沿最後一維相乘：{the_input(call).zh}的最後一維是 `{got}`，而這一層構造時寫的是 `in_features={wanted}`。",
    )
    return rule, _towards_linear(rows, got, wanted, call.shape)


def _towards_linear(rows: int, got: int, wanted: int, shape: tuple) -> Text:
    """Most wrong sizes come from what a Flatten merged, or from a Flatten that is not there."""
    if len(shape) > 2 and math.prod(shape[1:]) == wanted:
        return say(
            f"Put `nn.Flatten()` before it: `{shape[1:]}` multiply to `{wanted}`.",
            f"在前面加上 `nn.Flatten()`：`{shape[1:]}` 之積正是 `{wanted}`。",
        )
    if len(shape) == 2 and rows * got == wanted:  # Flatten took dimension 0 of one image for its batch
        return say(
            f"`{rows} × {got}` is `{wanted}`: the batch is missing, so `nn.Flatten()` took dimension 0 for it. Pass `x[None]`.",
            f"`{rows} × {got}` 正是 `{wanted}`：少了批次維，`nn.Flatten()` 把第 0 維當成了批次。傳入 `x[None]`。",
        )
    if len(shape) != 2:
        return say(
            f"Write `in_features={got}`, or bring the last dimension to `{wanted}`.",
            f"改成 `in_features={got}`，或者讓最後一維是 `{wanted}`。",
        )
    return say(
        f"Write `in_features={got}`, or bring the input to `{wanted}`. After `nn.Flatten()` such a number is channels times height "
        "times width: print `x.shape` before it to see which of them is not what you thought.",
        f"改成 `in_features={got}`，或者讓輸入的最後一維是 `{wanted}`。`nn.Flatten()` 之後，這個數是通道數、高、寬之積："
        "在它之前打印 `x.shape`，就知道哪一個與你想的不同。",
    )


def _matrix_product(rows: int, got: int, wanted: int) -> Rule:
    return (
        say(
            f"In `a @ b` each row of `a` meets a column of `b`, so they must be equally long: here `{got}` and `{wanted}`.",
            f"`a @ b` 是 `a` 的行與 `b` 的列相乘，兩者必須一樣長：這裡是 `{got}` 和 `{wanted}`。",
        ),
        say("Transpose one of them, `a @ b.T`, or correct its size.", "把其中一個轉置：`a @ b.T`；或者改正它的大小。"),
    )


def _vector_product(found, call) -> Rule:
    rule, fix = _matrix_product(1, int(found[1]), int(found[2]))
    if layer(call).startswith("nn."):
        return rule, fix
    return rule, say(
        "Two vectors, or a matrix and a vector: bring one of them to the size of the other.",
        "兩個向量相乘，或者矩陣乘向量：把其中一個改成與另一個相配的大小。",
    )


def _no_dimension(found, call) -> Rule:
    return (
        say(
            f"A linear layer maps rows of numbers, and {the_input(call).en} is a single number without dimensions.",
            f"線性層處理的是一行一行的數，而{the_input(call).zh}只是一個沒有維度的數。",
        ),
        say("Make it a row: `x.reshape(1)`.", "把它變成一行：`x.reshape(1)`。"),
    )


def _bilinear_size(found, call) -> Rule:
    which, got, wanted = found.groups()
    return (
        say(
            f"`nn.Bilinear` was built with `in{which}_features={wanted}`, and the last dimension of `input{which}` is `{got}`.",
            f"`nn.Bilinear` 構造時寫的是 `in{which}_features={wanted}`，而 `input{which}` 的最後一維是 `{got}`。",
        ),
        say(
            f"Write `in{which}_features={got}`, or swap the two inputs.",
            f"改成 `in{which}_features={got}`，或者對調兩個輸入。",
        ),
    )


def _bilinear_batch(found, call) -> Rule:
    dim, first, second = found.groups()
    return (
        say(
            f"`nn.Bilinear` pairs the rows of its two inputs: in dimension `{dim}` one has `{first}`, the other `{second}`.",
            f"`nn.Bilinear` 把兩個輸入的行一一配對：第 `{dim}` 維上一個是 `{first}`，另一個是 `{second}`。",
        ),
        say("Give both the same number of rows.", "讓兩者的行數相同。"),
    )


def _flatten_order(found, call) -> Rule:
    start, end = call.get("start_dim"), call.get("end_dim")
    return (
        say(
            f"Flatten merges the dimensions from `start_dim={start}` to `end_dim={end}`, and the start comes after the end.",
            f"Flatten 合併從 `start_dim={start}` 到 `end_dim={end}` 的各維，而這裡起點排在終點之後。",
        ),
        say(
            "Swap them; `nn.Flatten()` keeps the batch and merges the rest.",
            "把兩者對調；`nn.Flatten()` 保留批次，合併其餘各維。",
        ),
    )


def _unflatten_sizes(found, call) -> Rule:
    sizes, dim, have = found.groups()
    return (
        say(
            f"Unflatten splits dimension `{dim}`, which has `{have}`, so the new sizes must multiply to `{have}`; `({sizes})` "
            "does not.",
            f"Unflatten 拆開大小為 `{have}` 的第 `{dim}` 維，新的各維之積必須是 `{have}`；`({sizes})` 不是。",
        ),
        say("Put `-1` in place of one size, and torch computes it.", "把其中一個數換成 `-1`，由 torch 來算。"),
    )


def _unflatten_kind(found, call) -> Rule:
    return (
        say(
            f"`unflattened_size` lists the new sizes in a tuple of whole numbers; it got `{call.get('unflattened_size')}`.",
            f"`unflattened_size` 是整數的元組，依次寫出新的各維；收到的是 `{call.get('unflattened_size')}`。",
        ),
        say("Write e.g. `nn.Unflatten(1, (2, 3))`.", "例如寫 `nn.Unflatten(1, (2, 3))`。"),
    )


def _row_number(found, call) -> Rule | None:
    """Embedding does not say which index it was: look."""
    indices, rows = call.get("input"), call.get("weight").shape[0]
    wrong = int(indices.max()) if int(indices.max()) >= rows else int(indices.min())
    return _outside(wrong, rows)


def _row_to_shorten(found, call) -> Rule | None:
    """With `max_norm` a row is looked up twice, and the first time says it in other words."""
    return _outside(int(found[1]), int(found[2])) if "embedding" in call.name.lower() else None


def _row_of_bag(found, call) -> Rule:
    return _outside(int(found[1] or found[2]), call.get("weight").shape[0])


def _outside(index: int, rows: int) -> Rule:
    return (
        say(
            f"An embedding is a table, and an index is the number of a row, counted from 0: `0` to `{rows - 1}`. `{index}` is "
            "none of them.",
            f"嵌入是一張表，索引是行的編號，從 0 數起：`0` 到 `{rows - 1}`。`{index}` 不在其中。",
        ),
        say(
            f"Write `num_embeddings={index + 1}` if `{index}` is a real index; else correct the data.",
            f"若 `{index}` 確實是編號，寫 `num_embeddings={index + 1}`；否則改正數據。",
        )
        if index >= 0
        else say("Count from 0, and give padding a number of its own.", "從 0 數起；填充也要有自己的編號。"),
    )


def _index_kind(found, call) -> Rule:
    tensors = {name: value for name, value in call.arguments.items() if isinstance(value, torch.Tensor)}
    name, wrong = next(
        (name, value) for name, value in tensors.items() if value.dtype not in (torch.int64, torch.int32)
    )
    kind = str(wrong.dtype).removeprefix("torch.")
    return (
        say(
            f"An index is the number of a row, so `{name}` must be `int64` or `int32`; it is `{kind}`.",
            f"索引是行的編號，所以 `{name}` 必須是 `int64` 或 `int32`；這裡是 `{kind}`。",
        ),
        say("Convert it: `x.long()`.", "轉換它：`x.long()`。"),
    )


def _padding_row(found, call) -> Rule:
    rows = call.get("num_embeddings")
    return in_range("padding_idx", call.get("padding_idx"), f"-{rows}", int(rows) - 1)


def _sparse_and_frequency(found, call) -> Rule:
    return (
        say(
            "A sparse gradient lists every look-up by itself, and does not know how often a row was asked for: "
            "`sparse=True` and `scale_grad_by_freq=True` exclude each other.",
            "稀疏梯度把每次查表各記一筆，不知道一行總共取了幾次：`sparse=True` 與 `scale_grad_by_freq=True` 不能同時用。",
        ),
        say("Leave one of them out: `sparse=False`.", "去掉其中一個：`sparse=False`。"),
    )


def _sparse_optimizer(found, call) -> Rule:
    return (
        say(
            f"With `sparse=True` an embedding's gradient holds only the rows that were used, and `{found[1]}` needs every row.",
            f"`sparse=True` 時，嵌入的梯度只含用到的行，而 `{found[1]}` 需要每一行。",
        ),
        say(
            "Use `torch.optim.SGD` or `torch.optim.SparseAdam` for this layer, or `sparse=False`.",
            "這一層改用 `torch.optim.SGD` 或 `torch.optim.SparseAdam`，或者 `sparse=False`。",
        ),
    )


def _table(found, call) -> Rule:
    return (
        say(
            "An embedding's weight is a table: one row an index, one column a feature, so two dimensions.",
            "嵌入的權重是一張表：一個索引一行，一個特徵一列，所以是兩維。",
        ),
        say(
            "Pass a tensor of shape `(num_embeddings, embedding_dim)`.",
            "傳入形狀為 `(num_embeddings, embedding_dim)` 的張量。",
        ),
    )


def _bags(found, call) -> Rule:
    return (
        say(
            f"`nn.EmbeddingBag` takes one bag a row, `(N, L)`, or one long row with `offsets`, where each bag begins; here "
            f"{the_input(call).en} came with `offsets={_brief(call.get('offsets'))}`.",
            f"`nn.EmbeddingBag` 要麼每行一袋，`(N, L)`；要麼一長行，加上 `offsets` 指明各袋從哪裡開始。這裡"
            f"{the_input(call).zh}配的是 `offsets={_brief(call.get('offsets'))}`。",
        ),
        say(
            "Use two dimensions and no `offsets`, or one dimension and `offsets` that begin with 0.",
            "要麼用兩維而不給 `offsets`，要麼用一維，並讓 `offsets` 從 0 開始。",
        ),
    )


def _brief(value: object) -> object:
    return value.tolist() if isinstance(value, torch.Tensor) else value


def _bag_mode(found, call) -> Rule:
    return one_of("mode", call.get("mode"), ("sum", "mean", "max"))


def _bag_frequency(found, call) -> Rule:
    return (
        say(
            "`scale_grad_by_freq` divides the gradient of a row by how often it was summed; with `mode='max'` a number "
            "of the bag comes from one row alone.",
            "`scale_grad_by_freq` 把一行的梯度除以它被加了幾次；`mode='max'` 時，袋裡的每個數只來自一行。",
        ),
        say("Leave it out, or take `mode='sum'` or `mode='mean'`.", "去掉它，或者改用 `mode='sum'` 或 `mode='mean'`。"),
    )


def _bag_weights(found, call) -> Rule:
    return (
        say(
            f"`per_sample_weights` weigh the rows of a sum, and this layer has `mode={found[1]!r}`.",
            f"`per_sample_weights` 是求和時各行的權重，而這一層是 `mode={found[1]!r}`。",
        ),
        say("Build it with `mode='sum'`.", "構造時寫 `mode='sum'`。"),
    )


def _dropout_probability(found, call) -> Rule:
    return in_range("dropout" if layer(call) == "nn.MultiheadAttention" else "p", found[1], 0, 1)


def _dropout_rank(found, call) -> Rule:
    name, dims = found.groups()
    return (
        say(
            f"`{name}` drops whole channels, so it needs to know them: `(N, C, …)` with `{name[-2]}` more behind `C`; the input has "
            f"`{dims}` dimensions.",
            f"`{name}` 整個通道地丟，所以要認得通道：`(N, C, …)`，`C` 之後還要有 `{name[-2]}` 維；輸入共有 `{dims}` 維。",
        ),
        say("Single numbers are dropped by `nn.Dropout`.", "若是逐個數地丟，用 `nn.Dropout`。"),
    )


def _feature_dropout(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"Whole channels are dropped, and channels are dimension 1; {it.en} has no such dimension.",
            f"丟的是整個通道，而通道是第 1 維；{it.zh}沒有這一維。",
        ),
        say("Single numbers are dropped by `nn.AlphaDropout`.", "若是逐個數地丟，用 `nn.AlphaDropout`。"),
    )


RULES = [
    (r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", _inner_sizes),
    (r"size mismatch, got input \(\d+\), mat \(\d+x(\d+)\), vec \((\d+)\)", _vector_product),
    (r"expected tensor \[(\d+)\] and src \[(\d+)\] to have the same number of elements", _vector_product),
    (r"both arguments to linear need to be at least 1D", _no_dimension),
    (r"bilinear\(\): input(\d) size does not match weight size: got (\d+) but expected (\d+)", _bilinear_size),
    (r"bilinear\(\): input batch dimensions do not match at dim (\d+): got (\d+) and (\d+)", _bilinear_batch),
    (r"start_dim cannot come after end_dim", _flatten_order),
    (r"Provided sizes \[(.+?)\] don't multiply up to the size of dim (-?\d+) \((\d+)\)", _unflatten_sizes),
    (r"unflattened_size must be (?:a )?tuple of ints", _unflatten_kind),
    (r"index out of range in self", _row_number),
    (r"select\(\): index (-?\d+) out of range for tensor of size \[(\d+), \d+\] at dimension 0", _row_to_shorten),
    (r"scale_grad_by_freq not supported with sparse gradients", _sparse_and_frequency),
    (r"(\w+) does not support sparse gradients", _sparse_optimizer),
    (r"of input takes value (-?\d+) which is not in the valid range|found idx to be (-?\d+)", _row_of_bag),
    (r"argument #1 'indices' to have one of the following scalar types: Long, Int", _index_kind),
    (r"Padding_idx must be within num_embeddings", _padding_row),
    (r"Embeddings parameter is expected to be 2-dimensional|Shape of weight does not match num_embeddings", _table),
    (
        r"offsets has to be a 1D Tensor|input has to be 1D or 2D Tensor|if input is 2D, then offsets|offsets\[-?\d\] (?:has|can)",
        _bags,
    ),
    (r"mode has to be one of sum, mean or max", _bag_mode),
    (r"max mode does not support scaling the gradient by the frequency", _bag_frequency),
    (r"per_sample_weights is only supported for mode='sum' \(got mode='(\w+)'\)", _bag_weights),
    (r"dropout probability has to be between 0 and 1, but got (.+)", _dropout_probability),
    (r"(dropout[123]d): (?:Expected .+?, but received a|Received a) (\d+)-?D input", _dropout_rank),
    (r"Feature dropout requires at least 2 dimensions", _feature_dropout),
]
