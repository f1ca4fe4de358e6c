// The keyboard lane, the honest saved-state and the waiting room for answers that the local server
// could not take yet. Everything works without this file; it only makes it quicker.

import { ascii } from "./fold.js";

const saved = document.getElementById("saved");
const trouble = document.getElementById("trouble");
const state = { pending: 0, failed: new Set(), leaving: false, place: "", step: null };
const FIELDS = "input:not([type=hidden]), select, textarea";

const fill = () => document.getElementById("fill");
const questionOf = (element) => element?.closest?.(".question[data-path]") ?? null;
const questions = () => [...fill().querySelectorAll(".question[data-path]")];
const dirty = () => questions().filter((question) => question.dataset.dirty);

// ---- what is saved, and what is not

function show() {
  const name = state.failed.size ? "trouble" : state.pending ? "saving" : dirty().length ? "unsaved" : "saved";
  saved.dataset.state = name;
  if (!state.failed.size) trouble.hidden = true;
}

function touch(question) {
  if (state.step?.from !== question.dataset.path) state.step = null;
  // A morph leaves this question alone until what was typed has been answered for.
  question.dataset.dirty = String(Number(question.dataset.dirty || 0) + 1);
  question.setAttribute("hx-morph-skip", "");
  show();
}

function settle(question, version) {
  if (question.dataset.dirty !== version) return; // typed on while the reply was on its way
  delete question.dataset.dirty;
  question.removeAttribute("hx-morph-skip");
}

function tell(kind, sentence = "") {
  for (const part of trouble.querySelectorAll("[data-trouble]")) part.hidden = part.dataset.trouble !== kind;
  trouble.querySelector("[data-sentence]").textContent = sentence;
  trouble.hidden = false;
}

function fail(path, kind, sentence) {
  state.failed.add(path);
  tell(kind, sentence);
  show();
}

// After a morph the properties follow the attributes, except where somebody is at work.
function agree() {
  for (const question of questions()) {
    if (question.dataset.dirty) continue;
    for (const control of question.querySelectorAll("input, textarea, option")) {
      if (control.type === "file") control.value = ""; // it has been sent
      else if (control.type === "radio" || control.type === "checkbox") control.checked = control.defaultChecked;
      else if (control.localName === "option") control.selected = control.defaultSelected;
      else if (control !== document.activeElement) control.value = control.defaultValue;
    }
  }
}

const versions = new WeakMap();
const rowChanges = new WeakSet();

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.matches("[data-row-change]")) rowChanges.add(ctx);
  const question = questionOf(ctx.sourceElement);
  if (!question) return;
  if (isHalf(question) || tooLarge(question)) return event.preventDefault();
  versions.set(ctx, question.dataset.dirty);
  state.pending += 1;
  show();
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const question = questionOf(ctx.sourceElement);
  if (!question || ctx.response.status >= 500 || (ctx.response.status >= 400 && ctx.response.status !== 422)) return;
  state.failed.delete(question.dataset.path);
  settle(question, versions.get(ctx));
});

document.addEventListener("htmx:after:swap", (event) => {
  agree();
  if (rowChanges.has(event.detail.ctx)) return followRow();
  keepFocus();
  lookBack();
});

document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  if (rowChanges.has(ctx) && !(ctx.response?.status < 400)) {
    const status = ctx.response?.status;
    tell(!status ? "gone" : status === 401 ? "locked" : "refused", sentenceOf(ctx.text));
  }
  if (!versions.has(ctx)) return;
  versions.delete(ctx);
  state.pending = Math.max(0, state.pending - 1);
  const path = ctx.sourceElement.dataset?.path;
  const status = ctx.response?.status;
  if (!status) fail(path, "gone");
  else if (status === 401) fail(path, "locked");
  else if (status >= 400 && status !== 422) fail(path, "refused", sentenceOf(ctx.text));
  show();
});

function sentenceOf(html) {
  return new DOMParser().parseFromString(html ?? "", "text/html").querySelector("main .notice p")?.textContent ?? "";
}

// A row was added, opened or removed: the server says where to go on.
function followRow() {
  const place = document.getElementById(fill().dataset.focus ?? "");
  if (!place) return keepFocus();
  const question = place.querySelector(".question[data-path]");
  if (question) enter(question);
  else place.focus();
}

