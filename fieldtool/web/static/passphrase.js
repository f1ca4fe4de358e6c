// The button that shows a passphrase while it is typed; without this file it stays hidden.

for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const visible = field.type === "password";
    field.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hide : show;
    button.setAttribute("aria-pressed", String(visible));
    field.focus();
  });
  // A browser that remembers what was typed into text fields must not see a passphrase in one.
  field.form.addEventListener("submit", () => { field.type = "password"; });
}

// What stars hide: which letters the keyboard writes, and whether they are capitals.
for (const told of document.querySelectorAll("[data-told]")) {
  const field = document.getElementById(told.dataset.told);
  const tell = (event) => {
    const last = [...field.value].reverse().find((sign) => /\p{L}/u.test(sign)) ?? "";
    const script = /\p{Script=Arabic}/u.test(last) ? "arabic" : /\p{Script=Latin}/u.test(last) ? "latin" : "";
    const said = [told.dataset[script] ?? ""];
    if (event.getModifierState?.("CapsLock")) said.push(told.dataset.capitals);
    told.textContent = said.join(" ").trim();
  };
  for (const name of ["keydown", "keyup", "input"]) field.addEventListener(name, tell);
}

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Setting up takes some seconds on an old laptop: say so, and do not start it twice.
for (const form of document.querySelectorAll("form[data-slow]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    const note = document.getElementById(form.dataset.slow);
    if (note) note.hidden = false;
  });
}
