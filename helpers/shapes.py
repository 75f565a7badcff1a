"""What a network does to shapes: `trace` runs it once, and every call of a module becomes a row."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field

from torch import nn

from .explain import Explanation, as_written, explain
from .language import Text, as_text, card, listed, say
from .recording import Recorder, Row, as_before, copied, first_shape, is_unknown
from .sizes import size_formulas
from .tables import as_html, as_plain, quantity, shown


def trace(model: nn.Module, *inputs, **named) -> Trace:
    """Run `model(*inputs, **named)` once and list every call: its shapes, parameters, FLOPs and memory.

    >>> trace(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), torch.zeros(32, 1, 28, 28))
    layer                     in → out
    Sequential       (32, 1, 28, 28) → (32, 10) ...

    Any module, any inputs, also on the `meta` device, where nothing is computed. If the forward fails, the rows end at
    the failing call and an explanation follows; nothing is raised. The model is afterwards as it was before: mode,
    hooks, buffers, gradients and torch's random numbers; only a layer that changes its own weights when it runs, such
    as `nn.Embedding(max_norm=…)`, does so here. A lazy model is traced on a copy, for a run would settle its sizes.
    FLOPs are those of torch's own counter (a multiplication and an addition are 2), memory is that of the outputs.
    """
    model = _copy_of_lazy(model)
    recorder, error = Recorder(model), None
    try:
        with as_before(model), recorder.listening():
            model(*copied(inputs), **copied(named))
    except Exception as raised:
        error = raised
    return Trace(model, recorder.rows, error)


@dataclass(frozen=True)
class Trace:
    """What `trace` returns: a table when shown, the same table as text when printed."""

    model: nn.Module
    rows: list[Row]
    error: Exception | None = field(default=None, repr=False)

    @property
    def parameters(self) -> int:
        """The model's parameters, shared ones counted once."""
        return sum(math.prod(p.shape) for p in self.model.parameters() if not is_unknown(p))

    @property
    def failed(self) -> Row | None:
        """The innermost call that raised what the model raised. Failures that the model itself caught are others."""
        return next((row for row in reversed(self.rows) if row.error and row.error is self.error), None)

    @property
    def leaves(self) -> list[Row]:
        """The calls of single layers, in order."""
        failed = self.failed
        return [row for row in self.rows if (row.is_leaf and row.finished) or row is failed]

    def why(self, name: str) -> Why:
        """The size formula of the layer called `name`, with its numbers, beside the shape that torch returned.

        Errors: KeyError, with the names there are, if no layer of this name was called.
        """
        for row in self.rows:
            if row.name == name:
                return Why(row)
        raise KeyError(f"{name!r} was not called; these were: {', '.join(row.name for row in self.rows if row.name)}")

    @property
    def explanation(self) -> Explanation | None:
        """What torch refused, and why; None if nothing failed."""
        return explain(self.error) if self.error else None

    @property
    def origin(self) -> Text | None:
        """Where the sizes that the failing layer got were decided."""
        return _origin(self) if self.failed else None

    def draw(self, picture) -> None:
        """One bar a layer on `picture`: how many numbers leave it for each sample, and their shape above the bar.

        >>> trace(net, x).draw(picture)          # inside a function shown by `live`, on Picture(logy=True, y=(1, 1e6))

        The batch, the first dimension, is left out. A layer that fails has a red bar of what it got and an ✗.
        """
        leaves = self.leaves
        sizes = [(first_shape(row.output if row.finished else row.inputs) or (0,))[1:] for row in leaves]
        counts = [math.prod(size) for size in sizes]
        for name, color, finished in (("n", "value", True), ("✗", "error", False)):
            places = [place for place, row in enumerate(leaves) if row.finished is finished]
            if places:
                picture.bars(name, [counts[place] for place in places], places, color=color)
        for place, (row, size, count) in enumerate(zip(leaves, sizes, counts, strict=True)):
            words = f"{row.kind}\n{'×'.join(map(str, size))}{'' if row.finished else ' ✗'}"
            picture.label(f"{place}", place, 2.5 * max(count, 1), words)
        picture.caption(self.words)

    @property
    def words(self) -> Text:
        """The whole in a sentence: from shape to shape, and the parameters; or the rule that was broken and the fix."""
        if not self.error:
            chain = " → ".join(dict.fromkeys(shown(row.output) for row in self.leaves))
            return say(
                f"`{shown(self.rows[0].inputs)} → {chain}` · `{self.parameters:,}` parameters",
                f"`{shown(self.rows[0].inputs)} → {chain}` · `{self.parameters:,}` 個參數",
            )
        what, origin = self.explanation, self.origin
        return say(
            " ".join(filter(None, [what.rule.en, origin and origin.en, what.fix.en])),
            "".join(filter(None, [what.rule.zh, origin and origin.zh, what.fix.zh])),
        )

    def __repr__(self) -> str:
        below = [str(line) for line in self._below()]
        return "\n".join([as_plain(self._cells()), *below])

    def _repr_html_(self) -> str:
        table = as_html(self._cells())
        return table + (
            card("nn-bad", self._below()) if self.error else "".join(line._repr_html_() for line in self._below())
        )

    def _cells(self) -> list[tuple[int, list[str]]]:
        """(depth, cells) a row."""
        return [(row.depth, self._row_cells(row)) for row in self.rows]

    def _row_cells(self, row: Row) -> list[str]:
        name = _labelled(row)
        if not row.finished:
            failed_here = row is self.failed or row.error is not self.error
            return [name, f"{shown(row.inputs)} → {'✗' if failed_here else '…'}", "", "", ""]
        flops = "—" if row.flops is None else quantity(row.flops)
        sizes = [
            f"{row.parameters:,}" if row.parameters else "—",
            flops,
            quantity(row.bytes, "B") if row.bytes else "—",
        ]
        return [name, f"{shown(row.inputs)} → {shown(row.output)}", *sizes]

    def _below(self) -> list[Text]:
        """What stands under the table."""
        if self.error:
            first, *others = self.explanation._lines()
            return [first, *([self.origin] if self.origin else []), *others]
        return [line for line in (self._total(), self._unused(), self._kinds()) if line]

    def _total(self) -> Text:
        total, flops = f"`{self.parameters:,}`", self.rows[0].flops
        counted = as_text(f"`{quantity(flops)}` FLOPs") if flops else _NOT_COUNTED
        return say(
            f"{total} parameters, {counted.en}; — is what has none, or what torch does not count.",
            f"{total} 個參數，{counted.zh}；— 表示沒有，或 torch 不計。",
        )

    def _unused(self) -> Text | None:
        missing = self.parameters - sum(row.parameters for row in self.rows)
        if not missing:
            return None
        return say(
            f"`{missing:,}` parameters belong to modules that were not called.",
            f"有 `{missing:,}` 個參數所在的模塊沒有被調用。",
        )

    def _kinds(self) -> Text | None:
        kinds = list(dict.fromkeys(kind for row in self.rows for kind in row.kinds))
        if kinds in ([], ["float32"]):
            return None
        names = listed([as_text(f"`{kind}`") for kind in kinds])
        return say(f"Outputs: {names.en}.", f"輸出：{names.zh}。")


