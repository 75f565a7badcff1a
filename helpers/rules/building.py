"""Writing a module, putting modules together, saving them, and handing their parameters to an optimizer."""

from __future__ import annotations

import re

from ..language import Text, say
from .words import Rule


def _before_init(found, call) -> Rule:
    what = next(filter(None, found.groups()))
    return (
        say(
            f"`nn.Module.__init__` lays out where a module keeps its parameters and layers; before it ran, `{what}` has no place.",
            f"`nn.Module.__init__` 會準備好存放參數和各層的地方；在它運行之前，`{what}` 無處可放。",
        ),
        say(
            "Make `super().__init__()` the first line of your `__init__`.",
            "把 `super().__init__()` 寫成 `__init__` 的第一行。",
        ),
    )


def _only_keeps(found, call) -> Rule:
    name = next(filter(None, found.groups()))
    return (
        say(
            f"`nn.{name}` only keeps what it is given; in which order its members run, it does not know.",
            f"`nn.{name}` 只負責保存，並不知道裡面的東西按什麼順序運行。",
        ),
        say(
            "Loop in your `forward`, `for layer in self.layers: x = layer(x)`, or use `nn.Sequential`.",
            "在 `forward` 裡循環：`for layer in self.layers: x = layer(x)`；或者用 `nn.Sequential`。",
        ),
    )


def _no_forward(found, call) -> Rule:
    return (
        say(
            f"Calling a module runs its `forward`, and `{found[1]}` has none: it is missing, misspelt, or indented into `__init__`.",
            f"調用模塊就是運行它的 `forward`，而 `{found[1]}` 沒有：可能沒寫、拼錯了，或者縮進到 `__init__` 裡面去了。",
        ),
        say(
            "Write `def forward(self, x):` in the class, level with `__init__`.",
            "在類裡寫 `def forward(self, x):`，與 `__init__` 對齊。",
        ),
    )


def _packed(found, call) -> Rule:
    """A tuple is most often a name with its layer: there is nothing left to unpack."""
    rule = say(
        f"`nn.Sequential` takes modules one by one, or one `OrderedDict`; it got a `{found[1]}`.",
        f"`nn.Sequential` 接受一個個的模塊，或一個 `OrderedDict`；收到的是 `{found[1]}`。",
    )
    if found[1] == "tuple":
        return rule, say(
            "For pairs of a name and a layer, `nn.Sequential(OrderedDict(pairs))`; for layers, `nn.Sequential(*layers)`.",
            "名字和層成對時，寫 `nn.Sequential(OrderedDict(pairs))`；只有層時，寫 `nn.Sequential(*layers)`。",
        )
    return rule, say(
        "Unpack it: `nn.Sequential(*layers)`; with names, `nn.Sequential(OrderedDict(layers))`.",
        "拆開它：`nn.Sequential(*layers)`；帶名字時寫 `nn.Sequential(OrderedDict(layers))`。",
    )


def _called_already(found, call) -> Rule:
    return (
        say(
            f"A container holds modules, and `{found[1]}` is a result: this layer has been called already.",
            f"容器裡放的是模塊，而 `{found[1]}` 是計算結果：這一層已經調用過了。",
        ),
        say(
            "Put the layer itself in: `nn.ReLU()`, not `nn.ReLU()(x)`.",
            "放層本身：寫 `nn.ReLU()`，不寫 `nn.ReLU()(x)`。",
        ),
    )


def _not_a_module(found, call) -> Rule:
    name = found[1].rpartition(".")[2]
    return (
        say(
            f"`nn.Sequential` and `nn.ModuleList` hold module objects; `{name}` is a class, a function or a plain value.",
            f"`nn.Sequential` 和 `nn.ModuleList` 裡放的是模塊對象；`{name}` 是類、函數或普通的值。",
        ),
        say("Put an object in: `nn.ReLU()`, with brackets.", "放對象進去：`nn.ReLU()`，要帶括號。"),
    )


def _one_module(found, call) -> Rule:
    name, given = found.groups()
    return (
        say(
            f"`nn.{name}` takes several members in one list or dictionary, and `{given}` is not that.",
            f"`nn.{name}` 要的是裝著各成員的一個列表或字典，而 `{given}` 不是。",
        ),
        say(
            "Put brackets around it: `nn.ModuleList([layer])`, `nn.ModuleDict({'name': layer})`.",
            "加上括號：`nn.ModuleList([layer])`、`nn.ModuleDict({'name': layer})`。",
        ),
    )


