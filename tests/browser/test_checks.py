"""Predictions and exercises, as a learner meets them."""

from playwright.sync_api import expect

from tests.browser.live import in_chapter


def test_a_prediction_is_committed_and_only_then_answered(chapter):
    prediction = first_prediction(chapter)
    options, commit = prediction.locator("input[type=radio]"), prediction.locator("button")
    assert options.count() >= 2
    assert prediction.locator("[role=status]").text_content() == ""
    expect(commit).to_be_disabled()
    options.first.check()
    commit.click()
    expect(prediction.locator("[role=status]")).not_to_be_empty()
    assert prediction.locator(".nn-correct").count() == 1
    missed = prediction.locator("label").first.evaluate("(label) => !label.classList.contains('nn-correct')")
    expect(prediction.locator("[role=status]")).to_contain_text("Not this time" if missed else "Right:")
    expect(options.first).to_be_disabled()
    expect(commit).to_be_hidden()


def first_prediction(chapter):
    """The chapter's first prediction, brought into view."""
    index = next(cell["index"] for cell in chapter.cells() if cell["source"].startswith("predict("))
    return chapter.show(index).locator(".nn-predict")


def attempt(chapter, exercise, answer: str):
    """The card that the checker shows for an answer in place of the dots."""
    assert "def leaky_relu(x, slope): ..." in exercise["source"]
    cell = chapter.replace(exercise["index"], exercise["source"].replace("...", f"return {answer}"))
    return cell.locator(".jp-OutputArea-output .nn-card")


def test_an_untouched_exercise_says_so(chapter, exercise):
    card = chapter.show(exercise["index"]).locator(".nn-card")
    expect(card).to_contain_text("Not started")
    expect(card).to_contain_text("還沒開始")


@in_chapter(6)
def test_a_solved_exercise_is_praised(chapter, exercise):
    card = attempt(chapter, exercise, "x.clamp(min=0) + slope * x.clamp(max=0)")
    expect(card).to_contain_text("Solved:")
    expect(card).to_have_class("nn-card nn-good")


@in_chapter(6)
def test_a_typical_mistake_is_named(chapter, exercise):
    card = attempt(chapter, exercise, "x.clamp(min=0)")
    expect(card).to_contain_text("the negative part is missing")
    expect(card).to_contain_text("少了負的那一部分")
    expect(card).to_have_class("nn-card nn-bad")


@in_chapter(6)
def test_an_answer_that_fails_is_explained(chapter, exercise):
    card = attempt(chapter, exercise, "max(0, x)")
    expect(card).to_contain_text("x.clamp(min=0)")
