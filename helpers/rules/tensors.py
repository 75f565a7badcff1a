"""Two tensors that do not go together: their dtypes, their devices, their sizes; and gradients that cannot flow."""

from __future__ import annotations

import math
import re

import torch

from ..language import say
from .words import Rule, numbers, the_input


def _beside(call, of: str) -> str:
    """A property of what went in, beside that of the module: `` `input: cpu` · `weight: meta` ``."""
    tensors = {name: value for name, value in call.arguments.items() if isinstance(value, torch.Tensor)} | _own(call)
    return " · ".join(f"`{name}: {str(getattr(value, of)).removeprefix('torch.')}`" for name, value in tensors.items())


def _own(call) -> dict[str, torch.Tensor]:
    """The first parameter of the module, or its first buffer."""
    module = call.module
    own = [] if module is None else [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
    return dict(own[:1])


def _integer_input(found, call) -> Rule:
    kind = next(filter(None, found.groups())).lower()
    return (
        say(
            f"torch has this function for floats, and not for the whole numbers of this input (`{kind}`).",
            f"這個函數在 torch 裡支持浮點數，卻不支持這個輸入的整數類型（`{kind}`）。",
        ),
        say("Convert the input: `x.float()`.", "把輸入轉成浮點數：`x.float()`。"),
    )


def _different_types(found, call) -> Rule:
    own = _own(call)
    given = " · ".join(f"`{kind.lower()}`" for kind in found.groups() if kind)
    kinds = (own and _beside(call, "dtype")) or given or _beside(call, "dtype")
    rule = say(f"Both sides must have one dtype; here: {kinds}.", f"兩邊的 dtype 必須相同；這裡是：{kinds}。")
    if own:
        wanted = next(iter(own.values())).dtype
        return rule, say(
            f"Convert the input to the layer's: `x.to({wanted})`.",
            f"把輸入轉成與該層一樣：`x.to({wanted})`。",
        )
    return rule, say(
        "Convert one of them, `x.to(layer.weight.dtype)`; a tensor of your module's own moves with it once it is "
        "registered, `self.register_buffer(…)`.",
        "轉換其中一個：`x.to(layer.weight.dtype)`；模塊自己的張量，登記之後就會隨模塊一起轉換：`self.register_buffer(…)`。",
    )


def _different_devices(found, call) -> Rule:
    places = _beside(call, "device") or "`cpu` · `cuda`"
    return (
        say(
            f"A module and its input must be on the same device; here: {places}.",
            f"模塊和它的輸入必須在同一個設備上；這裡是：{places}。",
        ),
        say(
            "Move the input to the module, `x.to(device.here)`, or the module to the input, `model.to(device.here)`.",
            "把輸入移到模塊那邊：`x.to(device.here)`；或者把模塊移過來：`model.to(device.here)`。",
        ),
    )


def _different_kinds(found, call) -> Rule:
    """Convolutions name the whole type: `torch.cuda.FloatTensor` and `torch.FloatTensor` share their dtype."""
    first, second = (re.findall(r"([A-Z][a-z]+\d*)T(?:ensor|ype)$", name) for name in found.groups())
    return (_different_devices if first and first == second else _different_types)(found, call)


def _meta(found, call) -> Rule:
    return (
        say(
            "The device `meta` keeps shapes and dtypes and no numbers, so there is nothing to copy or to print.",
            "`meta` 設備只記形狀和 dtype，不存數值，所以沒有東西可複製，也沒有數可打印。",
        ),
        say(
            "Build on a real device, or `model.to_empty(device='cpu')` and load or initialize every value.",
            "在真實的設備上構造；或者先 `model.to_empty(device='cpu')`，再加載或初始化所有的值。",
        ),
    )


def _channels_last(found, call) -> Rule:
    dims, name = (4, "torch.channels_last") if found[1] == "4" else (5, "torch.channels_last_3d")
    return (
        say(
            f"`{name}` is an order of memory for exactly `{dims}` dimensions, the batch included.",
            f"`{name}` 是專門用於 `{dims}` 維張量的存放順序，批次維也算在內。",
        ),
        say(
            "Give a single sample its batch first: `x[None]`.",
            "單個樣本先補上批次維：`x[None]`。",
        ),
    )


def _no_such_device(found, call) -> Rule:
    asked = found[1] or "cuda"
    return (
        say(
            f"This torch, on this machine, has no device `{asked}`.",
            f"這台機器上的這個 torch 沒有 `{asked}` 設備。",
        ),
        say(
            "Use `device.here`, the fastest that there is, or `'cpu'`.",
            "用 `device.here`，即現有的最快的設備，或者 `'cpu'`。",
        ),
    )


def _dimension_range(found, call) -> Rule:
    low, high, given = found.groups()
    it = the_input(call)
    name = next((name for name in ("start_dim", "end_dim") if str(call.get(name)) == given), "dim")
    return (
        say(
            f"The dimensions of {it.en} are numbered `{low}` to `{high}`; there is no `{name}={given}`.",
            f"{it.zh}的各維編號從 `{low}` 到 `{high}`；沒有 `{name}={given}`。",
        ),
        say(
            f"Choose `{name}` between `{low}` and `{high}`, where `-1` is always the last; or add the batch that is "
            "missing, `x[None]`.",
            f"`{name}` 取 `{low}` 到 `{high}`，`-1` 永遠是最後一維；若是少了批次，用 `x[None]` 補上。",
        ),
    )


def _broadcast(found, call) -> Rule:
    left, right, dim = found.groups()
    return (
        say(
            f"Elementwise, the sizes of two tensors must be equal in each dimension, or one of them 1. In dimension `{dim}` "
            f"stand `{left}` and `{right}`.",
            f"逐元素運算時，兩個張量在每一維上的大小要麼相同，要麼其中一個是 1。第 `{dim}` 維上是 `{left}` 和 `{right}`。",
        ),
        say(
            f"Print both shapes. A `mean` or a `sum` keeps its dimension with `keepdim=True`; for `x + layer(x)` let the "
            f"layer keep the `{left}`; for a loss, give the target the shape of the prediction.",
            f"把兩個形狀都打印出來。`mean`、`sum` 加上 `keepdim=True` 就保留那一維；若是 `x + layer(x)`，讓這一層保持 `{left}` "
            "不變；若是損失，讓目標與預測同形狀。",
        ),
    )


def _chosen_by_decimals(found, call) -> Rule:
    return (
        say(
            "In `x[i]` a tensor chooses by whole numbers, or by True and False; the one given here is of another dtype.",
            "`x[i]` 裡的張量，要麼用整數來選，要麼用 True 和 False；這裡給的是別的 dtype。",
        ),
        say(
            "For a mask of 0 and 1 write `x[i.bool()]`, for positions `x[i.long()]`.",
            "若是由 0 和 1 組成的掩碼，寫 `x[i.bool()]`；若是位置，寫 `x[i.long()]`。",
        ),
    )


def _written_to_places(found, call) -> Rule:
    values, places = (f"({sizes})" for sizes in found.groups())
    return (
        say(
            f"`x[i] = y` needs a number of `y` for each place of `x[i]`: `{values}` does not fit into `{places}`.",
            f"`x[i] = y` 要求 `x[i]` 的每個位置在 `y` 裡都有一個數：`{values}` 放不進 `{places}`。",
        ),
        say(
            "Print `x[i].shape`: one tensor of indices chooses along dimension `0`. `x.scatter(dim, i, y)` writes along "
            "another, in each row by itself.",
            "打印 `x[i].shape`：單獨一個索引張量只沿第 `0` 維選。`x.scatter(dim, i, y)` 可以沿別的維寫入，各行分開。",
        ),
    )


def _values_and_places(found, call) -> Rule:
    name = found[1]
    return (
        say(
            f"Along a dimension `{name}` returns two tensors at once, the values and their places.",
            f"沿某一維時，`{name}` 一次返回兩個張量：值和它們的位置。",
        ),
        say(f"Take the values: `x.{name}(…).values`.", f"取其中的值：`x.{name}(…).values`。"),
    )


def _joined(found, call) -> Rule:
    dim, wanted, got, which = found.groups()
    return (
        say(
            f"`torch.cat` lays tensors side by side along dimension `{dim}`, so all other sizes must be equal: tensor "
            f"`{which}` has `{got}` where the first has `{wanted}`.",
            f"`torch.cat` 沿第 `{dim}` 維拼接，其餘各維必須一樣大：編號 `{which}` 的張量是 `{got}`，第一個是 `{wanted}`。",
        ),
        say(
            f"Bring `{got}` to `{wanted}` by padding or cropping, or choose another `dim`.",
            f"用填充或裁剪把 `{got}` 變成 `{wanted}`，或者換一個 `dim`。",
        ),
    )


def _stacked(found, call) -> Rule:
    first, second = found.groups()
    return (
        say(
            f"These tensors have different shapes, `({first})` and `({second})`, and they should become one.",
            f"要合成一個張量，可它們的形狀不同：`({first})` 和 `({second})`。",
        ),
        say(
            "Give them one shape first; for sequences `nn.utils.rnn.pad_sequence` does it.",
            "先讓形狀一致；若是序列，用 `nn.utils.rnn.pad_sequence`。",
        ),
    )


def _dimensions_differ(found, call) -> Rule:
    first, second = found.groups()
    return (
        say(
            f"Tensors that are joined have equally many dimensions: here `{first}` and `{second}`.",
            f"拼接的張量，維度要一樣多：這裡是 `{first}` 個和 `{second}` 個。",
        ),
        say(
            "Add a dimension to the smaller one: `x[None]` in front, `x[..., None]` at the end.",
            "給維度少的補一維：`x[None]` 在前，`x[..., None]` 在後。",
        ),
    )


def _matrices(found, call) -> Rule:
    wanted, got = found.groups()
    return (
        say(
            f"In a product of batches of matrices the second must begin with `({wanted})`; it begins with `({got})`.",
            f"成批的矩陣相乘時，第二個的前兩維要是 `({wanted})`；這裡是 `({got})`。",
        ),
        say("Transpose it: `b.transpose(-2, -1)`.", "把它轉置：`b.transpose(-2, -1)`。"),
    )


def _shape_among_sizes(found, call) -> Rule:
    name = found.group(1)
    return (
        say(
            f"`torch.{name}` takes the sizes one by one, or all in one tuple; here a tuple stands among the sizes.",
            f"`torch.{name}` 要的是一個個的大小，或者全部裝在一個元組裡；這裡卻把元組夾在大小中間。",
        ),
        say(f"Unpack it with a star: `torch.{name}(1, *shape)`.", f"用星號拆開它：`torch.{name}(1, *shape)`。"),
    )


def _shape_for_number(found, call) -> Rule:
    return (
        say(
            "A shape, `torch.Size`, is a tuple with one number for each dimension, and a number was wanted.",
            "形狀（`torch.Size`）是元組，每一維一個數；而這裡要的是一個數。",
        ),
        say(
            "`x.numel()` is how many numbers there are, `x.shape[0]` the size of one dimension.",
            "`x.numel()` 是數的個數，`x.shape[0]` 是其中一維的大小。",
        ),
    )


def _view_size(found, call) -> Rule:
    shape, size = found.groups()
    known = math.prod(number for number in numbers(shape) if number >= 0)
    return (
        say(
            f"A new shape must hold as many numbers as before: there are `{size}`, and the sizes in `({shape})` multiply to "
            f"`{known}`.",
            f"改變形狀時，數的個數不能變：原有 `{size}` 個，而 `({shape})` 中各數之積是 `{known}`。",
        ),
        say(
            "Keep the batch and let torch count the rest: `x.flatten(1)`, or `x.view(x.shape[0], -1)`.",
            "保留批次，其餘讓 torch 自己算：`x.flatten(1)`，或 `x.view(x.shape[0], -1)`。",
        ),
    )


def _view_stride(found, call) -> Rule:
    return (
        say(
            "`view` never moves numbers in memory, and after `permute`, `transpose` or `channels_last` these do not lie in the "
            "order needed.",
            "`view` 不在內存裡搬動數據，而 `permute`、`transpose` 或 `channels_last` 之後，數的排列順序已不合要求。",
        ),
        say("Use `.reshape(…)`, which copies when it must.", "改用 `.reshape(…)`，必要時它會複製。"),
    )


def _one_number(found, call) -> Rule:
    return (
        say(
            f"`item()` gives one plain number, and this tensor holds `{found[1]}`.",
            f"`item()` 只取出一個普通的數，而這個張量裡有 `{found[1]}` 個。",
        ),
        say(
            "Reduce it first, `x.mean().item()`, or take `x.tolist()`.",
            "先化成一個數：`x.mean().item()`；或者用 `x.tolist()`。",
        ),
    )


def _leaf_in_place(found, call) -> Rule:
    return (
        say(
            "A parameter or an input that autograd follows from its start (a leaf) may not be overwritten: its gradient would "
            "belong to a value that no longer exists.",
            "自動求導從頭跟蹤的張量（葉子，例如參數）不能被原地改寫：它的梯度會屬於一個已經不存在的值。",
        ),
        say("Leave out `inplace=True`.", "去掉 `inplace=True`。"),
    )


def _saved_overwritten(found, call) -> Rule:
    return (
        say(
            "An earlier operation kept a tensor for its backward pass, and an in-place operation overwrote it since.",
            "前面某個操作為反向傳播保存了一個張量，後來它被原地操作改寫了。",
        ),
        say(
            "Leave out `inplace=True` in the activation after that operation.",
            "去掉該操作之後那個激活函數的 `inplace=True`。",
        ),
    )


def _scalar_backward(found, call) -> Rule:
    return (
        say(
            "`backward()` starts from one number, and this tensor holds several.",
            "`backward()` 從一個數出發，而這個張量裡有好幾個數。",
        ),
        say("Reduce it first: `y.sum().backward()`.", "先化成一個數：`y.sum().backward()`。"),
    )


def _no_graph(found, call) -> Rule:
    return (
        say(
            "Nothing in this computation asked autograd to follow it, so there is nothing to go back through.",
            "這段計算裡沒有任何張量要求自動求導跟蹤，所以無路可以反向傳播。",
        ),
        say(
            "Create the input with `requires_grad=True`, or use a module with parameters.",
            "創建輸入時加上 `requires_grad=True`，或使用帶參數的模塊。",
        ),
    )


def _second_backward(found, call) -> Rule:
    return (
        say(
            "`backward()` frees what the forward pass kept, so it runs once for each forward pass.",
            "`backward()` 會釋放正向計算保存的東西，所以每次正向計算只能反向一次。",
        ),
        say(
            "Compute the output anew before each `backward()`; or add the losses and call it once.",
            "每次 `backward()` 之前重新計算輸出；或者把幾個損失相加，只調用一次。",
        ),
    )


def _followed(found, call) -> Rule:
    return (
        say(
            "NumPy knows no gradients, and autograd follows this tensor.",
            "NumPy 不懂梯度，而自動求導正跟蹤著這個張量。",
        ),
        say("Write `x.detach().numpy()`.", "寫 `x.detach().numpy()`。"),
    )


def _made_in_inference_mode(found, call) -> Rule:
    return (
        say(
            "What `torch.inference_mode()` made may be read, and may never enter a graph or be changed afterwards.",
            "`torch.inference_mode()` 裡產生的張量只能讀：之後不能進入計算圖，也不能改動。",
        ),
        say(
            "Copy it outside, `x.clone()`; or use `torch.no_grad()`, whose results may go on.",
            "在外面複製一份：`x.clone()`；或者改用 `torch.no_grad()`，它的結果可以繼續用。",
        ),
    )


RULES = [
    (r"not implemented for '(Long|Int|Short|Char|Byte|Bool)'", _integer_input),
    (r"could not infer output dtype.*Got: (\w+)|can't be cast to the desired output type (\w+)", _integer_input),
    (r"(?:have the same dtype, but got:?|Type promoting not supported\. Got) (\w+) (?:and|!=) (\w+)", _different_types),
    (r"[Ii]nference tensor", _made_in_inference_mode),
    (r"Input type \((.+?)\) and (?:bias|weight) type \((.+?)\) should be the same", _different_kinds),
    (r"expected scalar type (\w+) but found (\w+)", _different_types),
    (r"input dtype \(torch\.(\w+)\) does not match weight dtype \(torch\.(\w+)\)", _different_types),
    (r"mixed dtype \(CPU\): all inputs must share same datatype", _different_types),
    (r"Expected all tensors to be on the same device|is not on the expected device", _different_devices),
    (r"required rank ([45]) tensor to use channels_last", _channels_last),
    (r"Cannot copy out of meta tensor|cannot be called on meta tensors|can't convert meta device", _meta),
    (
        r"Torch not compiled with CUDA|Found no NVIDIA driver|No CUDA GPUs|start of device string: (\w+)",
        _no_such_device,
    ),
    (r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\],? but got (-?\d+)\)", _dimension_range),
    (
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)",
        _broadcast,
    ),
    (r"tensors used as indices must be long", _chosen_by_decimals),
    (
        r"value tensor of shape \[([\d, ]*)\] cannot be broadcast to indexing result of shape \[([\d, ]*)\]",
        _written_to_places,
    ),
    (r"unsupported operand type.*'torch\.return_types\.(\w+)'", _values_and_places),
    (r"except in dimension (\d+)\. Expected size (\d+) but got size (\d+) for tensor number (\d+)", _joined),
    (r"equal size, but got \[([\d, ]*)\] at entry \d+ and \[([\d, ]*)\] at entry \d+", _stacked),
    (r"Tensors must have same number of dimensions: got (\d+) and (\d+)", _dimensions_differ),
    (r"Expected size for first two dimensions of batch2 tensor to be: \[(.+?)\] but got: \[(.+?)\]", _matrices),
    (
        r"(zeros|ones|randn?)\(\): argument 'size' failed to unpack the object .*but got (?:tuple|list|torch\.Size)",
        _shape_among_sizes,
    ),
    (r"unsupported operand type\(s\) for \S+ (?=.*'(?:int|float)').*'torch\.Size'", _shape_for_number),
    (r"shape '\[(.+?)\]' is invalid for input of size (\d+)", _view_size),
    (r"view size is not compatible with input tensor's size and stride", _view_stride),
    (r"a Tensor with (\d+) elements cannot be converted to Scalar", _one_number),
    (r"a leaf Variable that requires grad is being used in an in-place operation", _leaf_in_place),
    (r"modified by an inplace operation", _saved_overwritten),
    (r"grad can be implicitly created only for scalar outputs", _scalar_backward),
    (r"does not require grad and does not have a grad_fn", _no_graph),
    (r"Trying to backward through the graph a second time", _second_backward),
    (r"Can't call numpy\(\) on Tensor that requires grad", _followed),
]
