// The SHA-256 of a file, computed here: the file itself is sent nowhere.
const place = document.querySelector(".by-file");
const drop = place.querySelector(".drop");
const chosen = place.querySelector("input");
const status = place.querySelector(".file-status");
const form = document.querySelector("form.step-form");

async function check(file) {
  status.textContent = place.dataset.sayReading;
  try {
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const bytes = [...new Uint8Array(hash)];
    form.elements.sha256.value = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    form.submit();
  } catch {
    status.textContent = place.dataset.sayFailed;
  }
}

// Only where the connection is a safe one does a browser compute it.
if (globalThis.crypto?.subtle) {
  place.hidden = false;
  chosen.addEventListener("change", () => chosen.files[0] && check(chosen.files[0]));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) check(event.dataTransfer.files[0]);
  });
}
