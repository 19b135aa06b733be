// Nothing that is typed or chosen is lost: the form is kept on the server after each pause, files
// are sent as soon as they are chosen, and a person whose session has ended logs in again in place.

const PAUSE = 2500; // milliseconds without typing before the form is kept
const LONGEST = 8000; // at the latest after so long of typing without a pause
const RETRY = 5000;
const PATIENCE = 20000; // milliseconds after which an answer is no longer waited for
const WARN_BEFORE = 5 * 60 * 1000;

const form = document.querySelector("form[data-keep]");
const say = form.dataset;
const note = form.querySelector(".kept");

let changes = 0; // how often the form has changed
let kept = 0; // up to which change it is kept
let timer = 0;
let firstUnkept = 0;
let sending = null;
let submitting = false; // from the press of the button until it is known what comes of it
let leaving = false;
const uploads = new Set();
let sessionEnds = 0;

const csrf = () => form.querySelector("[name=csrfmiddlewaretoken]");

function tell(text, trouble = false) {
  note.textContent = text;
  note.classList.toggle("trouble", trouble);
}

function sessionRenewed() {
  sessionEnds = Date.now() + Number(say.session) * 1000;
}

function changed() {
  if (leaving) return;
  changes += 1;
  firstUnkept ||= Date.now();
  const wait = Math.max(0, Math.min(PAUSE, firstUnkept + LONGEST - Date.now()));
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

// The form without its files, which travel on their own.
function fields() {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  data.set("kept_count", changes);
  return data;
}

// Keep the form now. Gives "kept", "expired", "refused" or "offline".
async function keep() {
  while (sending) await sending;
  clearTimeout(timer);
  if (kept === changes) return "kept";
  sending = send();
  try {
    return await sending;
  } finally {
    sending = null;
  }
}

async function send() {
  const upTo = changes;
  let answer;
  try {
    answer = await fetch(say.keep, {
      method: "POST",
      body: fields(),
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return later("offline", say.sayOffline);
  }
  if (answer.ok) return arrived(upTo, await answer.json());
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
    askToLogIn();
    return later("expired", say.sayExpired, false);
  }
  const said = await answer.json().catch(() => ({}));
  return later("refused", said.message || say.sayRefused, answer.status >= 500);
}

function arrived(upTo, said) {
  kept = Math.max(kept, upTo);
  firstUnkept = kept === changes ? 0 : Date.now();
  sessionRenewed();
  tell(`${say.sayKept} ${said.kept_at}`);
  return "kept";
}

function later(state, text, again = true) {
  tell(text, true);
  if (again && !leaving) timer = setTimeout(keep, RETRY);
  return state;
}

// Logging in again, in a window inside the page: it asks for whatever the login asks for.
function askToLogIn() {
  let dialog = document.getElementById("login-again");
  if (dialog?.open) return;
  dialog ||= makeDialog();
  dialog.querySelector("iframe").src = `${say.login}?next=${encodeURIComponent(say.keep)}`;
  dialog.showModal();
}

function makeDialog() {
  const dialog = document.createElement("dialog");
  dialog.id = "login-again";
  dialog.setAttribute("aria-label", say.sayLogin);
  const text = document.createElement("p");
  text.textContent = say.sayExpired;
  const frame = document.createElement("iframe");
  frame.title = say.sayLogin;
  frame.addEventListener("load", () => afterLogin(dialog, frame));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.textContent = say.sayClose;
  close.addEventListener("click", () => dialog.close());
  dialog.append(text, frame, close);
  document.body.append(dialog);
  return dialog;
}

// Once the frame has come through to the page that only a logged-in person gets, go on.
async function afterLogin(dialog, frame) {
  if (frame.contentWindow.location.pathname !== say.keep) return;
  const who = new URLSearchParams({ who: form.elements.who.value });
  const answer = await fetch(`${say.keep}?${who}`, { headers: { Accept: "application/json" } });
  const said = await answer.json();
  dialog.close();
  if (!answer.ok) return tell(said.message, true);
  csrf().value = said.token;
  note.focus?.();
  await keep();
}

// Sending the form waits until it is kept, so that a session that has ended or a network that is
// gone costs nothing; a second press meanwhile is the same press.
form.addEventListener("submit", async (event) => {
  if (leaving) return;
  event.preventDefault();
  if (submitting) return;
  submitting = true;
  await Promise.allSettled(uploads);
  changes += 1;
  const state = await keep();
  submitting = false;
  if (state === "expired" || state === "offline") return;
  clearTimeout(timer);
  leaving = true;
  setTimeout(() => (leaving = false), PATIENCE);
  form.requestSubmit(event.submitter);
});
window.addEventListener("pageshow", () => (leaving = false));

window.addEventListener("beforeunload", (event) => {
  if (!leaving && (kept !== changes || uploads.size)) event.preventDefault();
});

form.addEventListener("input", (event) => {
  if (event.target.type !== "file") changed();
});
form.addEventListener("change", (event) => {
  if (event.target.type === "file") upload(event.target);
  else changed();
});
window.addEventListener("online", () => kept !== changes && keep());

// A warning before the session ends, with a way to stay.
setInterval(() => {
  const left = sessionEnds - Date.now();
  if (left > WARN_BEFORE || left < 0 || document.getElementById("stay")) return;
  const button = document.createElement("button");
  button.id = "stay";
  button.type = "button";
  button.className = "secondary";
  button.textContent = say.sayStay;
  button.addEventListener("click", async () => {
    changes += 1;
    if ((await keep()) === "kept") button.remove();
  });
  tell(say.sayExpiring, true);
  note.after(button);
}, 15000);

// A file is sent when it is chosen; the row then holds only its receipt.
function upload(input) {
  const file = input.files[0];
  if (!file) return;
  const receipt = document.getElementById(input.id.replace(/-file$/, "-upload"));
  const status = uploadStatus(input);
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("csrfmiddlewaretoken", csrf().value);
  data.append("file", file);
  request.upload.addEventListener("progress", (event) => showProgress(status, file, event));
  request.addEventListener("load", () => uploaded(request, input, receipt, status, file));
  request.addEventListener("error", () => uploadFailed(status, say.sayFailed));
  request.open("POST", say.upload);
  request.setRequestHeader("Accept", "application/json");
  const done = new Promise((resolve) => request.addEventListener("loadend", resolve));
  uploads.add(done);
  done.then(() => uploads.delete(done));
  request.send(data);
}

function uploadStatus(input) {
  let status = input.parentElement.querySelector(".upload-status");
  if (!status) {
    status = document.createElement("p");
    status.className = "upload-status kept";
    status.setAttribute("role", "status");
    input.after(status);
  }
  status.classList.remove("trouble");
  return status;
}

function showProgress(status, file, event) {
  const bar = document.createElement("progress");
  bar.max = event.total;
  bar.value = event.loaded;
  status.replaceChildren(`${say.sayUploading}: ${file.name} `, bar);
}

function uploaded(request, input, receipt, status, file) {
  let said = {};
  try {
    said = JSON.parse(request.responseText);
  } catch {
    // A page instead of JSON: the login page of a session that has ended.
  }
  if (request.status === 200 && said.uid) {
    receipt.value = said.uid;
    input.value = "";
    status.textContent = `${say.sayUploaded}: ${file.name}`;
    changed();
  } else if (said.message) {
    input.value = ""; // what the server refuses must not stop the form from being saved
    uploadFailed(status, said.message);
  } else {
    askToLogIn();
    uploadFailed(status, `${say.sayFailed} (${file.name})`);
  }
}

function uploadFailed(status, text) {
  status.textContent = text;
  status.classList.add("trouble");
}

// What does not apply is not shown: the reason without a "no", the last day of a single day.
function showWhatApplies() {
  const value = (name) => form.elements[name]?.value;
  const show = (name, applies) => {
    const field = document.getElementById(`field_id_${name}`);
    const filled = value(name) || field?.classList.contains("has-error");
    if (field) field.hidden = !applies && !filled;
  };
  show("reason", value("kind") !== "progress");
  show("happened_from", value("precision"));
  show("happened_to", value("precision") === "interval");
}
form.addEventListener("change", showWhatApplies);
showWhatApplies();

// Further rows of results and evidence.
for (const rows of form.querySelectorAll(".rows")) {
  const button = rows.querySelector(".add-row");
  const total = rows.querySelector("[name$=TOTAL_FORMS]");
  const template = rows.querySelector("template");
  button.hidden = false;
  button.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    total.value = Number(total.value) + 1;
    button.parentElement.before(row);
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
    changed();
  });
}

sessionRenewed();
if (say.restored) changes = 1;
document.querySelector(".problems")?.focus();
