"""A learner's page, without the page: a kernel's websocket, cells that run and sliders that move.

kernel = await Kernel.connect("ws://127.0.0.1:8000/user/ada/api/kernels/…/channels", token)
await kernel.run("import torch")
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

BIGGEST_MESSAGE = 50_000_000
DEAD = {"restarting", "autorestarting", "dead"}


class Lost(Exception):
    """The page would say: no connection, or: the kernel has died."""


class Kernel:
    """One request at a time, as one hand makes them; what comes in between is read on the way."""

    def __init__(self, socket: WebSocketClientConnection):
        self.socket, self.session = socket, uuid.uuid4().hex
        self.explorers: dict[str, dict] = {}  # live pictures by the id of their comm, as their cell sent them

    @classmethod
    async def connect(cls, url: str, token: str) -> "Kernel":
        request = HTTPRequest(url, headers={"Authorization": f"token {token}"}, connect_timeout=20, request_timeout=20)
        return cls(await websocket_connect(request, max_message_size=BIGGEST_MESSAGE))

    async def run(self, code: str, seconds: float = 600) -> str:
        """Run a cell; "ok", or the error's name."""
        ends: dict[str, str] = {}

        def is_done(message: dict) -> bool:
            content = message["content"]
            if message["msg_type"] == "execute_reply":
                ends["reply"] = "ok" if content["status"] == "ok" else content.get("ename", content["status"])
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                ends["idle"] = "idle"
            return len(ends) == 2

        await self._ask("execute_request", {"code": code, "store_history": True}, is_done, seconds)
        return ends["reply"]

    async def move(self, comm: str, values: dict, seconds: float) -> float:
        """Set a live picture's controls; the seconds until the frame for them is here."""
        update = {"method": "update", "state": {"values": values}, "buffer_paths": []}
        return await self._answered(comm, update, lambda state: state.get("drawn") == values, seconds)

    async def rest(self, comm: str, seconds: float) -> float:
        """Ask for the sharp frame, as the page does when the hand rests."""
        return await self._answered(comm, {"method": "custom", "content": {"rest": 2}}, lambda state: True, seconds)

    async def _answered(self, comm: str, data: dict, fits: Callable[[dict], bool], seconds: float) -> float:
        def is_done(message: dict) -> bool:
            if message["msg_type"] == "status":
                idle = message["content"]["execution_state"] == "idle"  # a sharp frame may be the one already shown
                return idle and data["method"] == "custom"
            content = message["content"]
            return content.get("comm_id") == comm and fits(content["data"].get("state", {}))

        begun = time.perf_counter()
        await self._ask("comm_msg", {"comm_id": comm, "data": data}, is_done, seconds)
        return time.perf_counter() - begun

    async def _ask(self, kind: str, content: dict, is_done: Callable[[dict], bool], seconds: float) -> None:
        """Send a message and read until an answer to it says that it is done."""
        message = envelope(kind, content, self.session)
        asked = message["header"]["msg_id"]
        try:
            await self.socket.write_message(json.dumps(message))
            async with asyncio.timeout(seconds):
                while True:
                    answer = await self._read()
                    if answer["parent_header"].get("msg_id") == asked and is_done(answer):
                        return
        except (TimeoutError, WebSocketClosedError) as error:
            raise Lost(f"no answer: {type(error).__name__}") from error

    async def _read(self) -> dict:
        text = await self.socket.read_message()
        if text is None:
            raise Lost("the connection is closed")
        if isinstance(text, bytes):  # with buffers: a picture that no live picture of ours sends
            return {"msg_type": "", "parent_header": {}, "content": {}}
        message = json.loads(text)
        content: dict[str, Any] = message["content"]
        if message["msg_type"] == "status" and content["execution_state"] in DEAD:
            raise Lost("the kernel died")
        if message["msg_type"] == "comm_open" and "drawn" in (state := content["data"].get("state", {})):
            self.explorers[content["comm_id"]] = {"controls": state["controls"], "values": state["values"]}
        return message

    def close(self) -> None:
        self.socket.close()


def envelope(kind: str, content: dict, session: str) -> dict:
    """A message as Jupyter's protocol wants it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": session, "username": "", "version": "5.3"}
    header["date"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
