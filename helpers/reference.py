"""The signature of a torch class or function, read from the torch that is installed."""

from __future__ import annotations

import html
import inspect
from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

_PAGES = "https://docs.pytorch.org/docs/stable/generated/"
_INIT_PAGE = "https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init."


def signature(module: Callable) -> Signature:
    """How a module is constructed or a function of `nn.init` called, with a link to PyTorch's page on it.

    >>> signature(torch.nn.LeakyReLU)
    nn.LeakyReLU(negative_slope=0.01, inplace=False)
    >>> signature(torch.nn.init.constant_)
    nn.init.constant_(tensor, val)
    """
    return Signature(module)


@dataclass(frozen=True)
class Signature:
    """What `signature` returns: a link when shown, the call when printed."""

    module: Callable

    def __repr__(self) -> str:
        takes_nothing = self.module.__init__ is nn.Module.__init__  # its own signature is (*args, **kwargs)
        parameters = [] if takes_nothing else inspect.signature(self.module).parameters.values()
        plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
        return f"{self._home}.{self.module.__name__}{inspect.Signature(plain)}"

    def _repr_html_(self) -> str:
        home = self._home if self._home.startswith("torch.") else "torch.nn"
        home = "torch.nn.parameter" if self.module.__module__ == "torch.nn.parameter" else home
        page = f"{_PAGES}{home}.{self.module.__name__}.html"
        if self._is_init:
            page = _INIT_PAGE + self.module.__name__
        link = f'<a href="{page}" target="_blank" rel="noopener">'
        return f'{link}<code class="nn-signature">{html.escape(repr(self))}</code></a>'

    @property
    def _home(self) -> str:
        """Where readers find it."""
        if self._is_init:
            return "nn.init"
        return "torch.optim" if self.module.__module__.startswith("torch.optim") else "nn"

    @property
    def _is_init(self) -> bool:
        return self.module.__module__ == "torch.nn.init"
