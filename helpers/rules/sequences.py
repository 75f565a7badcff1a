"""Attention, Transformer and recurrent layers: features, batches, hidden states and masks that belong together."""

from __future__ import annotations

from ..language import say
from .words import Rule, in_range, layer, must_divide, numbers, one_of, the_input, too_small


def _heads(found, call) -> Rule:
    return must_divide("embed_dim", call.get("embed_dim"), "num_heads", call.get("num_heads"))


def _no_heads(found, call) -> Rule:
    features, heads = map(int, found.groups())
    return too_small("embed_dim", features) if features < 1 else too_small("num_heads", heads)


def _features(found, call) -> Rule:
    wanted, got = found.groups()
    return (
        say(
            f"The last dimension holds the features: the layer was built with `embed_dim={wanted}`, the query has `{got}`.",
            f"最後一維是特徵：這一層構造時寫的是 `embed_dim={wanted}`，而 query 的最後一維是 `{got}`。",
        ),
        say(
            f"Build it with `embed_dim={got}`, or bring the input to `{wanted}` features with `nn.Linear({got}, {wanted})`.",
            f"用 `embed_dim={got}` 構造；或者用 `nn.Linear({got}, {wanted})` 把輸入變成 `{wanted}` 個特徵。",
        ),
    )


def _key_features(found, call) -> Rule | None:
    """Attention multiplies keys and values by weights made for `kdim` and `vdim`, which are `embed_dim` if not given."""
    if "MultiheadAttention" not in layer(call):
        return None
    query, key, value = (call.get(name).shape[-1] for name in ("query", "key", "value"))
    return (
        say(
            f"Query, key and value have `{query}`, `{key}`, `{value}` features; the layer was built with `embed_dim="
            f"{call.get('embed_dim')}`, `kdim={call.get('kdim')}`, `vdim={call.get('vdim')}`.",
            f"query、key、value 各有 `{query}`、`{key}`、`{value}` 個特徵；這一層構造時是 `embed_dim={call.get('embed_dim')}`、"
            f"`kdim={call.get('kdim')}`、`vdim={call.get('vdim')}`。",
        ),
        say(f"Build it with `kdim={key}`, `vdim={value}`.", f"構造時寫 `kdim={key}`、`vdim={value}`。"),
    )


def _query_rank(found, call) -> Rule:
    it = the_input(call)
    return (
        say(
            f"Attention reads `(L, N, E)`, with `batch_first=True` `(N, L, E)`, or `(L, E)` for one sequence; {it.en} is none of these.",
            f"注意力讀的是 `(L, N, E)`，加 `batch_first=True` 則是 `(N, L, E)`，單個序列是 `(L, E)`；而{it.zh}不是其中之一。",
        ),
        say(
            "Add what is missing with `x[None]`, or merge what is too many with `x.flatten(…)`.",
            "缺的維用 `x[None]` 補上，多的維用 `x.flatten(…)` 合併。",
        ),
    )


def _same_rank(found, call) -> Rule:
    shapes = _shapes(call, "query", "key", "value")
    return (
        say(
            f"Query, key and value are all of one sequence, `(L, E)`, or all of a batch: here {shapes}.",
            f"query、key、value 要麼都是單個序列 `(L, E)`，要麼都帶批次：這裡是 {shapes}。",
        ),
        say("Give all three the same number of dimensions.", "讓三者的維度一樣多。"),
    )


def _key_value(found, call) -> Rule:
    shapes = _shapes(call, "query", "key", "value")
    return (
        say(
            f"Every key has its value, and each query sees the keys of its own sample, so lengths and batches must agree: here "
            f"{shapes}.",
            f"每個 key 都有自己的 value，query 只看同一個樣本的 key，所以長度和批次要對得上：這裡是 {shapes}。",
        ),
        say(
            "Pass the same tensor as key and value; if the batch comes first, build the layer with `batch_first=True`.",
            "key 和 value 傳同一個張量；若批次在前，構造時加 `batch_first=True`。",
        ),
    )


def _batches(found, call) -> Rule | None:
    return _key_value(found, call) if "MultiheadAttention" in layer(call) else None


def _shapes(call, *names: str) -> str:
    return " · ".join(f"`{name}: {tuple(call.get(name).shape)}`" for name in names)


def _mask_shape(found, call) -> Rule:
    got, wanted = numbers(found[1]), numbers(found[2])
    return (
        say(
            f"A mask says for each query which keys it may see, so it is as large as queries times keys, here `{wanted}` (in three "
            f"dimensions batch times heads come first); it is `{got}`.",
            f"掩碼規定每個 query 能看見哪些 key，大小是 query 數乘 key 數，這裡是 `{wanted}`（三維時前面還有批次乘頭數）；收到的是 `{got}`。",
        ),
        say(f"Make a mask of shape `{wanted}`.", f"做一個形狀為 `{wanted}` 的掩碼。"),
    )


