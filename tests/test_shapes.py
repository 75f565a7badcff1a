"""Traces: every call a row, counts that agree with torchinfo and torch, and a model that is afterwards as before."""

import copy
import re
from collections import OrderedDict, namedtuple

import pytest
import torch
import torchinfo
from torch import nn
from torch.nn.utils import parametrizations

from helpers import Picture
from helpers.shapes import trace
from helpers.tables import quantity

IMAGES = torch.zeros(2, 1, 28, 28)


def small_cnn(features: int = 8 * 13 * 13) -> nn.Sequential:
    layers = {"conv": nn.Conv2d(1, 8, 3), "act": nn.ReLU(), "pool": nn.MaxPool2d(2), "flat": nn.Flatten()}
    return nn.Sequential(OrderedDict(layers, fc=nn.Linear(features, 10)))


class Tied(nn.Module):
    """Weights that two layers share, a layer called three times, one never called, a dict that holds a tuple."""

    def __init__(self):
        super().__init__()
        self.embed, self.same = nn.Embedding(50, 8), nn.Linear(8, 8)
        self.out, self.unused = nn.Linear(8, 50, bias=False), nn.Linear(3, 3)
        self.out.weight = self.embed.weight

    def forward(self, words, *, scale):
        h = self.embed(words)
        for _ in range(3):
            h = self.same(h)
        return {"logits": self.out(h) * scale, "states": (h, h)}


