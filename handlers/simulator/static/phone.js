// The phone: sends what a citizen does to the stand-in platform, shows what comes back.

const byId = (id) => document.getElementById(id);
const [chat, form, input, quick, state, wire, exchange, places, look] =
  ["chat", "form", "text", "quick", "state", "wire", "exchange", "places", "look"].map(byId);
const URLS = /https?:\/\/[^\s<>"“”（）()，。；]+/g;
const ANCHORS = /<a href="(https?:[^"]*|weixin:\/\/bizmsgmenu\?[^"]*)">([^<]*)<\/a>/g;
const TAP = /^\s*(\d{1,2})\. <a href="weixin:\/\/bizmsgmenu\?msgmenucontent=([^"&]*)&msgmenuid=([^"&]*)">/;
const PHONES = /(?<![\d-])(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|12345|110|119|120|122|400-?\d{3}-?\d{4})(?![\d-])/g;
const OPTION = /^\s*(\d{1,2})[.、．]\s*(.+)$/;
const IDLE = 1500, BUSY = 300;
let shown = 0, waiting = 0, timer = 0, reading = false;

const call = (path, body) => fetched(path, body === undefined ? {} : {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

async function fetched(path, request) {
  const answer = await fetch(`/simulator/${path}`, request).catch(() => { throw new Error("连不上服务"); });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(value.detail || "模拟平台没有应答");
  return value;
}

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function anchor(href, text) {
  const outside = href.startsWith("http");
  return element("a", { href, textContent: text, ...(outside ? { target: "_blank", rel: "noopener" } : {}) });
}

// Appends text with its addresses and phone numbers made clickable, as WeChat does.
function linked(node, text) {
  const marks = [...text.matchAll(URLS)].map((m) => ({ at: m.index, text: m[0], href: m[0] }));
  const taken = (m) => marks.some((each) => m.index >= each.at && m.index < each.at + each.text.length);
  for (const m of text.matchAll(PHONES)) if (!taken(m)) marks.push({ at: m.index, text: m[0], href: `tel:${m[0]}` });
  marks.sort((a, b) => a.at - b.at);
  let at = 0;
  for (const mark of marks) {
    node.append(text.slice(at, mark.at), anchor(mark.href, mark.text));
    at = mark.at + mark.text.length;
  }
  node.append(text.slice(at));
}

function bubble(line) {
  const kind = { user: "me", note: "note" }[line.from] || "";
  const node = element("div", { className: `bubble ${kind}` });
  node.append(element("span", { className: "hidden", textContent: line.from === "user" ? "我：" : "办事通：" }));
  if (line.from === "user") node.append(line.text);
  else anchored(node, line.text);
  chat.append(node);
}

// A link that says something instead of opening a page.
function tap(href, text) {
  const query = new URLSearchParams(href.slice(href.indexOf("?") + 1));
  const node = element("button", { type: "button", className: "tap", textContent: text });
  node.addEventListener("click", () => send({ type: "option", id: query.get("msgmenuid"), content: query.get("msgmenucontent") }));
  return node;
}

// The one piece of markup that WeChat shows in a text is a link.
function anchored(node, text) {
  let at = 0;
  for (const m of text.matchAll(ANCHORS)) {
    linked(node, text.slice(at, m.index));
    node.append(m[1].startsWith("weixin:") ? tap(m[1], m[2]) : anchor(m[1], m[2]));
    at = m.index + m[0].length;
  }
  linked(node, text.slice(at));
}

// Options stand at the end of a text, before its links; numbered lines elsewhere are lists.
function optionsOf(line) {
  if (line.options.length) return line.options.map((each) => [each.content, { type: "option", ...each }]);
  const texts = line.text.split("\n");
  const taps = texts.map((each) => TAP.exec(each)).filter(Boolean);
  if (taps.length) return taps.map(([, n, content, id]) => [`${n}. ${content}`, { type: "option", id, content }]);
  while (texts.at(-1)?.startsWith("<a ")) texts.pop();
  const run = [];
  for (let found; (found = OPTION.exec(texts.pop() ?? "")); ) {
    run.unshift(found);
    if (found[1] === "1") return run.map(([, n, label]) => [`${n}. ${label}`, { type: "text", content: n }]);
  }
  return [];
}

function offer(line) {
  quick.replaceChildren(...optionsOf(line).map(([label, message]) => {
    const button = element("button", { type: "button", textContent: label });
    button.addEventListener("click", () => send(message));
    return button;
  }));
}

async function refresh() {
  if (reading) return;
  reading = true;
  try {
    const { lines, total } = await call(`chat?after=${shown}`);
    if (total < shown) { // the platform was started anew
      location.reload();
      return;
    }
    if (!lines.length) return;
    shown = total;
    lines.forEach(bubble);
    offer(lines.at(-1).from === "user" ? { text: "", options: [] } : lines.at(-1));
    chat.lastElementChild.scrollIntoView({ block: lines.length > 1 ? "end" : "nearest" });
    chat.scrollTop = chat.scrollHeight;
    if (!wire.hidden) await showWire();
  } finally {
    reading = false;
  }
}

// Late replies and the lines of a message still being answered come by looking again.
function keepLooking() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!document.hidden || waiting) await refresh().then(() => waiting || say(""), (error) => say(error.message, true));
    keepLooking();
  }, waiting ? BUSY : IDLE);
}