def _mask_rank(found, call) -> Rule:
    name = found[1]
    return (
        say(
            f"`attn_mask` is `(L, S)` or `(N × heads, L, S)`, `key_padding_mask` is `(N, S)`; `{name}` has `{found[2]}` "
            "dimension(s).",
            f"`attn_mask` 是 `(L, S)` 或 `(N × heads, L, S)`，`key_padding_mask` 是 `(N, S)`；`{name}` 有 `{found[2]}` 維。",
        ),
        say(f"Give `{name}` that shape.", f"把 `{name}` 改成這樣的形狀。"),
    )


def _padding_mask(found, call) -> Rule:
    shapes = _shapes(call, "key_padding_mask", "key")
    return (
        say(
            f"`key_padding_mask` marks padding, one row a sample, one column a key, `(N, S)`: here {shapes}.",
            f"`key_padding_mask` 標出填充的位置，一個樣本一行，一個 key 一列，即 `(N, S)`：這裡是 {shapes}。",
        ),
        say(
            "Transpose it: `mask.T`; with `batch_first=True` the key is `(N, S, E)`.",
            "把它轉置：`mask.T`；`batch_first=True` 時 key 是 `(N, S, E)`。",
        ),
    )


def _mask_kind(found, call) -> Rule:
    return (
        say(
            "A mask is of `bool` (True: may not be seen) or of floats that are added to the scores.",
            "掩碼是 `bool`（True 表示看不見），或者是加到分數上的浮點數。",
        ),
        say("Convert it: `mask.bool()`.", "轉換它：`mask.bool()`。"),
    )


def _causal(found, call) -> Rule:
    return (
        say(
            "`is_causal=True` only says that the mask is causal; it does not make one, and `attn_mask` is `None`.",
            "`is_causal=True` 只說明掩碼是因果的，並不會生成掩碼，而 `attn_mask` 是 `None`。",
        ),
        say(
            "Pass it: `attn_mask=nn.Transformer.generate_square_subsequent_mask(L)`.",
            "傳入掩碼：`attn_mask=nn.Transformer.generate_square_subsequent_mask(L)`。",
        ),
    )


def _model_features(found, call) -> Rule:
    shapes = _shapes(call, "src", "tgt")
    return (
        say(
            f"Source and target have `d_model={call.get('d_model')}` features in their last dimension: here {shapes}.",
            f"src 和 tgt 的最後一維都是 `d_model={call.get('d_model')}` 個特徵：這裡是 {shapes}。",
        ),
        say("Embed both to `d_model` features first.", "先把兩者都嵌入成 `d_model` 個特徵。"),
    )


def _model_batches(found, call) -> Rule:
    shapes = _shapes(call, "src", "tgt")
    return (
        say(
            f"Each source has its target, so their batches are equally large; with `batch_first={call.get('batch_first')}` "
            f"the batch is dimension `{int(not call.get('batch_first'))}`: here {shapes}.",
            f"一個 src 對應一個 tgt，批次必須一樣大；`batch_first={call.get('batch_first')}` 時批次是第 "
            f"`{int(not call.get('batch_first'))}` 維：這裡是 {shapes}。",
        ),
        say(
            "Build it with `batch_first=True` if your batch comes first.",
            "若你的批次在前，構造時加 `batch_first=True`。",
        ),
    )


def _activation(found, call) -> Rule:
    return one_of("activation", found[1], ("relu", "gelu"))


def _input_size(found, call) -> Rule:
    wanted, got = sorted(map(int, found.groups()), key=lambda size: size != call.get("input_size"))
    return (
        say(
            f"The last dimension holds the features: the layer was built with `input_size={wanted}`, {the_input(call).en} has `{got}`.",
            f"最後一維是特徵：這一層構造時寫的是 `input_size={wanted}`，{the_input(call).zh}的最後一維是 `{got}`。",
        ),
        say(
            f"Build it with `input_size={got}`, or bring the input to `{wanted}` features with `nn.Linear({got}, {wanted})`.",
            f"用 `input_size={got}` 構造；或者用 `nn.Linear({got}, {wanted})` 把輸入變成 `{wanted}` 個特徵。",
        ),
    )


