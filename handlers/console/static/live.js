// A socket that opens again by itself: `path()` says where, `heard` gets each frame, `told` whether it is open.
const WAITS = [500, 1000, 2000, 5000, 10000];

export function live(path, heard, told) {
  let tries = 0;
  const open = () => {
    const url = new URL(path(), location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => { tries = 0; told(true); });
    socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      told(false);
      setTimeout(open, WAITS[Math.min(tries++, WAITS.length - 1)]);
    });
  };
  open();
}
