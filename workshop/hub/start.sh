#!/bin/sh
# A learner's server, run as the learner: first the newest notebooks into an own copy, then JupyterLab.
# nbgitpuller merges; where both changed the same lines, the learner's stay. Without the source one goes on with what one has.
cd "$HOME"
gitpuller "$NN_SOURCE" "$NN_BRANCH" nn-handbook || echo "The notebooks were not updated; see above." >&2
exec jupyterhub-singleuser "$@"