def _sequence_rank(found, call) -> Rule:
    shapes = say("`(N, H)`, or `(H)` for one sample", "`(N, H)`，單個樣本是 `(H)`")
    if "Cell" not in layer(call):
        shapes = say("`(L, N, H)`, or `(L, H)` for one sequence", "`(L, N, H)`，單個序列是 `(L, H)`")
    it = the_input(call)
    return (
        say(
            f"`{layer(call)}` reads {shapes.en}, with the features last; {it.en} is neither.",
            f"`{layer(call)}` 讀的是 {shapes.zh}，特徵在最後；而{it.zh}不是這樣。",
        ),
        say(
            "A `Cell` takes one step: loop over the steps. For whole sequences use `nn.LSTM`, `nn.GRU`, `nn.RNN`.",
            "帶 `Cell` 的層只走一步：對各步循環。整個序列用 `nn.LSTM`、`nn.GRU`、`nn.RNN`。",
        ),
    )


def _hidden_size(found, call) -> Rule:
    wanted, got = numbers(found[1]), numbers(found[2])
    return (
        say(
            f"A hidden state is `(layers × directions, N, hidden_size)`, whatever `batch_first` says: here `{wanted}`; it is `{got}`.",
            f"隱藏狀態的形狀是 `(layers × directions, N, hidden_size)`，與 `batch_first` 無關：這裡應是 `{wanted}`；收到的是 `{got}`。",
        ),
        say(
            "Leave it out, and it starts at 0; or make it `torch.zeros(…)` of that shape.",
            "不傳，它就從 0 開始；或者用 `torch.zeros(…)` 做成這個形狀。",
        ),
    )


def _hidden_rank(found, call) -> Rule:
    have, wanted = found.groups()
    return (
        say(
            f"A batch `(L, N, H)` goes with a hidden state of 3 dimensions, a single sequence `(L, H)` with one of 2: the input has "
            f"`{have}`, so the state needs `{wanted}`.",
            f"成批的輸入 `(L, N, H)` 配 3 維的隱藏狀態，單個序列 `(L, H)` 配 2 維的：輸入是 `{have}` 維，狀態就要 `{wanted}` 維。",
        ),
        say("Leave the hidden state out, or give it that many dimensions.", "不傳隱藏狀態，或者讓它有這麼多維。"),
    )


def _two_states(found, call) -> Rule | None:
    if "LSTM" not in layer(call):
        return None
    return (
        say(
            f"An LSTM keeps two states, hidden and cell, in a tuple `(h, c)`; `hx` is one tensor, `{tuple(call.get('hx').shape)}`.",
            f"LSTM 有隱藏狀態和細胞狀態兩個狀態，寫成元組 `(h, c)`；`hx` 卻是一個張量 `{tuple(call.get('hx').shape)}`。",
        ),
        say("Pass `(h, c)`, or leave it out and both start at 0.", "傳 `(h, c)`；或者不傳，兩者都從 0 開始。"),
    )


def _cell_hidden(found, call) -> Rule:
    got, wanted = found.groups()
    return (
        say(
            f"The hidden state has `{got}` features, and the cell was built with `hidden_size={wanted}`.",
            f"隱藏狀態有 `{got}` 個特徵，而這個單元構造時寫的是 `hidden_size={wanted}`。",
        ),
        say(f"Make it `torch.zeros(N, {wanted})`.", f"寫成 `torch.zeros(N, {wanted})`。"),
    )


def _cell_batch(found, call) -> Rule:
    of_input, of_state = found.groups()
    return (
        say(
            f"Every sample has its hidden state: the input has `{of_input}` samples, the state `{of_state}`.",
            f"每個樣本各有一個隱藏狀態：輸入有 `{of_input}` 個樣本，狀態有 `{of_state}` 個。",
        ),
        say(
            "Start a new state for each batch; the last batch of a `DataLoader` may be smaller.",
            "每個批次從新的狀態開始；`DataLoader` 的最後一個批次可能小一些。",
        ),
    )


def _dropout(found, call) -> Rule:
    return in_range("dropout", call.get("dropout"), 0, 1)


def _one_layer(found, call) -> Rule:
    return (
        say(
            f"`dropout={found[1]}` acts between the layers of a stack, and with `num_layers={found[2]}` there is nothing between.",
            f"`dropout={found[1]}` 作用於上下兩層之間，而 `num_layers={found[2]}` 時沒有「之間」。",
        ),
        say(
            "Use `num_layers=2` or more, or put `nn.Dropout` behind the layer.",
            "用 `num_layers=2` 或更多；或者在這一層之後放 `nn.Dropout`。",
        ),
    )


