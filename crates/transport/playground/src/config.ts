/** What the server tells the playground at /playground/config.json. */
export interface Config {
  /** One token for each role of the demo data; empty when the server runs without demo data. */
  tokens: RoleToken[];
  examples: Example[];
}

export interface RoleToken {
  role: string;
  token: string;
}

export interface Example {
  name: string;
  /** The module whose part of the schema the example shows; the panel groups by it. */
  module: string;
  query: string;
  /** JSON text, as it stands in the variables editor. */
  variables?: string | null;
}

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/playground/config.json", { headers: { accept: "application/json" } });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status} for /playground/config.json`);
  }
  return (await response.json()) as Config;
}
