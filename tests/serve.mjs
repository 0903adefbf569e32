// A server of one's own for a check from outside: a binary of rapport on a free port, with a private database in a
// temporary folder, ended and removed again. Needs nothing but Node.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const STARTS_WITHIN_MS = 180_000;
const ENDS_WITHIN_MS = 20_000;

// Acted on between two steps: a server that is ended while it makes its database leaves pieces behind.
let stopped;

/** The signal that asked this process to end, once one did. */
export const stoppedBy = () => stopped;

/**
 * Starts the server, hands it to `body`, and ends it again whatever comes of that. Returns the process's exit code: 0
 * when `body` returned true. `body` gets { origin, token(role) }.
 */
export async function withServer({ binary, name, flags = [] }, body) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => (stopped = signal));
  const home = mkdtempSync(join(tmpdir(), `rapport-${name}-`));
  const log = join(home, "log");
  const env = environment(home);
  const running = {};
  try {
    const origin = await start({ binary, flags, env, log, running });
    const token = (role) => execFileSync(binary, ["token", "--role", role], { env, encoding: "utf8" }).trim();
    return (await body({ origin, token })) ? 0 : 1;
  } catch (error) {
    console.log(`FAIL  ${name}: ${error.message}`);
    if (!stopped && existsSync(log)) console.log(readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n"));
    return 1;
  } finally {
    await end(running.server);
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The binary that is given, else the debug build, else the release build. Ends the process when there is none. */
export function binaryPath(given) {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const candidates = given ? [resolve(given)] : ["debug", "release"].map((kind) => join(root, "target", kind, "rapport"));
  const found = candidates.find((path) => existsSync(path));
  if (found) return found;
  console.error(`there is no ${candidates.join(" and no ")}: build it with \`cargo build -p rapport-server\``);
  process.exit(2);
}

/** Starts the server, waits until it is ready, and returns its address. */
async function start({ binary, flags, env, log, running }) {
  const address = `127.0.0.1:${await freePort()}`;
  const output = openSync(log, "a");
  const server = spawn(binary, ["serve", "--listen", address, ...flags], { env, stdio: ["ignore", output, output] });
  running.server = server;
  let failure;
  server.once("error", (error) => (failure = error));
  for (const deadline = Date.now() + STARTS_WITHIN_MS; Date.now() < deadline; await sleep(100)) {
    if (failure) throw failure;
    if (hasEnded(server)) throw new Error(`${binary} serve ended`);
    const ready = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    await ready?.text();
    if (ready?.ok) return `http://${address}`;
  }
  throw new Error(`${binary} serve was not ready in ${STARTS_WITHIN_MS / 1000} s`);
}

/** Ends the server, which ends its database. */
async function end(server) {
  if (!server?.pid || hasEnded(server)) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGKILL"), ENDS_WITHIN_MS);
  await ended;
  clearTimeout(late);
}

function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

/** The server's: nothing that the caller set for another one, but a home and a secret of its own. */
function environment(home) {
  const inherited = Object.entries(process.env).filter(([name]) => name !== "DATABASE_URL" && !name.startsWith("RAPPORT_"));
  const own = { RAPPORT_HOME: home, RAPPORT_JWT_SECRET: randomBytes(32).toString("hex"), NO_COLOR: "1" };
  return { ...Object.fromEntries(inherited), ...own };
}

async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  await new Promise((closed) => listener.close(closed));
  return port;
}
