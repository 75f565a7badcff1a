"""The rules behind torch's messages, one a message: what must hold, and the smallest change that makes it hold.

A rule takes the match of its pattern and the Call (see `explain`), and answers with two texts: the rule, the fix.
Add one here when a learner meets a message that has none; the tests show how to provoke it.
"""

from __future__ import annotations

from .language import Text, say

Rule = tuple[Text, Text]


def _celu_alpha(found, call) -> Rule:
    return (
        say(
            "CELU computes `exp(x / alpha)`, so `alpha` may be any number but `0`.",
            "CELU 要算 `exp(x / alpha)`，所以 `alpha` 可以是 `0` 以外的任何數。",
        ),
        say(
            "Give `alpha` any number but `0`; the default is `alpha=1.0`.",
            "把 `alpha` 換成 `0` 以外的數；默認值是 `alpha=1.0`。",
        ),
    )


def _softshrink_lambda(found, call) -> Rule:
    lambd = call.get("lambd")
    return (
        say(
            f"Softshrink moves values towards 0 by `lambd`, a distance: it must not be negative, and `{lambd}` is. The "
            "constructor accepts it; only the call checks.",
            f"Softshrink 把數值朝 0 移動 `lambd`，這是一段距離，不能是負數，而 `{lambd}` 是負數。構造時不檢查，調用時才檢查。",
        ),
        say("Use `lambd >= 0`; the default is `lambd=0.5`.", "取 `lambd >= 0`；默認值是 `lambd=0.5`。"),
    )


def _hardtanh_order(found, call) -> Rule:
    high, low = found.groups()
    return (
        say(
            f"Hardtanh keeps what lies between `min_val` and `max_val`, so `min_val < max_val`; here `{low} >= {high}`.",
            f"Hardtanh 保留 `min_val` 與 `max_val` 之間的值，所以要 `min_val < max_val`；這裡是 `{low} >= {high}`。",
        ),
        say("Swap the two, or move them apart.", "把兩者對調，或拉開距離。"),
    )


def _rrelu_order(found, call) -> Rule:
    lower, upper = call.get("lower"), call.get("upper")
    return (
        say(
            f"RReLU draws its slope between `lower` and `upper`, so `lower <= upper`; here `{lower} > {upper}`.",
            f"RReLU 在 `lower` 與 `upper` 之間隨機取斜率，所以要 `lower <= upper`；這裡是 `{lower} > {upper}`。",
        ),
        say("Swap the two.", "把兩者對調。"),
    )


def _gelu_approximate(found, call) -> Rule:
    return (
        say(
            f"`approximate` knows two values, `'none'` and `'tanh'`; it got `{call.get('approximate')!r}`.",
            f"`approximate` 只認得 `'none'` 和 `'tanh'` 兩個值；收到的是 `{call.get('approximate')!r}`。",
        ),
        say("Write `nn.GELU()` or `nn.GELU(approximate='tanh')`.", "寫 `nn.GELU()` 或 `nn.GELU(approximate='tanh')`。"),
    )


def _dimension_range(found, call) -> Rule:
    low, high, given = found.groups()
    dims = int(high) + 1
    return (
        say(
            f"The input {call.shape} has `{dims}` dimension(s), numbered `{low}` to `{high}`; `dim={given}` is not there.",
            f"輸入 {call.shape} 有 `{dims}` 個維度，編號從 `{low}` 到 `{high}`；沒有 `dim={given}`。",
        ),
        say(
            f"Choose `dim` between `{low}` and `{high}`; `dim=-1` is always the last one.",
            f"`dim` 取 `{low}` 到 `{high}`；`dim=-1` 永遠是最後一維。",
        ),
    )


def _softmax_dim(found, call) -> Rule:
    return (
        say(
            f"Without `dim`, torch guesses which numbers should sum to 1 from how many dimensions {call.shape} has; the guess "
            "is deprecated.",
            f"沒有 `dim` 時，torch 按 {call.shape} 有幾維來猜哪些數的和應當是 1；這種猜測已不建議使用。",
        ),
        say(
            "Name the dimension of the classes: usually `dim=1` for `(N, C)`, `dim=-1` for scores.",
            "寫明類別所在的維：`(N, C)` 通常用 `dim=1`，注意力分數用 `dim=-1`。",
        ),
    )


