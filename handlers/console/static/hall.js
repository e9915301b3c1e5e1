// The window, live: who waits, who was put aside, who is still to come. Everything works without it, by reloading.
import { live } from "./live.js";

const list = document.getElementById("hall");
const status = document.getElementById("live");
live(() => list.dataset.live, (frame) => {
  if (frame.type !== "window") return;
  const focused = document.activeElement?.closest("form")?.getAttribute("action");
  list.innerHTML = frame.html;
  if (focused) list.querySelector(`form[action="${CSS.escape(focused)}"] button`)?.focus();
  // whoever is here was called, finished or moved at another screen: this page shows what is no more
  if (frame.here !== list.dataset.here) location.reload();
}, (on) => { status.textContent = on ? "实时更新中。" : "连接断开，正在重连…"; });
