"""The teacher's hub with three things changed: anybody may enter, nobody is isolated, and the rehearsal may do it all.

So it stays on loopback: the teacher's configuration refuses to put such a hub on the network.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it, and the next
load_subconfig(str(Path(__file__).resolve().parents[1] / "hub" / "jupyterhub_config.py"))  # noqa: F821

c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{os.getcwd()}/homes/{{username}}"
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []

c.JupyterHub.services.append({"name": "rehearsal", "api_token": os.environ["NN_REHEARSAL_TOKEN"]})
scopes = ["admin:users", "admin:servers", "admin:server_state", "access:servers"]
c.JupyterHub.load_roles.append({"name": "rehearsal", "scopes": scopes, "services": ["rehearsal"]})
