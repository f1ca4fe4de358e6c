// A search field over the plain list of places; without this file the list alone is used.

import { fold } from "./fold.js";

const list = document.querySelector("[data-places]");
const search = document.getElementById("place-search");
const found = document.getElementById("places-found");

if (list && search) {
  for (const part of document.querySelectorAll("[data-place-search]")) part.hidden = false;
  const places = [...list.querySelectorAll("optgroup")].map((group) => ({
    label: group.label,
    options: [...group.children].map((option) => ({ value: option.value, text: option.text, key: fold(`${group.label} ${option.text} ${option.value}`) })),
  }));

  const show = () => {
    const wanted = fold(search.value);
    const chosen = list.value;
    let count = 0;
    list.querySelectorAll("optgroup").forEach((group) => group.remove());
    for (const { label, options } of places) {
      const fitting = options.filter((option) => option.key.includes(wanted));
      if (!fitting.length) continue;
      const group = document.createElement("optgroup");
      group.label = label;
      group.append(...fitting.map((option) => new Option(option.text, option.value)));
      list.append(group);
      count += fitting.length;
    }
    list.size = wanted ? Math.min(Math.max(count + 1, 2), 10) : 0;
    list.value = chosen;
    if (wanted && list.selectedIndex < 1 && count) list.value = list.querySelector("optgroup option").value;
    found.textContent = wanted ? { 0: found.dataset.none, 1: found.dataset.one }[count] ?? "" : "";
  };

  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      list.selectedIndex = Math.min(Math.max(list.selectedIndex + step, 1), list.options.length - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.value) list.form.querySelector("button[data-kind=first]").focus();
    }
  });
}
