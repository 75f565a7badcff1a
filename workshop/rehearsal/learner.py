"""A simulated learner: comes in, opens a chapter, runs it, saves a note, and moves sliders while the class lasts.

When a connection is lost, the learner does what a person does: goes back in, and runs the chapter again if need be.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field

import psutil
from tornado.httpclient import HTTPError

from workshop.rehearsal.hub import Hub
from workshop.rehearsal.kernel import Kernel, Lost

# A hand on a slider, about a fifth of the time: a drag of ten steps, then a look at what came of it.
MOVES_A_DRAG, MOVE_SECONDS, LOOK_SECONDS = 10, 0.1, (2, 6)
SECONDS_TO_RECOVER = 180
PATIENCE = 20  # seconds without an answer, then a person reloads the page
GONE = (Lost, HTTPError, OSError)
NOTE = "note_of_mine"


@dataclass
class Loss:
    """A connection that was lost: when, for how long, why, and what was found on coming back."""

    at: float
    seconds: float
    why: str
    found: str


@dataclass
class Seen:
    """What one learner saw: seconds for each thing, and what went wrong."""

    server: float = 0.0
    chapter: float = 0.0
    moves: list[tuple[float, float]] = field(default_factory=list)  # when, and the seconds until the frame
    losses: list[Loss] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Learner:
    """`await come_in()`, then `await play(stop)`; `seen` holds the times."""

    def __init__(self, name: str, hub: Hub, chapter: str):
        self.name, self.hub, self.seen = name, hub, Seen()
        self.path = f"nn-handbook/notebooks/{chapter}"
        self.kernel: Kernel | None = None
        self.random = random.Random(name)

    async def come_in(self) -> None:
        """From the door to a chapter that has run and a note that is saved."""
        begun = time.monotonic()
        await self.hub.ask("POST", f"hub/api/users/{self.name}")
        await self.start_server()
        self.seen.server = time.monotonic() - begun
        await self.connect()
        await self.run_chapter()
        self.seen.chapter = time.monotonic() - begun - self.seen.server
        await self.save_note()

    async def start_server(self) -> None:
        """Ask for the server until it is there; one that runs is let be."""
        await self.hub.ask("POST", f"hub/api/users/{self.name}/server")
        while not (server := await self.server()).get("ready"):
            if not server:
                raise Lost("the server did not start")
            await asyncio.sleep(0.2)

    async def server(self) -> dict:
        """The server as the hub knows it; nothing if there is none."""
        user = await self.hub.ask("GET", f"hub/api/users/{self.name}")
        return user["servers"].get("", {})

    async def connect(self) -> None:
        """Open the chapter: its session, which starts a kernel or finds the one of before, and the websocket."""
        wanted = {"path": self.path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        session = await self.hub.ask("POST", f"user/{self.name}/api/sessions", wanted)
        address = self.hub.address.replace("http", "ws", 1)
        channels = f"{address}/user/{self.name}/api/kernels/{session['kernel']['id']}/channels"
        explorers = self.kernel.explorers if self.kernel else {}
        self.leave()
        self.kernel = await Kernel.connect(channels, self.hub.token)
        self.kernel.explorers = explorers

    def leave(self) -> None:
        """Close the page; the kernel goes on."""
        if self.kernel:
            self.kernel.close()

    async def run_chapter(self) -> None:
        """Run All. What a chapter raises on purpose is tagged; any other error is one."""
        self.kernel.explorers = {}
        notebook = await self.contents()
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                end = await self.kernel.run("".join(cell["source"]))
                if end != "ok" and "raises-exception" not in cell["metadata"].get("tags", []):
                    self.seen.errors.append(f"{end} in {''.join(cell['source'])[:60]!r}")
        await self.kernel.run(f"{NOTE} = {self.name!r}")

    async def contents(self) -> dict:
        """The notebook as the server has it on disk."""
        return (await self.hub.ask("GET", f"user/{self.name}/api/contents/{self.path}"))["content"]

    async def save_note(self) -> None:
        """Write one's name into the first cell and save, with the numbers that running has given the cells."""
        notebook = await self.contents()
        notebook["cells"][0]["source"] += f"\n\n{NOTE} {self.name}"
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for number, cell in enumerate(code, start=1):
            cell["execution_count"] = number
        body = {"type": "notebook", "format": "json", "content": notebook}
        await self.hub.ask("PUT", f"user/{self.name}/api/contents/{self.path}", body)

    async def has_note(self) -> bool:
        """Whether what was saved is still there."""
        return f"{NOTE} {self.name}" in json.dumps(await self.contents())

    async def play(self, stop: asyncio.Event) -> None:
        """Move sliders until told to stop; find the way back where a connection is lost."""
        while not stop.is_set():
            try:
                await self.drag(stop)
            except GONE as error:
                await self.recover(error)

    async def drag(self, stop: asyncio.Event) -> None:
        """One drag on one slider, the sharp frame after it, and a look."""
        comm, explorer = self.random.choice(list(self.kernel.explorers.items()))
        control = self.random.choice(explorer["controls"])
        for _ in range(MOVES_A_DRAG):
            if stop.is_set():
                return
            explorer["values"] = {**explorer["values"], control["name"]: moved(control, explorer["values"])}
            seconds = await self.kernel.move(comm, explorer["values"], PATIENCE)
            self.seen.moves.append((time.monotonic(), seconds))
            await asyncio.sleep(max(0, MOVE_SECONDS - seconds))
        await self.kernel.rest(comm, PATIENCE)
        await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=self.random.uniform(*LOOK_SECONDS))

    async def recover(self, error: Exception) -> None:
        """Back to the chapter, however long it takes; what was found on the way is written down."""
        begun, found = time.monotonic(), ""
        while not found:
            try:
                found = await self.come_back()
            except GONE as again:
                if time.monotonic() - begun > SECONDS_TO_RECOVER:
                    found = f"nothing, {again}"
                    self.seen.errors.append(f"never came back: {again}")
                await asyncio.sleep(0.5)
        self.seen.losses.append(Loss(begun, time.monotonic() - begun, str(error), found))

    async def come_back(self) -> str:
        """Enter again: with the kernel as it was, or with a new one and the chapter run again."""
        try:
            await self.connect()
            found = "a new kernel"
        except GONE:
            await self.start_server()
            await self.connect()
            found = "a new server"
        if await self.kernel.run(f"assert {NOTE} == {self.name!r}", PATIENCE) == "ok":
            return "everything as it was"
        await self.run_chapter()
        return found

    async def processes(self) -> tuple[psutil.Process, list[psutil.Process]]:
        """The learner's server and its kernels."""
        server = psutil.Process((await self.server())["state"]["pid"])
        kernels = [child for child in server.children(recursive=True) if "ipykernel" in " ".join(child.cmdline())]
        return server, kernels


def moved(control: dict, values: dict) -> float | bool:
    """A control's next place, after the last one the first."""
    before = values[control["name"]]
    if control["kind"] == "toggle":
        return not before
    if control["kind"] == "menu":
        return (before + 1) % len(control["options"])
    after = before + control["step"]
    return round(after if after <= control["high"] else control["low"], control["decimals"])
