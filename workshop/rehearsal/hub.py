"""The hub of a rehearsal: the teacher's own configuration on loopback, in a folder of its own.

with Hub(folder, [chapter]) as hub:
    await hub.ask("POST", "hub/api/users/ada/server")
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

CONFIG = Path(__file__).with_name("hub_config.py")
SECONDS_TO_ANSWER = 120
GIT = ["git", "-c", "user.name=rehearsal", "-c", "user.email=rehearsal@localhost"]


class Hub:
    """Starts, dies and starts again; whatever it leaves behind ends with the `with`."""

    def __init__(self, folder: Path, notebooks: list[Path]):
        self.folder, self.token = folder.resolve(), secrets.token_hex()
        self.source = self.folder / "source"
        self.ports = free_ports(3)
        self.address = f"http://127.0.0.1:{self.ports[0]}"
        self.process: subprocess.Popen | None = None
        (self.source / "notebooks").mkdir(parents=True)
        subprocess.run([*GIT, "init", "--quiet", "--initial-branch=main"], cwd=self.source, check=True)
        for notebook in notebooks:
            shutil.copy(notebook, self.source / "notebooks")
        self.publish("the notebooks")

    def publish(self, message: str) -> None:
        """What the teacher does for everybody to have a change."""
        subprocess.run([*GIT, "add", "."], cwd=self.source, check=True)
        subprocess.run([*GIT, "commit", "--quiet", "--message", message], cwd=self.source, check=True)

    def start(self) -> None:
        """Start the hub; a second time it finds its learners' servers by its database."""
        _, api, own = self.ports
        flags = {
            "JupyterHub.bind_url": self.address,
            "JupyterHub.hub_port": own,
            "ConfigurableHTTPProxy.api_url": f"http://127.0.0.1:{api}",
        }
        command = [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)]
        ours = {"NN_REHEARSAL_TOKEN": self.token, "NN_SOURCE": self.source.as_uri(), "NN_BRANCH": "main"}
        with open(self.folder / "hub.log", "a") as log:
            self.process = subprocess.Popen(
                [*command, *(f"--{name}={value}" for name, value in flags.items())],
                cwd=self.folder,
                env={**os.environ, **ours},
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End the hub alone and at once, as a power cut or the kernel's memory killer does."""
        self.process.kill()
        self.process.wait()

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the hub, or a learner's server, answers; Tornado's HTTPError where it refuses."""
        sent = json.dumps(body) if body is not None else ("" if method in {"POST", "PUT"} else None)
        request = HTTPRequest(
            f"{self.address}/{path}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
            body=sent,
            request_timeout=SECONDS_TO_ANSWER,
        )
        answer = await AsyncHTTPClient(max_clients=1000).fetch(request)
        return json.loads(answer.body) if answer.body else None

    def processes(self) -> list[psutil.Process]:
        """All that was started for this rehearsal: it works in this folder."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, ValueError):
                if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(self.folder):
                    found.append(process)
        return found

    def __enter__(self) -> "Hub":
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        for end in ("terminate", "kill"):
            left = self.processes()
            for process in left:
                with contextlib.suppress(psutil.Error):
                    getattr(process, end)()
            psutil.wait_procs(left, timeout=5)


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface that nobody listens on, each another."""
    with contextlib.ExitStack() as open_ones:
        probes = [open_ones.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