def _projection(found, call) -> Rule:
    hidden, size = call.get("hidden_size"), call.get("proj_size")
    return (
        say(
            f"`proj_size` makes an LSTM's output smaller than its hidden state, so it lies below `hidden_size={hidden}`; it is "
            f"`{size}`.",
            f"`proj_size` 讓 LSTM 的輸出比隱藏狀態小，所以要小於 `hidden_size={hidden}`；這裡是 `{size}`。",
        ),
        say("Leave out `proj_size`.", "去掉 `proj_size`。"),
    )


def _projection_of_lstm(found, call) -> Rule:
    return (
        say(
            f"`proj_size` makes the output smaller than the hidden state, and `{layer(call)}` cannot do that: only `nn.LSTM` can.",
            f"`proj_size` 讓輸出比隱藏狀態小，`{layer(call)}` 做不到，只有 `nn.LSTM` 可以。",
        ),
        say("Leave out `proj_size`.", "去掉 `proj_size`。"),
    )


def _nonlinearity(found, call) -> Rule:
    return one_of("nonlinearity", found[1], ("tanh", "relu"))


def _lengths_order(found, call) -> Rule:
    return (
        say(
            "Packing reads the sequences from the longest to the shortest, and these `lengths` are in another order.",
            "打包按序列從長到短的順序進行，而這裡的 `lengths` 不是這個順序。",
        ),
        say(
            "Write `enforce_sorted=False`, and torch sorts them for you.",
            "寫 `enforce_sorted=False`，由 torch 來排序。",
        ),
    )


def _lengths_values(found, call) -> Rule:
    return (
        say(
            "`lengths` holds one length for each sample of the batch, each at least 1.",
            "`lengths` 裡每個樣本一個長度，每個長度至少是 1。",
        ),
        say(
            "Leave empty sequences out, and check `len(lengths)` against the batch.",
            "去掉空序列，並核對 `len(lengths)` 與批次大小。",
        ),
    )


RULES = [
    (r"embed_dim must be divisible by num_heads", _heads),
    (r"got embed_dim=(-?\d+) and num_heads=(-?\d+) instead", _no_heads),
    (r"was expecting embedding dimension of (\d+), but got (\d+)", _features),
    (r"mat1 and mat2 shapes cannot be multiplied|expecting (?:key|value) weights shape", _key_features),
    (r"query should be unbatched 2D or batched 3D tensor", _query_rank),
    (r"expected `key` and `value` to be \d-D but found", _same_rank),
    (r"key shape .* does not match value shape|key's sequence and batch dims", _key_value),
    (r"is invalid for input of size", _batches),
    (r"shape of the [23]D attn_mask is torch\.Size\(\[(.+?)\]\), but should be \((.+?)\)", _mask_shape),
    (r"expected `(attn_mask|key_padding_mask)` to be `None`.* found (\d)-D tensor", _mask_rank),
    (r"Expected key_padded_mask\.shape\[\d\] to be", _padding_mask),
    (r"only bool and floating types of \w+ are supported", _mask_kind),
    (r"Need attn_mask if specifying the is_causal hint", _causal),
    (r"feature number of src and tgt must be equal to d_model", _model_features),
    (r"batch number of src and tgt must be equal", _model_batches),
    (r"activation should be relu/gelu, not (\w+)", _activation),
    (r"input\.size\(-1\) must be equal to input_size\. Expected (\d+), got (\d+)", _input_size),
    (r"input has inconsistent input_size: got (\d+),? expected (\d+)", _input_size),
    (r"(?:RNN|LSTM|GRU)(?:Cell)?: Expected input to be \dD or \dD, got \dD instead", _sequence_rank),
    (r"Expected hidden(?:\[\d\])? size \((.+?)\), got \[(.+?)\]", _hidden_size),
    (r"For (?:un)?batched (\d)-D input, hx (?:and cx )?should also be (\d)-D but got", _hidden_rank),
    (r"index 1 is out of bounds for dimension 0|argument 'hx' .* must be tuple of Tensors, not Tensor", _two_states),
    (r"hidden\d has inconsistent hidden_size: got (\d+), expected (\d+)", _cell_hidden),
    (r"Input batch size (\d+) doesn't match hidden\d batch size (\d+)", _cell_batch),
    (r"dropout should be a number in range \[0, 1\]", _dropout),
    (r"got dropout=(.+?) and num_layers=(\d+)", _one_layer),
    (r"proj_size has to be smaller than hidden_size", _projection),
    (r"proj_size argument is only supported for LSTM", _projection_of_lstm),
    (r"Unknown nonlinearity '(\w+)'\. Select from", _nonlinearity),
    (r"`lengths` array must be sorted in decreasing order", _lengths_order),
    (
        r"Length of all samples has to be greater than 0|Expected `len\(lengths\)` to be equal to batch_size",
        _lengths_values,
    ),
]
