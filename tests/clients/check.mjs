import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { binaryPath, withServer } from "../serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = readdirSync(here).filter((name) => name.endsWith(".test.mjs"));

const binary = binaryPath(process.argv[2]);
process.exitCode = await withServer({ binary, name: "clients", flags: ["--demo"] }, async ({ origin, token }) => {
  const runner = spawn(process.execPath, ["--test", "--test-reporter=spec", ...tests], {
    cwd: here,
    env: { ...process.env, RAPPORT_ORIGIN: origin, RAPPORT_TOKEN: token("admin") },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(runner, "exit");
  return code === 0;
});