def _halving(found, call) -> Rule:
    dim, size = found.groups()
    return (
        say(
            f"GLU cuts dimension `{dim}` into two equal halves, so its size must be even; it is `{size}`.",
            f"GLU 把第 `{dim}` 維切成相等的兩半，所以大小必須是偶數；這裡是 `{size}`。",
        ),
        say(
            f"Make the layer before it twice as wide as the output that you want, e.g. `{int(size) + 1}`.",
            f"讓前一層的寬度等於想要的輸出的兩倍，例如 `{int(size) + 1}`。",
        ),
    )


def _softmax2d_rank(found, call) -> Rule:
    return (
        say(
            f"Softmax2d normalises over the channels of `(N, C, H, W)` or `(C, H, W)`; the input is {call.shape}.",
            f"Softmax2d 在 `(N, C, H, W)` 或 `(C, H, W)` 的通道上歸一化；輸入卻是 {call.shape}。",
        ),
        say("Use `nn.Softmax(dim=…)` for other shapes.", "其他形狀請用 `nn.Softmax(dim=…)`。"),
    )


def _prelu_channels(found, call) -> Rule:
    slopes, channels = found.groups()
    if channels == "1":
        fix = say(
            "Use `nn.PReLU()`, or give the input a channel dimension: `x[None]` for one sample.",
            "用 `nn.PReLU()`，或給輸入加上通道維：單個樣本寫 `x[None]`。",
        )
    else:
        fix = say(
            f"Write `nn.PReLU(num_parameters={channels})`, or `nn.PReLU()` for a single slope.",
            f"寫 `nn.PReLU(num_parameters={channels})`；只要一個斜率就寫 `nn.PReLU()`。",
        )
    return (
        say(
            f"PReLU has one slope for all, or one a channel, and channels are dimension 1 of the input. It has `{slopes}`; "
            f"the input {call.shape} has `{channels}` channel(s).",
            f"PReLU 要麼所有通道共用一個斜率，要麼每個通道一個，而通道是輸入的第 1 維。它有 `{slopes}` 個，"
            f"輸入 {call.shape} 有 `{channels}` 個通道。",
        ),
        fix,
    )


def _ambiguous(found, call) -> Rule:
    return (
        say(
            "Python asked a whole tensor whether it is true. That happens when a tensor stands where a single yes or no "
            "belongs: `nn.ReLU(x)` takes `x` for `inplace`, and Python's `max(0, x)` and `if x > 0` compare it whole.",
            "Python 在問整個張量「是真還是假」。張量出現在只該有一個是或否的位置時就會這樣：`nn.ReLU(x)` 把 `x` 當成了 "
            "`inplace`；Python 的 `max(0, x)` 和 `if x > 0` 拿整個張量去比較。",
        ),
        say(
            "Construct first, then call: `nn.ReLU()(x)`. Instead of `max(0, x)` use `x.clamp(min=0)`.",
            "先構造再調用：`nn.ReLU()(x)`。`max(0, x)` 改用 `x.clamp(min=0)`。",
        ),
    )


def _integer_input(found, call) -> Rule:
    kind = found.group(1).lower()
    return (
        say(
            f"This function has fractions as its results, and the input holds whole numbers (`{kind}`).",
            f"這個函數的結果帶小數，而輸入是整數（`{kind}`）。",
        ),
        say("Convert the input: `x.float()`.", "把輸入轉成浮點數：`x.float()`。"),
    )


def _wrong_kind(found, call) -> Rule:
    function, argument, wanted, got = found.groups()
    rule = say(
        f"`{function}` wants a {wanted} as `{argument}` and got a {got}.",
        f"`{function}` 的 `{argument}` 要的是 {wanted}，收到的是 {got}。",
    )
    if wanted == "Tensor" and got in ("int", "float", "list", "tuple"):
        return rule, say(
            "Make it a tensor with `torch.tensor(…)`; for one plain number Python's `math` does as well.",
            "用 `torch.tensor(…)` 把它變成張量；只算一個普通的數，用 Python 的 `math` 也行。",
        )
    return rule, say(
        "Numbers go into a module's constructor, tensors into its call: `nn.LeakyReLU(0.1)(x)`.",
        "數寫進模塊構造的括號，張量寫進調用的括號：`nn.LeakyReLU(0.1)(x)`。",
    )


