// The advisors' desk, live: new messages, what became of sent ones, the queue. Everything works without it, by reloading.
import { live } from "./live.js";

function waited(root = document) {
  for (const each of root.querySelectorAll("time[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(each.dataset.since)) / 60000));
    each.textContent = minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
  }
}
waited();
setInterval(waited, 15000);

const queue = document.getElementById("queue");
if (queue) {
  const status = document.getElementById("live");
  live(() => status.dataset.live, (frame) => {
    if (frame.type !== "queue") return;
    const focused = document.activeElement?.closest("form")?.getAttribute("action");
    queue.innerHTML = frame.html;
    waited(queue);
    if (focused) queue.querySelector(`form[action="${CSS.escape(focused)}"] button`)?.focus();
  }, (on) => { status.textContent = on ? "实时更新中。" : "连接断开，正在重连…"; });
}

const messages = document.getElementById("messages");
if (messages) {
  const text = document.getElementById("text");
  const down = () => messages.lastElementChild?.scrollIntoView({ block: "nearest" });
  down();
  live(() => `${messages.dataset.live}?after=${messages.dataset.last}`, (frame) => {
    if (frame.type === "messages") {
      if (frame.last <= Number(messages.dataset.last)) return;
      messages.dataset.last = frame.last;
      messages.insertAdjacentHTML("beforeend", frame.html);
      down();
    } else if (frame.type === "deliveries") {
      for (const [seq, words] of Object.entries(frame.items)) {
        const mark = messages.querySelector(`[data-seq="${CSS.escape(seq)}"]`);
        if (mark) { mark.textContent = words; mark.classList.toggle("failed", words.startsWith("未送达")); }
      }
    } else if (frame.type === "state") {
      document.getElementById("state").textContent = frame.state;
      document.getElementById("window").textContent = frame.window;
    }
  }, (on) => { messages.classList.toggle("offline", !on); });

  const answer = document.getElementById("answer");
  answer?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = answer.querySelector("button");
    button.disabled = true;
    try {
      const sent = await fetch(answer.action, {
        method: "POST", body: new URLSearchParams(new FormData(answer)), redirect: "manual",
      });
      if (sent.type !== "opaqueredirect" && !sent.ok) throw new Error(String(sent.status));
      text.value = "";
      answer.elements.client_id.value = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
      text.setCustomValidity("");
    } catch {
      text.setCustomValidity("没有发送成功，请再试一次。");
      text.reportValidity();
    }
    button.disabled = false;
    text.focus();
  });
  text?.addEventListener("input", () => text.setCustomValidity(""));
  text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) answer.requestSubmit();
  });

  const search = document.getElementById("search");
  search?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const found = await fetch(`${search.action}?${new URLSearchParams(new FormData(search))}`);
    document.getElementById("answers").innerHTML = found.ok ? await found.text() : "没有查到。";
  });
  document.addEventListener("click", (event) => {
    const words = event.target.closest("[data-insert]")?.dataset.insert;
    if (words === undefined || !text) return;
    text.value = text.value ? `${text.value}\n${words}` : words;
    text.value = text.value.slice(0, text.maxLength);
    text.focus();
  });
}
