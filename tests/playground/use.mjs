// What a developer does in the playground, step by step. Each step that holds is told by its name.

// Monaco has alerts of its own.
const SCHEMA_NOTICE = ".schema-notice";

const isIntrospection = ({ operationName }) => operationName === "IntrospectionQuery";
const isSubscription = ({ query }) => /^\s*subscription\b/m.test(query);
const isQuery = ({ query }) => !/^\s*(mutation|subscription)\b/m.test(query);
const isFilled = ({ variables }) => Object.values(JSON.parse(variables)).every(Boolean);

export async function* usePlayground(visit, { address, token, withoutSchema }) {
  const { page, origin } = visit;
  const response = await page.goto(address);
  equal(response.status(), 200, "status");
  equal(await page.title(), "Rapport playground", "title");
  await page.locator(".graphiql-query-editor .view-lines").waitFor();
  yield "the page opens and GraphiQL shows its editors";

  const config = await (await fetch(new URL("/playground/config.json", origin))).json();
  const bearer = config.tokens[0]?.token ?? token;
  if (config.tokens.length === 0) {
    if (!token) throw new Error("the server offers no roles: give a TOKEN");
    await page.getByRole("textbox", { name: "Token" }).fill(token);
    await page.getByRole("textbox", { name: "Token" }).press("Enter");
  }
  const schema = await introspected(visit, bearer);
  equal(await page.locator(SCHEMA_NOTICE).count(), 0, "notices that there is no schema");
  yield "the schema is fetched with a token";

  yield* useTabs(visit, config);
  yield* useRoles(visit, config, withoutSchema);
  yield* useExamples(visit, config);
  const subscription = config.examples.find(isSubscription);
  if (subscription && config.tokens.length > 0) {
    await followChanges(visit, subscription, bearer);
    yield "a subscription runs over a WebSocket, in the role that was chosen, and shows what changes";
    await useBadToken(visit, config.tokens[0]);
    yield "a token that is not good is told of, by the schema and by the subscription";
  }
  yield* useTools(visit, schema);

  if (visit.workers.length === 0) throw new Error("no worker was started");
  equal(visit.workers.filter((each) => each !== origin && each !== "null").join(), "", "workers from elsewhere");
  yield "the editor's workers come from the same origin";
  equal(visit.elsewhere.join("\n"), "", "requests to other origins");
  yield "no request went to another origin";
  equal(visit.complaints.join("\n"), "", "errors and warnings on the console");
  yield "the browser complained of nothing";
}

/** Of each module the page opens examples at first, and one that stays open where there is one. */
async function* useTabs({ page }, { examples }) {
  const opened = await tabs(page);
  for (const module of new Set(examples.map((example) => example.module))) {
    const members = examples.filter((example) => example.module === module);
    if (!members.some(({ query }) => opened.includes(query))) throw new Error(`no example of ${module} is in a tab`);
    const live = members.find(isSubscription);
    if (live && !opened.includes(live.query)) throw new Error(`${live.name}, of ${module}, is in no tab`);
  }
  yield "the first tabs are examples of each module, and what can be followed";
}

async function* useRoles(visit, { tokens }, withoutSchema) {
  const { page } = visit;
  const [first, other] = tokens;
  if (!other) return;
  const actAs = async ({ role, token }) => {
    visit.operations.length = 0;
    await page.getByLabel("Act as").selectOption(role);
    return visit.operation((each) => isIntrospection(each) && each.authorization === `Bearer ${token}`);
  };
  await actAs(other);
  yield `switching to ${other.role} asks again, with that role's token`;
  const refused = tokens.find(({ role }) => role === withoutSchema);
  if (refused) {
    await actAs(refused);
    const notice = await page.locator(SCHEMA_NOTICE).innerText();
    if (!notice.includes("introspection is off")) throw new Error(`the notice is ${notice}`);
    await visit.screenshot("-no-schema");
    // The browser tells of the refusal, as of any answer that is an error.
    visit.complaints = visit.complaints.filter((each) => !/\b400\b/.test(each));
    yield `where introspection is refused, to ${refused.role}, the page says so`;
  }
  await actAs(first);
  await page.locator(SCHEMA_NOTICE).waitFor({ state: "detached" });
  yield "switching back works";
}

