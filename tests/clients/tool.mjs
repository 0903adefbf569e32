// Runs a tool of node_modules/.bin as a person would, in the folder of its configuration.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Removes what the tool made before, so that nothing of it can pass for what it makes now. */
export function emptyGenerated(folder) {
  const generated = join(here, folder, "__generated__");
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated);
}

export function run(folder, name, ...args) {
  const { status, stdout, stderr, error } = spawnSync(join(here, "node_modules/.bin", name), args, {
    cwd: join(here, folder),
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}${stderr}`);
}
