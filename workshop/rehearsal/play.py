"""The course of a rehearsal: all come in at once, all move sliders, then things go wrong."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from workshop.rehearsal.drill import Blow, drill
from workshop.rehearsal.hub import Hub
from workshop.rehearsal.learner import GONE, Learner, Seen
from workshop.rehearsal.memory import Memory, memory, processor

SECONDS_DOWN = 10
SECONDS_TO_START = 60
SECONDS_TO_LEAVE = 30


@dataclass
class Rehearsal:
    """Everything that was seen."""

    chapter: str
    proxy: str
    seen: list[Seen] = field(default_factory=list)
    ready: float = 0.0  # seconds until the last one had the chapter before him
    calm: list[float] = field(default_factory=list)  # seconds from a move to its frame, before the drill
    busy: float = 0.0  # percent of all cores, meanwhile
    begun: float = 0.0  # seconds of one core that a learner took to begin
    cores: float = 0.0  # cores that a learner takes while playing
    memories: list[Memory] = field(default_factory=list)
    blows: list[Blow] = field(default_factory=list)
    broken: str = ""  # why the rehearsal itself came to an early end


async def rehearse(
    folder: Path, chapter: Path, number: int, seconds: float, seconds_down: float = SECONDS_DOWN
) -> Rehearsal:
    """Play a class of so many learners; sliders are moved for some seconds before the drill."""
    with Hub(folder, [chapter]) as hub:
        await answering(hub)
        learners = [Learner(f"learner-{index:03}", hub, chapter.name) for index in range(1, number + 1)]
        found = Rehearsal(chapter.stem, proxy_of(hub), [learner.seen for learner in learners])
        present = await everybody_in(found, learners)
        stop = asyncio.Event()
        playing = [asyncio.create_task(learner.play(stop)) for learner in present]
        try:
            await calm(found, present, seconds)
            if present:
                await drill(hub, present, seconds_down, found.blows)
        except (*GONE, psutil.Error) as error:
            found.broken = f"{type(error).__name__}: {error}"
        finally:
            stop.set()
            found.broken += await ended(playing)
            for learner in learners:
                learner.leave()
    return found


async def ended(playing: list[asyncio.Task]) -> str:
    """Wait for the players, but not for one who is still looking for the way back; what went wrong in them."""
    if playing:
        _, late = await asyncio.wait(playing, timeout=SECONDS_TO_LEAVE)
        for player in late:
            player.cancel()
    ends = await asyncio.gather(*playing, return_exceptions=True)
    return "".join(f" {end!r}" for end in ends if end)


async def everybody_in(found: Rehearsal, learners: list[Learner]) -> list[Learner]:
    """All at once, as when a lesson begins; those for whom the way in was free."""
    begun = time.monotonic()
    present = [one for one in await asyncio.gather(*map(welcome, learners)) if one]
    found.ready = time.monotonic() - begun
    return present


async def welcome(learner: Learner) -> Learner | None:
    """The learner, if the way in was free."""
    try:
        await learner.come_in()
        return learner
    except GONE as error:
        learner.seen.errors.append(f"did not come in: {error}")
        return None


async def calm(found: Rehearsal, present: list[Learner], seconds: float) -> None:
    """The class as it should be: how long frames take, how busy the machine is, what a learner weighs."""
    psutil.cpu_percent()
    before = [await processor(learner) for learner in present]
    await asyncio.sleep(seconds)
    found.busy = psutil.cpu_percent()
    after = [await processor(learner) for learner in present]
    found.begun = mean(before)
    found.cores = (mean(after) - found.begun) / seconds
    found.calm = [taken for learner in present for _, taken in learner.seen.moves]
    found.memories = [await memory(learner) for learner in present]


async def answering(hub: Hub) -> None:
    """Until the hub answers. Raises with its log if it does not."""
    for _ in range(SECONDS_TO_START * 5):
        try:
            await hub.ask("GET", "hub/api/")
            return
        except GONE:
            await asyncio.sleep(0.2)
    raise RuntimeError(f"The hub did not start:\n{(hub.folder / 'hub.log').read_text()}")


def proxy_of(hub: Hub) -> str:
    """Which proxy stands between: Node's or its port to Python."""
    return "Node" if any(process.name().startswith("node") for process in hub.processes()) else "Python"


def mean(values: list[float]) -> float:
    """The mean; 0 of nothing."""
    return statistics.fmean(values) if values else 0.0


def percentile(values: list[float], part: int) -> float:
    """The value that so many percent do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1] if len(values) > 1 else sum(values)
