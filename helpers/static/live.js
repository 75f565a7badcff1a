// A live picture: native controls, the picture, its caption, and the explanation when a setting is refused.
// The kernel draws. ipywidgets holds back a change while the one before it is being answered and then sends the
// newest, so frames never queue. When the hand rests, a sharp lossless frame replaces the quick one.

const REST_MS = 180;
const STEP_MS = 450; // of a slider that plays: time to look at each position

function render({ model, el }) {
  const view = make("div", { className: "nn-live" });
  const isBusy = () => JSON.stringify(model.get("values")) !== JSON.stringify(model.get("drawn"));
  let resting = 0;
  const controls = model.get("controls").map((control) => makeControl(control, model));
  const reset = make("button", { type: "button", className: "nn-reset", onclick: () => { controls.forEach(({ stop }) => stop()); choose({ ...model.get("defaults") }); } },
    "↺ ", ...bilingual({ en: "Reset", zh: "重置" }));
  const image = make("img", { className: "nn-frame" });
  const caption = make("div", { className: "nn-caption", ariaLive: "polite" });
  const trouble = make("div", { className: "nn-trouble", role: "status" });
  const trains = model.get("running") === undefined ? { bar: [], forget() {} } : trainingBar(model, rest);
  view.append(make("div", { className: "nn-controls" }, ...controls.map(({ row }) => row), reset), ...trains.bar, image, caption, trouble);
  el.append(view);

  // One dot a pixel is exact only for a picture shown at its own size; anywhere else twice as many look better.
  const scale = () => (image.clientWidth * window.devicePixelRatio === model.get("size")[0] ? 1 : 2);

  function choose(values) {
    model.set("values", values);
    model.save_changes();
    showValues();
    showBusy();
    rest();
  }

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => model.send({ rest: scale() }), REST_MS);
  }

  const showValues = () => controls.forEach(({ name, show }) => show(model.get("values")[name]));

  const showFrame = () => (image.src = model.get("frame"));
  // Busy until the kernel has answered the values that the controls show.
  const showBusy = () => (view.ariaBusy = String(isBusy()));
  const showCaption = () => (caption.innerHTML = model.get("caption"));
  const showAlt = () => (image.alt = pick(model.get("alt")));

  function showTrouble() {
    trouble.innerHTML = model.get("trouble");
    view.classList.toggle("nn-stale", trouble.innerHTML !== "");
  }

  function showWidth() {
    const [width, height] = model.get("size");
    image.width = width; // attributes, so that the place is kept before the first frame is decoded
    image.height = height;
  }

  // A theme may be chosen while the notebook is open.
  function followTheme() {
    const dark = document.body.dataset.jpThemeLight === "false";
    if (model.get("dark") === dark) return;
    model.set("dark", dark);
    model.save_changes();
    rest();
  }
  const themes = new MutationObserver(followTheme);
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });

  const showWords = () => { showAlt(); controls.forEach(({ rename }) => rename()); };
  const stopLanguage = onLanguage(showWords);
  const follow = { values: showValues, frame: showFrame, caption: showCaption, alt: showAlt, trouble: showTrouble };
  for (const [trait, show] of Object.entries(follow)) {
    model.on(`change:${trait}`, show);
    show();
  }
  model.on("change", showBusy); // after all of a message's traits
  showWidth();
  showWords();
  followTheme();

  return () => {
    stopLanguage();
    trains.forget();
    themes.disconnect();
    clearTimeout(resting);
    controls.forEach(({ stop }) => stop());
    for (const [trait, show] of Object.entries(follow)) model.off(`change:${trait}`, show);
    model.off("change", showBusy);
  };

  function makeControl(control) {
    const change = (value) => choose({ ...model.get("values"), [control.name]: value });
    const id = `nn-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    const label = make("label", { id: `${id}-label`, htmlFor: id, className: control.code ? "nn-code" : "" }, ...bilingual(control.label));
    const { input, output = [], show, rename = () => {}, stop = () => {} } = { slider, menu, toggle }[control.kind](control, change, isBusy);
    input.id = id;
    input.setAttribute("aria-labelledby", label.id);
    return { name: control.name, row: make("div", { className: `nn-control nn-${control.kind}` }, label, input, ...output), show, rename, stop };
  }
}

function slider({ low, high, step, decimals, played }, change, isBusy) {
  const input = make("input", { type: "range", min: low, max: high, step });
  const output = make("output", {});
  const written = (value) => value.toFixed(decimals).replace("-", "−");
  output.style.minWidth = `${Math.max(written(low).length, written(high).length)}ch`; // nothing moves with the value
  input.oninput = () => change(Number(Number(input.value).toFixed(decimals)));
  const show = (value) => {
    input.value = value;
    output.textContent = written(value);
    input.ariaValueText = output.textContent;
  };
  if (!played) return { input, output: [output], show };
  const next = () => (Number(input.value) + step > high ? low : Number((Number(input.value) + step).toFixed(decimals)));
  const player = playButton(() => isBusy() || change(next()));
  input.addEventListener("input", player.stop); // the hand takes over
  return { input, output: [make("span", { className: "nn-played" }, output, player.button)], show, rename: player.rename, stop: player.stop };
}

// A button that calls `step` again and again, until it is pressed once more.
function playButton(step) {
  let timer = 0;
  const button = make("button", { type: "button", className: "nn-play" });
  const rename = () => {
    button.textContent = timer ? "❚❚" : "▶\uFE0E"; // text, not an emoji
    button.ariaLabel = button.title = pick(timer ? { en: "Pause", zh: "暫停" } : { en: "Play", zh: "播放" });
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    rename();
  };
  button.onclick = () => {
    if (timer) return stop();
    timer = setInterval(step, STEP_MS);
    step();
    rename();
  };
  return { button, rename, stop };
}

function menu({ options }, change) {
  const input = make("select", {}, ...options.map((_, index) => make("option", { value: index })));
  input.onchange = () => change(Number(input.value));
  const rename = () => options.forEach((option, index) => (input.options[index].textContent = pick(option)));
  return { input, show: (value) => (input.value = value), rename };
}

function toggle(_, change) {
  const input = make("input", { type: "checkbox" });
  const output = make("output", {});
  input.onchange = () => change(input.checked);
  const show = (value) => {
    input.checked = value;
    output.textContent = value ? "True" : "False";
  };
  return { input, output: [output], show };
}

// What a training has besides: Train, Stop, and how far it is. `rest` asks for a sharp frame when it has ended.
function trainingBar(model, rest) {
  const button = (sign, words, message) =>
    make("button", { type: "button", className: `nn-${message}`, onclick: () => model.send({ [message]: true }) }, sign, ...bilingual(words));
  const train = button("▶ ", { en: "Train", zh: "訓練" }, "train");
  const stop = button("■ ", { en: "Stop", zh: "停止" }, "stop");
  const label = make("span", { id: `nn-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`, className: "nn-doing" });
  const progress = make("progress", { max: 1 });
  const share = make("output", {});
  progress.setAttribute("aria-labelledby", label.id);
  label.setAttribute("role", "status");

  function showProgress() {
    progress.value = model.get("progress");
    share.textContent = `${Math.round(100 * progress.value)} %`;
  }

  function showRunning() {
    const running = model.get("running");
    if (!running && document.activeElement === stop) train.focus(); // a disabled button would lose the focus
    stop.disabled = !running;
    const ended = model.get("progress") < 1 ? { en: "stopped", zh: "已停止" } : { en: "trained", zh: "訓練完畢" };
    label.replaceChildren(...bilingual(running ? { en: "training", zh: "訓練中" } : ended));
    if (!running) rest();
  }

  model.on("change:progress", showProgress);
  model.on("change:running", showRunning);
  showProgress();
  showRunning();
  const forget = () => {
    model.off("change:progress", showProgress);
    model.off("change:running", showRunning);
  };
  return { bar: [make("div", { className: "nn-training" }, train, stop, progress, share, label)], forget };
}

export default { render };