async function* useExamples(visit, { examples, tokens }) {
  const { page } = visit;
  const queries = examples.filter(isQuery);
  const opened = await tabs(page);
  const plain = queries.find((each) => !opened.includes(each.query) && !each.variables);
  if (!plain) throw new Error("the server offers no example that is a query");
  await open(page, plain);
  yield "an example opens from the panel";
  const { answer } = await run(visit, plain);
  yield "it runs and is answered without errors";
  const { actual, requested } = answer.extensions.cost;
  const shown = (await page.getByRole("status", { name: "Cost" }).innerText()).replaceAll(",", "");
  if (!shown.includes(`${actual} of ${requested} `)) throw new Error(`the cost is ${actual} of ${requested}, shown is ${shown}`);
  yield "its cost is shown";

  // With demo data the server knows values that the examples run with. One example is in a tab from the start.
  for (const inTab of tokens.length === 0 ? [] : [true, false]) {
    const example = queries.find((each) => each.variables && opened.includes(each.query) === inTab);
    if (!example) throw new Error(`no example with variables is ${inTab ? "" : "not "}in a tab`);
    if (!isFilled(example)) throw new Error(`${example.name}: a value is empty: ${example.variables}`);
    await open(page, example);
    const expected = JSON.parse(example.variables);
    const editor = page.getByRole("region", { name: "Variables", exact: true });
    for (const value of Object.values(expected)) await editor.locator(".view-line", { hasText: value }).first().waitFor();
    const { variables } = await run(visit, example);
    equal(JSON.stringify(variables), JSON.stringify(expected), `the variables of ${example.name}`);
    // The picture to show: a query, its variables, the answer and what it cost.
    if (inTab) await visit.screenshot();
    yield `an example with variables runs ${inTab ? "in one of the first tabs" : "from the panel"}, with its variables`;
  }
}

/** Runs the subscription, changes a person from outside, and sees the change on the page; then stops it. */
async function followChanges(visit, example, bearer) {
  const { page } = visit;
  await open(page, example);
  await page.getByRole("button", { name: /^Execute query/ }).click();
  await page.getByRole("button", { name: /^Stop query/ }).waitFor();
  const shown = page.locator(".graphiql-response .view-line", { hasText: '"contactUpdates"' }).first();
  // Again and again: nothing tells when a subscription has begun.
  for (let attempt = 1; !(await shown.isVisible()); attempt += 1) {
    if (attempt > 40) throw new Error("no update came");
    await recordPerson(visit.origin, bearer, `Attempt ${attempt}`);
    await shown.waitFor({ timeout: 500 }).catch(() => {});
  }
  const init = visit.sent.find(({ type }) => type === "connection_init");
  equal(init?.payload?.Authorization, `Bearer ${bearer}`, "the token of connection_init");
  const { payload } = visit.received.find(({ type }) => type === "next");
  equal(payload.data.contactUpdates.kind, "CREATED", "the kind of the update");
  // An update has no cost, and that of the query before is not its own.
  const cost = await page.getByRole("status", { name: "Cost" }).innerText();
  if (/\d/.test(cost)) throw new Error(`the cost of a subscription is shown: ${cost}`);
  await visit.screenshot("-subscription");
  await page.getByRole("button", { name: /^Stop query/ }).click();
  await page.getByRole("button", { name: /^Execute query/ }).waitFor();
  const { id } = visit.sent.find(({ type }) => type === "subscribe");
  await until(() => visit.sent.some((each) => each.type === "complete" && each.id === id), "the subscription is completed");
}

