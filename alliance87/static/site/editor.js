/* The narrative editor: turns the textarea of a narrative into formatted text.

roadmap/texts/narrative.py says what a narrative may hold. Here a text is an array of lines, one per
paragraph: {path, runs}. `runs` are those of the tree. `path` names the list items around the line,
the outermost first; an item is {list}, a list is {ordered}, and two lines stand in the same item or
list if it is the same object. Nothing of this is ever changed, only replaced: so the history can
keep old arrays of lines, and what is unchanged is found by identity.

Typing within a line is left to the browser (accents, input methods, spelling). All else (Enter,
what crosses lines, lists, links, paste) is a function from lines to lines, after which only the
elements whose lines are others are drawn again. */

const MAX_DEPTH = 6;
const MAX_HREF = 2000;
const MAX_UNDO = 200;
const MARKS = ["bold", "italic", "href"];
/** What is copied begins with this, and is read again with every space. */
const OWN = "<!--narrative-->";
const EMPTY = { path: [], runs: [] };

const BLOCKS =
  /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CAPTION|CENTER|D[DLT]|DIV|FIG.*|FOOTER|FORM|H[1-6R]|HEADER|HTML|LI|MAIN|NAV|P|PRE|SECTION|T(ABLE|BODY|D|FOOT|H|HEAD|R))$/;
const DROPPED =
  /^(AUDIO|BUTTON|CANVAS|DEL|EMBED|HEAD|IFRAME|IMG|INPUT|NOSCRIPT|OBJECT|SCRIPT|SELECT|STYLE|SVG|TEMPLATE|TEXTAREA|TITLE|VIDEO|XML)$/;
const UNSOUND =
  ":not(p,ul,ol,li,strong,em,b,i,a,br), p :is(p,ul,ol,li), li > :not(p,ul,ol), :is(ul,ol) > :not(li)";

// Runs

const isAlike = (one, other) => MARKS.every((name) => one[name] === other[name]);
const textOf = (runs) => runs.map((run) => run.text).join("");
const lengthOf = (runs) => runs.reduce((sum, run) => sum + run.text.length, 0);

function join(...parts) {
  const joined = [];
  for (const run of parts.flat()) {
    const last = joined.at(-1);
    if (last && isAlike(last, run)) joined[joined.length - 1] = { ...last, text: last.text + run.text };
    else if (run.text) joined.push(run);
  }
  return joined;
}

function cut(runs, from, to = Infinity) {
  let start = 0;
  const kept = runs.map((run) => {
    const text = run.text.slice(Math.max(from - start, 0), Math.max(to - start, 0));
    start += run.text.length;
    return text === run.text ? run : { ...run, text };
  });
  return kept.filter((run) => run.text);
}

