// What every widget of the handbook shares: the page's language, and small DOM helpers.
// The language stands in <html data-nn-language>, so it reaches all notebooks of the page at once.

const ROOT = document.documentElement;
const LANGUAGE_EVENT = "nn-language";

const language = () => ROOT.dataset.nnLanguage ?? "both";

// Set by the switch once it has the character map; until then Chinese stays as it was written.
const simplify = (text) => window.nnSimplify?.(text) ?? text;

// One string of a text {en, zh}, for places that hold no elements (alt, option, title).
function pick({ en, zh }) {
  const chinese = language() === "zh-Hans" ? simplify(zh) : zh;
  if (en === zh || language() === "en") return en;
  return language() === "both" ? `${en} · ${chinese}` : chinese;
}

function onLanguage(callback) {
  window.addEventListener(LANGUAGE_EVENT, callback);
  return () => window.removeEventListener(LANGUAGE_EVENT, callback);
}

// A label in both languages. Its words come from the handbook or from a name, never as HTML.
function bilingual({ en, zh }) {
  if (en === zh) return [make("span", { textContent: en })];
  return [make("span", { lang: "en", textContent: en }), make("span", { lang: "zh-Hant", textContent: zh })];
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  if (TAKES_KEYS.has(tag)) element.setAttribute("data-lm-suppress-shortcuts", "true");
  return element;
}

// JupyterLab would take arrow keys and letters for its own commands while one of these has the focus. It asks the
// focused element before it asks what is around it, so each carries the mark itself.
const TAKES_KEYS = new Set(["input", "select", "button"]);