def _not_a_module(found, call) -> Rule:
    name = found.group(1).rpartition(".")[2]
    return (
        say(
            f"`nn.Sequential` holds module objects; `{name}` is a class or a function.",
            f"`nn.Sequential` 裡放的是模塊對象；`{name}` 是類或函數。",
        ),
        say("Put an object in: `nn.ReLU()`, with brackets.", "放對象進去：`nn.ReLU()`，要帶括號。"),
    )


def _unexpected_keyword(found, call) -> Rule:
    name, keyword = found.groups()
    return (
        say(f"`{name}` has no parameter called `{keyword}`.", f"`{name}` 沒有叫做 `{keyword}` 的參數。"),
        say(f"`signature(nn.{name})` shows the names that it has.", f"用 `signature(nn.{name})` 查看它有哪些參數。"),
    )


def _too_many_arguments(found, call) -> Rule:
    name = found.group(1)
    return (
        say(
            f"The constructor of `{name}` got more values than it has parameters; most likely the input went into it.",
            f"`{name}` 的構造函數收到的值比它的參數還多；多半是把輸入寫進了構造的括號。",
        ),
        say(f"Construct first, then call: `nn.{name}()(x)`.", f"先構造再調用：`nn.{name}()(x)`。"),
    )


def _target_range(found, call) -> Rule:
    low, high = found.groups()
    return (
        say(
            f"A target is a class number, counted from 0: it must lie between `{low}` and `{high}`.",
            f"目標是類別的編號，從 0 數起：必須在 `{low}` 與 `{high}` 之間。",
        ),
        say(
            "Subtract 1 from targets that count from 1, or raise `n_classes`.",
            "目標若從 1 數起，先減 1；或者調大 `n_classes`。",
        ),
    )