def _member_number(found, call) -> Rule:
    return (
        say(
            f"The members of a container are counted from 0, and there is no `{found[1]}`.",
            f"容器裡的成員從 0 數起，沒有 `{found[1]}` 號。",
        ),
        say(
            "`len(container)` tells how many there are; `[-1]` is the last.",
            "`len(container)` 是成員的個數；`[-1]` 是最後一個。",
        ),
    )


def _name(found, call) -> Rule:
    name = next(filter(None, found.groups()), ".")
    return (
        say(
            f"A member's name is a string without a dot, and not a name that the module has already: `{name}` does not do.",
            f"成員的名字是不帶點的字符串，也不能與模塊已有的名字相同：`{name}` 不行。",
        ),
        say("Choose another name, e.g. with `_` in place of the dot.", "換一個名字，例如用 `_` 代替點。"),
    )


def _assigned(found, call) -> Rule:
    given, kind, name = found.groups()
    what, wanted = _KEPT[kind]
    return (
        say(
            f"The module keeps `{name}` as a {what.en}, so that `state_dict()` and `.to(…)` find it; `{given}` is none.",
            f"模塊把 `{name}` 登記為{what.zh}，`state_dict()` 和 `.to(…)` 才找得到它；`{given}` 不是。",
        ),
        say(f"Assign `{wanted}`, or choose another name.", f"賦值 `{wanted}`，或者換一個名字。"),
    )


_KEPT = {
    "parameter": (say("parameter", "參數"), "nn.Parameter(x)"),
    "child module": (say("submodule", "子模塊"), "nn.Linear(…)"),
    "buffer": (say("buffer", "緩衝區"), "torch.tensor(…)"),
}


def _number_for_parameter(found, call) -> Rule:
    return (
        say(
            f"An `nn.Parameter` is made of a tensor; it got a plain number, `{found[1]}`.",
            f"`nn.Parameter` 由張量做成；它收到的是一個普通的數，`{found[1]}`。",
        ),
        say("Write `nn.Parameter(torch.tensor(1.0))`.", "寫成 `nn.Parameter(torch.tensor(1.0))`。"),
    )


def _whole_parameter(found, call) -> Rule:
    return (
        say(
            "A parameter is learned by gradients, and whole numbers have none: its dtype must be floating.",
            "參數靠梯度學習，而整數沒有梯度：dtype 必須是浮點數。",
        ),
        say(
            "Write `nn.Parameter(x.float())`; what is not learned goes into `self.register_buffer('name', x)`.",
            "寫 `nn.Parameter(x.float())`；不學習的量用 `self.register_buffer('name', x)`。",
        ),
    )


def _whole_module(found, call) -> Rule:
    return (
        say(
            f"Parameters are floating numbers, and `{found[1]}` is not a floating dtype.",
            f"參數是浮點數，而 `{found[1]}` 不是浮點類型。",
        ),
        say(
            "Write `model.float()`, `model.half()`, `model.bfloat16()`.",
            "寫 `model.float()`、`model.half()`、`model.bfloat16()`。",
        ),
    )


def _lazy(found, call) -> Rule:
    return (
        say(
            "A lazy layer learns its sizes from the first input; until then its parameters have neither shape nor values.",
            "惰性層從第一個輸入得知自己的大小；在此之前，它的參數既沒有形狀，也沒有值。",
        ),
        say(
            "Run it once, `model(x)`, before you count or initialize its parameters.",
            "先運行一次 `model(x)`，再去統計或初始化參數。",
        ),
    )


def _other_sizes(found, call) -> Rule:
    name, saved, here = found.groups()
    return (
        say(
            f"A saved value goes only into a parameter of its own shape: `{name}` was saved as `({saved})`, and in this model it is "
            f"`({here})`.",
            f"保存的值只能放進形狀相同的參數：`{name}` 保存時是 `({saved})`，在這個模型裡是 `({here})`。",
        ),
        say(
            "Build the model with the sizes that it was saved with; to change its head, load first and replace the layer after.",
            "用保存時的大小構造模型；若要換掉最後一層，先加載，再替換。",
        ),
    )


