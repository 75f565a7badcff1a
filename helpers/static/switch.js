// The language switch: shows or hides by CSS (page.css); for 简体 it replaces characters in the Chinese blocks.

const CHOICES = [["en", "English"], ["zh-Hant", "繁體"], ["zh-Hans", "简体"], ["both", "English + 中文"]];
const STORED = "nn-handbook-language";
const CHINESE = '.jp-Notebook [lang|="zh"]';
const HEADINGS = ".jp-RenderedMarkdown :is(h1, h2, h3, h4), .jp-TableOfContents-tree";
const UNTOUCHED = "code, pre, mjx-container, .MathJax, script, style";

// One page, one switcher, however many notebooks show the control.
function switcher(characters) {
  if (window.nnSwitcher) return window.nnSwitcher;
  const originals = new Map(); // text node -> { before, after }

  window.nnSimplify = (text) => [...text].map((character) => characters.get(character) ?? character).join("");

  function simplifyNode(node) {
    if (node.parentElement?.closest(UNTOUCHED)) return;
    const before = node.nodeValue;
    const after = simplify(before);
    if (after === before) return;
    originals.set(node, { before, after });
    node.nodeValue = after;
  }

  function simplifyWithin(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) simplifyNode(walker.currentNode);
    if (root.lang === "zh-Hant") root.lang = "zh-Hans"; // the font's glyphs and a screen reader's voice follow it
  }

  function restore() {
    for (const [node, { before, after }] of originals) if (node.nodeValue === after) node.nodeValue = before;
    originals.clear();
    for (const element of document.querySelectorAll('.jp-Notebook [lang="zh-Hans"]')) element.lang = "zh-Hant";
  }

  const simplifyPage = () => document.querySelectorAll(`${CHINESE}, ${HEADINGS}`).forEach(simplifyWithin);

  // Cells that scroll back into the page, new outputs and changed captions come in Traditional again.
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      const element = type === "characterData" ? target.parentElement : target;
      if (element?.closest(`${CHINESE}, ${HEADINGS}`)) simplifyWithin(element);
      for (const node of addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) node.querySelectorAll(`${CHINESE}, ${HEADINGS}`).forEach(simplifyWithin);
        if (node.nodeType === Node.ELEMENT_NODE && node.matches(`${CHINESE}, ${HEADINGS}`)) simplifyWithin(node);
      }
    }
    for (const node of originals.keys()) if (!node.isConnected) originals.delete(node);
  });

  function choose(choice) {
    observer.disconnect();
    restore();
    ROOT.dataset.nnLanguage = choice;
    localStorage.setItem(STORED, choice);
    if (choice === "zh-Hans") {
      simplifyPage();
      observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    }
    window.dispatchEvent(new Event(LANGUAGE_EVENT));
  }

  return (window.nnSwitcher = { choose });
}

function render({ model, el }) {
  const [from, to] = model.get("simplified").map((text) => [...text]);
  const { choose } = switcher(new Map(from.map((character, index) => [character, to[index]])));
  const buttons = CHOICES.map(([choice, name]) =>
    make("button", { type: "button", value: choice, textContent: name, lang: choice === "both" ? "" : choice, onclick: () => choose(choice) }));
  const group = make("div", { className: "nn-switch", role: "group", ariaLabel: "Language · 語言" }, ...buttons);
  el.append(group);

  const show = () => buttons.forEach((button, index) => (button.ariaPressed = String(CHOICES[index][0] === language())));
  const stop = onLanguage(show);
  choose(ROOT.dataset.nnLanguage ?? localStorage.getItem(STORED) ?? "both");
  return stop;
}

export default { render };
