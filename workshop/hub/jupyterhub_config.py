"""A class on one machine: `jupyterhub --config workshop/hub/jupyterhub_config.py`, as root; README.md says the rest.

Learners are users of the machine (PAM): the operating system keeps their passwords, their files and their limits apart,
and no list of accounts is kept twice. What differs from class to class is given as flags of JupyterHub, which come
after this file: `--Spawner.mem_limit=3G`.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from jupyterhub.auth import DummyAuthenticator, NullAuthenticator
from jupyterhub.proxy import ConfigurableHTTPProxy

c = get_config()  # noqa: F821 - JupyterHub defines it
HERE = Path(__file__).resolve().parent
PROGRAMS = Path(sys.prefix) / "bin"


def danger(url: str, authenticator: object) -> str:
    """Why the hub must not listen at this address; nothing if it may."""
    if urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}:
        return ""
    if isinstance(authenticator, DummyAuthenticator | NullAuthenticator):
        return f"{type(authenticator).__name__} lets everybody in"
    return "" if url.startswith("https:") else "passwords would travel in the clear: give ssl_key and ssl_cert"


class CarefulProxy(ConfigurableHTTPProxy):
    """Asks when everything is known, flags too, and before anything listens."""

    async def start(self):
        if why := danger(self.public_url, self.app.authenticator):
            raise RuntimeError(f"Not on the network, {self.public_url}: {why}.")
        await super().start()


# Who comes in: members of two groups of the machine, so root and the services' users do not.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {"learners", "teachers"}
c.PAMAuthenticator.admin_groups = {"teachers"}

# Where: on loopback, for a server with TLS in front; or on the network, by flags: see README.md.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.proxy_class = CarefulProxy

# Each learner's server: a unit of systemd, which alone enforces these limits. The local and the simple spawner do not.
c.JupyterHub.spawner_class = "systemd"
c.Spawner.mem_limit = "2.5G"  # a server and three whole chapters at once
c.Spawner.cpu_limit = 1.0
c.SystemdSpawner.unit_extra_properties = {"OOMPolicy": "continue"}  # too much memory ends a kernel, not the server
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.disable_user_sudo = True

# Thirty begin at the same minute: waiting is better than an error.
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.cmd = [str(HERE / "start.sh")]
c.Spawner.default_url = "/lab/tree/nn-handbook/notebooks/INDEX.md"
c.Spawner.environment = {
    "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    # The teacher's clone, whose `git pull` is everybody's update, and which needs no network; or any other address.
    "NN_SOURCE": os.environ.get("NN_SOURCE", HERE.parents[1].as_uri()),
    "NN_BRANCH": os.environ.get("NN_BRANCH", "main"),
    "JUPYTER_PREFER_ENV_PATH": "1",  # the server and the settings of `make lab`, before a learner's own
    "OMP_NUM_THREADS": "1",  # many learners share the cores: torch's threads would only wait for each other
}

# A server that nobody has used for an hour is stopped; what is saved stays, what only a kernel knew goes.
c.JupyterHub.services = [
    {"name": "idle-culler", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]}
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
# Restarting the hub stops nobody's server.
c.JupyterHub.cleanup_servers = False
