// What sliders, counters, orders, lists and positions do before the server is asked. Without this
// file their fields and buttons work as a plain form.

import { ascii, fold, native } from "./fold.js";

const changed = (field) => {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const written = (text, around) => (around.closest("[data-native]") ? native(text) : text);

// ---- a slider writes its number

document.addEventListener("input", (event) => {
  const range = event.target.closest("[data-range]");
  if (!range || event.target.type !== "range") return;
  const field = range.querySelector("input[type=text]");
  event.target.removeAttribute("data-blank");
  field.value = written(event.target.value, range);
  event.target.setAttribute("aria-valuetext", field.value);
});

// A slider at its start has no answer yet; touching it there is one.
document.addEventListener("pointerup", (event) => {
  if (event.target.type === "range" && event.target.hasAttribute("data-blank")) changed(event.target);
});

// ---- buttons that a plain form would send

function count(button, counter) {
  const field = counter.querySelector("input");
  const now = Number.parseInt(ascii(field.value), 10) || 0;
  const next = Math.max(0, now + (button.value.endsWith(" less") ? -1 : 1));
  field.value = field.matches(":lang(fa), :lang(ps)") ? native(String(next)) : String(next);
  changed(field);
}

function renumber(list) {
  [...list.children].forEach((line, at) => { line.querySelector("input").value = written(String(at + 1), list); });
  changed(list.querySelector("input"));
}

function move(line, at) {
  const list = line.parentElement;
  const others = [...list.children].filter((one) => one !== line);
  const before = others[Math.max(0, Math.min(at, others.length))] ?? null;
  list.insertBefore(line, before);
  renumber(list);
}

let adding = "";

function add(row) {
  const question = row.closest(".question");
  question.dataset.left = "yes";
  adding = question.id;
  changed(row.querySelector("input"));
}

// The row for the next point comes with the reply.
document.addEventListener("htmx:after:swap", () => {
  if (!adding) return;
  document.getElementById(adding)?.querySelector("[data-points] > :last-child input")?.focus();
  adding = "";
});

function drop(row) {
  for (const field of row.querySelectorAll("input[type=text]")) field.value = "";
  const question = row.closest(".question");
  question.querySelector("[data-points] > :last-child input").focus();
  question.dataset.left = "yes";
  changed(row.querySelector("input"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=press]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("[data-rank] > li");
  const row = button.closest("[data-points] > li");
  const counter = button.closest("[data-counter]");
  if (counter) count(button, counter);
  else if (line) {
    move(line, [...line.parentElement.children].indexOf(line) + (button.dataset.move === "up" ? -1 : 1));
    button.focus();
  } else if (button.hasAttribute("data-drop")) drop(row);
  else add(row);
});

document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.("[data-rank] button[data-move]");
  if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
  const line = button.closest("li");
  const at = [...line.parentElement.children].indexOf(line);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const digit = ascii(event.key);
  if (!step && !/^[1-9]$/.test(digit)) return;
  event.preventDefault();
  move(line, step ? at + step : Number(digit) - 1);
  button.focus();
});

// ---- letters narrow a list down

function narrow(search) {
  const list = document.getElementById(search.dataset.filter);
  const wanted = fold(search.value.trim());
  const items = list.localName === "select" ? [...list.options].filter((one) => one.value) : [...list.querySelectorAll(".choice")];
  const fitting = items.filter((one) => fold(one.textContent).includes(wanted));
  for (const one of items) one.hidden = !fitting.includes(one);
  if (list.localName === "select") list.size = wanted ? Math.min(Math.max(fitting.length, 2), 8) : 0;
  const said = search.parentElement.querySelector("[role=status]");
  said.textContent = wanted && !fitting.length ? said.dataset.none : "";
  return { list, fitting };
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) narrow(event.target);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-filter]")) return;
  const { list, fitting } = narrow(event.target);
  const isList = list.localName === "select";
  const first = isList ? list : fitting[0]?.querySelector("input");
  if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
  if (event.key !== "Enter" || !event.target.value.trim() || !fitting.length) return;
  event.preventDefault();
  if (isList) list.value = fitting[0].value;
  else if (!first.checked) first.checked = true;
  event.target.value = "";
  narrow(event.target);
  changed(first);
}, true);

// ---- where this laptop is

function locate(button) {
  const said = button.parentElement.querySelector("[role=status]");
  const rows = [...button.closest(".question").querySelectorAll("[data-position]")];
  const fields = [...rows.at(-1).querySelectorAll("input")];
  if (!navigator.geolocation) {
    said.textContent = said.dataset.missing;
    return;
  }
  said.textContent = said.dataset.waiting;
  const take = ({ coords }) => {
    const { latitude, longitude, altitude, accuracy } = coords;
    const values = [latitude.toFixed(6), longitude.toFixed(6), (altitude ?? 0).toFixed(1), accuracy.toFixed(1)];
    if (fields.length === 3) values.splice(2, 2, `${values[2]} ${values[3]}`);
    fields.forEach((field, at) => { field.value = values[at]; });
    said.textContent = "";
    button.closest(".question").dataset.left = "yes";
    changed(fields[0]);
  };
  const fail = (problem) => { said.textContent = problem.code === 1 ? said.dataset.refused : said.dataset.missing; };
  navigator.geolocation.getCurrentPosition(take, fail, { enableHighAccuracy: true, timeout: 20000 });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (button) locate(button);
});