class Block(nn.Module):
    """A residual block with everything that has a state."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.Dropout(0.5)
        )

    def forward(self, x):
        return x + self.body(x)


def test_rows_are_the_calls_in_order():
    found = trace(small_cnn(), IMAGES)
    assert [(row.name, row.kind, row.depth) for row in found.rows] == [
        ("", "Sequential", 0),
        ("conv", "Conv2d", 1),
        ("act", "ReLU", 1),
        ("pool", "MaxPool2d", 1),
        ("flat", "Flatten", 1),
        ("fc", "Linear", 1),
    ]
    assert [row.output for row in found.rows[1:]] == [
        *[(2, 8, 26, 26)] * 2,
        (2, 8, 13, 13),
        (2, 1352),
        (2, 10),
    ]
    assert found.rows[1].inputs == [(2, 1, 28, 28)]


def test_flops_and_memory():
    conv, act, pool, flat, fc = trace(small_cnn(), IMAGES).rows[1:]
    assert conv.flops == 2 * (2 * 8 * 26 * 26) * (1 * 3 * 3)  # a multiplication and an addition for each weight used
    assert fc.flops == 2 * 2 * 1352 * 10
    assert act.flops is None and pool.flops is None
    assert (conv.bytes, flat.bytes, fc.bytes) == (4 * 2 * 8 * 26 * 26, 0, 4 * 2 * 10)


def test_shared_repeated_and_unused_modules_are_told_apart():
    found = trace(Tied(), torch.zeros(2, 5, dtype=torch.long), scale=2.0)
    assert [row.name for row in found.rows] == ["", "embed", "same", "same #2", "same #3", "out"]
    assert [row.parameters for row in found.rows] == [0, 400, 72, 0, 0, 0]
    assert found.parameters == 400 + 72 + 12
    assert "`12` parameters" in str(found._unused().en)
    assert found.rows[0].output == {"logits": (2, 5, 50), "states": [(2, 5, 8), (2, 5, 8)]}


@pytest.mark.parametrize(
    ("model", "inputs"),
    [
        (small_cnn(), (IMAGES,)),
        (Block(), (torch.zeros(2, 4, 6, 6),)),
        (nn.LSTM(3, 4, num_layers=2, bidirectional=True), (torch.zeros(5, 2, 3),)),
        (nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), (torch.zeros(5, 2, 16),)),
        (
            nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 2).eval(),
            (torch.zeros(5, 2, 16),),
        ),
        (nn.Transformer(16, 2, 1, 1, 32, batch_first=True), (torch.zeros(5, 2, 16), torch.zeros(5, 4, 16))),
        (nn.Bilinear(3, 4, 5), (torch.zeros(2, 3), torch.zeros(2, 4))),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_parameters_agree_with_torchinfo_and_every_one_has_a_row(model, inputs):
    found = trace(model, *inputs)
    assert found.error is None
    assert found.parameters == torchinfo.summary(model, input_data=inputs, verbose=0).total_params
    assert sum(row.parameters for row in found.rows) == found.parameters


def test_several_inputs_tuples_and_attention():
    attention = nn.MultiheadAttention(8, 2, batch_first=True)
    x = torch.zeros(2, 5, 8)
    (row,) = trace(attention, x, x, x).rows
    assert row.inputs == [(2, 5, 8)] * 3 and row.output == [(2, 5, 8), (2, 5, 5)]
    assert row.parameters == sum(p.numel() for p in attention.parameters())


def test_on_meta_nothing_is_computed():
    with torch.device("meta"):
        model, x = nn.Sequential(nn.Linear(100_000, 400_000), nn.ReLU()), torch.empty(64, 100_000)
    found = trace(model, x)
    assert found.parameters == 100_000 * 400_000 + 400_000
    assert found.rows[1].flops == 2 * 64 * 100_000 * 400_000
    assert "float32 (meta)" in repr(found)


def test_a_lazy_model_stays_lazy():
    model = nn.Sequential(nn.LazyConv2d(4, 3), nn.Flatten(), nn.LazyLinear(10))
    found = trace(model, IMAGES)
    assert found.parameters == 4 * 9 + 4 + 4 * 26 * 26 * 10 + 10
    assert found.rows[1].parameters == 40
    assert isinstance(model[0], nn.LazyConv2d) and model[2].has_uninitialized_params()


@pytest.mark.parametrize("fails", [False, True])
def test_afterwards_all_is_as_before(fails):
    block, x = Block(), torch.randn(2, 4, 6, 6)
    block.body[1].eval()  # one layer in another mode than the rest
    block(x).sum().backward()
    hook = block.body[0].register_forward_hook(lambda *_: None)
    model, before = nn.Sequential(block, nn.Linear(9 if fails else 6, 2)), copy.deepcopy(block.state_dict())
    modes = [module.training for module in block.modules()]
    gradient, buffers = block.body[0].weight.grad.clone(), [id(buffer) for buffer in block.buffers()]
    versions = [buffer._version for buffer in block.buffers()]
    given, state = x.clone(), torch.get_rng_state()
    assert bool(trace(model, given).error) is fails
    assert all(torch.equal(value, before[name]) for name, value in block.state_dict().items())
    assert [id(buffer) for buffer in block.buffers()] == buffers
    assert [buffer._version for buffer in block.buffers()] == versions
    assert [module.training for module in block.modules()] == modes
    assert torch.equal(block.body[0].weight.grad, gradient)
    assert torch.equal(torch.get_rng_state(), state) and torch.equal(given, x)
    assert [list(module._forward_hooks) for module in block.modules() if module._forward_hooks] == [[hook.id]]
    assert all(not module._forward_pre_hooks for module in block.modules())
    assert torch.backends.mha.get_fastpath_enabled()


def test_a_failing_forward_ends_in_an_explanation():
    found = trace(small_cnn(784), IMAGES)
    assert found.failed.name == "fc" and isinstance(found.error, RuntimeError)
    text = repr(found)
    assert "(2, 1352) → ✗" in text and "1352 = 8·13·13" in text and "pool: MaxPool2d" in text
    assert "in_features=1352" in text and "in_features=784" in text
    assert "規則" in text and "展平" in text
    assert "nn-bad" in found._repr_html_()


def test_a_failure_between_layers_is_the_models_own():
    class Reshapes(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)

        def forward(self, x):
            return self.conv(x).view(2, 99)

    found = trace(Reshapes(), IMAGES)
    assert found.failed.kind == "Reshapes" and "(2, 2, 26, 26)" in repr(found)


def test_a_failure_that_the_model_catches_is_a_row_of_its_own():
    class Catches(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(5, 2), nn.Linear(4, 2)

        def forward(self, x):
            try:
                return self.first(x)
            except RuntimeError:
                return self.second(x)

    found = trace(nn.Sequential(Catches(), nn.Linear(2, 3)), torch.zeros(3, 4))
    assert found.error is None and [row.depth for row in found.rows] == [0, 1, 2, 2, 1]
    assert [row.output for row in found.rows] == [(3, 3), (3, 2), None, (3, 2), (3, 3)]
    broken = trace(nn.Sequential(Catches(), nn.Linear(9, 3)), torch.zeros(3, 4))
    assert broken.failed.name == "1" and [row.name for row in broken.leaves] == ["0.second", "1"]


def test_a_parametrized_layer_is_one_layer():
    model = nn.Sequential(parametrizations.weight_norm(nn.Linear(6, 4)), nn.ReLU(), nn.Linear(4, 2))
    found = trace(model, torch.zeros(3, 6))
    assert [row.output for row in found.leaves] == [(3, 4), (3, 4), (3, 2)]
    assert found.parameters == sum(row.parameters for row in found.rows) == 6 * 4 + 4 + 4 + 4 * 2 + 2


def test_lazy_buffers_and_plain_tensors_are_left_alone():
    norm = nn.LazyBatchNorm1d(affine=False)
    assert trace(norm, torch.zeros(2, 3)).error is None and isinstance(norm, nn.LazyBatchNorm1d)

    class Keeps(nn.Module):
        last = None

        def forward(self, x):
            self.last = x
            return x

    keeps, before = Keeps(), torch.ones(1)
    keeps.last = before
    trace(keeps, torch.zeros(2))
    assert keeps.last is before


def test_unusual_inputs():
    Pair = namedtuple("Pair", "left right")

    class Adds(nn.Module):
        def forward(self, pair):
            return pair.left.add_(1)

    pair = Pair(torch.zeros(3), torch.zeros(3))
    assert trace(Adds(), pair).error is None and pair.left.sum() == 0
    assert trace(nn.Linear(4, 3), torch.eye(4).to_sparse()).error is None
    with torch.enable_grad():
        assert trace(nn.Linear(4, 3), torch.zeros(0, 4)).rows[0].output == (0, 3)


def test_why_gives_no_formula_where_the_call_decides_otherwise():
    why = trace(nn.ConvTranspose1d(1, 1, 3, stride=2), torch.zeros(1, 1, 5), output_size=[12]).why("")
    assert "No size formula" in repr(why) and "(1, 1, 12)" in repr(why)


def test_a_fold_that_holds_the_failure_stands_open():
    layers = [*(nn.Linear(2, 2) for _ in range(28)), nn.Linear(3, 2)]
    html = trace(nn.Sequential(nn.Sequential(*layers), nn.Sequential(nn.ReLU())), torch.zeros(1, 2))._repr_html_()
    assert html.count("<details open>") == 1


@pytest.mark.parametrize(
    ("number", "words"), [(999, "999"), (1000, "1 k"), (999_999, "1 M"), (1_334_272, "1.33 M"), (2 * 10**15, "2 P")]
)
def test_quantities_have_three_digits(number, words):
    assert quantity(number) == words


def test_why_shows_the_formula_and_what_torch_returned():
    why = trace(small_cnn(), IMAGES).why("conv")
    assert "⌊(28 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 26" in repr(why)
    assert "torch returned (2, 8, 26, 26)." in repr(why) and "torch 返回 (2, 8, 26, 26)。" in repr(why)
    assert "flat = C·H·W = 8·13·13 = 1352" in repr(trace(small_cnn(), IMAGES).why("flat"))
    with pytest.raises(KeyError, match="conv, act, pool, flat, fc"):
        trace(small_cnn(), IMAGES).why("convolution")


def test_a_deep_model_is_folded_and_its_text_is_whole():
    model = nn.Sequential(*[nn.Sequential(*[nn.Linear(2, 2) for _ in range(5)]) for _ in range(6)])
    found = trace(model, torch.zeros(1, 2))
    html = found._repr_html_()
    assert html.count("<details>") == 6 and html.count("<tr>") == 1 + 37
    assert repr(found).count("Linear") == 30
    assert "<details>" not in trace(small_cnn(), IMAGES)._repr_html_()


def test_both_forms_show_the_same_cells():
    found = trace(small_cnn(), IMAGES)
    cells = re.findall(r"<td>(.*?)</td>", found._repr_html_())
    plain = repr(found)
    assert all(re.sub(r"&emsp;|</?code>", "", cell) in plain for cell in cells)


def test_a_name_of_the_readers_is_escaped():
    model = nn.Sequential(OrderedDict([("<b>", nn.Linear(2, 2))]))
    assert "<b>" not in trace(model, torch.zeros(1, 2))._repr_html_()


@pytest.mark.parametrize(("features", "words"), [(1352, "(2, 1352) → (2, 10)"), (784, "in_features=1352")])
def test_a_picture_shows_the_sizes_also_of_what_breaks(features, words):
    picture = Picture(y=(1, 1e5), logy=True)
    trace(small_cnn(features), IMAGES).draw(picture)
    assert words in picture.words.en and "8×26×26" in picture.alt.en
    assert ("✗" in picture.alt.en) is (features == 784)
