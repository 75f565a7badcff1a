#!/bin/sh
# Say in one sentence what is missing, before pip says it in fifty. Usage: check_python.sh PYTHON
python=$1
advice="Install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python; \
Fedora: sudo dnf install python3), or name one that you have: make PYTHON=/path/to/python3"

if ! "$python" -c 'pass' 2>/dev/null; then
    echo "nn-handbook needs Python 3.11 or newer, and '$python' does not run. $advice" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "nn-handbook needs Python 3.11 or newer, and '$python' is $("$python" -V 2>&1). $advice" >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "nn-handbook needs Python's venv module, and '$python' comes without it. $advice" >&2
    exit 1
fi
