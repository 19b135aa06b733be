// The coordinator's desk: Alt with a letter turns to the next or the previous update. With Alt, so
// that no letter typed or spoken is taken for it.

const links = new Map(
  [...document.querySelectorAll("a[data-key]")].map((link) => [`Key${link.dataset.key.toUpperCase()}`, link]),
);

document.addEventListener("keydown", (event) => {
  const link = links.get(event.code);
  if (!link || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.click();
});

for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;

// A reason that was typed is not lost by turning the page.
const reason = document.querySelector("#decision textarea");
window.addEventListener("beforeunload", (event) => {
  if (reason && reason.value !== reason.defaultValue && !reason.form.dataset.sent) event.preventDefault();
});
reason?.form.addEventListener("submit", () => {
  reason.form.dataset.sent = "1";
});

for (const all of document.querySelectorAll("[data-all]")) {
  all.hidden = false;
  all.querySelector("button").addEventListener("click", () => {
    for (const box of document.querySelectorAll(".waiting input[type=checkbox]")) box.checked = true;
  });
}
