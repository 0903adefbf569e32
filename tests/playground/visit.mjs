import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const WITHIN_MS = 20_000;

/** A page in a browser of its own, with a profile that begins empty, and all that the page sends or complains of. */
export class Visit {
  /** Addresses of other origins that the page asked for. */
  elsewhere = [];
  /** Errors and warnings on the console. What the Content-Security-Policy stopped is one of them. */
  complaints = [];
  /** The origins that workers came from. */
  workers = [];
  /** What was sent to /graphql by POST, with the answers. */
  operations = [];
  /** The messages that went over WebSockets. */
  sent = [];
  received = [];

  static async open(address, { dark = false, screenshot } = {}) {
    const visit = new Visit();
    visit.origin = new URL(address).origin;
    visit.picture = screenshot;
    visit.browser = await chromium.launch({
      executablePath: browserPath(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    visit.page = await visit.browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: dark ? "dark" : "light",
    });
    visit.page.setDefaultTimeout(WITHIN_MS);
    visit.#watch();
    return visit;
  }

  #watch() {
    const { page, origin } = this;
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) this.elsewhere.push(request.url());
    });
    page.on("websocket", (socket) => {
      if (new URL(socket.url()).host !== new URL(origin).host) this.elsewhere.push(socket.url());
      socket.on("framesent", ({ payload }) => this.sent.push(JSON.parse(payload)));
      socket.on("framereceived", ({ payload }) => this.received.push(JSON.parse(payload)));
    });
    page.on("worker", (worker) => this.workers.push(new URL(worker.url()).origin));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => /error|warning/.test(message.type()) && this.complaints.push(message.text()));
    page.on("response", async (response) => {
      const request = response.request();
      if (request.method() !== "POST" || new URL(request.url()).pathname !== "/graphql") return;
      const { operationName, query, variables } = request.postDataJSON();
      const answer = await response.json().catch(() => null);
      this.operations.push({ operationName, query, variables, authorization: request.headers().authorization, answer });
    });
  }

  /** The first operation that the page sent and that fits, waiting for it if need be. */
  async operation(fits) {
    for (const deadline = Date.now() + WITHIN_MS; Date.now() < deadline; ) {
      const found = this.operations.find(fits);
      if (found) return found;
      await this.page.waitForEvent("response", { timeout: 1000 }).catch(() => {});
    }
    throw new Error(`the page did not send the operation in ${WITHIN_MS / 1000} s`);
  }

  /** Takes a screenshot of the name that was asked for, with this at its end; none when none was asked for. */
  async screenshot(ending = "") {
    if (this.picture) await this.page.screenshot({ path: this.picture.replace(/(\.\w+)?$/, `${ending}$1`) });
  }

  async close() {
    await this.browser.close();
  }
}

function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error("no Chromium in PATH (Debian: apt-get install chromium)");
}
