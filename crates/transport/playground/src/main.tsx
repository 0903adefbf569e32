import "./workers";
import "graphiql/style.css";
import "./playground.css";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { useEffect, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { loadConfig, type Config } from "./config";
import { connect } from "./connection";
import { CostLine } from "./cost-line";
import { examplesPlugin } from "./examples-panel";
import { firstExamples } from "./first-examples";
import { RoleSwitch, useBearer } from "./role-switch";
import { SchemaNotice } from "./schema-notice";

function Playground({ config }: { config: Config }) {
  const bearer = useBearer(config.tokens);
  // Another token is another connection: GraphiQL then asks for the schema again, as that role sees it.
  const connection = useMemo(() => connect(bearer.token), [bearer.token]);
  useEffect(() => connection.close, [connection]);
  const plugins = useMemo(() => [examplesPlugin(config.examples), HISTORY_PLUGIN], [config]);
  return (
    <GraphiQL
      fetcher={connection.fetcher}
      plugins={plugins}
      visiblePlugin="Examples"
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
      {...firstTabs(config)}
    >
      <GraphiQL.Logo>
        <span className="brand">Rapport</span>
        <RoleSwitch bearer={bearer} />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <SchemaNotice />
        <CostLine />
      </GraphiQL.Footer>
    </GraphiQL>
  );
}

/** The first examples as tabs, unless GraphiQL remembers tabs. It shows no variables of a default tab unless told. */
function firstTabs({ examples }: Config) {
  const tabs = firstExamples(examples);
  if (tabs.length === 0 || localStorage.getItem("graphiql:tabState")) return {};
  return {
    defaultTabs: tabs.map(({ query, variables }) => ({ query, variables: variables ?? null })),
    initialVariables: tabs[0]?.variables ?? "",
  };
}

const root = createRoot(document.getElementById("playground")!);
loadConfig().then(
  (config) => root.render(<Playground config={config} />),
  (error: unknown) =>
    root.render(
      <p role="alert" className="not-started">
        The playground could not start: {error instanceof Error ? error.message : String(error)}. Reload the page to try
        again.
      </p>,
    ),
);
