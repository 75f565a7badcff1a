"""A class of three on loopback: real servers, kernels and websockets, and what goes wrong; `make rehearsal` is more."""

import asyncio
import copy
import runpy
import subprocess
import sys

import nbformat
import psutil
import pytest
from jupyterhub.auth import DummyAuthenticator, PAMAuthenticator
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from tests.lessons import ROOT
from workshop.rehearsal import learner
from workshop.rehearsal.drill import Blow
from workshop.rehearsal.hub import CONFIG, free_ports
from workshop.rehearsal.learner import Loss, Seen, moved
from workshop.rehearsal.play import Rehearsal, percentile, rehearse
from workshop.rehearsal.report import faults, report

TEACHERS = ROOT / "workshop" / "hub" / "jupyterhub_config.py"
LEARNERS = 3
CELLS = [
    new_markdown_cell("# A small chapter"),
    new_code_cell("from helpers import Picture, live"),
    new_code_cell("""\
@live(Picture(x=(0, 1), y=(0, 9)), k=(0, 9))
def line(picture, k=1):
    picture.curve("f", [0, 1], [0, k])"""),
    new_markdown_cell("The end."),
]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A short class in a folder: what was seen, and the folder."""
    folder = tmp_path_factory.mktemp("class")
    chapter = folder / "small.ipynb"
    nbformat.write(new_notebook(cells=CELLS), chapter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learner, "LOOK_SECONDS", (0.1, 0.3))
        patch.setattr(learner, "PATIENCE", 5)
        found = asyncio.run(rehearse(folder / "work", chapter, LEARNERS, seconds=2, seconds_down=1))
    return found, folder


def test_everybody_comes_in_and_sees_sliders_move(played):
    found, _ = played
    assert all(seen.server and seen.chapter and seen.moves and not seen.errors for seen in found.seen)
    assert len(found.calm) > LEARNERS
    assert all(memory.kernels > memory.server > 10 for memory in found.memories)


def test_nothing_is_lost(played):
    found, _ = played
    assert [blow.what for blow in found.blows] == ["kernel", "server", "hub"]
    assert faults(found) == []


def test_each_comes_back_to_what_there_must_be(played):
    kernel, server, hub = played[0].blows
    assert [loss.found for loss in kernel.victims] == ["a new kernel"]
    assert [loss.found for loss in server.victims] == ["a new server"]
    assert {loss.found for loss in hub.victims} == {"everything as it was"}


def test_nothing_is_left_running(played):
    _, folder = played
    left = [process for process in psutil.process_iter() if str(folder) in " ".join(arguments(process))]
    assert left == []


def test_the_report_says_it(played):
    found, _ = played
    text = report(found)
    assert f"| {LEARNERS} learners" in text
    assert f"{LEARNERS} / {LEARNERS}" in text


def arguments(process: psutil.Process) -> list[str]:
    """Command line and folder of a process, where one may know them."""
    try:
        return [*process.cmdline(), process.cwd()]
    except psutil.Error:
        return []


# A hub on the network.


@pytest.mark.parametrize(
    ("url", "authenticator", "why"),
    [
        ("http://127.0.0.1:8000", DummyAuthenticator, ""),
        ("http://[::1]:8000", PAMAuthenticator, ""),
        ("https://0.0.0.0:443", PAMAuthenticator, ""),
        ("https://0.0.0.0:443", DummyAuthenticator, "everybody"),
        ("http://0.0.0.0:8000", PAMAuthenticator, "clear"),
        ("http://:8000", PAMAuthenticator, "clear"),
        ("http://127.0.0.1.example.org", PAMAuthenticator, "clear"),
    ],
)
def test_what_may_listen_where(url, authenticator, why):
    found = runpy.run_path(str(TEACHERS), {"get_config": Config})["danger"](url, authenticator())
    assert why in found and bool(why) == bool(found)


def test_the_teachers_hub_asks_for_passwords_and_stays_on_loopback():
    c = runpy.run_path(str(TEACHERS), {"get_config": Config})["c"]
    assert (c.JupyterHub.authenticator_class, c.JupyterHub.bind_url) == ("pam", "http://127.0.0.1:8000")
    assert "allow_all" not in c.Authenticator and c.PAMAuthenticator.allowed_groups


def test_a_hub_that_lets_everybody_in_does_not_listen_on_the_network(tmp_path, monkeypatch):
    monkeypatch.setenv("NN_REHEARSAL_TOKEN", "a" * 32)
    public, own, api = free_ports(3)
    flags = [f"--JupyterHub.bind_url=http://0.0.0.0:{public}", f"--JupyterHub.hub_port={own}"]
    flags += [f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}"]
    command = [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG), *flags]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"Not on the network, http://0.0.0.0:{public}: DummyAuthenticator lets everybody in." in done.stderr


# The checks themselves: each must be able to fail.


def good() -> Rehearsal:
    """A rehearsal of two in which nothing is lost."""
    loss = Loss(at=1, seconds=2, why="the kernel died", found="a new kernel")
    blows = [Blow(what, [loss], others_moves=9, notes=2) for what in ("kernel", "server", "hub")]
    return Rehearsal("small", "Python", seen=[Seen(), Seen()], calm=[0.1], blows=blows)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda found: None, ""),
        (lambda found: found.seen[1].errors.append("NameError in 'x'"), "NameError"),
        (lambda found: setattr(found, "broken", "NoSuchProcess"), "broke off: NoSuchProcess"),
        (lambda found: found.calm.clear(), "nobody saw a slider move"),
        (lambda found: setattr(found.blows[0], "notes", 1), "only 1 of 2 find what they saved"),
        (lambda found: found.blows[1].victims.clear(), "did not come back"),
        (lambda found: found.blows[1].others_losses.append(Loss(1, 2, "closed", "")), "somebody else"),
        (lambda found: setattr(found.blows[2], "others_moves", 0), "stood still"),
        (lambda found: setattr(found.blows[1], "updated", False), "teacher's change"),
    ],
)
def test_what_was_lost_is_found(change, fault):
    found = copy.deepcopy(good())
    change(found)
    assert bool(faults(found)) == bool(fault)
    assert all(fault in text for text in faults(found))


def test_a_slider_goes_round():
    control = {"name": "k", "kind": "slider", "low": 0, "high": 1, "step": 0.5, "decimals": 1}
    assert [moved(control, {"k": at}) for at in (0, 0.5, 1)] == [0.5, 1.0, 0]


def test_percentiles():
    assert percentile([float(i) for i in range(101)], 95) == 95
    assert (percentile([3.0], 95), percentile([], 95)) == (3.0, 0)
