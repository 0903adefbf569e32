import { pick, useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from "@graphiql/react";
import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { useState } from "react";
import type { Example } from "./config";

/** An example, read once: what its document holds, and the comment at its head. */
interface ReadExample extends Example {
  document: DocumentNode | null;
  operations: OperationDefinitionNode[];
  note: string;
}

/** The panel at the left with every example, by module; a click opens one in a tab. */
export function examplesPlugin(examples: Example[]): GraphiQLPlugin {
  const read = examples.map(readExample);
  return { title: "Examples", icon: ExamplesIcon, content: () => <ExamplesPanel examples={read} /> };
}

function ExamplesPanel({ examples }: { examples: ReadExample[] }) {
  const [search, setSearch] = useState("");
  const open = useOpenExample();
  const modules = byModule(examples.filter((example) => matches(example, search)));
  return (
    <section className="examples" aria-label="Examples">
      <h2 className="examples-title">Examples</h2>
      <input
        type="search"
        placeholder="Search the examples"
        aria-label="Search the examples"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      {modules.size === 0 && <p className="examples-none">No example matches.</p>}
      {[...modules].map(([module, members]) => (
        <details key={module} open>
          <summary>
            {module} <span className="examples-count">{members.length}</span>
          </summary>
          <ul>
            {members.map((example) => (
              <li key={example.name}>
                <button type="button" className="example" onClick={() => open(example)}>
                  <span className="example-name">{example.name}</span>
                  <Operation operations={example.operations} />
                  {example.note && <span className="example-note">{example.note}</span>}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

/** Only what changes data or stays open is marked: most examples are queries. */
function Operation({ operations }: { operations: OperationDefinitionNode[] }) {
  const kind = operations.find(({ operation }) => operation !== "query")?.operation;
  return kind ? <span className={`example-kind example-${kind}`}>{kind}</span> : null;
}

/** Goes to the tab that holds the example unchanged, else opens it in a new tab, or in the current one if that is blank. */
function useOpenExample() {
  const { addTab, changeTab, setOperationFacts, updateActiveTabValues } = useGraphiQLActions();
  const { activeTabIndex, queryEditor, tabs, variableEditor } = useGraphiQL(
    pick("activeTabIndex", "queryEditor", "tabs", "variableEditor"),
  );
  return ({ query, variables, document, operations }: ReadExample) => {
    const text = variables ?? "";
    const already = tabs.findIndex((tab) => tab.query === query && (tab.variables ?? "") === text);
    if (already !== -1) {
      if (already !== activeTabIndex) changeTab(already);
    } else {
      if (tabs[activeTabIndex]?.query?.trim()) addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(text);
      updateActiveTabValues({ query, variables: text });
    }
    // GraphiQL reads the document a moment after the editor changed. Told at once, an immediate click on "run" does
    // not send the operation name of the tab before.
    if (document) {
      setOperationFacts({ documentAST: document, operationName: operations[0]?.name?.value, operations });
    }
  };
}

function readExample(example: Example): ReadExample {
  const document = parsed(example.query);
  const operations = (document?.definitions ?? []).filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return { ...example, document, operations, note: leadingComment(example.query) };
}

/** Null for an example that does not parse: it still opens, and the editor shows what is wrong with it. */
function parsed(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

function leadingComment(query: string): string {
  const head = /^\s*((?:#.*\n?\s*)*)/.exec(query)?.[1] ?? "";
  return head
    .split("\n")
    .map((line) => line.replace(/^\s*#+\s*/, "").trim())
    .filter(Boolean)
    .join(" ");
}

function matches({ name, module, note, query }: ReadExample, search: string): boolean {
  const text = `${name}\n${module}\n${note}\n${query}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function byModule(examples: ReadExample[]): Map<string, ReadExample[]> {
  const modules = new Map<string, ReadExample[]>();
  for (const example of examples) {
    modules.set(example.module, [...(modules.get(example.module) ?? []), example]);
  }
  return modules;
}

function ExamplesIcon() {
  return (
    <svg height="1em" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
      <path d="M5.5 3.5h9M5.5 8h9M5.5 12.5h9" strokeLinecap="round" />
      <path d="m1.2 2.2 2 1.3-2 1.3zM1.2 6.7l2 1.3-2 1.3zM1.2 11.2l2 1.3-2 1.3z" fill="currentColor" strokeWidth="0.6" />
    </svg>
  );
}
