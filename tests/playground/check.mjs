import { parseArgs } from "node:util";
import { binaryPath, withServer } from "../serve.mjs";
import { Visit } from "./visit.mjs";
import { usePlayground } from "./use.mjs";

const ROLES = ["admin", "manager", "rep", "marketer", "support", "analyst", "partner"];
const WITHOUT_SCHEMA = "partner";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { screenshot: { type: "string" }, dark: { type: "boolean", default: false } },
});
const [where, token] = positionals;

if (/^https?:/.test(where ?? "")) {
  process.exitCode = (await check({ address: where, token })) ? 0 : 1;
} else {
  // One role may not ask for the schema, to see that the page says so.
  const roles = ROLES.filter((role) => role !== WITHOUT_SCHEMA).join();
  const server = { binary: binaryPath(where), name: "playground", flags: ["--demo", "--introspection", roles] };
  process.exitCode = await withServer(server, ({ origin }) =>
    check({ address: `${origin}/playground`, withoutSchema: WITHOUT_SCHEMA }),
  );
}

async function check(playground) {
  const visit = await Visit.open(playground.address, flags);
  let passed = 0;
  try {
    for await (const what of usePlayground(visit, playground)) {
      passed += 1;
      console.log(`ok    ${what}`);
    }
    console.log(`${passed} passed, 0 failed`);
    return true;
  } catch (error) {
    // The checks after the one that failed would only repeat it.
    await visit.screenshot("-failed");
    console.log(`FAIL  ${error.message.replace(/\n/g, "\n      ")}`);
    for (const complaint of visit.complaints) console.log(`  the browser said: ${complaint}`);
    console.log(`${passed} passed, 1 failed`);
    return false;
  } finally {
    await visit.close();
  }
}
