"""Predictions, claims and exercises: answers are computed when asked, mistakes get their own words."""

import itertools
import re
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import pytest
import torch
from torch import nn

from helpers import claim, exercises, predict, say
from helpers.judge import Exercise
from tests.lessons import NOTEBOOKS, code_cells, read, tags

WORDS = say("question", "問題"), say("because", "因為")


def test_a_prediction_computes_its_answer_only_when_committed():
    asked = []
    prediction = predict(WORDS[0], [1.0, 2.0], lambda: asked.append(1) or 2.0, WORDS[1])
    assert asked == [] and prediction.reveal == "" and prediction.right == -1
    prediction.committed = 0
    assert asked == [1] and prediction.right == 1
    assert "Not this time" in prediction.reveal and "這次不對" in prediction.reveal and "because" in prediction.reveal


def test_a_right_prediction_is_told_so():
    prediction = predict(WORDS[0], {True: say("yes", "是"), False: say("no", "不是")}, lambda: False, WORDS[1])
    prediction.committed = 1
    assert "Right" in prediction.reveal and "不是" in prediction.reveal


def test_an_error_in_an_answer_is_explained():
    prediction = predict(WORDS[0], [1], lambda: nn.CELU(0.0)(torch.ones(1)), WORDS[1])
    prediction.committed = 0
    assert "alpha" in prediction.reveal


def test_a_prediction_stays_readable_without_a_kernel():
    data, _ = predict(say("<i>?", "問"), ["a", "b"], lambda: "a", WORDS[1])._repr_mimebundle_()
    assert "問" in data["text/html"] and "<i>" not in data["text/html"] and "( ) a" in data["text/plain"]


def test_a_claim_says_its_verdict_only_while_the_evidence_holds():
    holds = claim("C1 X1", "wrong", True, says=say("a", "甲"), because=say("b", "乙"))
    fails = claim("C1 X1", "wrong", False, says=say("a", "甲"), because=say("b", "乙"))
    assert "Verdict: wrong" in repr(holds) and "錯誤" in repr(holds)
    assert "NOT SETTLED" in repr(fails) and "nn-bad" in fails._repr_html_()
    with pytest.raises(KeyError):
        claim("C1", "perhaps", True, says=say("a", "甲"), because=say("b", "乙"))


def test_in_a_student_edition_a_claim_asks_and_praises_nobody():
    asks = claim("C1", ..., True, says=say("a", "甲"))
    tried = claim("C1", "wrong", True, says=say("a", "甲"))
    fails = claim("C1", ..., False, says=say("a", "甲"))
    assert "yours to find" in asks._repr_html_() and "由你來找" in asks._repr_html_()
    assert "Verdict: wrong." in tried._repr_html_() and "yours to find" not in tried._repr_html_()
    assert "NOT SETTLED" in fails._repr_html_() and "nn-bad" in fails._repr_html_()
    assert not any("nn-good" in card._repr_html_() for card in (asks, tried, fails))


MODULES = {found.name: import_module(f"helpers.exercises.{found.name}") for found in iter_modules(exercises.__path__)}
EXERCISES = {
    f"{module}.{name}": value
    for module, names in MODULES.items()
    for name, value in vars(names).items()
    if type(value).__name__ == "Exercise"
}


def test_there_are_exercises():
    assert len(EXERCISES) >= 9


@pytest.mark.parametrize("name", EXERCISES)
def test_each_named_mistake_is_recognized_and_told_apart(name):
    """The mistakes are wrong on some case, and no two of them are taken for each other."""
    judge = replace(EXERCISES[name], run=lambda attempt: attempt)
    assert len(judge.mistakes) >= 2
    for wrong, words in judge.mistakes.values():
        report = judge(wrong)
        assert report.solved is False and report.words[-1] == words


@pytest.mark.parametrize("name", EXERCISES)
def test_what_torch_does_solves_it(name):
    judge = replace(EXERCISES[name], run=lambda attempt: attempt)
    assert judge(judge.like).solved


