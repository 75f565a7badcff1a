"""The exercise of the chapter on layers that asks for a mask: the future and the padding, hidden from attention."""

from __future__ import annotations

import torch

from ..judge import Exercise
from ..language import say


def _later(size):
    return torch.ones(size, size, dtype=torch.bool).triu(1)


def _padded(lengths, size):
    return torch.arange(size) >= lengths[:, None]


def _mask(lengths, size):
    return _later(size) | _padded(lengths, size)[:, None, :]


_NOT_BOOLEAN = say(
    "Right places, but numbers: the mask is to be boolean, `dtype=torch.bool`.",
    "位置是對的，卻是數：掩碼應是布爾型，`dtype=torch.bool`。",
)

mask = Exercise(
    like=_mask,
    cases=lambda: (torch.randint(1, 5, (3,)), 5),
    mistakes={
        "inverted": (
            lambda lengths, size: ~_mask(lengths, size),
            say(
                "The other way round: for `nn.MultiheadAttention` True means forbidden.",
                "反了：在 `nn.MultiheadAttention` 裡，True 表示不許看。",
            ),
        ),
        "not itself": (
            lambda lengths, size: _mask(lengths, size) | torch.eye(size, dtype=torch.bool),
            say(
                "A position may look at itself: leave the diagonal free, `triu(1)`.",
                "一個位置可以看自己：對角線要留出來，`triu(1)`。",
            ),
        ),
        "the past": (
            lambda lengths, size: _later(size).T | _padded(lengths, size)[:, None, :],
            say(
                "You forbid the past; rows are queries, columns are keys, and the future is above the diagonal.",
                "你遮住的是前文；行是查詢，列是鍵，後文在對角線上方。",
            ),
        ),
        "padded queries": (
            lambda lengths, size: _later(size) | _padded(lengths, size)[:, :, None],
            say(
                "You mark the padded queries, whose rows are then empty and give nan; mark the keys: `[:, None, :]`.",
                "你標記的是填充的查詢，那些行就全空了，得到 nan；要標記鍵：`[:, None, :]`。",
            ),
        ),
        "no padding": (
            lambda lengths, size: _later(size).expand(len(lengths), -1, -1),
            say(
                "The future is hidden, the padding is not: keys from `lengths` on are forbidden, too.",
                "後文遮住了，填充沒有：從 `lengths` 起的鍵也不許看。",
            ),
        ),
        "off by one": (
            lambda lengths, size: _mask(lengths + 1, size),
            say(
                "One padded key is left in sight: key number `lengths[n]` is padding already, so `>=`.",
                "漏了一個填充的鍵：編號為 `lengths[n]` 的鍵已是填充，所以用 `>=`。",
            ),
        ),
        "both at once": (
            lambda lengths, size: _later(size) & _padded(lengths, size)[:, None, :],
            say(
                "With `&` a key is forbidden only if it is padding *and* comes later; either is enough, so `|`.",
                "用 `&` 時，既是填充*又*在後面的鍵才不許看；有一樣就該遮住，所以用 `|`。",
            ),
        ),
        "numbers": (
            lambda lengths, size: _mask(lengths, size).long(),
            _NOT_BOOLEAN,
        ),
        "decimals": (
            lambda lengths, size: _mask(lengths, size).float(),
            _NOT_BOOLEAN,
        ),
        "lists": (
            lambda lengths, size: _mask(lengths, size).tolist(),
            say("The right values, in a list; torch wants a tensor.", "值是對的，卻是列表；torch 要的是張量。"),
        ),
    },
)