@dataclass(frozen=True)
class Why:
    """What `Trace.why` returns: a layer's size formula, filled in."""

    row: Row

    def _lines(self) -> list[Text]:
        row = self.row
        given = say(
            f"`{_described(row)}` got `{shown(row.inputs)}`.", f"`{_described(row)}` 收到 `{shown(row.inputs)}`。"
        )
        formulas = size_formulas(row.module, first_shape(row.inputs) or ())
        fits = not row.finished or tuple(size.value for size in formulas or ()) == first_shape(row.output)
        if formulas is None or not fits:  # a subclass, or an argument of the call, may decide otherwise
            steps = [say("No size formula is known here for this call.", "這裡沒有這次調用的尺寸公式。")]
        else:
            steps = [as_text(f"`{size}`") for size in formulas]
        if not row.finished:
            return [
                given,
                *steps,
                say("torch refused: see the explanation under the trace.", "torch 拒絕了：見追蹤表下的解釋。"),
            ]
        return [given, *steps, say(f"torch returned `{shown(row.output)}`.", f"torch 返回 `{shown(row.output)}`。")]

    def __repr__(self) -> str:
        return "\n".join(str(line) for line in self._lines())

    def _repr_html_(self) -> str:
        return card("", self._lines())


def _copy_of_lazy(model: nn.Module) -> nn.Module:
    """The model, or a copy if it has sizes still to learn. torch copies lazy parameters, and no lazy buffers."""
    if not any(map(is_unknown, [*model.parameters(), *model.buffers()])):
        return model
    buffers = [buffer for buffer in model.buffers() if is_unknown(buffer)]
    memo = {id(b): nn.parameter.UninitializedBuffer(device=b.device, dtype=b.dtype) for b in buffers}
    return copy.deepcopy(model, memo)


_NOT_COUNTED = say("FLOPs not counted", "FLOPs 未計")


def _origin(trace: Trace) -> Text | None:
    """Which earlier layer decided the sizes that the failing one got, and how a flattened size came about."""
    got = first_shape(trace.failed.inputs)
    done = [row for row in trace.leaves if row.finished and first_shape(row.output)]
    decider = next((row for row in reversed(done) if _decides(row)), None)
    if not got or decider is None:
        return None
    name, made = _labelled(decider), first_shape(decider.output)
    if got == made:
        return say(f"This shape comes from `{name}`.", f"這個形狀來自 `{name}`。")
    flat, parts = got[-1], made[1:]
    if math.prod(parts) != flat:
        return say(
            f"`{name}` returned `{made}`, the last to decide a size.", f"最後決定大小的是 `{name}`，它返回 `{made}`。"
        )
    product = "·".join(map(str, parts))
    return say(
        f"`{flat} = {product}`: `{name}` returned `{made}`, and flattening multiplies its sizes.",
        f"`{flat} = {product}`：`{name}` 返回 `{made}`，展平時各個大小相乘。",
    )


def _decides(row: Row) -> bool:
    """Whether a layer changes sizes, and not only their arrangement."""
    before, after = first_shape(row.inputs), first_shape(row.output)
    return before != after and not isinstance(row.module, nn.Flatten | nn.Unflatten)


def _labelled(row: Row) -> str:
    return f"{row.name}: {row.kind}" if row.name else row.kind


def _described(row: Row) -> str:
    return f"{row.name}: {as_written(row.module)}" if row.name else as_written(row.module)