def stubs_and_solutions() -> list:
    """(the name of the exercise, its untouched cell, its solution) for each exercise of each notebook."""
    found = []
    for path in NOTEBOOKS:
        cells = read(path).cells
        for cell, after in itertools.pairwise(cells):
            if "exercise" in tags(cell):
                assert "solution" in tags(after), f"no solution after\n{cell.source}"
                (solution,) = re.findall(r"```python\n(.*?)```", after.source, re.S)
                found.append(pytest.param(cell.source, solution, id=cell.source.splitlines()[-1].split("(")[0]))
    return found


def judged(code: str, call: str):
    """What the exercise says of this code."""
    names = {"torch": torch, "nn": nn, "exercises": MODULES["activations"]}
    exec(code, names)
    return eval(call, names)


@pytest.mark.parametrize("cell, solution", stubs_and_solutions())
def test_solutions_are_accepted_and_untouched_cells_do_no_harm(cell, solution):
    stub, call = cell.rsplit("\n", 1)
    (which,) = re.findall(r"(?m)^from helpers\.exercises import .*$", stub)
    assert judged(stub, call).solved is None
    assert judged(f"{which}\n{solution}", call).solved is True


def test_there_are_at_least_four_exercises_a_notebook():
    for path in NOTEBOOKS:
        assert sum("exercise" in tags(cell) for cell in code_cells(read(path))) >= 4


