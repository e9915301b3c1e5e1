"use strict";
// The hall's screen: the board by server-sent events, which reconnect by themselves; speech only when somebody turns it on.
(() => {
  const by = (id) => document.getElementById(id);
  const made = (tag, text) => { const node = document.createElement(tag); node.textContent = text; return node; };
  const button = by("speech");
  let spoken = null, speaks = false, last = Date.now(), source = null;

  const say = (call) => {
    const digits = call.label.split("").join(" ");
    const words = new SpeechSynthesisUtterance(`请 ${digits} 号，到 ${call.window} 办理`);
    words.lang = "zh-CN";
    words.rate = 0.9;
    speechSynthesis.speak(words);
  };

  const show = (board) => {
    const rows = board.calls.map((call) => {
      const row = document.createElement("li");
      row.append(made("b", call.label), made("span", "请到"), made("strong", call.window));
      return row;
    });
    if (!rows.length) { const row = made("li", "请稍候"); row.className = "none"; rows.push(row); }
    by("calls").replaceChildren(...rows);
    by("next").replaceChildren(...board.next.map((label) => made("li", label)));
    by("waiting").textContent = String(board.waiting);
    const now = new Map(board.calls.map((call) => [`${call.label} ${call.window} ${call.times}`, call]));
    if (speaks && spoken) for (const [key, call] of [...now].reverse()) if (!spoken.has(key)) say(call);
    spoken = new Set(now.keys());
  };

  const connect = () => {
    if (source) source.close();
    source = new EventSource(`/display/${encodeURIComponent(document.body.dataset.venue)}/events`);
    source.onopen = () => { last = Date.now(); by("lost").hidden = true; };
    source.onmessage = (event) => { last = Date.now(); by("lost").hidden = true; show(JSON.parse(event.data)); };
    source.onerror = () => { by("lost").hidden = false; };
  };

  // A browser gives up after some answers (503 while the server starts anew): then we begin again ourselves.
  setInterval(() => { if (source.readyState === EventSource.CLOSED && Date.now() - last > 5000) { last = Date.now(); connect(); } }, 2000);
  setInterval(() => { by("clock").textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" }); }, 1000);

  if ("speechSynthesis" in window) {
    button.hidden = false;
    button.addEventListener("click", () => {
      speaks = !speaks;
      button.setAttribute("aria-pressed", String(speaks));
      button.textContent = speaks ? "关闭语音" : "开启语音";
      if (!speaks) speechSynthesis.cancel();
    });
  }
  connect();
})();
