"""The browser for the tests: found on this machine, or installed where that can be done without asking.

    python -m tools.browser    # prints its path; fails with what to do if there is none

Playwright's own download is not used: a distribution's Chromium gets its security updates with everything else.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = """\
The browser tests need Chromium or Google Chrome, and none was found.
  Debian:        sudo apt-get install chromium
  Ubuntu:        sudo apt-get install chromium-browser
  Fedora:        sudo dnf install chromium
  macOS:         brew install --cask google-chrome
Or name one that you have: CHROMIUM=/path/to/browser make test"""


def find() -> str | None:
    """The path of a browser: what CHROMIUM names, else the first that is installed, else None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in (*NAMES, *ON_A_MAC) if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium, if that takes no password."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (prefix and not shutil.which("sudo")):
        return
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        # What apt-get prints belongs on stderr: stdout carries the path and nothing else.
        subprocess.run([*prefix, "apt-get", "-q", *step], stdout=sys.stderr, check=False)


def main() -> str | None:
    """Find a browser, installing one if need be; returns what went wrong, for sys.exit."""
    if not find() and "CHROMIUM" not in os.environ:
        install()
    path = find()
    if path:
        print(path)
    return None if path else MISSING


if __name__ == "__main__":
    sys.exit(main())
