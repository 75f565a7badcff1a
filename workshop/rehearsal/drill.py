"""What goes wrong in a class, done on purpose while all move sliders: a kernel, a server and the hub are killed."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import nbformat

from workshop.rehearsal.hub import Hub
from workshop.rehearsal.learner import GONE, SECONDS_TO_RECOVER, Learner, Loss

UPDATE = "What the teacher has added since."


@dataclass
class Blow:
    """One thing that went wrong, and what each saw of it."""

    what: str
    victims: list[Loss] = field(default_factory=list)  # what those saw whom it was meant for
    others_moves: int = 0  # frames that the others got until it was mended
    others_losses: list[Loss] = field(default_factory=list)
    notes: int = 0  # learners whose saved note is still there afterwards
    updated: bool | None = None  # whether the teacher's change came with a new server


async def drill(hub: Hub, learners: list[Learner], seconds_down: float, blows: list[Blow]) -> None:
    """Kill a kernel, then another learner's server, then the hub for some seconds; each blow is added to `blows`."""
    first, second = learners[0], learners[1 % len(learners)]
    blows.append(await struck("kernel", kill_kernel, first, learners))
    publish_update(hub, second)
    blows.append(await struck("server", kill_server, second, learners))
    blows[-1].updated = UPDATE in str(await second.contents())
    blows.append(await hub_down(hub, learners, seconds_down))


async def struck(what: str, kill: Callable[[Learner], Awaitable], victim: Learner, all_: list[Learner]) -> Blow:
    """Strike, and wait until who was struck is back."""
    blow, begun = Blow(what), time.monotonic()
    await kill(victim)
    await wait_for(lambda: bool(losses_since(begun, [victim])))
    others = [learner for learner in all_ if learner is not victim]
    blow.victims, blow.others_losses = losses_since(begun, [victim]), losses_since(begun, others)
    blow.others_moves = moves_since(begun, others)
    blow.notes = await notes(all_)
    return blow


async def hub_down(hub: Hub, learners: list[Learner], seconds: float) -> Blow:
    """Without the hub everybody goes on. When it is back, all come through a new proxy: each connection breaks once."""
    blow, begun = Blow("hub"), time.monotonic()
    hub.kill()
    await asyncio.sleep(seconds)
    blow.others_moves, blow.others_losses = moves_since(begun, learners), losses_since(begun, learners)
    hub.start()
    back = time.monotonic()
    await wait_for(lambda: all(losses_since(back, [learner]) for learner in learners))
    blow.victims = losses_since(back, learners)
    blow.notes = await notes(learners)
    return blow


async def kill_kernel(learner: Learner) -> None:
    """As when its memory has run out."""
    _, kernels = await learner.processes()
    for kernel in kernels:
        kernel.kill()


async def kill_server(learner: Learner) -> None:
    """The server alone; its kernels notice and end by themselves."""
    server, _ = await learner.processes()
    server.kill()


def publish_update(hub: Hub, learner: Learner) -> None:
    """The teacher changes the end of the chapter, while the learner has changed its beginning."""
    path = hub.source / "notebooks" / learner.path.rpartition("/")[2]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source += f"\n# {UPDATE}"
    nbformat.write(notebook, path)
    hub.publish("an update")


def losses_since(moment: float, learners: list[Learner]) -> list[Loss]:
    """The connections that these lost after a moment."""
    return [loss for learner in learners for loss in learner.seen.losses if loss.at >= moment]


def moves_since(moment: float, learners: list[Learner]) -> int:
    """The frames that these got after a moment."""
    return sum(when >= moment for learner in learners for when, _ in learner.seen.moves)


async def notes(learners: list[Learner]) -> int:
    """How many find what they had saved."""
    found = 0
    for learner in learners:
        with contextlib.suppress(*GONE):
            found += await learner.has_note()
    return found


async def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds, but no longer than a learner tries."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SECONDS_TO_RECOVER):
            while not condition():
                await asyncio.sleep(0.1)