async function retry() {
  if (!state.failed.size || state.pending) return;
  let page;
  try {
    const reply = await fetch(saved.dataset.page, { headers: { Accept: "text/html" } });
    if (reply.redirected || reply.status === 401) return tell("locked");
    if (!reply.ok) return;
    page = new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch {
    return tell("gone");
  }
  // A new session has a new token.
  const token = page.querySelector("input[name=csrf_token]")?.value;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) if (token) field.value = token;
  for (const question of dirty()) question.dispatchEvent(new Event("change", { bubbles: true }));
}

document.getElementById("retry").addEventListener("click", retry);
setInterval(retry, 4000);
window.addEventListener("focus", retry);

document.addEventListener("input", (event) => {
  const question = questionOf(event.target);
  if (question && !isAid(event.target)) touch(question);
});

// Choosing by script fires `change` alone; capture, so that it is marked before it is sent.
document.addEventListener("change", (event) => {
  const question = questionOf(event.target);
  if (!question) return;
  if (isAid(event.target)) return event.stopPropagation();
  if (!question.dataset.dirty) touch(question);
  if (question.hasAttribute("data-quick") && event.target.checked) go(question, 1);
}, true);

// What only narrows a list down is no part of the answer.
const isAid = (field) => field.matches?.("[data-filter]");

// ---- leaving

window.addEventListener("beforeunload", (event) => {
  if (!state.leaving && (dirty().length || state.pending)) event.preventDefault();
});

async function quiet() {
  document.activeElement?.blur?.();
  for (let waited = 0; state.pending && waited < 3000; waited += 50) await new Promise((done) => setTimeout(done, 50));
  return !dirty().length;
}

document.addEventListener("submit", async (event) => {
  if (event.target.id === "page-form") {
    state.leaving = true; // the page itself carries all answers
    return;
  }
  if (!state.pending && !dirty().length) return;
  event.preventDefault();
  if (await quiet()) event.target.requestSubmit(event.submitter);
});

document.addEventListener("click", async (event) => {
  const named = event.target.closest?.(".summary a[href^='#q-']");
  const wrong = named && document.getElementById(decodeURIComponent(named.hash.slice(1)));
  if (wrong) {
    event.preventDefault();
    enter(wrong);
  }
  const link = event.target.closest?.("a[href]:not([target], [href^='#'])");
  if (!link || (!state.pending && !dirty().length)) return;
  event.preventDefault();
  if (await quiet() || window.confirm(document.getElementById("leaving").textContent)) {
    state.leaving = true;
    window.location.assign(link.href);
  }
});

// ---- keyboard lane

const fieldsOf = (question) => [...question.querySelectorAll(FIELDS)];

function enter(question, last = false) {
  const fields = fieldsOf(question);
  const field = fields.find((one) => one.checked) ?? (last ? fields.at(-1) : fields[0]) ?? question;
  field.focus({ preventScroll: true });
  if (field.select && field.type === "text") field.select();
  question.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function go(question, step) {
  const all = questions();
  const next = all[all.indexOf(question) + step];
  if (next) enter(next, step < 0);
  else if (step > 0) document.getElementById("next").focus();
  state.step = step > 0 ? { from: question.dataset.path, to: next?.dataset.path } : null;
}

// An answer may bring up a question just after its own, when somebody has already gone on: go back
// to it, unless the question gone on to has been touched.
function lookBack() {
  const at = questionOf(document.activeElement);
  if (!state.step || state.step.to !== at?.dataset.path) return;
  const all = questions();
  const next = all[all.findIndex((one) => one.dataset.path === state.step.from) + 1];
  if (!next || next === at) return;
  state.step.to = next.dataset.path;
  enter(next);
}

function keepFocus() {
  const at = questionOf(document.activeElement);
  if (at) state.place = at.dataset.path;
  if (document.activeElement !== document.body || !state.place) return;
  // The question with the focus went away: go to the one that follows its place.
  let element = fill().querySelector(`[id="q-${CSS.escape(state.place)}"]`);
  while (element && !element.matches(".question[data-path]")) element = element.nextElementSibling;
  if (element) enter(element);
  else document.getElementById("next").focus();
}

document.addEventListener("focusin", (event) => {
  const question = questionOf(event.target);
  if (!question) return;
  state.place = question.dataset.path;
  delete question.dataset.left;
});

let typed = "";
let clock = 0;

function choose(question, digit) {
  const inputs = [...question.querySelectorAll("input[data-key]")];
  const keys = inputs.map((input) => input.dataset.key);
  const longer = (text) => keys.some((key) => key !== text && key.startsWith(text));
  typed = keys.some((key) => key.startsWith(typed + digit)) ? typed + digit : digit;
  clearTimeout(clock);
  const taken = typed;
  const act = () => {
    const input = inputs[keys.indexOf(taken)];
    if (input) { input.focus(); input.click(); }
  };
  if (!longer(taken)) { typed = ""; act(); return; }
  // “1” may become “10”: wait a moment before taking it.
  clock = setTimeout(() => { typed = ""; act(); }, 600);
}

function move(question, field, step) {
  const fields = fieldsOf(question).filter((one) => one.dataset.key);
  const next = fields[fields.indexOf(field) + step];
  if (next) next.focus();
  else go(question, step);
}

document.addEventListener("keydown", (event) => {
  const question = questionOf(event.target);
  if (!question || event.altKey || event.metaKey || event.isComposing) return;
  const field = event.target;
  const isChoice = field.matches("input[data-key]");
  const isText = field.localName === "textarea";
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && field.localName !== "button" && field.type !== "file" && (!isText || event.ctrlKey)) {
    event.preventDefault();
    forward(question, field);
  } else if (event.ctrlKey) {
    return;
  } else if (isChoice && /^[0-9]$/.test(ascii(event.key))) {
    event.preventDefault();
    choose(question, ascii(event.key));
  } else if (step && isChoice) {
    event.preventDefault();
    move(question, field, step);
  } else if (step && field.matches("input[type=text], input[type=file]")) {
    event.preventDefault();
    go(question, step);
  }
});

