"""What happens while a network runs: a row for each call of a module, and everything put back as it was."""

from __future__ import annotations

import contextlib
import math
import sys
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
    error: BaseException | None = None  # what the call raised, also where the model caught it

    @property
    def kind(self) -> str:
        """The class of the module."""
        return type(self.module).__name__

    @property
    def is_leaf(self) -> bool:
        """Whether it is a layer: it holds no others, or is one of torch's own that do, or has parametrized weights."""
        inside = {name for name, _ in self.module.named_children()} - {"parametrizations"}
        return (not inside or _is_whole(self.module)) and "parametrizations." not in self.name


class Recorder:
    """Hooks that write a row for each call."""

    def __init__(self, model: nn.Module):
        self.rows: list[Row] = []
        self._open: list[tuple] = []  # the calls under way: row, FLOPs before it, exception being handled around it
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
                handles.append(module.register_forward_hook(self._leave, with_kwargs=True, always_call=True))
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
        self._open.append((row, self._flops.get_total_flops(), sys.exc_info()[1]))

    def _leave(self, module: nn.Module, inputs: tuple, named: dict, output) -> None:
        row, flops_before, around = self._open.pop()
        if (raised := sys.exc_info()[1]) is not around:
            row.error = raised
            return
        row.flops = self._flops.get_total_flops() - flops_before or None
        old = _storages((inputs, named))
        new = [tensor for tensor in _tensors(output) if not ((own := _storages(tensor)) and own <= old)]
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
    """Run in this block and find mode, buffers, other tensors, gradients and torch's random numbers as they were."""
    fast_path = torch.backends.mha.get_fastpath_enabled()
    try:
        torch.backends.mha.set_fastpath_enabled(False)  # it would go past the layers of a Transformer
        with _state_kept(model), torch.random.fork_rng(devices=list(range(torch.cuda.device_count()))):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)


@contextlib.contextmanager
def _state_kept(model: nn.Module) -> Iterator[None]:
    """Run on copies of the buffers, and put back whatever the modules held."""
    modules = [module for module in model.modules() if isinstance(module._buffers, dict)]  # not so in TorchScript
    before = [(module, module.training, dict(module._buffers), _own_tensors(module)) for module in modules]
    gradients = [(parameter, parameter.grad) for parameter in model.parameters() if not is_unknown(parameter)]
    copies = {id(buffer): buffer.clone() for buffer in model.buffers() if not is_unknown(buffer)}
    try:
        for module, _, buffers, _ in before:
            module._buffers.update({name: copies.get(id(buffer), buffer) for name, buffer in buffers.items()})
        yield
    finally:
        for module, training, buffers, tensors in before:
            module.training = training
            module._buffers.clear()
            module._buffers.update(buffers)
            vars(module).update(tensors)
        for parameter, gradient in gradients:
            parameter.grad = gradient


def _own_tensors(module: nn.Module) -> dict[str, torch.Tensor]:
    """Tensors kept as plain attributes."""
    return {name: value for name, value in vars(module).items() if isinstance(value, torch.Tensor)}


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
    dense = [tensor for tensor in _tensors(value) if tensor.layout is torch.strided]
    return {tensor.untyped_storage()._cdata for tensor in dense}


def _kind(tensor: torch.Tensor) -> str:
    dtype = str(tensor.dtype).removeprefix("torch.")
    return f"{dtype} (meta)" if tensor.is_meta else dtype


def copied(value):
    """Inputs of its own, so that a layer that works in place leaves the reader's alone."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: copied(part) for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):  # a namedtuple
        return type(value)(*map(copied, value))
    if type(value) in (tuple, list):
        return type(value)(map(copied, value))
    return value
