// A socket that opens again by itself: `path()` says where, `heard` gets each frame, `told` whether it is open.
const WAITS = [500, 1000, 2000, 5000, 10000];

export function live(path, heard, told) {
  let tries = 0;
  const open = () => {
    const url = new URL(path(), location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => told(true));
    socket.addEventListener("message", (event) => { tries = 0; heard(JSON.parse(event.data)); });
    socket.addEventListener("close", (event) => {
      told(false);
      // what this page shows is not ours any more: signed out, or left in another tab
      if (event.code === 1008) { location.reload(); return; }
      setTimeout(open, WAITS[Math.min(tries++, WAITS.length - 1)]);
    });
  };
  open();
}