KAIMING = (
    "(isinstance(m, (nn.Linear, nn.Conv2d)) "
    "and nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu') is not None)"
)
WRONG = {  # code that learners write, and the words that tell them
    "leaky: divided": ("activations.leaky_relu(lambda x, slope: torch.where(x > 0, x, x / slope))", "multiply"),
    "leaky: relu": ("activations.leaky_relu(lambda x, slope: torch.relu(x))", "negative part is missing"),
    "leaky: python max": ("activations.leaky_relu(lambda x, slope: max(0, x))", "clamp"),
    "slope: value": ("activations.slope(lambda f, x: f(x))", "itself"),
    "slope: no grad": ("activations.slope(lambda f, x: torch.autograd.grad(f(x).sum(), x)[0])", "requires_grad"),
    "softmax: overflow": ("activations.softmax(lambda s, dim: s.exp() / s.exp().sum(dim, keepdim=True))", "maximum"),
    "softmax: dimension": (
        "activations.softmax(lambda s, dim: (e := (s - s.amax()).exp()) / e.sum(1 - dim, keepdim=True))",
        "other dimension",
    ),
    "gelu: tanh": (
        "activations.gelu(lambda x: 0.5 * x * (1 + torch.tanh(0.7978845608 * (x + 0.044715 * x**3))))",
        "approximation",
    ),
    "softmax: torch's logarithm": (
        "activations.softmax(lambda x, dim: (x - x.logsumexp(dim, True)).exp())",
        "logsumexp",
    ),
    "gelu: torch's own": ("activations.gelu(nn.functional.gelu)", "without gelu"),
    "gelu: a ready-made distribution": ("activations.gelu(lambda x: x * torch.special.ndtr(x))", "without gelu, ndtr"),
    "gelu: root": ("activations.gelu(lambda x: x * 0.5 * (1 + torch.erf(x)))", "divide"),
    "gelu: sqrt of a number": ("activations.gelu(lambda x: x * torch.erf(x / torch.sqrt(2.0)))", "torch.tensor"),
    "count: frozen": ("networks.count(lambda net: sum(p.numel() for p in net.parameters()))", "requires_grad=False"),
    "count: tensors": ("networks.count(lambda net: len(list(net.parameters())))", "count tensors"),
    "count: shared twice": (
        "networks.count(lambda net: sum(p.numel() for f in net for p in f.parameters() if p.requires_grad))",
        "each of its places",
    ),
    "flat: unbatched": ("networks.flat_size(lambda f, shape: f(torch.zeros(shape)).numel())", "nn.BatchNorm2d"),
    "flat: input": ("networks.flat_size(lambda f, shape: torch.zeros(shape).numel())", "size of the input"),
    "groups: all": (
        "networks.groups(lambda net, decay: [{'params': net.parameters(), 'weight_decay': decay}])",
        "Everything",
    ),
    "groups: name": (
        "networks.groups(lambda net, decay: [{'params': [p for n, p in net.named_parameters() if ('bias' in n) == b], "
        "'weight_decay': 0.0 if b else decay} for b in (True, False)])",
        "p.dim()",
    ),
    "groups: no zero": (
        "networks.groups(lambda net, decay: [{'params': [p for p in net.parameters() if p.dim() > 1], "
        "'weight_decay': decay}, {'params': [p for p in net.parameters() if p.dim() < 2]}])",
        "write 0.0",
    ),
    "groups: two dimensions only": (
        "networks.groups(lambda net, decay: [{'params': [p for p in net.parameters() if (p.dim() == 2) == b], "
        "'weight_decay': decay if b else 0.0} for b in (True, False)])",
        "torch gives",
    ),
    "count: a tied weight twice": (
        "networks.count(lambda net: sum(p.numel() for m in net.modules() for p in m.parameters(recurse=False) "
        "if p.requires_grad))",
        "torch gives",
    ),
    "level: no bias any more": ("initialization.level(levels._zeroed)", "divide them"),
    "groups: the rest left out": (
        "networks.groups(lambda net, decay: [{'params': [p for p in net.parameters() if p.dim() > 1], "
        "'weight_decay': decay}])",
        "in no group",
    ),
    "kaiming: kernel": ("initialization.kaiming_std(lambda w: (2 / w.shape[1]) ** 0.5)", "its kernel"),
    "kaiming: variance": ("initialization.kaiming_std(lambda w: 2 / w[0].numel())", "root"),
    "gain: std": ("initialization.gain(lambda f, z: 1 / f(z).std())", "f(z).square().mean()"),
    "gain: the wrong way": ("initialization.gain(lambda f, z: f(z).square().mean().sqrt())", "make"),
    "fans: torch's": ("initialization.fans(lambda c: (c.weight[0].numel(), c.weight[:, 0].numel()))", "own group"),
    "fans: exchanged": (
        "initialization.fans(lambda c: tuple(n // c.groups * c.weight[0, 0].numel() "
        "for n in (c.out_channels, c.in_channels)))",
        "exchanged",
    ),
    "start: name": (
        "initialization.start(lambda m: nn.init.kaiming_normal_(m.weight) if 'Conv' in type(m).__name__ else None)",
        "isinstance(m, nn.Conv2d)",
    ),
    "start: a for mode": (
        "initialization.start(lambda m: nn.init.kaiming_normal_(m.weight, 'fan_out') "
        "if isinstance(m, nn.Linear) else None)",
        'mode="fan_out"',
    ),
    "start: no bias": (
        "initialization.start(lambda m: nn.init.zeros_(m.bias) if isinstance(m, nn.Conv2d) else None)",
        "m.bias is not None",
    ),
    "start: linear layers only": (
        f"initialization.start(lambda m: isinstance(m, nn.Linear) and {KAIMING} and nn.init.zeros_(m.bias))",
        "nn.Conv2d is left out",
    ),
    "start: the weights by their defaults, and nothing else": (
        "initialization.start(lambda m: isinstance(m, (nn.Linear, nn.Conv2d)) and nn.init.kaiming_normal_(m.weight))",
        "Two things",
    ),
    "fans: division": (
        "initialization.fans(lambda c: tuple(n / c.groups * c.weight[0, 0].numel() "
        "for n in (c.in_channels, c.out_channels)))",
        "an integer",
    ),
    "start: a bias left": (
        f"initialization.start(lambda m: {KAIMING} and isinstance(m, nn.Conv2d) and m.bias is not None "
        "and nn.init.zeros_(m.bias))",
        "torch gives",
    ),
    "start: a bias of 0.04": (
        f"initialization.start(lambda m: {KAIMING} and m.bias is not None and nn.init.constant_(m.bias, 0.04))",
        "torch gives",
    ),
    "start: batch norm drawn anew": (
        f"initialization.start(lambda m: {KAIMING} and m.bias is not None and nn.init.zeros_(m.bias) is None or "
        "(isinstance(m, nn.BatchNorm2d) and nn.init.normal_(m.weight, 1.0, 0.02)))",
        "torch gives",
    ),
    "start: group norm drawn anew": (
        f"initialization.start(lambda m: {KAIMING} and m.bias is not None and nn.init.zeros_(m.bias) is None or "
        "(isinstance(m, nn.GroupNorm) and nn.init.normal_(m.weight, 1.0, 0.02)))",
        "torch gives",
    ),
    "start: uniform": (
        f"initialization.start(lambda m: {KAIMING.replace('normal_', 'uniform_')} and m.bias is not None "
        "and nn.init.zeros_(m.bias))",
        "kaiming_normal_",
    ),
    "start: every bias": (
        f"initialization.start(lambda m: {KAIMING} is None or getattr(m, 'bias', None) is not None "
        "and nn.init.zeros_(m.bias))",
        "biases of the norms",
    ),
    "level: not returned": (
        "initialization.level(lambda net, x: levels._leveller(torch.std)(net, x) and None)",
        "return net",
    ),
    "level: nothing": ("initialization.level(lambda net, x: net)", "in place"),
    "level: recorded": ("initialization.level(lambda net, x: net[0].weight.div_(2.0))", "torch.no_grad()"),
    "size: no dilation": ("layers.out_size(lambda size, k, s, p, d: (size + 2 * p - k) // s + 1)", "dilation=1"),
    "size: rounded": (
        "layers.out_size(lambda size, k, s, p, d: round((size + 2 * p - d * (k - 1) - 1) / s + 1))",
        "torch gives",
    ),
    "size: in a tuple": (
        "layers.out_size(lambda size, k, s, p, d: (size + p - d * (k - 1) - 1) // s + 1)",
        "2 * padding",
    ),
    "size: true division": (
        "layers.out_size(lambda size, k, s, p, d: (size + 2 * p - d * (k - 1) - 1) / s // 1 + 1)",
        "windows are counted with //",
    ),
    "size: with torch": (
        "layers.out_size(lambda n, k, s, p, d: nn.Conv1d(1, 1, k, s, p, d)(torch.zeros(1, n)).shape[-1])",
        "without torch",
    ),
    "dropout: not scaled": ("layers.dropout(lambda x, keep, p, training: x * keep if training else x)", "1 - p"),
    "dropout: torch's own": (
        "layers.dropout(lambda x, keep, p, training: nn.functional.dropout(x, p, training))",
        "without dropout",
    ),
    "leaky: torch's own": ("activations.leaky_relu(lambda x, slope: nn.LeakyReLU(slope)(x))", "without leaky_relu"),
    "softmax: torch's own": ("activations.softmax(lambda x, dim: x.softmax(dim))", "without softmax"),
    "unpool: torch's own": (
        "pooling.unpool(lambda y, i, size: nn.functional.max_unpool2d(y, i, 2, output_size=size))",
        "without unpool",
    ),
    "layer norm: torch's own": ("norms.layer_norm(lambda x: nn.LayerNorm(x.shape[-1])(x))", "without layer_norm"),
    "batch norm: torch's own": ("norms.batch_norm(lambda x: nn.BatchNorm2d(x.shape[1])(x))", "without batch_norm"),
    "group norm: torch's own": (
        "norms.group_norm(lambda x, groups: nn.functional.group_norm(x, groups))",
        "without group_norm",
    ),
    "dropout: always": ("layers.dropout(lambda x, keep, p, training: keep * x / (1 - p))", "training"),
    "field: no strides": (
        "layers.receptive_field(lambda layers: 1 + sum((k - 1) * d for k, _, d in layers))",
        "Strides are missing",
    ),
    "field: largest": ("layers.receptive_field(lambda layers: max(k for k, _, _ in layers))", "torch gives"),
    "field: too small": (
        "layers.receptive_field(lambda layers: sum((k - 1) * d for k, s, d in layers))",
        "torch gives",
    ),
    "mask: inverted": (
        "layers.mask(lambda n, size: torch.ones(size, size, dtype=torch.bool).tril() & "
        "(torch.arange(size) < n[:, None])[:, None, :])",
        "forbidden",
    ),
    "mask: no padding": (
        "layers.mask(lambda n, size: torch.ones(size, size).triu(1).bool().repeat(len(n), 1, 1))",
        "padding is not",
    ),
    "mask: diagonal": (
        "layers.mask(lambda n, size: torch.ones(size, size).triu().bool() | "
        "(torch.arange(size) >= n[:, None])[:, None, :])",
        "triu(1)",
    ),
    "mask: numbers": (
        "layers.mask(lambda n, size: (torch.ones(size, size).triu(1).bool() | "
        "(torch.arange(size) >= n[:, None])[:, None, :]).long())",
        "dtype=torch.bool",
    ),
    "mask: one key too many": (
        "layers.mask(lambda n, size: torch.ones(size, size).triu(1).bool() | "
        "(torch.arange(size) > n[:, None])[:, None, :])",
        "so >=",
    ),
    "convolution: torch's own": (
        "layers.convolution(lambda x, w, b: nn.functional.conv2d(x, w, b))",
        "Without calling a convolution",
    ),
    "convolution: no bias": (
        "layers.convolution(lambda x, w, b: (w.flatten(1) @ nn.functional.unfold(x, w.shape[2:]))"
        ".unflatten(-1, (x.shape[2] - w.shape[2] + 1, -1)))",
        "bias is missing",
    ),
    "convolution: one row": (
        "layers.convolution(lambda x, w, b: w.flatten(1) @ nn.functional.unfold(x, w.shape[2:]) + b[:, None])",
        "height and width",
    ),
    "convolution: bias as it is": (
        "layers.convolution(lambda x, w, b: w.flatten(1) @ nn.functional.unfold(x, w.shape[2:]) + b)",
        "The size of tensor a",
    ),
    "min: sign": ("pooling.min_pool(lambda x, k, p: nn.MaxPool2d(k, padding=p)(-x))", "once more"),
    "min: zeros": (
        "pooling.min_pool(lambda x, k, p: -nn.MaxPool2d(k)(-nn.functional.pad(x, (p, p, p, p))))",
        "0 wins",
    ),
    "windows: floor": ("pooling.windows(lambda n, k, s, p: (n + 2 * p - k) // s + 1)", "round down"),
    "windows: ceiling": ("pooling.windows(lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1)", "it is dropped"),
    "windows: pool": (
        "pooling.windows(lambda n, k, s, p: nn.MaxPool1d(k, s, p, ceil_mode=True)(torch.zeros(1, n)).shape[1])",
        "no memory holds",
    ),
    "windows: float": (
        "pooling.windows(lambda n, k, s, p: float((m := -(-(n + 2 * p - k) // s)) + (m * s < n + p)))",
        "it is a float",
    ),
    "mean: all cells": ("pooling.masked_mean(lambda x, m, k: nn.AvgPool2d(k)(x * m))", "the valid ones"),
    "mean: nan": ("pooling.masked_mean(lambda x, m, k: nn.AvgPool2d(k)(x * m) / nn.AvgPool2d(k)(m))", "0 / 0"),
    "unpool: repeated": (
        "pooling.unpool(lambda y, i, size: nn.Upsample(size=size)(y))",
        "repeats the values",
    ),
    "unpool: added": (
        "pooling.unpool(lambda y, i, size: torch.zeros(*y.shape[:2], size[0] * size[1])"
        ".scatter_add(2, i.flatten(2), y.flatten(2)).view(*y.shape[:2], *size))",
        "scatter",
    ),
    "layer norm: unbiased": (
        "norms.layer_norm(lambda x: (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + 1e-5).sqrt())",
        "correction=0",
    ),
    "layer norm: all": ("norms.layer_norm(lambda x: norms._standard(x, (1, 2)))", "last two"),
    "layer norm: not kept": ("norms.layer_norm(lambda x: (x - x.mean(-1)) / x.std(-1))", "must match"),
    "layer norm: no eps": (
        "norms.layer_norm(lambda x: (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True, correction=0))",
        "missing under the root",
    ),
    "layer norm: eps outside": (
        "norms.layer_norm(lambda x: (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True, correction=0) + 1e-5))",
        "added to the variance",
    ),
    "layer norm: std": (
        "norms.layer_norm(lambda x: (x - x.mean(-1, keepdim=True)) / x.std(-1, keepdim=True))",
        "Two things",
    ),
    "layer norm: everything": ("norms.layer_norm(lambda x: norms._standard(x, (0, 1, 2)))", "everything"),
    "batch norm: not centred": (
        "norms.batch_norm(lambda x: x / (x.var((0, 2, 3), keepdim=True, correction=0) + 1e-5).sqrt())",
        "not subtracted",
    ),
    "batch norm: instance": ("norms.batch_norm(torch.nn.functional.instance_norm)", "InstanceNorm"),
    "batch norm: layer": ("norms.batch_norm(lambda x: torch.nn.functional.layer_norm(x, x.shape[1:]))", "LayerNorm"),
    "running: optimizer's": (
        "norms.running(lambda m, v, x, a: torch.stack([a * m + (1 - a) * x.mean(0), a * v + (1 - a) * x.var(0)]))",
        "weight of the new value",
    ),
    "running: biased": (
        "norms.running(lambda m, v, x, a: torch.stack([(1 - a) * m + a * x.mean(0), "
        "(1 - a) * v + a * x.var(0, correction=0)]))",
        "n − 1",
    ),
    "group norm: sizes": (
        "norms.group_norm(lambda x, groups: norms._in_groups(x, x.shape[1] // groups))",
        "how many groups",
    ),
    "group norm: instance": (
        "norms.group_norm(lambda x, groups: torch.nn.functional.instance_norm(x))",
        "InstanceNorm",
    ),
    "group norm: no eps": (
        "norms.group_norm(lambda x, groups: norms._in_groups(x, groups, under=1e-30))",
        "missing under the root",
    ),
    "fold: nothing": ("norms.fold(lambda linear, norm: linear)", "linear layer alone"),
    "fold: not a layer": ("norms.fold(lambda linear, norm: norm)", "not one nn.Linear"),
    "fold: two layers": ("norms.fold(lambda linear, norm: torch.nn.Sequential(linear, norm))", "not one nn.Linear"),
    "unrecognized": ("activations.gelu(lambda x: x + 1)", "torch gives"),
    "wrong shape": ("activations.gelu(lambda x: x[:3])", "torch gives"),
}