def _other_names(found, call) -> Rule:
    lists = dict(re.findall(r"(Missing|Unexpected) key\(s\) in state_dict: (.*)", found.string))
    missing, unexpected = (re.findall(r'"(.+?)"', lists.get(kind, "")) for kind in ("Missing", "Unexpected"))
    return (
        say(
            f"Values are loaded by name: torch reports `{len(missing)}` name(s) of this model as missing in the saved values{_first(missing).en}, "
            f"and `{len(unexpected)}` of the saved names are not in this model{_first(unexpected).en}.",
            f"加載按名字進行：torch 報告模型裡有 `{len(missing)}` 個名字在保存的值裡找不到{_first(missing).zh}，保存的名字有 "
            f"`{len(unexpected)}` 個在模型裡找不到{_first(unexpected).zh}。",
        ),
        _towards_names(missing, unexpected),
    )


def _towards_names(missing: list[str], unexpected: list[str]) -> Text:
    """Often one list is the other behind a prefix."""
    saved = next((key for key in unexpected if missing and key.endswith("." + missing[0])), None)
    here = next((key for key in missing if unexpected and key.endswith("." + unexpected[0])), None)
    if saved:
        prefix = saved.removesuffix(missing[0])
        return say(
            f"The saved names begin with `{prefix}`: load `{{k.removeprefix('{prefix}'): v for k, v in saved.items()}}`.",
            f"保存的名字都以 `{prefix}` 開頭：加載 `{{k.removeprefix('{prefix}'): v for k, v in saved.items()}}`。",
        )
    if here:
        part = here.removesuffix("." + unexpected[0])
        return say(
            f"The saved values are those of a part: load them there, into the module `{part}` of this model.",
            f"保存的是其中一部分的值：加載到這個模型的 `{part}` 模塊裡。",
        )
    return say(
        "Build the model as it was when it was saved; `strict=False` loads what fits and returns the names of the rest.",
        "按保存時的樣子構造模型；`strict=False` 只加載對得上的，並返回其餘的名字。",
    )


def _first(keys: list[str]) -> Text:
    return say(f" (`{keys[0]}`)", f"（`{keys[0]}`）") if keys else say("", "")


def _no_state(found, call) -> Rule:
    return (
        say(
            f"`load_state_dict` takes names and tensors, as `state_dict()` returns them; it got a `{found[1]}`.",
            f"`load_state_dict` 要的是名字和張量，即 `state_dict()` 返回的東西；收到的是 `{found[1]}`。",
        ),
        say(
            "For a file: `model.load_state_dict(torch.load(path))`. For a model: `other.state_dict()`.",
            "文件：`model.load_state_dict(torch.load(path))`。模型：`other.state_dict()`。",
        ),
    )


def _saved_value(found, call) -> Rule:
    name, given = found.groups()
    return (
        say(
            f"For the parameter `{name}` a tensor was expected and a `{given}` was saved.",
            f"參數 `{name}` 要的是張量，保存的卻是 `{given}`。",
        ),
        say("Save `model.state_dict()` itself.", "保存 `model.state_dict()` 本身。"),
    )


def _nothing_to_learn(found, call) -> Rule:
    return (
        say(
            "The model has no parameter: `model.parameters()` sees the layers assigned to `self`, and not those in a Python list or "
            "dictionary; layers like `nn.ReLU` have none.",
            "模型沒有參數：`model.parameters()` 看得見賦值給 `self` 的層，看不見 Python 列表或字典裡的層；`nn.ReLU` 這樣的層本來就沒有參數。",
        ),
        say(
            "Keep the layers in `nn.ModuleList` or `nn.Sequential`; and pass a generator on only once.",
            "把各層放進 `nn.ModuleList` 或 `nn.Sequential`；生成器只能用一次。",
        ),
    )


def _parameters_wanted(found, call) -> Rule:
    given = next(filter(None, found.groups()))
    return (
        say(
            f"An optimizer takes an iterable of parameters; it got `{given}`.",
            f"優化器要的是一串參數；收到的是 `{given}`。",
        ),
        say(
            "Pass `model.parameters()`; a single parameter in brackets, `[w]`.",
            "傳 `model.parameters()`；單個參數加上方括號：`[w]`。",
        ),
    )


