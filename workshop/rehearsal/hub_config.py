"""The teacher's hub with three things changed: anybody may enter, nobody is isolated, and the rehearsal may do it all.

So it stays on loopback: the teacher's configuration refuses to put such a hub on the network. Where Node's proxy is not
installed, its port to Python does, so that the tests need no npm: it knows no TLS, and leaves a page waiting whose
server has died.
"""

import os
import shutil
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it, and the next
load_subconfig(str(Path(__file__).resolve().parents[1] / "hub" / "jupyterhub_config.py"))  # noqa: F821
PROGRAMS = Path(sys.prefix) / "bin"


def node_proxy() -> str | None:
    """Node's proxy; the port's program has the same name, so this environment's own programs are passed over."""
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if Path(folder) != PROGRAMS]
    return shutil.which("configurable-http-proxy", path=os.pathsep.join(folders))


c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{os.getcwd()}/homes/{{username}}"
c.CarefulProxy.command = [node_proxy() or str(PROGRAMS / "configurable-http-proxy")]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []

c.JupyterHub.services.append({"name": "rehearsal", "api_token": os.environ["NN_REHEARSAL_TOKEN"]})
scopes = ["admin:users", "admin:servers", "admin:server_state", "access:servers"]
c.JupyterHub.load_roles.append({"name": "rehearsal", "scopes": scopes, "services": ["rehearsal"]})
