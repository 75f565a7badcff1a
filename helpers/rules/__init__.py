"""The rules behind torch's messages, one a message: what must hold, and the smallest change that makes it hold.

A rule takes the match of its pattern and the Call (see `explain`), and answers with two texts, the rule and the fix;
or with None, if the message was about something else. The first rule that answers is taken, so what is particular to a
layer comes before what any layer may say. Add one to its family when a learner meets a message that has none, and to
tests/mistakes.py how to provoke it.
"""

from . import (
    activations,
    building,
    convolution,
    general,
    initialization,
    keywords,
    layers,
    losses,
    norms,
    pooling,
    resizing,
    sequences,
    tensors,
)

_FAMILIES = (
    *(activations, sequences, convolution, pooling, norms, resizing, losses),
    *(layers, initialization, building, tensors, keywords, general),
)
RULES = [rule for family in _FAMILIES for rule in family.RULES]