// In a meeting F2 saves this page and shows the next interview, Shift with it the one before.
document.addEventListener("keydown", (event) => {
  const all = [...document.querySelectorAll("#switch [data-switch]")];
  if (event.key !== "F2" || all.length < 2) return;
  event.preventDefault();
  const here = all.findIndex((one) => one.hasAttribute("aria-current"));
  all[(here + (event.shiftKey ? -1 : 1) + all.length) % all.length].click();
});

function forward(question, field) {
  const inParts = field.closest("[data-parts]");
  const parts = inParts ? fieldsOf(question).filter((one) => one.closest("[data-parts]")) : [];
  const part = parts[parts.indexOf(field) + 1];
  const last = field.closest("[data-points] > :last-child");
  // Who leaves the empty row of a line or an area is done with it; a filled one brings up the next.
  if (last && !field.value.trim()) go(question, 1);
  else if (part) part.focus();
  else if (last) last.querySelector("button").click();
  else go(question, 1);
}

// What has parts is sent when it is whole, or when somebody leaves it.
function isHalf(question) {
  if (question.dataset.left) return false;
  const rows = [...question.querySelectorAll("[data-parts]")].map((row) => {
    const parts = [...row.querySelectorAll("[data-part]")];
    return [parts.filter((part) => part.value.trim()).length, parts.length];
  });
  const least = Number(question.querySelector("[data-least]")?.dataset.least ?? 0);
  const whole = rows.filter(([filled, all]) => filled === all).length;
  return rows.some(([filled, all]) => filled > 0 && filled < all) || (whole > 0 && whole < least);
}

// What is too large is not even sent; the field is emptied and the page says so.
function tooLarge(question) {
  const field = question.querySelector("input[type=file]");
  const is = Boolean(field) && [...field.files].some((file) => file.size > Number(field.dataset.most));
  const words = question.querySelector("[data-too-large]");
  if (words) words.hidden = !is;
  if (!is) return false;
  field.value = "";
  settle(question, question.dataset.dirty);
  show();
  return true;
}

document.addEventListener("focusout", (event) => {
  const question = questionOf(event.target);
  if (!question?.querySelector("[data-parts]") || question.contains(event.relatedTarget) || !question.dataset.dirty) return;
  question.dataset.left = "yes";
  setTimeout(() => question.dispatchEvent(new Event("change", { bubbles: true })));
});

// ---- first sight: errors first, else the first question without an answer

const first = () => questions().find((one) => !one.querySelector("[data-file]") && !fieldsOf(one).some((field) => field.checked || (!field.matches("[type=radio], [type=checkbox]") && field.value)));
if (!document.getElementById("error-summary") && !location.hash) {
  const question = first() ?? questions()[0];
  if (question) enter(question);
}
show();