def test_a_level_by_the_other_standard_deviation_is_accepted():
    level = MODULES["initialization"].level
    assert level(MODULES["levels"]._leveller(lambda y: y.std(correction=0))).solved


@pytest.mark.parametrize("case", WRONG)
def test_wrong_answers_are_rejected_with_the_right_words(case):
    call, words = WRONG[case]
    report = eval(call, {"torch": torch, "nn": nn, **MODULES})
    assert report.solved is False
    assert words in repr(report)


SEPARABLE = """
class Separable(nn.Module):
    def __init__(self, channels, filters, k, stride):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, k, {first})
        self.second = nn.Conv2d(channels, filters, 1{second})
    def forward(self, x):
        return self.second(self.first(x))
"""
GEM = """
class GeM(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.tensor(3.0))
    def forward(self, x):
        return {returned}
"""
WRITTEN = {  # classes that learners write: code, call, and the words that tell them
    "mlp: list": (
        """
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)
""",
        "exercises.mlp(MLP)",
        "nn.ModuleList",
    ),
    "mlp: a ReLU too many": (
        """
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:])
        self.layers = nn.Sequential(*[m for a, b in pairs for m in (nn.Linear(a, b), nn.ReLU())])
    def forward(self, x):
        return self.layers(x)
""",
        "exercises.mlp(MLP)",
        "after the last layer",
    ),
    "mlp: no super().__init__()": (
        """
class MLP(nn.Module):
    def __init__(self, sizes):
        self.layers = nn.ModuleList()
    def forward(self, x):
        return x
""",
        "exercises.mlp(MLP)",
        "super().__init__()",
    ),
    "mlp: no forward yet": (
        """
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
""",
        "exercises.mlp(MLP)",
        "def forward(self, x)",
    ),
    "separable: no groups": (
        SEPARABLE.format(first="stride, k // 2, bias=False", second=""),
        "exercises.separable(Separable)",
        "groups=in_channels",
    ),
    "separable: stride in the 1×1": (
        SEPARABLE.format(first="1, k // 2, groups=channels, bias=False", second=", stride"),
        "exercises.separable(Separable)",
        "more work",
    ),
    "separable: no padding": (
        SEPARABLE.format(first="stride, groups=channels, bias=False", second=""),
        "exercises.separable(Separable)",
        "padding=kernel_size // 2",
    ),
    "separable: a bias too many": (
        SEPARABLE.format(first="stride, k // 2, groups=channels", second=""),
        "exercises.separable(Separable)",
        "bias=False",
    ),
    "center: plain tensor": (
        """
class Center(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.mean = torch.zeros(features)
    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(0)
            return x - x.mean(0)
        return x - self.mean
""",
        "exercises.center(Center)",
        "register_buffer",
    ),
    "center: the running mean in training": (
        """
class Center(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(0).detach()
        return x - self.mean
""",
        "exercises.center(Center)",
        "the mean of the batch",
    ),
    "center: nothing kept": (
        """
class Center(nn.Module):
    def __init__(self, features):
        super().__init__()
    def forward(self, x):
        return x - x.mean(0)
""",
        "exercises.center(Center)",
        "No mean is kept",
    ),
    "gem: not learned": (
        """
class GeM(nn.Module):
    def forward(self, x):
        return x.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3)
""",
        "exercises.gem(GeM)",
        "nn.Parameter",
    ),
    "gem: sum": (
        GEM.format(returned="x.clamp(min=1e-6).pow(self.p).sum((2, 3)).pow(1 / self.p)"),
        "exercises.gem(GeM)",
        "take the mean",
    ),
    "gem: plain power": (
        GEM.format(returned="x.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / self.p)"),
        "exercises.gem(GeM)",
        "in both places",
    ),
    "gem: plain root": (
        GEM.format(returned="x.clamp(min=1e-6).pow(self.p).mean((2, 3)).pow(1 / 3)"),
        "exercises.gem(GeM)",
        "in both places",
    ),
    "gem: unused": (
        GEM.format(returned="x.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3) + 0 * self.p"),
        "exercises.gem(GeM)",
        "depend on",
    ),
    "gem: keepdim": (
        GEM.format(returned="x.clamp(min=1e-6).pow(self.p).mean((2, 3), keepdim=True).pow(1 / self.p)"),
        "exercises.gem(GeM)",
        "was asked for",
    ),
    "center: always": (
        """
class Center(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
    def forward(self, x):
        self.mean = 0.9 * self.mean + 0.1 * x.mean(0)
        return x - x.mean(0)
""",
        "exercises.center(Center)",
        "self.training",
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_wrong_classes_are_rejected_with_the_right_words(case):
    code, call, words = WRITTEN[case]
    asked = call.removeprefix("exercises.").split("(")[0]
    which = next(name for name, module in MODULES.items() if hasattr(module, asked))
    report = judged(f"from helpers.exercises import {which} as exercises{code}", call)
    assert report.solved is False
    assert words in repr(report)


def test_of_large_tensors_the_first_number_that_differs_is_shown():
    judge = Exercise(lambda x: x * 0.0, lambda: (torch.zeros(3, 4),), {})
    report = judge(lambda x: x.index_put((torch.tensor(1), torch.tensor(2)), torch.tensor(7.0)))
    assert "For x[1, 2] = 0 torch gives y[1, 2] = 0, yours y[1, 2] = 7." in repr(report)


def test_an_attempt_may_use_up_its_list():
    def backwards(layers):
        field = 1
        while layers:
            kernel_size, stride, dilation = layers.pop()
            field = (field - 1) * stride + dilation * (kernel_size - 1) + 1
        return field

    assert MODULES["layers"].receptive_field(backwards).solved


SWISH_WITHOUT_PARAMETER = """
class Swish(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta = torch.tensor(1.0)
    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
"""


def test_a_beta_that_no_optimiser_finds_is_told_so():
    assert "nn.Parameter" in repr(judged(SWISH_WITHOUT_PARAMETER, "exercises.swish(Swish)"))


def test_a_forgotten_return_is_no_untouched_exercise():
    def forgetful(x, slope):
        x.clamp(min=0) + slope * x.clamp(max=0)

    def untouched(x, slope): ...

    judge = MODULES["activations"].leaky_relu
    assert judge(untouched).solved is None
    assert judge(forgetful).solved is False and "return" in str(judge(forgetful))
    assert "tuple" in str(judge(lambda x, slope: (x,)))
