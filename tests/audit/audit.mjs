import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serverAudits } from "graphql-http";

const LEVELS = ["MUST", "SHOULD", "MAY"];
const STARTS_WITHIN_MS = 120_000;
const ENDS_WITHIN_MS = 20_000;

const binary = binaryPath(process.argv[2]);
const home = mkdtempSync(join(tmpdir(), "rapport-audit-"));
const log = join(home, "log");
const env = environment();
let server;
// Acted on between two steps: a server that is ended while it makes its database leaves pieces behind.
let stopped;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => (stopped = signal));
try {
  const origin = await start();
  const token = execFileSync(binary, ["token", "--role", "admin"], { env, encoding: "utf8" }).trim();
  process.exitCode = (await audit(`${origin}/graphql`, token)) ? 0 : 1;
} catch (error) {
  console.log(`the audit could not be made: ${error.message}`);
  if (!stopped && existsSync(log)) console.log(readFileSync(log, "utf8").trimEnd().split("\n").slice(-20).join("\n"));
  process.exitCode = 1;
} finally {
  await end();
}

/** Makes every audit, prints what did not pass, and returns whether all did. */
async function audit(url, token) {
  const fetchFn = (address, options = {}) =>
    fetch(address, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    });
  const counts = Object.fromEntries(LEVELS.map((level) => [level, { passed: 0, failed: 0 }]));
  const audits = serverAudits({ url, fetchFn });
  for (const { id, name, fn } of audits) {
    if (stopped) throw new Error(stopped);
    const { status, reason, response } = await fn().catch((error) => ({ reason: `no answer: ${error.message}` }));
    const level = LEVELS.find((each) => name.startsWith(each)) ?? "MUST";
    counts[level][status === "ok" ? "passed" : "failed"] += 1;
    if (status !== "ok") {
      console.log(`FAIL    ${response ? `${reason} (it is ${response.status})` : reason}\n        ${id} ${name}`);
    }
  }
  for (const [level, { passed, failed }] of Object.entries(counts)) {
    console.log(`${level.padEnd(6)}  ${passed} passed, ${failed} failed`);
  }
  const sum = (count) => LEVELS.reduce((total, level) => total + counts[level][count], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}

/** Starts the server, waits until it is ready, and returns its address. */
async function start() {
  const address = `127.0.0.1:${await freePort()}`;
  const output = openSync(log, "a");
  server = spawn(binary, ["serve", "--listen", address], { env, stdio: ["ignore", output, output] });
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

/** Ends the server, which ends its database, and removes what it wrote. */
async function end() {
  if (server?.pid && !hasEnded(server)) {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), ENDS_WITHIN_MS);
    await ended;
    clearTimeout(late);
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function hasEnded({ exitCode, signalCode }) {
  return exitCode !== null || signalCode !== null;
}

/** The server's: nothing that the caller set for another one, but a home and a secret of its own. */
function environment() {
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

function binaryPath(given) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const candidates = given ? [resolve(given)] : ["debug", "release"].map((kind) => join(root, "target", kind, "rapport"));
  const found = candidates.find((path) => existsSync(path));
  if (found) return found;
  console.error(`there is no ${candidates.join(" and no ")}: build it with \`cargo build -p rapport-server\``);
  process.exit(2);
}