def _missing_arguments(found, call) -> Rule:
    name, arguments = found.groups()
    return (
        say(f"`{name}` cannot do without {arguments}.", f"`{name}` 少了必須的參數：{arguments}。"),
        say(
            "Give them, in the constructor's brackets or in the call's: a module is first constructed, then called.",
            "在構造的括號或調用的括號裡補上：模塊先構造，再調用。",
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


def _leaky_in_place(found, call) -> Rule:
    return (
        say(
            "With a negative slope (ELU: a negative `alpha`) the output's sign no longer tells on which side the input was, and `inplace=True` has erased "
            "the input: the way back is lost.",
            "斜率為負（ELU 則是 `alpha` 為負）時，輸出的符號已分不出輸入原來在哪一邊，而 `inplace=True` 又抹掉了輸入：回去的路斷了。",
        ),
        say("Leave out `inplace=True`, or use a value of at least 0.", "去掉 `inplace=True`，或讓它不小於 0。"),
    )


def _zero_dimensions(found, call) -> Rule:
    return (
        say("PReLU looks for channels, and a single number has no dimension.", "PReLU 要找通道，而單個數沒有維度。"),
        say("Give it at least one dimension: `x.reshape(1)`.", "至少給它一個維度：`x.reshape(1)`。"),
    )


def _inner_sizes(found, call) -> Rule:
    _rows, got, wanted, _ = found.groups()
    return (
        say(
            f"A linear layer multiplies along the last dimension: the input has `{got}` there, the weight expects `{wanted}`.",
            f"線性層沿最後一維相乘：輸入的最後一維是 `{got}`，權重要的是 `{wanted}`。",
        ),
        say(
            f"Build the layer with `in_features={got}`, or bring the input to `{wanted}` numbers a row.",
            f"用 `in_features={got}` 構造這一層，或者讓輸入每行有 `{wanted}` 個數。",
        ),
    )


def _different_types(found, call) -> Rule:
    first, second = (kind.lower() for kind in found.groups())
    return (
        say(
            f"Both sides must have one dtype; here `{first}` meets `{second}`.",
            f"兩邊的 dtype 必須相同；這裡是 `{first}` 遇上 `{second}`。",
        ),
        say(
            "Convert the input to the layer's dtype: `x.to(layer.weight.dtype)`.",
            "把輸入轉成該層的 dtype：`x.to(layer.weight.dtype)`。",
        ),
    )


def _different_devices(found, call) -> Rule:
    return (
        say("A module and its input must be on the same device.", "模塊和它的輸入必須在同一個設備上。"),
        say("Move the input to the module: `x.to(device.here)`.", "把輸入移到模塊所在的設備：`x.to(device.here)`。"),
    )


def _heads(found, call) -> Rule:
    return (
        say(
            f"Attention splits `embed_dim={call.get('embed_dim')}` evenly among `num_heads={call.get('num_heads')}` heads.",
            f"注意力把 `embed_dim={call.get('embed_dim')}` 平分給 `num_heads={call.get('num_heads')}` 個頭。",
        ),
        say("Choose `embed_dim` as a multiple of `num_heads`.", "讓 `embed_dim` 是 `num_heads` 的倍數。"),
    )


def _cutoffs(found, call) -> Rule:
    classes, cutoffs = call.get("n_classes"), call.get("cutoffs")
    return (
        say(
            f"`cutoffs` cut the classes `0 … {classes} − 1` into clusters: whole numbers, growing, each below "
            f"`n_classes={classes}`; it got `{cutoffs}`.",
            f"`cutoffs` 把類別 `0 … {classes} − 1` 切成幾段：整數、遞增、每個都小於 `n_classes={classes}`；收到的是 `{cutoffs}`。",
        ),
        say("Sort them and leave out what is not below the number of classes.", "從小到大排好，去掉不小於類別數的值。"),
    )


def _division_by_zero(found, call) -> Rule:
    zeros = " ".join(
        f"`{name}=0`" for name, value in call.arguments.items() if type(value) in (int, float) and value == 0
    )
    return (
        say(f"Python divided by a whole number that is 0: {zeros}.", f"Python 用一個等於 0 的整數作了除數：{zeros}。"),
        say("Give it a value of at least 1.", "把它改成不小於 1 的值。"),
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


RULES = [
    (r"alpha cannot be 0 for CELU", _celu_alpha),
    (r"lambda must be (?:in range|greater)", _softshrink_lambda),
    (r"max_val \((.+?)\) must be greater than min_val \((.+?)\)", _hardtanh_order),
    (r"Lower bound should be less than or equal to the upper bound", _rrelu_order),
    (r"approximate argument must be either none or tanh", _gelu_approximate),
    (r"Dimension out of range \(expected to be in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)\)", _dimension_range),
    (r"Implicit dimension choice for", _softmax_dim),
    (r"Halving dimension must be even, but dimension (\d+) is size (\d+)", _halving),
    (r"Softmax2d: expected input to be 3D or 4D", _softmax2d_rank),
    (r"parameter numbers = (\d+) and channel size = (\d+)", _prelu_channels),
    (r"Boolean value of Tensor with more than one value is ambiguous", _ambiguous),
    (r"not implemented for '(Long|Int|Short|Char|Byte|Bool)'", _integer_input),
    (r"(\w+)\(\): argument '(\w+)' \(position \d+\) must be (\w+), not (\w+)", _wrong_kind),
    (r"([\w.]+) is not a Module subclass", _not_a_module),
    (r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'", _unexpected_keyword),
    (r"(\w+)\.__init__\(\) takes (?:from )?[\d to]+ positional arguments? but \d+ were given", _too_many_arguments),
    (r"Target values should be in \[(\d+), (\d+)\]", _target_range),
    (r"(\w+)\.\w+\(\) missing \d+ required positional arguments?: (.+)", _missing_arguments),
    (r"a leaf Variable that requires grad is being used in an in-place operation", _leaf_in_place),
    (r"modified by an inplace operation", _saved_overwritten),
    (r"backward calculation is triggered with a negative slope", _leaky_in_place),
    (r"Not allow zero-dim input tensor", _zero_dimensions),
    (r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", _inner_sizes),
    (r"(?:must have the same dtype, but got|Type promoting not supported\. Got) (\w+) and (\w+)", _different_types),
    (r"Expected all tensors to be on the same device|is not on the expected device", _different_devices),
    (r"embed_dim must be divisible by num_heads", _heads),
    (r"cutoffs should be a sequence of unique, positive integers", _cutoffs),
    (r"^integer division or modulo by zero$", _division_by_zero),
    (r"grad can be implicitly created only for scalar outputs", _scalar_backward),
    (r"does not require grad and does not have a grad_fn", _no_graph),
]
