"""Trainings: to the end when the cell runs, step by step afterwards, and stopped or begun anew while they run."""

import asyncio

import pytest
import torch
from torch import nn

from helpers import Picture, say, training

STEPS = 50


@pytest.fixture
def trainer():
    @training(Picture(x=(0, STEPS), y=(0, 2)), lr=(-1.0, 1.0, 0.1))
    def descent(picture, lr=0.1):
        weight, losses = torch.ones(1, requires_grad=True), []
        for step in range(STEPS):
            loss = (weight**2).sum()
            (gradient,) = torch.autograd.grad(loss, weight)
            if lr < 0:
                nn.CELU(0.0)(weight)
            weight.data -= lr * gradient
            losses.append(loss.item())
            picture.curve("loss", range(len(losses)), losses)
            picture.caption(say(f"{len(losses)} steps", f"{len(losses)} 步"))
            yield (step + 1) / STEPS

    return descent


def steps(trainer) -> int:
    """How many steps the caption speaks of."""
    return int(trainer.picture.words.en.split()[0])


def test_it_has_run_to_its_end_when_its_cell_has(trainer):
    assert (trainer.progress, trainer.running, steps(trainer)) == (1.0, False, STEPS)
    data, _ = trainer._repr_mimebundle_()
    assert data["text/plain"] == "descent(lr=0.1)" and "image/png" in data


def test_without_an_event_loop_a_new_value_is_answered_at_once(trainer):
    before = trainer.frame
    trainer.values = {"lr": 0.5}
    assert trainer.frame != before and trainer.progress == 1.0 and trainer.drawn == {"lr": 0.5}


def test_runs_can_be_cut_short(trainer):
    trainer.most_steps = 3
    trainer.values = {"lr": 0.5}
    assert (steps(trainer), trainer.progress) == (3, pytest.approx(3 / STEPS))


def test_in_an_event_loop_it_leaves_room_for_others(trainer):
    async def watch():
        trainer._handle_custom_msg({"train": True}, [])
        assert trainer.running
        turns = 0
        while trainer.running:
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(watch()) >= STEPS
    assert (trainer.progress, steps(trainer)) == (1.0, STEPS)


def test_stop_stops_it_and_keeps_what_was_drawn(trainer):
    async def stop():
        trainer.values = {"lr": 0.2}
        for _ in range(10):
            await asyncio.sleep(0)
        frame = trainer.frame
        trainer._handle_custom_msg({"stop": True}, [])
        await asyncio.sleep(0.01)
        return frame

    asyncio.run(stop())
    assert not trainer.running and 0 < steps(trainer) < STEPS and 0 < trainer.progress < 1
    trainer._handle_custom_msg({"rest": 1}, [])
    assert trainer.frame.startswith("data:image/png") and steps(trainer) < STEPS, "a sharp frame trains nothing"


def test_a_new_value_ends_the_run_under_way(trainer):
    async def move_twice():
        trainer.values = {"lr": 0.2}
        await asyncio.sleep(0)
        first = trainer._task
        trainer.values = {"lr": 0.3}
        await asyncio.sleep(0)
        assert first.cancelled() and trainer.running
        while trainer.running:
            await asyncio.sleep(0)

    asyncio.run(move_twice())
    assert (trainer.drawn, trainer.progress) == ({"lr": 0.3}, 1.0)


def test_what_a_step_raises_is_explained(trainer):
    async def fail():
        trainer.values = {"lr": -1.0}
        while trainer.running:
            await asyncio.sleep(0)

    asyncio.run(fail())
    assert "alpha cannot be 0" in trainer.trouble and "規則" in trainer.trouble
    trainer.values = {"lr": 0.1}
    assert trainer.trouble == "" and trainer.progress == 1.0


def test_a_picture_without_limits_is_refused():
    with pytest.raises(TypeError, match="limits"):
        training(Picture(), lr=(0.0, 1.0))
