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
from tests.mistakes import CASES

x = torch.linspace(-2, 2, 5)
# What cannot be provoked here: the words of another device, or of torch 2.11.
ELSEWHERE = {
    "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same": "device.here",
    "Input type (torch.cuda.HalfTensor) and bias type (torch.cuda.FloatTensor) should be the same": "dtype",
    "Expected all tensors to be on the same device, but got mat1 is on cuda:0, different from other tensors": "`cuda`",
    "Torch not compiled with CUDA enabled": "`device.here`",
    "batch_norm eps must be positive, but got -1.0": "`-1.0`",
    "dilation should be greater than zero": "`dilation=1`",
}


def caught(provoke) -> Exception:
    """The error of a mistake. Where torch warns before it refuses, the refusal is what we are after."""
    with pytest.raises((Exception, Warning)) as error, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        provoke()
    return error.value


@pytest.fixture(scope="module")
def errors() -> dict[str, Exception]:
    """Every mistake, made once."""
    return {name: caught(provoke) for name, (provoke, *_) in CASES.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_learners_error_is_explained_with_its_own_numbers(case, errors):
    explanation, words = explain(errors[case]), CASES[case][1:]
    assert explanation.known, explanation.error
    assert explanation.rule.en != explanation.rule.zh and explanation.fix.en != explanation.fix.zh
    for text in (explanation.rule.en + explanation.fix.en, explanation.rule.zh + explanation.fix.zh):
        assert words and [word for word in words if word not in text] == []
        assert "?" not in text, "a number of the call was not found"


def test_every_rule_has_a_case(errors):
    explanations = map(explain, errors.values())
    taken = {(pattern, rule) for explanation in explanations for pattern, rule in [answering(explanation)]}
    assert [f"{rule.__name__}: {pattern}" for pattern, rule in RULES if (pattern, rule) not in taken] == []


def answering(explanation):
    """The entry of RULES that an explanation comes from: the first that has an answer."""
    return next(
        (pattern, rule)
        for pattern, rule in RULES
        if (found := re.search(pattern, str(explanation.error))) and rule(found, explanation.call)
    )


@pytest.mark.parametrize("case", CASES)
def test_the_rule_of_a_family_answers(case, errors):
    """And no rule trips over a call on the way to it: `answering` would raise."""
    _, rule = answering(explain(errors[case]))
    assert rule.__module__.rpartition(".")[2] == case.partition(":")[0]


@pytest.mark.parametrize("message", ELSEWHERE)
def test_words_of_other_devices_and_versions(message):
    explanation = explain(RuntimeError(message))
    assert explanation.known
    assert ELSEWHERE[message] in explanation.rule.en + explanation.fix.en


def test_words_of_torch_2_11_in_a_call(monkeypatch):
    def older(*args, **kwargs):
        raise RuntimeError("expected scalar type Long but found Float")

    monkeypatch.setattr(F, "cross_entropy", older)
    explanation = explain(caught(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.ones(2))))
    assert "target.long()" in explanation.fix.en


def test_the_call_names_module_and_shapes():
    error = caught(lambda: nn.Sequential(nn.Flatten(), nn.Linear(3, 2))(torch.ones(2, 4)))
    assert (
        explain(error)
        .call.shown()
        .startswith("nn.Linear(in_features=3, out_features=2, bias=True) ← input: (2, 4) float32")
    )
    assert explain(caught(lambda: F.glu(x))).call.name == "F.glu"


def test_the_call_has_what_was_passed_and_not_what_forward_made_of_it():
    layer = nn.MultiheadAttention(8, 2, batch_first=True)
    layer.register_forward_hook(lambda *_: None)
    call = explain(caught(lambda: layer(torch.ones(3, 1, 6), key=torch.ones(3, 1, 6), value=torch.ones(3, 1, 6)))).call
    assert call.shape == tuple(call.get("key").shape) == (3, 1, 6)
    assert "query: (3, 1, 6) float32" in call.shown()


def test_a_tuple_is_shown_by_its_shapes():
    call = explain(caught(lambda: nn.ReLU()((torch.ones(2, 3), [torch.ones(1)])))).call
    assert call.shown() == "nn.ReLU() ← input: tuple((2, 3) float32, list((1,) float32))"


class Flattening(nn.Module):
    """A reader's module: what torch refuses in it is not what went in."""

    def forward(self, value):
        return F.max_pool1d(value.flatten(), 9) if value.dim() > 2 else value.flatten().softmax(3)


def test_a_readers_module_is_not_blamed_for_its_input():
    inner = explain(caught(lambda: Flattening()(torch.ones(2, 3, 4))))
    assert inner.call.name.startswith("F.") and inner.call.shape == (24,)
    outer = explain(caught(lambda: Flattening()(torch.ones(2, 3))))
    assert outer.call.name == "Flattening()" and outer.call.shape == "?"
    assert outer.known and "(2, 3)" not in outer.rule.en and "?" not in outer.rule.en


def test_a_rule_that_trips_hides_nothing(monkeypatch):
    def trip(found, call):
        raise ZeroDivisionError

    monkeypatch.setattr("helpers.explain.RULES", [("alpha", trip), *RULES])
    explanation = explain(caught(lambda: nn.CELU(0.0)(x)))
    assert explanation.known and "alpha cannot be 0" in repr(explanation)


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


def test_an_unknown_message_points_at_no_call_where_there_is_none():
    explanation = explain(KeyError("of the reader's own"))
    assert not explanation.known and "above" not in repr(explanation) and "上面" not in repr(explanation)
