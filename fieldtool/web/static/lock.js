// Locks when nobody touched the laptop for a while, or at once (F9); hides at once (Esc, Esc), or
// behind harmless questions (F8).

const lock = document.getElementById("lock");
const hide = document.getElementById("hide");
const interrupt = document.getElementById("interrupt");
const back = document.querySelector("a[data-back]");
const idle = Number(lock?.dataset.idle ?? 0) * 1000;
// All windows of this laptop are in one pair of hands.
const others = new BroadcastChannel("hands");
let touched = Date.now();
let told = touched;
let escaped = 0;
let leaving = false;

function leave(form) {
  if (leaving) return;
  leaving = true;
  document.documentElement.dataset.covered = "yes";
  document.title = "–";
  form.requestSubmit();
  // Saving comes first, but what cannot be saved must not keep the page on the screen.
  setTimeout(() => form.submit(), 3000);
}

function touch() {
  touched = Date.now();
  if (touched - told < idle / 10) return;
  told = touched;
  others.postMessage("");
  const token = lock.querySelector("[name=csrf_token]").value;
  fetch(lock.dataset.stir, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
}

others.addEventListener("message", () => { touched = Date.now(); });

if (lock) {
  for (const name of ["keydown", "pointerdown", "wheel", "input"]) {
    window.addEventListener(name, touch, { capture: true, passive: true });
  }
  setInterval(() => { if (Date.now() - touched >= idle) leave(lock); }, 1000);
  window.addEventListener("beforeunload", (event) => { if (leaving) event.stopImmediatePropagation(); }, true);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

window.addEventListener("keydown", (event) => {
  if (lock && event.key === "F9") {
    event.preventDefault();
    leave(lock);
  } else if (interrupt && event.key === "F8") {
    event.preventDefault();
    leave(interrupt);
  } else if (event.key === "Escape") {
    const now = Date.now();
    const twice = now - escaped < 1000;
    escaped = twice ? 0 : now;
    if (!twice) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (back) back.click();
    else if (hide) leave(hide);
  }
}, true);
