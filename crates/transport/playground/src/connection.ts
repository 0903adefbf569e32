import { createGraphiQLFetcher, type Fetcher, type FetcherOpts } from "@graphiql/toolkit";
import { GraphQLError } from "graphql";
import { createClient } from "graphql-ws";

/** Said without asking the server, which would only refuse. */
const NO_TOKEN = {
  errors: [new GraphQLError("The playground has no token yet: paste one at the top right.")],
};

export interface Connection {
  fetcher: Fetcher;
  close(): void;
}

/**
 * Sends operations to /graphql as the bearer of the token: queries and mutations by POST, subscriptions by a WebSocket,
 * which is opened with the first of them. A browser cannot put a header on a WebSocket, so there the token goes into
 * the payload of connection_init.
 */
export function connect(token: string): Connection {
  const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  const socket = new URL("/graphql", window.location.href);
  socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";
  const wsClient = createClient({ url: socket.href, connectionParams: headers });
  return {
    fetcher(operation, options) {
      const own = hasAuthorization(options);
      if (!token && !own) return NO_TOKEN;
      const send = createGraphiQLFetcher({
        url: "/graphql",
        headers: own ? {} : headers,
        wsClient,
        enableIncrementalDelivery: false,
      });
      return send(operation, options);
    },
    close: () => void wsClient.dispose(),
  };
}

/** The headers editor may hold an Authorization of its own, which then wins. */
function hasAuthorization(options: FetcherOpts | undefined): boolean {
  return Object.keys(options?.headers ?? {}).some((name) => name.toLowerCase() === "authorization");
}
