/* What a typed number means, said beside its field while it is typed.

The rules are those of roadmap/texts/figures.py, which decides; a table of tests holds the two
together. The words stand on the script's own element, in the language of the page. */

const words = document.currentScript.dataset;
const GAP = "\u202f";
const MOST_SIGNS = 60;
const ALIKE = { "-": "-−–‐‑﹣－", ".": ".٫", " ": "'’ʼ٬\t" };
const GROUPED = {
  " ": /^[1-9][0-9]{0,2}(?: [0-9]{3})+$/,
  ",": /^[1-9][0-9]{0,2}(?:,[0-9]{3})+$/,
  ".": /^[1-9][0-9]{0,2}(?:\.[0-9]{3})+$/,
};

function alike(sign) {
  if (/\p{Nd}/u.test(sign)) return digit(sign);
  if (/\p{Zs}/u.test(sign)) return " ";
  const plain = Object.keys(ALIKE).find((key) => ALIKE[key].includes(sign));
  return plain || sign;
}

/* Digits of every script stand in runs of ten, from 0 to 9. */
function digit(sign) {
  const known = sign.normalize("NFKC");
  if (/^[0-9]$/.test(known)) return known;
  let code = sign.codePointAt(0);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

function takenApart(text) {
  const plain = [...text.trim()].map(alike).join("");
  if (plain.startsWith("-")) return ["-", plain.slice(1).trim()];
  return ["", plain.startsWith("+") ? plain.slice(1) : plain];
}

function wholeOf(text, group) {
  if (/^[0-9]*$/.test(text)) return [text || "0"];
  return [" ", group].filter((sign) => GROUPED[sign].test(text)).map((sign) => text.replaceAll(sign, ""));
}

/* Numbers stay texts here: a Number would round the seventeenth digit. */
function canonical(sign, number) {
  const [whole, decimals = ""] = number.split(".");
  const kept = decimals.replace(/0+$/, "");
  return sign + (whole.replace(/^0+(?=[0-9])/, "") || "0") + (kept ? `.${kept}` : "");
}

function readingsOf(text) {
  const [sign, digits] = takenApart(text);
  const found = Object.keys(GROUPED)
    .filter((group) => GROUPED[group].test(digits))
    .map((group) => digits.replaceAll(group, ""));
  if (/^[0-9]+$/.test(digits)) found.push(digits);
  for (const [point, group] of [[".", ","], [",", "."]]) {
    const place = digits.lastIndexOf(point);
    if (place < 0) continue;
    const whole = digits.slice(0, place);
    const decimals = digits.slice(place + 1);
    if (!/^[0-9]*$/.test(decimals) || !(whole || decimals)) continue;
    found.push(...wholeOf(whole, group).map((each) => `${each}.${decimals}`));
  }
  return [...new Set(found.map((number) => canonical(sign, number)))];
}

function shown(number) {
  const [whole, decimals] = number.split(".");
  const groups = whole.replace(/(?<=[0-9])(?=(?:[0-9]{3})+$)/g, GAP);
  return groups + (decimals ? words.point + decimals : "");
}

function filled(sentence, parts) {
  return sentence.replace(/%\((\w+)\)s/g, (_match, name) => parts[name]);
}

/* {text, wrong}: what was understood, or why it was not; an empty text where nothing was typed. */
function told(kind, typed) {
  const text = typed.trim();
  if (!text) return { text: "", wrong: false };
  const parts = { typed: text.slice(0, MOST_SIGNS), whole: shown("1250"), part: shown("12.5") };
  if (kind === "year") {
    const year = takenApart(text)[1];
    if (/^[1-9][0-9]{3}$/.test(year)) return { text: "", wrong: false };
    return { text: filled(words.year, { ...parts, whole: "2023" }), wrong: true };
  }
  const found = text.length <= MOST_SIGNS ? readingsOf(text) : [];
  if (kind === "count") {
    if (found.length && !found[0].includes(".")) return { text: shown(found[0]), wrong: false };
    return { text: filled(words.count, parts), wrong: true };
  }
  if (!found.length) return { text: filled(words.none, parts), wrong: true };
  if (found.length > 1 && !takenApart(text)[1].includes(words.group)) {
    const both = { first: shown(found[0]), second: shown(found[1]) };
    return { text: filled(words.two, { ...parts, ...both }), wrong: true };
  }
  return { text: shown(found[0]), wrong: false };
}

function beside(field) {
  const known = document.getElementById(`${field.id}_understood`);
  if (known) return known;
  const place = document.createElement("output");
  place.id = `${field.id}_understood`;
  place.htmlFor = field.id;
  place.className = "understood";
  field.after(place);
  return place;
}

function tell(field) {
  const { text, wrong } = told(field.dataset.figure, field.value);
  if (!text && !document.getElementById(`${field.id}_understood`)) return;
  const place = beside(field);
  // What reads as it was typed needs no echo.
  place.textContent = text === field.value.trim() ? "" : text;
  place.classList.toggle("wrong", wrong);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-figure]")) tell(event.target);
});
// What the server has refused it has told already.
for (const field of document.querySelectorAll("input[data-figure]:not([aria-invalid])")) tell(field);
