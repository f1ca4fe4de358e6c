// Says which files were chosen, where the browser's own words are covered.

document.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  const shown = event.target.closest(".field")?.querySelector("[data-chosen]");
  if (shown) shown.textContent = [...event.target.files].map((file) => file.name).join(" · ");
});