def _no_leaf(found, call) -> Rule:
    return (
        say(
            "An optimizer changes tensors that you made, and this one is the result of a computation: the next one would be new.",
            "優化器改的是你創建的張量，而這個是計算出來的：下次計算又是新的。",
        ),
        say(
            "Pass what it was computed from, or `nn.Parameter(x.detach())`.",
            "傳算出它的那些參數，或者 `nn.Parameter(x.detach())`。",
        ),
    )


def _twice(found, call) -> Rule:
    return (
        say(
            "Each parameter belongs to one group of the optimizer, for it is changed once a step.",
            "每個參數只屬於優化器的一個組，因為一步只改一次。",
        ),
        say(
            "Leave it in one group; two groups that both say `model.parameters()` name everything twice.",
            "只留在一個組裡；兩個組都寫 `model.parameters()`，就把所有參數寫了兩遍。",
        ),
    )


def _fans(found, call) -> Rule:
    return (
        say(
            "Xavier and Kaiming scale a weight by how many inputs and outputs it joins, so it has 2 dimensions or more; a bias, and "
            "the weight of a norm, has 1.",
            "Xavier 和 Kaiming 初始化按權重連接的輸入、輸出的個數來縮放，所以權重至少要有 2 維；偏置和歸一化層的權重只有 1 維。",
        ),
        say(
            "Use it on `layer.weight` of `nn.Linear` and `nn.Conv2d`; give a bias `nn.init.zeros_`.",
            "只用於 `nn.Linear`、`nn.Conv2d` 的 `layer.weight`；偏置用 `nn.init.zeros_`。",
        ),
    )


RULES = [
    (r"cannot assign (module|parameters|buffer) before Module\.__init__\(\) call", _before_init),
    (r"object has no attribute '(_(?:\w+_hooks\w*|parameters|modules|buffers))'", _before_init),
    (r"Module \[((?:Module|Parameter)(?:List|Dict))\] is missing|(ParameterList) should not be called", _only_keeps),
    (r"Module \[(\w+)\] is missing the required \"forward\" function", _no_forward),
    (r"(tuple|list|dict|<genexpr>) is not a Module subclass", _packed),
    (r"([\w.]+Tensor) is not a Module subclass", _called_already),
    (r"([\w.<>]+) is not a Module subclass", _not_a_module),
    (r"(ModuleList|ModuleDict)(?:\.extend| update sequence).*(?:; is|, but got )(\w+)$", _one_module),
    (r"^index (-?\d+) is out of range$", _member_number),
    (
        r"attribute '(\w+)' already exists|name should be a string\. Got (\w+)|name can.{1,2}t contain .*, got: ([\w.]+)",
        _name,
    ),
    (r"name can.{1,2}t contain|name can.{1,2}t be empty", _name),
    (r"cannot assign '(.+?)' (?:as|object to) (parameter|child module|buffer) '(\w+)'", _assigned),
    (r"'(int|float)' object has no attribute 'detach'", _number_for_parameter),
    (r"Only Tensors of floating point and complex dtype can require gradients", _whole_parameter),
    (r"only accepts floating point or complex dtypes, but got desired dtype=(\S+)", _whole_module),
    (r"uninitialized parameter", _lazy),
    (
        r"size mismatch for ([\w.]+): copying a param with shape torch\.Size\(\[(.*?)\]\).* model is torch\.Size\(\[(.*?)\]\)",
        _other_sizes,
    ),
    (r"(?:Missing|Unexpected) key\(s\) in state_dict", _other_names),
    (r"Expected state_dict to be dict-like, got <class '(.+?)'>", _no_state),
    (r"parameter named \"(.+?)\", expected torch\.Tensor .* received <class '(.+?)'>", _saved_value),
    (r"optimizer got an empty parameter list", _nothing_to_learn),
    (
        r"iterable of Tensors or dicts, but got ([\w.]+)|can only optimize Tensors, but one of the params is ([\w.]+)",
        _parameters_wanted,
    ),
    (r"can't optimize a non-leaf Tensor", _no_leaf),
    (r"Fan in and fan out can not be computed", _fans),
    (r"some parameters appear in more than one parameter group", _twice),
]
