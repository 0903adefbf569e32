import { serverAudits } from "graphql-http";
import { binaryPath, stoppedBy, withServer } from "../serve.mjs";

const LEVELS = ["MUST", "SHOULD", "MAY"];

const binary = binaryPath(process.argv[2]);
process.exitCode = await withServer({ binary, name: "audit" }, ({ origin, token }) =>
  audit(`${origin}/graphql`, token("admin")),
);

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
    if (stoppedBy()) throw new Error(stoppedBy());
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
