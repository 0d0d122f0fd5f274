/** The one connection to the sandbox: acts go out, what is seen comes in. */

const RETRY_MS = 1500;

export class Link {
  /** `heard(message)` is called with each push, `joined(yes)` when the connection comes or goes. */
  constructor(key, { heard, joined }) {
    this.key = key;
    this.heard = heard;
    this.joined = joined;
    this.count = 0;
    this.waiting = new Map();
  }

  open() {
    const address = new URL("/live", location.href);
    address.protocol = "ws:";
    address.hash = "";
    this.socket = new WebSocket(address, ["clapper", this.key]);
    this.socket.onopen = () => this.joined(true);
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = () => {
      this.joined(false);
      for (const { fail } of this.waiting.values()) fail(new Error("The sandbox is not running."));
      this.waiting.clear();
      setTimeout(() => this.open(), RETRY_MS);
    };
  }

  /** Does something as this window's person. Rejects with what the client would say. */
  act(name, details = {}) {
    const n = ++this.count;
    return new Promise((done, fail) => {
      if (this.socket.readyState !== WebSocket.OPEN) {
        fail(new Error("The sandbox is not running."));
        return;
      }
      this.waiting.set(n, { done, fail });
      this.socket.send(JSON.stringify({ ...details, act: name, n }));
    });
  }

  /** Hands a file over; the answer's `upload` stands for it from then on. */
  async upload(file) {
    const form = new FormData();
    form.append("file", file, file.name);
    const answer = await fetch("/upload", {
      method: "POST",
      body: form,
      headers: { Authorization: `Bearer ${this.key}` },
    });
    if (!answer.ok) throw new Error(answer.status === 413 ? "This file is too large." : "The file was not taken.");
    return answer.json();
  }

  take(message) {
    if (message.t !== "done") {
      this.heard(message);
      return;
    }
    const asked = this.waiting.get(message.n);
    this.waiting.delete(message.n);
    if (!asked) return;
    if (message.error) asked.fail(new Error(message.error));
    else asked.done(message.result);
  }
}