function isLink(href) {
  if (href.length > MAX_HREF || !/^(https?:\/\/|mailto:)[^\s<>"\\\p{C}\p{Z}]+$/iu.test(href)) return false;
  try {
    const url = new URL(href);
    return url.protocol === "mailto:" || (url.hostname !== "" && url.port !== "0");
  } catch {
    return false;
  }
}

/** The address a person means: "www.gob.mx" and "a@gob.mx" are whole ones; "" if it is none. */
function addressOf(typed) {
  const text = typed.trim();
  const whole =
    /^[\w+-]+:/.test(text) && !/^[^/]*:\d/.test(text)
      ? text
      : text.includes("@")
        ? `mailto:${text}`
        : `https://${text}`;
  return isLink(whole) && /[.@]|localhost/.test(whole) ? whole : "";
}

// Trees and lines

export function fromTree(tree, path = []) {
  return tree.flatMap((block) => {
    if (block.type !== "list") return [{ path, runs: join(block.runs.map(checkLink)) }];
    const list = { ordered: block.ordered };
    return block.items.flatMap((blocks) => fromTree(blocks, [...path, { list }]));
  });
}

function checkLink({ href, ...run }) {
  return href && isLink(href) ? { ...run, href } : run;
}

export function toTree(lines) {
  const tree = [];
  const open = [];
  for (const { path, runs } of lines) {
    let level = 0;
    while (open[level] && open[level].item === path[level]) level++;
    const before = open[level];
    open.length = level;
    let blocks = level ? open[level - 1].blocks : tree;
    for (; level < path.length; level++) {
      const item = path[level];
      let items = before?.item.list === item.list ? before.items : null;
      if (!items) blocks.push({ type: "list", ordered: item.list.ordered, items: (items = []) });
      items.push((blocks = []));
      open[level] = { item, items, blocks };
    }
    blocks.push({ type: "paragraph", runs });
  }
  return tree;
}

/** The lines, in which each item begins with a line of its own, not with a list. */
function tidy(lines) {
  const standIns = new Map();
  let before = [];
  return lines.map((line) => {
    const path = [];
    for (const item of line.path.slice(0, -1)) {
      const here = before[path.length];
      const found = standIns.has(item) ? standIns.get(item) : item;
      const open = here && found && (here === found || here.list === found.list) ? here : null;
      if (open !== item) standIns.set(item, open);
      if (open && path.length < MAX_DEPTH - 1) path.push(open);
    }
    const last = line.path.at(-1);
    if (last) path.push(standIns.get(last) ?? last);
    before = path;
    return path.length === line.path.length && path.every((item, i) => item === line.path[i])
      ? line
      : { ...line, path };
  });
}

// Changes. Each takes the lines and a selection {line, offset} to {line, offset}.

/** The lines with others in the place of the selection. */
function replace(lines, from, to, inserted) {
  const { path, runs } = lines[from.line];
  const head = cut(runs, 0, from.offset);
  const tail = cut(lines[to.line].runs, to.offset);
  const added = path.length ? adopt(inserted, path) : [...inserted];
  const isApart = inserted.some((line) => line.path.length) && !path.length;
  if (!added.length) added.push({ path, runs: head });
  else if (isApart && head.length && added[0].path.length) added.unshift({ path, runs: head });
  else added[0] = { path: isApart && !head.length ? added[0].path : path, runs: join(head, added[0].runs) };
  const end = added.at(-1);
  const at = { line: from.line + added.length - 1, offset: lengthOf(end.runs) };
  if (isApart && tail.length && end.path.length) added.push({ path: lines[to.line].path, runs: tail });
  else added[added.length - 1] = { ...end, runs: join(end.runs, tail) };
  return { lines: [...lines.slice(0, from.line), ...added, ...lines.slice(to.line + 1)], from: at };
}

/** The lines as further items of the list that this path leads to. */
function adopt(lines, path) {
  const items = new Map();
  const { list } = path.at(-1);
  return lines.map(({ path: [item = {}, ...inner], runs }) => {
    if (!items.has(item)) items.set(item, { list });
    return { path: [...path.slice(0, -1), items.get(item), ...inner], runs };
  });
}

/** The lines from `start` on, with some items of their paths replaced by others. */
function rename(lines, start, names) {
  return lines.map((line, index) => {
    if (index < start || !line.path.some((item) => names.has(item))) return line;
    return { ...line, path: line.path.flatMap((item) => names.get(item) ?? [item]) };
  });
}

function breakLine(lines, from, to) {
  if (lines[from.line].path.length && !lines[from.line].runs.length && from.line === to.line) {
    return shift(lines, from, to, -1);
  }
  const { lines: rest, from: at } = replace(lines, from, to, []);
  const { path, runs } = rest[at.line];
  const item = path.at(-1);
  const next = item && { list: item.list };
  const tail = { path: next ? [...path.slice(0, -1), next] : [], runs: cut(runs, at.offset) };
  const after = rename(rest.slice(at.line + 1), 0, new Map([[item, [next]]]));
  const head = { path, runs: cut(runs, 0, at.offset) };
  return { lines: [...rest.slice(0, at.line), head, tail, ...after], from: { line: at.line + 1, offset: 0 } };
}

/** Backspace at the start of a line, and Delete at the end of the line before. */
function joinLines(lines, line) {
  if (line < 1 || line >= lines.length) return null;
  const end = { line: line - 1, offset: lengthOf(lines[line - 1].runs) };
  if (!end.offset && !lines[line - 1].path.length) {
    return { lines: lines.filter((_, index) => index !== line - 1), from: end };
  }
  return replace(lines, end, { line, offset: 0 }, []);
}

function mark(lines, from, to, marks) {
  return {
    lines: lines.map((line, index) => {
      if (index < from.line || index > to.line) return line;
      const start = index === from.line ? from.offset : 0;
      const end = index === to.line ? to.offset : Infinity;
      const changed = cut(line.runs, start, end).map((run) => ({ ...run, ...marks }));
      return { ...line, runs: join(cut(line.runs, 0, start), changed, cut(line.runs, end)) };
    }),
    from,
    to,
  };
}

/** The chosen lines one level deeper (step 1) or higher (step -1), each with what hangs on it. */
function shift(lines, from, to, step) {
  const moved = new Set();
  let shifted = lines;
  for (let index = from.line; index <= to.line; index++) {
    const { path } = shifted[index];
    const item = path.at(-1);
    if (!item || path.some((each) => moved.has(each))) continue;
    const names = step > 0 ? deeper(path, shifted[index - 1]?.path) : higher(path);
    if (!names) continue;
    names.get(item).forEach((each) => moved.add(each));
    names.get(path.at(-2))?.forEach((each) => moved.add(each));
    shifted = rename(shifted, index, names);
    // The item above is no moved one: others may follow it there.
    if (step > 0) moved.delete(names.get(item)[0]);
  }
  return { lines: shifted, from, to };
}

function deeper(path, before = []) {
  const item = path.at(-1);
  const above = before[path.length - 1];
  if (path.length >= MAX_DEPTH || !above || above === item || above.list !== item.list) return null;
  const list = before[path.length]?.list ?? { ordered: item.list.ordered };
  return new Map([[item, [above, { list }]]]);
}

function higher(path) {
  const [parent, item] = path.slice(-2);
  if (!item) return new Map([[parent, []]]);
  // What follows in the inner list hangs on this item now.
  return new Map([
    [parent, [{ list: parent.list }]],
    [item, []],
  ]);
}

/** The chosen lines as items of a list of this kind; as paragraphs, if they are that already. */
function makeList(lines, from, to, ordered) {
  const isChosen = (index) => index >= from.line && index <= to.line;
  const chosen = lines.filter((_, index) => isChosen(index));
  if (chosen.every(({ path }) => path.at(-1)?.list.ordered === ordered)) {
    return { lines: lines.map((line, index) => (isChosen(index) ? { ...line, path: [] } : line)), from, to };
  }
  const above = lines[from.line - 1]?.path[0]?.list;
  const list = above?.ordered === ordered ? above : { ordered };
  const retyped = new Map(
    chosen.filter(({ path }) => path.length).map(({ path }) => [path.at(-1).list, { ordered }]),
  );
  const names = new Map();
  for (const item of lines.flatMap(({ path }) => path)) {
    if (retyped.has(item.list) && !names.has(item)) names.set(item, [{ list: retyped.get(item.list) }]);
  }
  const added = lines.map((line, index) =>
    isChosen(index) && !line.path.length ? { ...line, path: [{ list }] } : line,
  );
  return { lines: rename(added, 0, names), from, to };
}

/** Where the link around this place begins and ends, and its address. */
function linkAt(runs, offset) {
  let end = 0;
  let found = null;
  for (const { text, href } of runs) {
    const start = end;
    end += text.length;
    if (found?.to === start && found.href === href) found.to = end;
    else if (found && found.to >= offset) break;
    else found = href ? { href, from: start, to: end } : null;
  }
  return found && found.from <= offset && offset <= found.to ? found : null;
}

// Reading. The same function reads what is pasted and what the browser left in the editor.

/** The lines in these nodes; `isLive` keeps white space and empty lines. */
function readNodes(nodes, isLive) {
  const lines = [];
  const word = [];
  let line = null;

  function add(text, path, marks) {
    if (!line) lines.push((line = { path, runs: [] }));
    if (!isLive && !line.runs.length) text = text.trimStart();
    if (text) line.runs.push({ text, ...marks });
  }

  function list(node, path, marks) {
    const own = { ordered: node.nodeName === "OL" };
    let item = null;
    for (const child of node.childNodes) {
      line = null;
      // Some programs put the inner list beside its item, not into it.
      if (child.nodeName === "LI" || !item) item = { list: own };
      if (child.nodeName === "LI" && child.dataset.ariaLevel)
        item = wordItem(+child.dataset.ariaLevel, own.ordered, "web");
      const inner = word.includes(item) ? word.slice(0, word.indexOf(item) + 1) : [...path, item];
      if (child.nodeType === 1 || child.textContent.trim()) walk([child], inner, marks);
    }
    line = null;
  }

  /** Word writes a list as paragraphs that name their list and level. */
  function wordItem(level, ordered, key) {
    const before = word[level - 1];
    const own = before?.key === key && before.list.ordered === ordered ? before.list : { ordered };
    word.length = Math.min(word.length, level - 1);
    while (word.length < level - 1) word.push({ list: { ordered } });
    return (word[level - 1] = { list: own, key });
  }

  function block(node, path, marks) {
    const found = /mso-list:\s*(l\d+) level(\d+) (lfo\d+)/.exec(styleOf(node));
    line = null;
    if (found) {
      const sign = [...node.querySelectorAll("*")].find(isSign)?.textContent ?? "";
      wordItem(Math.min(+found[2], 9), /^[\s(]*(\d+|[a-z]{1,4})[.)]/i.test(sign), found[1] + found[3]);
      path = [...word];
    } else if (node.nodeName === "P" && !node.closest("li") && node.textContent.trim()) word.length = 0;
    if (isLive && node.nodeName === "P") add("", path, {});
    walk(node.childNodes, path, /^H\d/.test(node.nodeName) ? { ...marks, bold: true } : marks);
    line = null;
  }

  function walk(children, path, marks) {
    for (const node of children) {
      const name = node.nodeName.toUpperCase();
      if (node.nodeType === 3) text(node, path, marks);
      else if (node.nodeType !== 1 || DROPPED.test(name) || isHidden(node)) continue;
      else if (name === "BR") lineBreak(node, path, marks);
      else if (name === "UL" || name === "OL") list(node, path, marks);
      else if (BLOCKS.test(name)) block(node, path, marksOf(node, marks));
      else walk(node.childNodes, path, marksOf(node, marks));
    }
  }

  function lineBreak(node, path, marks) {
    // The last one only gives the line its height.
    const isNeeded = isLive ? node.nextSibling || node.parentNode.nodeName !== "P" : line;
    if (isNeeded) add("\n", path, marks);
  }

  function text(node, path, marks) {
    if (isLive) return add(node.data, path, marks);
    const keeps =
      node.parentNode.closest("pre") || /white-space:\s*(pre|break)/.test(styleOf(node.parentNode));
    const data = keeps
      ? node.data.replace(/\r\n?/g, "\n")
      : node.data.replace(/[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f]/g, " ");
    if (line || data.trim())
      add(/\s$/.test(line?.runs.at(-1)?.text ?? "") && !keeps ? data.trimStart() : data, path, marks);
  }

  walk(nodes, [], {});
  const read = lines.map(({ path, runs }) => ({ path, runs: join(runs) }));
  return isLive ? read : tidy(read.filter(({ runs }) => textOf(runs).trim()).map(trimEnd));
}

function trimEnd({ path, runs }) {
  return { path, runs: cut(runs, 0, textOf(runs).trimEnd().length) };
}

/** The inline style, also under the name that it has in pasted text. */
const styleOf = (node) => node.getAttribute?.("data-style") ?? node.getAttribute?.("style") ?? "";
const isSign = (node) => /mso-list:\s*ignore/i.test(styleOf(node));

function isHidden(node) {
  return (
    isSign(node) ||
    /display:\s*none|mso-hide:\s*all|mso-element:\s*(comment|field)/.test(styleOf(node)) ||
    node.classList.contains("msocomanchor")
  );
}

function marksOf(node, marks) {
  const style = styleOf(node);
  const weight = /(?<![\w-])font-weight:\s*(\w+)/.exec(style)?.[1];
  const slant = /(?<![\w-])font-style:\s*(\w+)/.exec(style)?.[1];
  const found = { ...marks };
  if (/^(B|STRONG|TH)$/.test(node.nodeName)) found.bold = true;
  if (/^(I|EM|CITE)$/.test(node.nodeName)) found.italic = true;
  if (weight) found.bold = /bold|[6-9]00/.test(weight) || undefined;
  if (slant) found.italic = /italic|oblique/.test(slant) || undefined;
  const href = node.nodeName === "A" ? (node.getAttribute("href") ?? "").trim() : "";
  if (isLink(href)) found.href = href;
  return found;
}

/** The lines in pasted HTML. A document of its own runs no script and loads no picture. */
export function readHtml(html) {
  // Its styles and handlers do nothing there, but the browser would report them as violations.
  const quiet = html
    .replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi, quieten);
  const { body } = new DOMParser().parseFromString(quiet, "text/html");
  return readNodes(body.childNodes, html.includes(OWN));
}

function quieten(tag) {
  return /^<(base|link|meta)\b/i.test(tag)
    ? ""
    : tag.replace(/([\s"'/])(style|on[a-z]+)(?=\s*=)/gi, "$1data-$2");
}

/** The lines in plain text: blank lines part paragraphs, "- " and "1." begin items. */
export function readPlain(plain) {
  const lines = [];
  const open = [];
  let isApart = true;
  for (const row of plain.replace(/\r\n?|[\v\f\u2028\u2029]/g, "\n").split("\n")) {
    const [, space, sign, text] = /^(\s*)(?:([-*•·▪◦]|\d{1,3}[.)])\s+)?(.*?)\s*$/.exec(row);
    const last = lines.at(-1);
    const path = sign && itemPath(open, space.replace(/\t/g, "    ").length, sign);
    if (path && text) lines.push({ path, runs: [{ text }] });
    else if (!text && !sign) isApart = true;
    else if (isApart || !last) lines.push({ path: (open.length = 0) || [], runs: [{ text: row }] });
    else
      lines[lines.length - 1] = {
        ...last,
        runs: join(last.runs, { ...last.runs[0], text: `\n${row.trim()}` }),
      };
    if (text) isApart = false;
  }
  return tidy(lines);
}

/** The path of an item that stands so far from the margin; null for a number that does not count on. */
function itemPath(open, indent, sign) {
  const number = parseInt(sign, 10) || 0;
  const level = open.findIndex((each) => each.indent >= indent);
  const before = open[level];
  const isNext = before?.number === (number || 1) - 1 && number !== 1;
  if (number > 1 && !isNext) return null;
  if (level >= 0) open.length = level;
  const list = isNext ? before.item.list : { ordered: number > 0 };
  open.push({ indent, number, item: { list } });
  return open.map((each) => each.item);
}

// Drawing

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function drawRun({ text, bold, italic, href }) {
  let node = document.createTextNode(text);
  if (href) {
    node = element("a", node);
    node.href = href;
  }
  if (italic) node = element("em", node);
  return bold ? element("strong", node) : node;
}

function draw(block) {
  if (block.type === "list") {
    const items = block.items.map((blocks) => element("li", ...blocks.map(draw)));
    return element(block.ordered ? "ol" : "ul", ...items);
  }
  const drawn = element("p", ...block.runs.map(drawRun));
  if (/(^|\n)$/.test(textOf(block.runs))) drawn.append(element("br"));
  return drawn;
}

/** The lines of each element that stands directly in the editor: a paragraph or a whole list. */
function group(lines) {
  const groups = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (line.path.length && last?.[0].path[0]?.list === line.path[0].list) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

const isSame = (one, other) =>
  one && one.length === other.length && one.every((line, i) => line === other[i]);

/** The group's part of the JSON and its number of words, counted as narrative.word_count does. */
const facts = new WeakMap();
function factsOf(lines) {
  if (!facts.has(lines)) {
    const written = tidy(lines.filter(({ runs }) => textOf(runs).trim()));
    const words = written
      .flatMap(({ runs }) => textOf(runs).split(/\s+/))
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    facts.set(lines, { json: JSON.stringify(toTree(written)).slice(1, -1), words: words.length });
  }
  return facts.get(lines);
}

// The editor on the page

const editors = new WeakMap();

/** The editor of an enhanced textarea: {load(tree), sync()}; undefined for any other. */
export const editorOf = (textarea) => editors.get(textarea);

/** The tree to begin with; null if what is in the textarea was typed there as Markdown. */
function firstTree(widget, textarea) {
  if (textarea.value === textarea.defaultValue) {
    return JSON.parse(widget.querySelector('script[type="application/json"]').textContent);
  }
  // Typed before this script arrived, or, as JSON, put back by the browser's "back".
  try {
    const tree = JSON.parse(textarea.value);
    return Array.isArray(tree) && tree.every((block) => block.runs || block.items) ? tree : null;
  } catch {
    return null;
  }
}

export function enhance(widget) {
  const find = (selector) => widget.querySelector(selector);
  const textarea = find("textarea");
  if (editors.has(textarea) || textarea.disabled || textarea.readOnly) return;
  const first = firstTree(widget, textarea);
  if (!first) return;
  const [tools, region, linkBox, status] = [
    ".narrative-tools",
    ".narrative-editor",
    ".narrative-link",
    ".narrative-count",
  ].map(find);
  const buttons = [...tools.querySelectorAll("button")];
  const address = linkBox.querySelector("input");
  const drawn = new WeakMap();
  const observer = new MutationObserver(forget);
  const past = [];
  const future = [];
  let burst = {};
  let spot = null;
  let known = "";
  let timer = 0;
  let pause = 300;
  let counting = 0;
  let stating = 0;
  let linked = null;
  let isComposing = false;

  // From the page to lines, and back

  function forget(records) {
    for (let { target } of records) {
      while (target && target.parentNode !== region) target = target.parentNode;
      if (target) drawn.delete(target);
    }
  }

  function read() {
    forget(observer.takeRecords());
    const isSound = [...region.childNodes].every(
      (node) => drawn.has(node) || (/^(P|UL|OL)$/.test(node.nodeName) && !node.querySelector(UNSOUND)),
    );
    if (!isSound && !isComposing) mend();
    return [...region.children].flatMap(linesOf);
  }

  function linesOf(child) {
    if (!drawn.has(child)) drawn.set(child, readNodes([child], true));
    return drawn.get(child);
  }

  /** Draw anew what the browser has made of the text, with the caret after the same characters. */
  function mend() {
    const selection = getSelection();
    let left = 0;
    if (selection.rangeCount && region.contains(selection.focusNode))
      left = textBefore(region, selection.focusNode, selection.focusOffset).length;
    const lines = readNodes(region.childNodes, true);
    paint(lines.length ? lines : [EMPTY]);
    let line = 0;
    while (line < lines.length - 1 && left > lengthOf(lines[line].runs)) left -= lengthOf(lines[line++].runs);
    if (document.activeElement === region) place({ line, offset: left });
  }

  function paint(lines) {
    const old = [...region.childNodes];
    const groups = group(tidy(lines));
    let start = 0;
    let end = 0;
    while (start < Math.min(old.length, groups.length) && isSame(drawn.get(old[start]), groups[start]))
      start++;
    while (
      end < Math.min(old.length, groups.length) - start &&
      isSame(drawn.get(old.at(-1 - end)), groups.at(-1 - end))
    )
      end++;
    old.slice(start, old.length - end).forEach((node) => node.remove());
    const fresh = groups.slice(start, groups.length - end).map((lines) => {
      const [made] = toTree(lines).map(draw);
      drawn.set(made, lines);
      return made;
    });
    const place = document.createDocumentFragment();
    place.append(...fresh);
    region.insertBefore(place, old[old.length - end] ?? null);
    observer.takeRecords();
  }

  function textBefore(root, node, offset) {
    const range = document.createRange();
    range.setStart(root, 0);
    range.setEnd(node, offset);
    return range.toString();
  }

  const paragraphOf = (node) => (node.nodeType === 1 ? node : node.parentNode).closest("p");

  function locate(node, offset) {
    const all = [...region.querySelectorAll("p")];
    let paragraph = paragraphOf(node);
    if (paragraph)
      return { line: all.indexOf(paragraph), offset: textBefore(paragraph, node, offset).length };
    const range = document.createRange();
    range.setStart(node, offset);
    const line = all.findLastIndex((each) => range.comparePoint(each, 0) < 0);
    return line < 0 ? { line: 0, offset: 0 } : { line, offset: all[line].textContent.length };
  }

  /** The lines and what is selected in them, also while the focus is on a button. */
  function state() {
    const lines = read();
    noteSpot();
    const isHere = spot && region.contains(spot.startContainer) && region.contains(spot.endContainer);
    if (!isHere) return { lines, from: { line: 0, offset: 0 }, to: { line: 0, offset: 0 } };
    const from = locate(spot.startContainer, spot.startOffset);
    let to = spot.collapsed ? from : locate(spot.endContainer, spot.endOffset);
    // A triple click selects up to the start of the next line, and does not mean that line.
    if (to.line > from.line && !to.offset)
      to = { line: to.line - 1, offset: lengthOf(lines[to.line - 1].runs) };
    return { lines, from, to };
  }

  function noteSpot() {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (region.contains(range.startContainer) && region.contains(range.endContainer))
      spot = new StaticRange(range);
  }

  function pointAt(all, { line, offset }) {
    const texts = document.createTreeWalker(all[line], NodeFilter.SHOW_TEXT);
    let left = offset;
    while (texts.nextNode()) {
      if (left <= texts.currentNode.length) return [texts.currentNode, left];
      left -= texts.currentNode.length;
    }
    return [all[line], 0];
  }

  function place(from, to = from) {
    const all = region.querySelectorAll("p");
    region.focus({ preventScroll: true });
    getSelection().setBaseAndExtent(...pointAt(all, from), ...pointAt(all, to));
    noteSpot();
    const caret = getSelection().getRangeAt(0).getClientRects()[0] ?? all[to.line].getBoundingClientRect();
    const view = region.getBoundingClientRect();
    region.scrollTop += Math.max(0, caret.bottom - view.bottom + 8) + Math.min(0, caret.top - view.top - 8);
  }

  // Changes and their history

  function keep(before) {
    past.push(before);
    if (past.length > MAX_UNDO) past.shift();
    future.length = 0;
  }

  /** Keep the text as it is before it is typed into; a few seconds of typing are undone at once. */
  function keepTyping(kind) {
    const now = Date.now();
    if (burst.kind !== kind || now - burst.at > 1000 || now - burst.start > 4000 || !past.length) {
      keep(state());
      burst = { kind, start: now };
    }
    burst.at = now;
  }

  function show({ lines, from, to }) {
    paint(lines.length ? lines : [EMPTY]);
    place(from, to);
    burst = {};
    changed();
  }

  function change(edit) {
    const before = state();
    const after = edit(before.lines, before.from, before.to);
    if (!after) return;
    keep(before);
    show(after);
  }

  function travel(back, forth) {
    if (!back.length) return;
    forth.push(state());
    show(back.pop());
  }

  const insert = (inserted) => change((lines, from, to) => replace(lines, from, to, inserted));
  const insertText = (text) =>
    change((lines, from, to) => {
      const { text: _, ...marks } =
        cut(lines[from.line].runs, 0, from.offset).at(-1) ?? cut(lines[from.line].runs, 0).at(0) ?? {};
      return replace(lines, from, to, [{ path: [], runs: [{ ...marks, text }] }]);
    });

  function toggle(name) {
    const { lines, from, to } = state();
    if (from.line === to.line && from.offset === to.offset) {
      // Only the browser can say "bold from the next key on".
      region.focus();
      document.execCommand(name);
      return stateLater();
    }
    const isSet = cut(lines[from.line].runs, from.offset)[0]?.[name];
    change((...all) => mark(...all, { [name]: isSet ? undefined : true }));
  }

  // What others see: the textarea, the number of words

  function changed() {
    timer ||= setTimeout(sync, pause);
    clearTimeout(counting);
    counting = setTimeout(count, 1500);
    stateLater();
  }

  function sync() {
    const start = performance.now();
    clearTimeout(timer);
    timer = 0;
    const json = serialise();
    if (json === known) return;
    known = textarea.value = json;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    textarea.dispatchEvent(new CustomEvent("narrative:change", { bubbles: true }));
    // Of a slow machine's time at most a tenth.
    pause = Math.max(300, 10 * (performance.now() - start));
  }

  function serialise() {
    read();
    return `[${[...region.children]
      .map((child) => factsOf(linesOf(child)).json)
      .filter(Boolean)
      .join()}]`;
  }

  function count() {
    read();
    const words = [...region.children].reduce((sum, child) => sum + factsOf(linesOf(child)).words, 0);
    const language = document.documentElement.lang || undefined;
    const isOne = new Intl.PluralRules(language).select(words) === "one";
    status.textContent = widget.dataset[isOne ? "one" : "many"].replace(
      "{count}",
      words.toLocaleString(language),
    );
  }

  function load(tree) {
    paint(tree.length ? fromTree(tree) : [EMPTY]);
    known = serialise();
    textarea.value = JSON.stringify(tree);
    spot = null;
    count();
  }

  // The toolbar

  const commands = {
    bold: () => toggle("bold"),
    italic: () => toggle("italic"),
    bullets: () => change((...all) => makeList(...all, false)),
    numbers: () => change((...all) => makeList(...all, true)),
    outdent: () => change((...all) => shift(...all, -1)),
    indent: () => change((...all) => shift(...all, 1)),
    link: openLink,
    undo: () => travel(past, future),
    redo: () => travel(future, past),
  };

  function stateLater() {
    stating ||= setTimeout(showState, 100);
  }

  function showState() {
    stating = 0;
    const paragraph = spot && region.contains(spot.startContainer) && paragraphOf(spot.startContainer);
    if (!paragraph) return;
    const [{ runs }] = readNodes([paragraph], true);
    const { offset } = locate(spot.startContainer, spot.startOffset);
    const marks = (spot.collapsed ? null : cut(runs, offset)[0]) ?? {};
    const list = paragraph.closest("ul,ol")?.nodeName;
    const pressed = {
      bold: spot.collapsed ? document.queryCommandState("bold") : marks.bold,
      italic: spot.collapsed ? document.queryCommandState("italic") : marks.italic,
      bullets: list === "UL",
      numbers: list === "OL",
      link: linkAt(runs, offset),
    };
    const isOff = { undo: !past.length, redo: !future.length, indent: !list, outdent: !list };
    for (const button of buttons) {
      const name = button.dataset.command;
      if (name in pressed) button.setAttribute("aria-pressed", Boolean(pressed[name]));
      if (name in isOff) button.setAttribute("aria-disabled", isOff[name]);
    }
  }

  function rove(to) {
    buttons.forEach((button) => (button.tabIndex = button === to ? 0 : -1));
    to.focus();
  }

  tools.addEventListener("mousedown", (event) => event.preventDefault());
  tools.addEventListener("click", (event) => commands[event.target.closest("button")?.dataset.command]?.());
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") region.focus();
    else if (to === undefined) return;
    else rove(buttons.at(to % buttons.length));
    event.preventDefault();
  });

  // Links

  function openLink() {
    const { lines, from, to } = state();
    const found = linkAt(lines[from.line].runs, from.offset);
    const isCaret = from.line === to.line && from.offset === to.offset;
    linked =
      found && isCaret
        ? { from: { ...from, offset: found.from }, to: { ...to, offset: found.to } }
        : { from, to };
    address.value = found?.href.replace(/^mailto:/i, "") ?? "";
    linkBox.querySelector('[data-link="unset"]').hidden = !found;
    complain("");
    setLinkBox(true);
    address.select();
    address.focus();
  }

  function setLinkBox(isOpen) {
    linkBox.hidden = !isOpen;
    find('[data-command="link"]').setAttribute("aria-expanded", isOpen);
  }

  function complain(text) {
    linkBox.querySelector(".narrative-error").textContent = text;
    address.setAttribute("aria-invalid", Boolean(text));
  }

  function closeLink(edit) {
    setLinkBox(false);
    place(linked.from, linked.to);
    if (edit) change(edit);
  }

  const linkActions = {
    cancel: () => closeLink(),
    unset: () => closeLink((...all) => mark(...all, { href: undefined })),
    set() {
      const href = addressOf(address.value);
      const { from, to } = linked;
      if (!href) {
        complain(widget.dataset.badLink);
        address.focus();
      } else if (from.line === to.line && from.offset === to.offset) {
        closeLink((...all) => replace(...all, [{ path: [], runs: [{ text: address.value.trim(), href }] }]));
      } else closeLink((...all) => mark(...all, { href }));
    },
  };

  linkBox.addEventListener("click", (event) => linkActions[event.target.dataset.link]?.());
  linkBox.addEventListener("keydown", (event) => {
    const name =
      event.key === "Escape" ? "cancel" : event.key === "Enter" && event.target === address ? "set" : null;
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    linkActions[name]();
  });
  // The form's own scripts have nothing to do with the address.
  for (const name of ["input", "change"]) linkBox.addEventListener(name, (event) => event.stopPropagation());

  // Keys and typing

  function shortcut({ key, ctrlKey, metaKey, altKey, shiftKey }) {
    if (altKey) return key === "F10" ? () => rove(buttons.find((button) => !button.tabIndex)) : null;
    if (!ctrlKey && !metaKey) return null;
    const name = {
      b: "bold",
      i: "italic",
      k: "link",
      z: shiftKey ? "redo" : "undo",
      y: "redo",
      "]": "indent",
      "[": "outdent",
    };
    return commands[name[key.toLowerCase()]];
  }

  region.addEventListener("keydown", (event) => {
    const run = event.isComposing ? null : shortcut(event);
    if (!run) return;
    event.preventDefault();
    run();
  });

  function isWithinLine() {
    const { anchorNode, focusNode } = getSelection();
    const paragraph = paragraphOf(anchorNode);
    return paragraph && region.contains(paragraph) && paragraph === paragraphOf(focusNode);
  }

  /** Delete what the browser should not: line ends, and a selection over several lines. */
  function erase(isForward) {
    const { lines, from, to } = state();
    const isCaret = from.line === to.line && from.offset === to.offset;
    if (!isCaret) return isWithinLine() ? null : () => insert([]);
    if (isForward)
      return from.offset < lengthOf(lines[from.line].runs)
        ? null
        : () => change(() => joinLines(lines, from.line + 1));
    if (from.offset) return null;
    if (lines[from.line].path.length) return () => change((...all) => shift(...all, -1));
    return () => change(() => joinLines(lines, from.line));
  }

  /** What to do instead of the browser; null lets it do what it wants. */
  function instead({ inputType, data }) {
    if (inputType === "insertParagraph") return () => change(breakLine);
    if (inputType === "insertLineBreak") return () => insertText("\n");
    if (inputType === "formatBold" || inputType === "formatItalic")
      return commands[inputType.slice(6).toLowerCase()];
    if (inputType === "historyUndo" || inputType === "historyRedo")
      return commands[inputType.slice(7).toLowerCase()];
    if (inputType.startsWith("delete")) return erase(inputType.endsWith("Forward"));
    if (!/^insert(Text|ReplacementText|Transpose)$/.test(inputType)) return () => {};
    return isWithinLine() || data === null ? null : () => insertText(data);
  }

  region.addEventListener("beforeinput", (event) => {
    if (event.isComposing || event.inputType.includes("Composition")) return;
    const run = instead(event);
    if (!run) return keepTyping(event.inputType.slice(0, 6));
    event.preventDefault();
    run();
  });
  region.addEventListener("compositionstart", () => {
    keepTyping("insert");
    isComposing = true;
  });
  region.addEventListener("compositionend", () => {
    isComposing = false;
    changed();
  });
  region.addEventListener("input", changed);

  // Paste, copy and drop

  function take(data) {
    const html = data.getData("text/html");
    let lines = html ? readHtml(html) : [];
    if (!lines.length) lines = readPlain(data.getData("text/plain"));
    if (lines.length) insert(lines);
    else if (data.files.length) status.textContent = widget.dataset.refused;
  }

  function copy(event) {
    const { lines, from, to } = state();
    const chosen = lines.slice(from.line, to.line + 1).map((line, index, { length }) => ({
      path: length > 1 ? line.path : [],
      runs: cut(line.runs, index ? 0 : from.offset, index < length - 1 ? Infinity : to.offset),
    }));
    event.preventDefault();
    const html = element("div", ...toTree(tidy(chosen)).map(draw)).innerHTML;
    event.clipboardData.setData("text/html", OWN + html.replace(/\n/g, "<br>"));
    event.clipboardData.setData("text/plain", getSelection().toString());
  }

  region.addEventListener("copy", copy);
  region.addEventListener("cut", (event) => {
    copy(event);
    insert([]);
  });
  region.addEventListener("paste", (event) => {
    event.preventDefault();
    take(event.clipboardData);
  });
  region.addEventListener("dragover", (event) => event.preventDefault());
  region.addEventListener("dragstart", (event) => event.preventDefault());
  region.addEventListener("drop", (event) => {
    event.preventDefault();
    const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    const point = range
      ? { offsetNode: range.startContainer, offset: range.startOffset }
      : document.caretPositionFromPoint(event.clientX, event.clientY);
    if (point && region.contains(point.offsetNode)) getSelection().collapse(point.offsetNode, point.offset);
    take(event.dataTransfer);
  });

  // Taking over

  function describe() {
    const label = textarea.labels[0];
    if (label) {
      label.id ||= `${textarea.id}_label`;
      region.setAttribute("aria-labelledby", label.id);
    }
    const hint = find(".narrative-hint");
    const described = (textarea.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .filter((id) => id && id !== hint.id);
    region.setAttribute("aria-describedby", [...described, find(".narrative-keys").id].join(" "));
    if (textarea.getAttribute("aria-invalid")) region.setAttribute("aria-invalid", "true");
    if (textarea.required) region.setAttribute("aria-required", "true");
    if (textarea.lang) region.lang = textarea.lang;
    hint.hidden = true;
  }

  describe();
  region.spellcheck = textarea.spellcheck;
  region.contentEditable = "true";
  const hadFocus = document.activeElement === textarea;
  document.execCommand("styleWithCSS", false, false);
  observer.observe(region, { subtree: true, childList: true, characterData: true });
  const isUntouched = textarea.value === textarea.defaultValue;
  load(first);
  // As its default, so that nobody takes the text for changed.
  if (isUntouched) textarea.defaultValue = textarea.value;
  textarea.required = false;
  textarea.tabIndex = -1;
  textarea.ariaHidden = "true";
  textarea.classList.add("narrative-source");
  textarea.addEventListener("focus", () => region.focus());
  find('input[type="hidden"]').value = "tree";
  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
  for (const part of [tools, region, find(".narrative-keys")]) part.hidden = false;
  if (hadFocus) region.focus();
  document.addEventListener("selectionchange", () => {
    noteSpot();
    stateLater();
  });
  for (const name of ["submit", "focusout"]) textarea.form?.addEventListener(name, sync, true);
  document.addEventListener("visibilitychange", sync);
  textarea.form?.addEventListener("formdata", (event) => {
    sync();
    event.formData.set(textarea.name, textarea.value);
  });
  editors.set(textarea, { load, sync });
}

document.querySelectorAll(".narrative").forEach(enhance);
