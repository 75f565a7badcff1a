"""Every control of every notebook, moved through the real widgets: no position may end in a traceback."""

import random
from importlib import import_module

import pytest
from IPython.core.interactiveshell import InteractiveShell

from helpers.check import Prediction
from helpers.explain import explain
from helpers.live import Explorer
from helpers.training import Trainer
from tests.lessons import NOTEBOOKS, code_cells, read

RANDOM_SETTINGS = 60  # for each picture: some thousands a notebook
STEPS_OF_A_TRAINING = 3  # of each run that a moved control starts; to its end it has run with its cell
SURROUNDINGS = 12  # settings of the other controls among which a control must show an effect


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def widgets(request) -> tuple[list[Explorer], list[Prediction]]:
    """The live pictures and the predictions of a notebook, with the notebook's cells run in this process."""
    shell = InteractiveShell.instance()
    shown, asked = [], []

    def asking(*arguments) -> Prediction:
        asked.append(Prediction(*arguments))
        return asked[-1]

    with pytest.MonkeyPatch.context() as patch:
        for module in ("helpers.live", "helpers.training"):  # `helpers.live` is the function
            patch.setattr(import_module(module), "display", shown.append)
        patch.setattr("helpers.explain.display", lambda _: None)
        patch.setattr("helpers.check.Prediction", asking)
        for cell in code_cells(read(request.param)):
            shell.run_cell(cell.source, silent=True).raise_error()
    for trainer in [thing for thing in shown if isinstance(thing, Trainer)]:
        trainer.most_steps = STEPS_OF_A_TRAINING
    return [thing for thing in shown if isinstance(thing, Explorer)], asked


@pytest.fixture(scope="module")
def explorers(widgets) -> list[Explorer]:
    return widgets[0]


def positions(control: dict) -> list:
    """Where a test puts a control: both ends of a slider, each option, both states."""
    if control["kind"] == "slider":
        return [control["low"], control["high"]]
    return [False, True] if control["kind"] == "toggle" else list(range(len(control["options"])))


def anywhere(control: dict, chance: random.Random):
    """A random position that the page could send."""
    if control["kind"] != "slider":
        return chance.choice(positions(control))
    steps = round((control["high"] - control["low"]) / control["step"])
    return round(control["low"] + chance.randint(0, steps) * control["step"], control["decimals"])


def seen(explorer: Explorer, values: dict) -> tuple:
    """What the reader sees at these values. Fails if it is an error that no rule explains."""
    explorer.set_state({"values": values})  # as a message from the page arrives
    assert explorer.error is None or explain(explorer.error).known, f"{explorer!r} at {values}: {explorer.error!r}"
    return explorer.frame, explorer.caption, explorer.trouble


def test_there_are_live_pictures(explorers):
    assert len(explorers) >= 5


def test_every_prediction_has_exactly_one_right_option(widgets):
    """Answered after Run All, as a learner would who reads on: by then no name may have changed."""
    assert len(widgets[1]) >= 4
    for prediction in widgets[1]:
        for option in range(len(prediction.options)):
            prediction.committed = option
            assert prediction.right >= 0, f"{prediction!r}\n{prediction.reveal}"
            assert ("Right:" in prediction.reveal) == (option == prediction.right)


def test_no_position_ends_in_a_traceback(explorers):
    chance = random.Random(0)
    for explorer in explorers:
        for control in explorer.controls:
            for position in positions(control):
                seen(explorer, {**explorer.defaults, control["name"]: position})
        for _ in range(RANDOM_SETTINGS):
            seen(explorer, {control["name"]: anywhere(control, chance) for control in explorer.controls})
        seen(explorer, explorer.defaults)


def test_every_control_changes_what_is_seen(explorers):
    chance = random.Random(1)
    without_effect = []
    for explorer in explorers:
        for control in explorer.controls:
            others = [explorer.defaults] + [
                {other["name"]: anywhere(other, chance) for other in explorer.controls} for _ in range(SURROUNDINGS)
            ]
            if not any(changes(explorer, control, surrounding) for surrounding in others):
                without_effect.append(f"{explorer!r}: {control['name']}")
    assert without_effect == []


def changes(explorer: Explorer, control: dict, others: dict) -> bool:
    """Whether moving one control through its positions shows at least two different things."""
    return len({seen(explorer, {**others, control["name"]: position}) for position in positions(control)}) > 1


def test_a_control_without_effect_is_found():
    from helpers import Picture, live

    @live(Picture(x=(0, 1), y=(0, 1)), used=(0, 1), unused=(0, 1))
    def picture_of_one(picture, used=0, unused=0):
        picture.curve("f", [0, 1], [0, used])

    used, unused = picture_of_one.controls
    assert changes(picture_of_one, used, picture_of_one.defaults)
    assert not changes(picture_of_one, unused, picture_of_one.defaults)
