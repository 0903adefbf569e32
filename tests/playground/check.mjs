import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { screenshot: { type: "string" }, dark: { type: "boolean", default: false } },
});
const [address, token] = positionals;
if (!address) {
  console.error("usage: tests/playground/run URL [TOKEN] [--screenshot FILE] [--dark]");
  process.exit(2);
}
const { origin } = new URL(address);

const browser = await chromium.launch({
  executablePath: browserPath(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  colorScheme: flags.dark ? "dark" : "light",
});
page.setDefaultTimeout(20_000);

const elsewhere = [];
const complaints = [];
const workers = [];
const operations = [];
page.on("request", (request) => {
  if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) elsewhere.push(request.url());
});
page.on("websocket", (socket) => {
  if (new URL(socket.url()).host !== new URL(origin).host) elsewhere.push(socket.url());
});
page.on("worker", (worker) => workers.push(new URL(worker.url()).origin));
page.on("pageerror", (error) => complaints.push(error.message));
// The browser reports what the Content-Security-Policy stopped as an error on the console, too.
page.on("console", (message) => /error|warning/.test(message.type()) && complaints.push(message.text()));
page.on("response", async (response) => {
  const request = response.request();
  if (request.method() !== "POST" || new URL(request.url()).pathname !== "/graphql") return;
  const { operationName, query, variables } = request.postDataJSON();
  const answer = await response.json().catch(() => null);
  operations.push({ operationName, query, variables, authorization: request.headers().authorization, answer });
});

