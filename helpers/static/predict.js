// A prediction: choose, commit, and only then the kernel computes what torch gives.

function render({ model, el }) {
  const name = `nn-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  const view = make("div", { className: "nn-predict" });
  const question = make("div", { id: name, innerHTML: model.get("question") });
  const inputs = model.get("options").map((_, index) => make("input", { type: "radio", name, value: index }));
  const rows = model.get("options").map((words, index) => make("label", {}, inputs[index], make("span", { innerHTML: words })));
  const commit = make("button", { type: "button", disabled: true }, ...bilingual({ en: "Commit", zh: "確定" }));
  const reveal = make("div", { role: "status" });
  const options = make("fieldset", {}, ...rows);
  options.setAttribute("aria-labelledby", name);
  view.append(question, options, commit, reveal);
  el.append(view);

  inputs.forEach((input) => (input.onchange = () => (commit.disabled = false)));
  commit.onclick = () => {
    model.set("committed", inputs.findIndex((input) => input.checked));
    model.save_changes();
  };

  function show() {
    const [committed, right] = [model.get("committed"), model.get("right")];
    reveal.innerHTML = model.get("reveal");
    if (committed < 0) return;
    inputs.forEach((input, index) => { input.disabled = right >= 0; input.checked = index === committed; });
    commit.hidden = right >= 0;
    rows.forEach((row, index) => {
      row.classList.toggle("nn-correct", index === right);
      row.classList.toggle("nn-missed", right >= 0 && index === committed && index !== right);
    });
  }
  const traits = ["committed", "right", "reveal"];
  traits.forEach((trait) => model.on(`change:${trait}`, show));
  show();
  return () => traits.forEach((trait) => model.off(`change:${trait}`, show));
}

export default { render };
