// The phone: sends what a citizen types to the stand-in platform, shows what comes back.

const chat = document.getElementById("chat");
const form = document.getElementById("form");
const input = document.getElementById("text");
const quick = document.getElementById("quick");
const state = document.getElementById("state");
const wire = document.getElementById("wire");
const exchange = document.getElementById("exchange");
const places = document.getElementById("places");
const look = document.getElementById("look");
const URLS = /https?:\/\/[^\s<>"“”（）()]+/g;
const PHONES = /(?<![\d-])(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|12345|110|119|120|400-?\d{3}-?\d{4})(?![\d-])/g;
let shown = 0;
let waiting = 0;

async function call(path, body) {
  const answer = await fetch(`/simulator/${path}`, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail || "模拟平台没有应答");
  return answer.json();
}

// Appends text with its addresses and phone numbers made clickable, as WeChat does.
function linked(node, text) {
  const marks = [...text.matchAll(URLS)].map((m) => ({ at: m.index, text: m[0], href: m[0] }));
  const taken = (m) => marks.some((each) => m.index >= each.at && m.index < each.at + each.text.length);
  for (const m of text.matchAll(PHONES)) if (!taken(m)) marks.push({ at: m.index, text: m[0], href: `tel:${m[0]}` });
  marks.sort((a, b) => a.at - b.at);
  let at = 0;
  for (const mark of marks) {
    node.append(text.slice(at, mark.at));
    const link = document.createElement("a");
    link.href = mark.href;
    link.textContent = mark.text;
    if (mark.href.startsWith("http")) link.target = "_blank", link.rel = "noopener";
    node.append(link);
    at = mark.at + mark.text.length;
  }
  node.append(text.slice(at));
}

function bubble(line) {
  const node = document.createElement("div");
  node.className = `bubble ${line.from === "user" ? "me" : line.from === "note" ? "note" : ""}`;
  const anchors = document.createElement("template");
  anchors.innerHTML = line.text; // parsed inert, only to read WeChat's <a href> links out of it
  const links = [...anchors.content.querySelectorAll("a[href]")];
  if (links.length === 0) linked(node, line.text);
  else flatten(node, anchors.content);
  chat.append(node);
  chat.scrollTop = chat.scrollHeight;
}

function flatten(node, content) {
  for (const child of content.childNodes) {
    if (child.nodeName === "A" && /^https?:/.test(child.getAttribute("href") || "")) {
      const link = document.createElement("a");
      link.href = child.getAttribute("href");
      link.textContent = child.textContent;
      link.target = "_blank";
      link.rel = "noopener";
      node.append(link);
    } else linked(node, child.textContent);
  }
}

function options(text) {
  quick.replaceChildren();
  for (const [, n, label] of text.matchAll(/^\s*(\d{1,2})[.、.]\s*(.+)$/gm)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${n}. ${label.length > 18 ? `${label.slice(0, 17)}…` : label}`;
    button.addEventListener("click", () => send({ type: "text", content: n }));
    quick.append(button);
  }
}

async function refresh() {
  const { lines, wire: last } = await call("chat");
  for (const line of lines.slice(shown)) bubble(line);
  if (lines.length > shown) options(lines.at(-1).from === "user" ? "" : lines.at(-1).text);
  shown = lines.length;
  if (last) showWire(last);
}

function showWire(last) {
  exchange.replaceChildren();
  for (const [title, text] of Object.entries(last)) {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    const pre = document.createElement("pre");
    dt.textContent = title;
    pre.textContent = text;
    pre.tabIndex = 0;
    dd.append(pre);
    exchange.append(dt, dd);
  }
}

function say(text, fault = false) {
  state.textContent = text;
  state.classList.toggle("fault", fault);
}

async function send(message) {
  waiting += 1;
  say("对方正在输入…");
  try {
    await call("messages", message);
    say("");
  } catch (error) {
    say(`没有发出去：${error.message}`, true);
  }
  waiting -= 1;
  await refresh().catch((error) => say(error.message, true));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const content = input.value.trim();
  if (!content) return;
  input.value = "";
  send({ type: "text", content });
});

document.querySelectorAll("[data-send]").forEach((button) => button.addEventListener("click", () => {
  if (button.dataset.send === "location") {
    places.hidden = false;
    places.querySelector("button").focus();
  } else send({ type: button.dataset.send });
}));

places.addEventListener("click", (event) => {
  const { lat, lng, place, close } = event.target.dataset;
  if (lat) send({ type: "location", latitude: Number(lat), longitude: Number(lng), label: place });
  if (lat || close !== undefined) places.hidden = true;
});

look.addEventListener("click", () => {
  wire.hidden = !wire.hidden;
  look.setAttribute("aria-expanded", String(!wire.hidden));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  places.hidden = true;
  wire.hidden = true;
  look.setAttribute("aria-expanded", "false");
});

function pressed(entry) {
  if (entry.type === "view") window.open(entry.url, "_blank", "noopener");
  else send({ type: "menu", key: entry.key });
}

function menu(entries) {
  const bar = document.getElementById("menu");
  for (const entry of entries) {
    if (!entry.sub_button?.length) {
      bar.append(menuButton(entry));
      continue;
    }
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    const list = document.createElement("div");
    summary.textContent = entry.name;
    for (const each of entry.sub_button) list.append(menuButton(each, details));
    details.append(summary, list);
    bar.append(details);
  }
}

function menuButton(entry, parent) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = entry.name;
  button.addEventListener("click", () => {
    if (parent) parent.open = false;
    pressed(entry);
  });
  return button;
}

async function start() {
  const scene = new URLSearchParams(location.search).get("scene") || "";
  const { menu: entries } = await call("start", { scene });
  menu(entries);
  await refresh();
  input.focus();
  setInterval(() => { if (!waiting && !document.hidden) refresh().catch(() => {}); }, 1500); // late replies
}

start().catch((error) => say(error.message, true));