let passed = 0;
let failed = 0;
let schema;
let example;
try {
  await check("the page opens and GraphiQL shows its editors", async () => {
    const response = await page.goto(address);
    equal(response.status(), 200, "status");
    equal(await page.title(), "Rapport playground", "title");
    await page.locator(".graphiql-query-editor .view-lines").waitFor();
  });
  const config = await (await fetch(new URL("/playground/config.json", origin))).json();

  await check("the schema is fetched with a token", async () => {
    if (config.tokens.length === 0) {
      if (!token) throw new Error("the server offers no roles: give a TOKEN");
      await page.getByLabel("Token").fill(token);
      await page.getByLabel("Token").press("Enter");
    }
    const first = config.tokens[0]?.token ?? token;
    const { answer } = await operation((each) => isIntrospection(each) && each.authorization === `Bearer ${first}`);
    schema = answer?.data?.__schema;
    if (!schema) throw new Error(`no schema: ${JSON.stringify(answer)}`);
  });

  const other = config.tokens[1];
  if (other) {
    await check(`switching to ${other.role} asks again, with that role's token`, async () => {
      await page.getByLabel("Act as").selectOption(other.role);
      await operation((each) => isIntrospection(each) && each.authorization === `Bearer ${other.token}`);
    });
    await check("switching back works", async () => {
      operations.length = 0;
      await page.getByLabel("Act as").selectOption(config.tokens[0].role);
      await operation((each) => isIntrospection(each) && each.authorization === `Bearer ${config.tokens[0].token}`);
    });
  }

  const queries = config.examples.filter(({ query }) => !/^\s*(mutation|subscription)\b/m.test(query));
  const inTabs = config.examples.slice(0, 3);

  await check("an example opens from the panel", async () => {
    example = queries.find((each) => !inTabs.includes(each) && !each.variables) ?? queries[0];
    if (!example) throw new Error("the server offers no example that is a query");
    await open(example);
  });
  await check("it runs and is answered without errors", () => run(example));
  if (flags.screenshot) await screenshot("");

  // With demo data the server knows values that the examples run with. One example is in a tab from the start.
  const filled = config.tokens.length === 0 ? [] : [true, false];
  for (const inTab of filled) {
    const place = inTab ? "in one of the first tabs" : "from the panel";
    await check(`an example with variables runs ${place}, with its variables`, async () => {
      example = queries.find((each) => each.variables && inTabs.includes(each) === inTab);
      if (!example) throw new Error("the server offers no such example");
      await open(example);
      const expected = JSON.parse(example.variables);
      if (!Object.values(expected).every(Boolean)) throw new Error(`${example.name}: a value is empty: ${example.variables}`);
      const editor = page.getByRole("region", { name: "Variables", exact: true });
      for (const value of Object.values(expected)) await editor.locator(".view-line", { hasText: value }).first().waitFor();
      const { variables } = await run(example);
      equal(JSON.stringify(variables), JSON.stringify(expected), `the variables of ${example.name}`);
    });
    if (flags.screenshot) await screenshot(inTab ? "-tab" : "-variables");
  }

  await check("the prettify button loads its formatter", async () => {
    const formatter = page.waitForResponse(/\/assets\/standalone-/);
    await page.getByRole("button", { name: /^Prettify/ }).click();
    equal((await formatter).status(), 200, "status");
  });

  await check("the history remembers it", async () => {
    await page.getByRole("button", { name: "Show History" }).click();
    await page.locator(".graphiql-history-item").first().waitFor();
  });

  await check("the docs explorer describes a type", async () => {
    const roots = ["queryType", "mutationType", "subscriptionType"].map((root) => schema[root]?.name);
    const type = schema.types.find(
      ({ kind, name, description }) =>
        kind === "OBJECT" && description && !name.startsWith("__") && !roots.includes(name),
    );
    if (!type) throw new Error("no object type of the schema has a description");
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.locator(".graphiql-doc-explorer").getByRole("link", { name: type.name, exact: true }).click();
    await page.locator(".graphiql-doc-explorer-title", { hasText: type.name }).waitFor();
    const shown = await page.locator(".graphiql-doc-explorer-content .graphiql-markdown-description").first().innerText();
    equal(shown.match(/\w+/g)?.[0], type.description.match(/\w+/g)?.[0], `the description of ${type.name}`);
  });
  if (flags.screenshot) await screenshot("-docs");

  await check("the editor's workers come from the same origin", async () => {
    if (workers.length === 0) throw new Error("no worker was started");
    equal(workers.filter((each) => each !== origin && each !== "null").join(), "", "workers from elsewhere");
  });
  await check("no request went to another origin", () => equal(elsewhere.join("\n"), "", "requests"));
  await check("the browser complained of nothing", () => equal(complaints.join("\n"), "", "console"));
} catch {
  // The checks after the one that failed would only repeat it.
  if (flags.screenshot) await screenshot("");
  for (const complaint of complaints) console.log(`  the browser said: ${complaint}`);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function check(what, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok    ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${what}\n${error.message.replace(/^/gm, "      ")}`);
    throw error;
  }
}

function equal(found, expected, what) {
  if (found !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

function isIntrospection({ operationName }) {
  return operationName === "IntrospectionQuery";
}

/** Opens an example by the panel. */
async function open({ name, query }) {
  const panel = page.getByRole("region", { name: "Examples" });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Show Examples" }).click();
  const title = page.locator(".example-name").getByText(name, { exact: true });
  await panel.getByRole("button").filter({ has: title }).click();
  const [, operationName] = /^\s*query\s+(\w+)/m.exec(query) ?? [];
  if (operationName) await page.locator(".graphiql-tab-active", { hasText: operationName }).waitFor();
}

/** Runs the example that is open, and gives back what was sent. */
async function run({ name, query }) {
  operations.length = 0;
  await page.getByRole("button", { name: /^Execute query/ }).click();
  const sent = await operation((each) => each.query.trim() === query.trim());
  if (!sent.answer?.data || sent.answer.errors) throw new Error(`${name}: ${JSON.stringify(sent.answer)}`);
  await page.locator(".graphiql-response .view-line", { hasText: '"data"' }).first().waitFor();
  return sent;
}

/** Takes a screenshot of the name that is asked for, with this at its end. */
async function screenshot(ending) {
  await page.screenshot({ path: flags.screenshot.replace(/(\.\w+)?$/, `${ending}$1`) });
}

/** The first operation that the page sent and that fits, waiting for it if need be. */
async function operation(fits) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    const found = operations.find(fits);
    if (found) return found;
    await page.waitForEvent("response", { timeout: 1000 }).catch(() => {});
  }
  throw new Error("the page did not send the operation in 20 s");
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
