"""Explanations: each rule answers a real error of torch, with the reader's own numbers."""

import re
import warnings

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from torch import nn
from torch.nn import functional as F

from helpers.explain import explain, explain_errors, explaining
from helpers.rules import RULES

x = torch.linspace(-2, 2, 5)
leaf = torch.ones(3, requires_grad=True)


def overwrite_what_sigmoid_kept():
    kept = torch.sigmoid(leaf)
    nn.ReLU(inplace=True)(kept)
    kept.sum().backward()


def backward_through_leaky_in_place():
    y = nn.LeakyReLU(-0.1, inplace=True)(leaf * 1)
    y.sum().backward()


def softmax_guesses():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nn.Softmax()(x)


CASES = {  # what a learner runs -> words that the explanation must hold, with the numbers of the call
    "celu": (lambda: nn.CELU(0.0)(x), "any number but"),
    "softshrink": (lambda: nn.Softshrink(-1.5)(x), "-1.5"),
    "hardtanh": (lambda: nn.Hardtanh(2.0, -1.0), "2.0 >= -1.0"),
    "rrelu": (lambda: nn.RReLU(0.5, 0.1)(x), "0.5 > 0.1"),
    "gelu": (lambda: nn.GELU("fast")(x), "'fast'"),
    "dimension": (lambda: nn.Softmax(3)(x[None]), "(1, 5)"),
    "softmax": (softmax_guesses, "(5,)"),
    "glu": (lambda: nn.GLU()(x), "`5`"),
    "softmax2d": (lambda: nn.Softmax2d()(x), "(5,)"),
    "prelu": (lambda: nn.PReLU(3)(torch.ones(2, 4)), "num_parameters=4"),
    "prelu on one dimension": (lambda: nn.PReLU(3)(x), "x[None]"),
    "ambiguous": (lambda: nn.ReLU(x)(x), "nn.ReLU()(x)"),
    "integers": (lambda: nn.GELU()(torch.arange(3)), "x.float()"),
    "list": (lambda: nn.ReLU()([1.0]), "torch.tensor"),
    "module for a number": (lambda: nn.LeakyReLU(nn.ReLU())(x), "nn.LeakyReLU(0.1)(x)"),
    "class in sequential": (lambda: nn.Sequential(nn.ReLU), "nn.ReLU()"),
    "keyword": (lambda: nn.LeakyReLU(slope=0.1), "slope"),
    "input in the constructor": (lambda: nn.Sigmoid(x), "nn.Sigmoid()(x)"),
    "target": (
        lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [3])(torch.ones(2, 4), torch.tensor([0, 6])),
        "`0` and `5`",
    ),
    "zero": (lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [3], div_value=0), "`div_value=0`"),
    "missing": (lambda: nn.Threshold(), "'threshold' and 'value'"),
    "leaf in place": (lambda: nn.ReLU(inplace=True)(leaf), "inplace=True"),
    "saved tensor": (overwrite_what_sigmoid_kept, "in-place"),
    "leaky in place": (backward_through_leaky_in_place, "negative slope"),
    "no dimension": (lambda: nn.PReLU(2)(torch.tensor(1.0)), "reshape"),
    "sizes": (lambda: nn.Linear(3, 2)(torch.ones(2, 4)), "in_features=4"),
    "types": (lambda: nn.Linear(3, 2)(torch.ones(2, 3).double()), "double"),
    "devices": (lambda: nn.Linear(2, 2)(torch.ones(1, 2, device="meta")), "x.to(device.here)"),
    "heads": (lambda: nn.MultiheadAttention(10, 3), "num_heads"),
    "cutoffs": (lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 20, [10, 25]), "n_classes=20"),
    "not one number": (lambda: leaf.mul(2).backward(), "y.sum().backward()"),
    "no graph": (lambda: x.sum().backward(), "requires_grad=True"),
}


def caught(provoke) -> Exception:
    with pytest.raises(Exception) as error:
        provoke()
    return error.value


@pytest.mark.parametrize("case", CASES)
def test_a_learners_error_is_explained_with_its_own_numbers(case):
    provoke, words = CASES[case]
    explanation = explain(caught(provoke))
    assert explanation.known, explanation.error
    for text in (explanation.rule, explanation.fix):
        assert text.en and text.zh and text.en != text.zh
    assert words in explanation.rule.en + explanation.fix.en
    assert "?" not in explanation.rule.en, "a number of the call was not found"


def test_every_rule_has_a_case():
    messages = [str(caught(provoke)) for provoke, _ in CASES.values()]
    unused = [pattern for pattern, _ in RULES if not any(re.search(pattern, message) for message in messages)]
    assert unused == []


def test_the_call_names_module_and_shapes():
    error = caught(lambda: nn.Sequential(nn.Flatten(), nn.Linear(3, 2))(torch.ones(2, 4)))
    assert (
        explain(error)
        .call.shown()
        .startswith("nn.Linear(in_features=3, out_features=2, bias=True) ← input: (2, 4) float32")
    )
    assert explain(caught(lambda: F.glu(x))).call.name == "F.glu"


def test_an_unknown_error_still_shows_its_call():
    class Mine(nn.Module):
        def forward(self, value):
            raise KeyError("<b>bold</b>")

    explanation = explain(caught(lambda: Mine()(torch.ones(2, 3))))
    assert not explanation.known
    assert "(2, 3) float32" in explanation._repr_html_()
    assert "<b>bold" not in explanation._repr_html_()


def test_a_module_that_cannot_even_be_printed_is_survived():
    error = caught(lambda: nn.Linear(5, 1)(nn.ReLU(x)))
    assert "ReLU" in repr(explain(error))


def test_explaining_shows_and_goes_on(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.explain.display", shown.append)
    with explaining():
        nn.CELU(0.0)(x)
    with explaining():
        nn.CELU(1.0)(x)
    assert "alpha cannot be 0" in repr(shown[0])
    assert "Nothing failed" in repr(shown[1])


def test_errors_of_any_cell_keep_their_traceback_and_gain_an_explanation(monkeypatch, capsys):
    shell = InteractiveShell.instance()
    monkeypatch.setattr("helpers.explain.get_ipython", lambda: shell)
    shown = []
    monkeypatch.setattr("helpers.explain.display", shown.append)
    explain_errors()
    result = shell.run_cell("import torch; torch.nn.CELU(0.0)(torch.ones(1))")
    shell.run_cell("1 / 0")
    assert isinstance(result.error_in_exec, RuntimeError), "the cell still counts as failed"
    assert "Traceback" in capsys.readouterr().out
    assert len(shown) == 1 and "CELU" in repr(shown[0])