/** The subscription is open. Pastes a token that is none, tries it, and goes back to the role. */
async function useBadToken(visit, { role }) {
  const { page } = visit;
  await page.getByLabel("Act as").selectOption("another token");
  await page.getByRole("textbox", { name: "Token" }).fill("nobody");
  await page.getByRole("textbox", { name: "Token" }).press("Enter");
  await page.locator(SCHEMA_NOTICE, { hasText: "token" }).waitFor();
  await page.getByRole("button", { name: /^Execute query/ }).click();
  await page.locator(".graphiql-response .view-line", { hasText: "4403" }).first().waitFor();
  equal(await page.locator(".graphiql-response .view-line", { hasText: "stack" }).count(), 0, "stacks in the answer");
  await visit.screenshot("-bad-token");
  await page.getByLabel("Act as").selectOption(role);
  await page.locator(SCHEMA_NOTICE).waitFor({ state: "detached" });
  visit.complaints = visit.complaints.filter((each) => !/\b401\b/.test(each));
}

async function* useTools(visit, schema) {
  const { page } = visit;
  const formatter = page.waitForResponse(/\/assets\/standalone-/);
  await page.getByRole("button", { name: /^Prettify/ }).click();
  equal((await formatter).status(), 200, "status");
  yield "the prettify button loads its formatter";

  await page.getByRole("button", { name: "Show History" }).click();
  await page.locator(".graphiql-history-item").first().waitFor();
  yield "the history remembers what ran";

  const roots = ["queryType", "mutationType", "subscriptionType"].map((root) => schema[root]?.name);
  const type = schema.types.find(
    ({ kind, name, description }) => kind === "OBJECT" && description && !name.startsWith("__") && !roots.includes(name),
  );
  if (!type) throw new Error("no object type of the schema has a description");
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.locator(".graphiql-doc-explorer").getByRole("link", { name: type.name, exact: true }).click();
  await page.locator(".graphiql-doc-explorer-title", { hasText: type.name }).waitFor();
  const shown = await page.locator(".graphiql-doc-explorer-content .graphiql-markdown-description").first().innerText();
  equal(shown.match(/\w+/g)?.[0], type.description.match(/\w+/g)?.[0], `the description of ${type.name}`);
  await visit.screenshot("-docs");
  yield "the documentation describes a type";
}

/** The schema as the page asked for it with this token. */
async function introspected(visit, bearer) {
  const { answer } = await visit.operation((each) => isIntrospection(each) && each.authorization === `Bearer ${bearer}`);
  if (!answer?.data?.__schema) throw new Error(`no schema: ${JSON.stringify(answer)}`);
  return answer.data.__schema;
}

/** The documents in GraphiQL's tabs. */
async function tabs(page) {
  const state = await page.waitForFunction(() => localStorage.getItem("graphiql:tabState"));
  return JSON.parse(await state.jsonValue()).tabs.map(({ query }) => query);
}

/** Opens an example by the panel. */
async function open(page, { name, query }) {
  const panel = page.getByRole("region", { name: "Examples" });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Show Examples" }).click();
  const title = page.locator(".example-name").getByText(name, { exact: true });
  await panel.getByRole("button").filter({ has: title }).click();
  const [, operationName] = /^\s*(?:query|subscription)\s+(\w+)/m.exec(query) ?? [];
  if (operationName) await page.locator(".graphiql-tab-active", { hasText: operationName }).waitFor();
}

/** Runs the example that is open, and gives back what was sent. */
async function run(visit, { name, query }) {
  visit.operations.length = 0;
  await visit.page.getByRole("button", { name: /^Execute query/ }).click();
  const sent = await visit.operation((each) => each.query.trim() === query.trim());
  if (!sent.answer?.data || sent.answer.errors) throw new Error(`${name}: ${JSON.stringify(sent.answer)}`);
  await visit.page.locator(".graphiql-response .view-line", { hasText: '"data"' }).first().waitFor();
  return sent;
}

async function recordPerson(origin, bearer, givenName) {
  const query = "mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }";
  const response = await fetch(new URL("/graphql", origin), {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { input: { givenName, familyName: "Lovelace" } } }),
  });
  const { errors } = await response.json();
  if (errors) throw new Error(`createContact: ${JSON.stringify(errors)}`);
}

async function until(holds, what) {
  for (const deadline = Date.now() + 20_000; !holds(); ) {
    if (Date.now() > deadline) throw new Error(`it is not so that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function equal(found, expected, what) {
  if (found !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
