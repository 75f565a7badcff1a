"""The signature of a torch class, read from the torch that is installed."""

from __future__ import annotations

import html
import inspect
from dataclasses import dataclass

from torch import nn

_PAGES = "https://docs.pytorch.org/docs/stable/generated/"


def signature(module: type) -> Signature:
    """How `module` is constructed, with a link to its page in PyTorch's documentation.

    >>> signature(torch.nn.LeakyReLU)
    nn.LeakyReLU(negative_slope=0.01, inplace=False)
    """
    return Signature(module)


@dataclass(frozen=True)
class Signature:
    """What `signature` returns: a link when shown, the call when printed."""

    module: type

    def __repr__(self) -> str:
        takes_nothing = self.module.__init__ is nn.Module.__init__  # its own signature is (*args, **kwargs)
        parameters = [] if takes_nothing else inspect.signature(self.module).parameters.values()
        plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
        return f"nn.{self.module.__name__}{inspect.Signature(plain)}"

    def _repr_html_(self) -> str:
        home = "torch.nn.parameter" if self.module.__module__ == "torch.nn.parameter" else "torch.nn"
        link = f'<a href="{_PAGES}{home}.{self.module.__name__}.html" target="_blank" rel="noopener">'
        return f'{link}<code class="nn-signature">{html.escape(repr(self))}</code></a>'
