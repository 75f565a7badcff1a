"""What `make` relies on says clearly what is missing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lessons import ROOT
from tools import browser


def check_python(python: str) -> subprocess.CompletedProcess:
    """Run the check that stands before everything else."""
    script = ROOT / "tools" / "check_python.sh"
    return subprocess.run(["sh", script, python], capture_output=True, text=True, check=False)


def program(folder: Path, name: str, script: str) -> str:
    """An executable of our own making."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_this_python_will_do():
    done = check_python(sys.executable)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("exit 1", "does not run"),
        ('case "$2" in *version_info*) exit 1;; esac; case "$1" in -V) echo Python 3.9.2;; esac', "is Python 3.9.2"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "comes without it"),
    ],
)
def test_a_python_that_will_not_do_is_named(tmp_path, script, complaint):
    done = check_python(program(tmp_path, "python", script))
    assert done.returncode == 1
    assert complaint in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_the_browser_that_is_named_is_taken(monkeypatch, tmp_path, capsys):
    path = program(tmp_path, "my-browser", "")
    monkeypatch.setenv("CHROMIUM", path)
    assert browser.main() is None
    assert capsys.readouterr().out == f"{path}\n"


def test_the_browser_on_the_path_is_found(monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "ON_A_MAC", ())
    assert browser.find() is None
    path = program(tmp_path, "google-chrome", "")
    assert browser.find() == path


def test_without_a_browser_it_is_said_what_to_do(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "not-here"))
    assert browser.main() == browser.MISSING
    assert capsys.readouterr().out == ""


def test_jupyterlab_fetches_no_news():
    settings = json.loads((ROOT / "tools" / "overrides.json").read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
