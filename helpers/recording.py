"""What happens while a network runs: a row for each call of a module, and everything put back as it was."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


@dataclass
class Row:
    """One call of one module.

    name: its place in the model, "" for the model itself; called again, the number of the call follows: "fc #2".
    inputs, output: shapes as tuples, in whatever structure they came; output is None where the call failed.
    parameters: those that no earlier row has counted. flops: None where torch's counter counts nothing. bytes: of a
    single layer's outputs; a view and an in-place result take none.
    """

    name: str
    module: nn.Module
    depth: int
    inputs: object
    parameters: int
    output: object = None
    flops: int | None = None
    bytes: int = 0
    kinds: tuple = ()  # the outputs' dtypes and devices, as strings
    finished: bool = False

    @property
    def kind(self) -> str:
        """The class of the module."""
        return type(self.module).__name__

    @property
    def is_leaf(self) -> bool:
        """Whether it holds no other modules, or is one of torch's own layers that do."""
        return next(self.module.children(), None) is None or _is_whole(self.module)


class Recorder:
    """Hooks that write a row for each call."""

    def __init__(self, model: nn.Module):
        self.rows: list[Row] = []
        self._open: list[tuple[Row, int]] = []  # the calls under way, with the FLOPs before each
        self._names = {module: name for name, module in reversed(list(model.named_modules()))}
        self._calls: dict[nn.Module, int] = {}
        self._counted: set[int] = set()
        self._flops = FlopCounterMode(display=False)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Record while in this block; the hooks are gone after it."""
        handles = []
        try:
            for module in self._names:
                handles.append(module.register_forward_pre_hook(self._enter, with_kwargs=True))
                handles.append(module.register_forward_hook(self._leave, with_kwargs=True))
            with self._flops:
                yield
        finally:
            for handle in handles:
                handle.remove()

    def _enter(self, module: nn.Module, inputs: tuple, named: dict) -> None:
        call = self._calls[module] = self._calls.get(module, 0) + 1
        name = self._names[module] + (f" #{call}" if call > 1 else "")
        row = Row(
            name,
            module,
            len(self._open),
            _shapes([given for given in (*inputs, *named.values()) if _tensors(given)]),
            self._new_parameters(module),
        )
        self.rows.append(row)
        self._open.append((row, self._flops.get_total_flops()))

    def _leave(self, module: nn.Module, inputs: tuple, named: dict, output) -> None:
        row, flops_before = self._open.pop()
        row.flops = self._flops.get_total_flops() - flops_before or None
        new = [tensor for tensor in _tensors(output) if not _storages(tensor) <= _storages((inputs, named))]
        row.bytes = sum(tensor.numel() * tensor.element_size() for tensor in new) if row.is_leaf else 0
        row.parameters += self._new_parameters(module)  # of a lazy module, which has sizes only now
        row.output, row.finished = _shapes(output), True
        row.kinds = tuple(_kind(tensor) for tensor in _tensors(output))

    def _new_parameters(self, module: nn.Module) -> int:
        """Of the module itself, and, for a whole of torch's such as attention, of the parts that it never calls."""
        own = [
            p for p in module.parameters(recurse=_is_whole(module)) if not is_unknown(p) and id(p) not in self._counted
        ]
        self._counted |= {id(p) for p in own}
        return sum(math.prod(p.shape) for p in own)


@contextlib.contextmanager
def as_before(model: nn.Module) -> Iterator[None]:
    """Run on copies of the buffers, without gradients, and put back the mode, the buffers and the random numbers."""
    modules = list(model.modules())
    before = [(module, module.training, dict(module._buffers)) for module in modules]
    copies = {
        id(b): b.clone() for _, _, buffers in before for b in buffers.values() if b is not None and not is_unknown(b)
    }
    fast_path = torch.backends.mha.get_fastpath_enabled()
    cuda = list(range(torch.cuda.device_count()))
    try:
        torch.backends.mha.set_fastpath_enabled(False)  # it would go past the layers of a Transformer
        for module, _, buffers in before:
            module._buffers.update({name: copies.get(id(buffer), buffer) for name, buffer in buffers.items()})
        with torch.random.fork_rng(devices=cuda), torch.no_grad():
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)
        for module, training, buffers in before:
            module.training = training
            module._buffers.clear()
            module._buffers.update(buffers)


def _is_whole(module: nn.Module) -> bool:
    """Whether a module is one of torch's that computes with its parts' weights without calling them."""
    return isinstance(module, nn.MultiheadAttention)


def is_unknown(tensor: torch.Tensor) -> bool:
    """Whether it is a parameter of a lazy module, which has no size yet."""
    return isinstance(tensor, nn.parameter.UninitializedTensorMixin)


def _tensors(value) -> list[torch.Tensor]:
    """Every tensor in a tensor, or in tuples, lists and dicts of them."""
    if isinstance(value, torch.Tensor):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    return [tensor for part in parts for tensor in _tensors(part)]


def _shapes(value) -> object:
    """The same structure with each tensor's shape in its place; what is no tensor becomes its class's name."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape)
    if isinstance(value, dict):
        return {key: _shapes(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_shapes(part) for part in value]
    return "None" if value is None else type(value).__name__


def first_shape(shapes) -> tuple | None:
    """The shape of the first tensor."""
    if isinstance(shapes, tuple):
        return shapes
    parts = shapes.values() if isinstance(shapes, dict) else shapes if isinstance(shapes, list) else ()
    return next((found for part in parts if (found := first_shape(part)) is not None), None)


def _storages(value) -> set[int]:
    """What the tensors are stored in: a view and an in-place result share it with what they come from."""
    return {tensor.untyped_storage()._cdata for tensor in _tensors(value)}


def _kind(tensor: torch.Tensor) -> str:
    dtype = str(tensor.dtype).removeprefix("torch.")
    return f"{dtype} (meta)" if tensor.is_meta else dtype


def copied(value):
    """Inputs of its own, so that a layer that works in place leaves the reader's alone."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    if type(value) in (tuple, list):
        return type(value)(copied(part) for part in value)
    return value
