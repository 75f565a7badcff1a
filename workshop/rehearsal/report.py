"""A rehearsal as a Markdown table in both languages, and what must not happen in one."""

import datetime
import os
import platform
import statistics

import torch

from workshop.rehearsal.drill import Blow
from workshop.rehearsal.play import Rehearsal, percentile

NAMES = {"kernel": "a learner's kernel · 一位學員的內核", "server": "a learner's server · 一位學員的服務器"}
NAMES["hub"] = "the hub · hub 本身"


def faults(found: Rehearsal) -> list[str]:
    """What was lost that should not be: nothing after a good rehearsal."""
    wrong = [error for seen in found.seen for error in seen.errors]
    if found.broken:
        wrong.append(f"the rehearsal broke off: {found.broken}")
    if not found.calm:
        wrong.append("nobody saw a slider move")
    for blow in found.blows:
        if blow.notes < len(found.seen):
            wrong.append(f"{blow.what} killed: only {blow.notes} of {len(found.seen)} find what they saved")
        if not blow.victims:
            wrong.append(f"{blow.what} killed: who was struck did not come back")
        wrong += [f"{blow.what} killed: somebody else lost the connection: {loss.why}" for loss in blow.others_losses]
        if not blow.others_moves and (len(found.seen) > 1 or blow.what == "hub"):
            wrong.append(f"{blow.what} killed: the others stood still")
        if blow.updated is False:
            wrong.append("a new server did not bring the teacher's change")
    return wrong


def report(found: Rehearsal) -> str:
    """The table, with where and when."""
    rows = [*times(found), *weights(found), *(row for blow in found.blows for row in drilled(blow, len(found.seen)))]
    errors = sum(len(seen.errors) for seen in found.seen)
    rows.append(("errors · 錯誤", str(errors)))
    head = [f"| {len(found.seen)} learners · {len(found.seen)} 位學員 | measured · 測得 |", "|---|---|"]
    lines = [f"| {name} | {value} |" for name, value in rows]
    place = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    parts = f"torch {torch.__version__}, {found.proxy} proxy"
    when = f"`make rehearsal N={len(found.seen)}`, {datetime.date.today():%Y-%m-%d}, {place}, {parts}."
    return "\n".join([*head, *lines, "", when])


def times(found: Rehearsal) -> list[tuple[str, str]]:
    """Start-up and sliders."""
    servers = [seen.server for seen in found.seen if seen.server]
    chapters = [seen.chapter for seen in found.seen if seen.chapter]
    frames = [1000 * taken for taken in found.calm]
    return [
        ("own server, median (last) · 自己的服務器，中位數（最後一位）", spread(servers)),
        (f"then all cells of `{found.chapter}` · 然後運行完全部單元格", spread(chapters)),
        ("from nothing to all ready · 從無到全班就緒", f"{found.ready:.0f} s"),
        ("slider to frame, p50 · 從滑塊到幀，p50", f"{percentile(frames, 50):.0f} ms"),
        ("slider to frame, p95 · 從滑塊到幀，p95", f"{percentile(frames, 95):.0f} ms"),
        ("frames of the whole class · 全班的幀數", str(len(frames))),
        ("all cores busy meanwhile · 期間全部核心的忙碌程度", f"{found.busy:.0f} %"),
        ("a learner's processor time to begin · 每位學員開始時所用的處理器時間", f"{found.begun:.0f} s"),
        ("— and while moving sliders · 拖動滑塊時", f"{found.cores:.2f} cores · 核"),
    ]


def weights(found: Rehearsal) -> list[tuple[str, str]]:
    """Memory of a learner."""
    if not found.memories:
        return []
    server = statistics.mean(each.server for each in found.memories)
    kernels = statistics.mean(each.kernels for each in found.memories)
    rows = [("memory of a learner, resident · 每位學員的內存（常駐）", f"{server:.0f} + {kernels:.0f} MB")]
    shares = [each.proportional for each in found.memories if each.proportional]
    if shares:
        rows.append(("— shared pages counted once · 共用頁只算一次", f"{statistics.mean(shares):.0f} MB"))
    return rows


def drilled(blow: Blow, learners: int) -> list[tuple[str, str]]:
    """What a blow did to whom it was meant for, and to the rest."""
    found = ", ".join(sorted({loss.found for loss in blow.victims})) or "nothing"
    back = f"back after {spread([loss.seconds for loss in blow.victims])}, {found}"
    others = f"{blow.others_moves} frames, {len(blow.others_losses)} lost connections"
    whose = "meanwhile all · 期間所有人" if blow.what == "hub" else "meanwhile the others · 期間其他人"
    update = []
    if blow.updated is not None:
        update = [("— the teacher's change · 老師的更新", "came · 收到" if blow.updated else "no · 否")]
    return [
        (f"killed: {NAMES[blow.what]}", back),
        (f"— {whose}", others),
        ("— saved work still there · 存下的內容還在", f"{blow.notes} / {learners}"),
        *update,
    ]


def spread(seconds: list[float]) -> str:
    """Median and longest."""
    if not seconds:
        return "never · 從未"
    return f"{statistics.median(seconds):.1f} s ({max(seconds):.1f} s)"