async function showWire() {
  const { parts } = await call("wire");
  exchange.replaceChildren(...parts.flatMap(({ title, text }) => [
    element("dt", { textContent: title }),
    element("dd", {}, element("pre", { textContent: text, tabIndex: 0 })),
  ]));
  if (!parts.length) exchange.append(element("dt", { textContent: "还没有消息" }));
}

function say(text, fault = false) {
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("fault", fault);
}

const send = (message) => deliver("messages", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message),
});

async function deliver(path, request) {
  waiting += 1;
  say("对方正在输入…");
  quick.replaceChildren();
  keepLooking();
  let fault = "";
  await fetched(path, request).catch((error) => { fault = `没有发出去：${error.message}`; });
  waiting -= 1;
  await refresh().catch((error) => { fault ||= error.message; });
  if (!waiting || fault) say(fault, Boolean(fault));
}

// A photo from the album: kept by the platform first, as WeChat does, then sent as a message.
async function sendPhotos(files) {
  for (const file of files) {
    await deliver("photos", { method: "POST", headers: { "Content-Type": file.type }, body: file });
  }
}

byId("pick").addEventListener("click", () => byId("photo").click());
byId("photo").addEventListener("change", (event) => {
  sendPhotos([...event.target.files]).then(() => { event.target.value = ""; });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const content = input.value.trim();
  if (!content) return;
  input.value = "";
  send({ type: "text", content });
});

document.querySelectorAll("[data-send]").forEach((button) => button.addEventListener("click", () => {
  if (button.dataset.send === "location") places.showModal();
  else send({ type: button.dataset.send });
}));

places.addEventListener("click", (event) => {
  const { lat, lng, place, close } = event.target.dataset;
  if (lat || close !== undefined || event.target === places) places.close();
  if (lat) send({ type: "location", latitude: Number(lat), longitude: Number(lng), label: place });
});

function toggleWire(open) {
  wire.hidden = !open;
  look.setAttribute("aria-expanded", String(open));
  if (!open) {
    look.focus();
    return;
  }
  showWire().catch((error) => say(error.message, true));
  byId("wire-title").focus();
}

look.addEventListener("click", () => toggleWire(wire.hidden));
byId("unlook").addEventListener("click", () => toggleWire(false));

const openMenus = () => document.querySelectorAll("#menu details[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const each of openMenus()) {
    each.open = false;
    each.querySelector("summary").focus();
  }
  if (!wire.hidden) toggleWire(false);
});
document.addEventListener("click", (event) => {
  for (const each of openMenus()) if (!each.contains(event.target)) each.open = false;
});

function pressed(entry) {
  if (entry.type === "view") window.open(entry.url, "_blank", "noopener");
  else send({ type: "menu", key: entry.key, label: entry.name });
}

function menuButton(entry, parent) {
  const button = element("button", { type: "button", textContent: entry.name });
  button.addEventListener("click", () => {
    if (parent) parent.open = false;
    pressed(entry);
  });
  return button;
}

function menu(entries) {
  for (const entry of entries) {
    if (!entry.sub_button?.length) {
      byId("menu").append(menuButton(entry));
      continue;
    }
    const details = element("details");
    const list = element("div", {}, ...entry.sub_button.map((each) => menuButton(each, details)));
    details.append(element("summary", { textContent: entry.name }), list);
    byId("menu").append(details);
  }
}

async function start() {
  const scene = new URLSearchParams(location.search).get("scene") || "";
  const { menu: entries } = await call("start", { scene });
  menu(entries);
  await refresh();
  if (matchMedia("(hover: hover)").matches) input.focus(); // on a phone this would open the keyboard at once
  keepLooking();
}

start().catch((error) => say(error.message, true));
