import { createGraphiQLFetcher, type Fetcher, type FetcherOpts } from "@graphiql/toolkit";
import { getOperationAST, GraphQLError } from "graphql";
import { createClient } from "graphql-ws";
import { forgetCost, observe } from "./observed";

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
  // Tried again by whoever runs it: a token that is not good stays so, and the page would only seem to wait.
  const wsClient = createClient({ url: socket.href, connectionParams: headers, retryAttempts: 0 });
  return {
    fetcher(operation, options) {
      const own = hasAuthorization(options);
      forgetCost(operation.operationName);
      const seen = (answer: unknown) => observe(operation.operationName, answer);
      if (!token && !own) {
        seen(NO_TOKEN);
        return NO_TOKEN;
      }
      const { documentAST } = options ?? {};
      if (documentAST && getOperationAST(documentAST, operation.operationName)?.operation === "subscription") {
        const { query, variables, operationName } = operation;
        // Not by GraphiQL's own fetcher: it leaves a rejected promise behind when the socket is closed.
        return each(wsClient.iterate({ query, variables, operationName }), seen) as ReturnType<Fetcher>;
      }
      const send = createGraphiQLFetcher({
        url: "/graphql",
        headers: own ? {} : headers,
        enableIncrementalDelivery: false,
      });
      return watched(send(operation, options), seen);
    },
    close: () => void wsClient.dispose(),
  };
}

/** The same answer, which is looked at on its way. */
function watched(sent: ReturnType<Fetcher>, seen: (answer: unknown) => void): ReturnType<Fetcher> {
  return Promise.resolve(sent).then((answer) => {
    seen(answer);
    return answer;
  }) as ReturnType<Fetcher>;
}

/**
 * The same answers, each of which is looked at on its way. Not a generator: that would wait for the next update before
 * it ends.
 */
function each<T>(answers: AsyncIterable<T>, seen: (answer: T) => void): AsyncIterableIterator<T> {
  const source = answers[Symbol.asyncIterator]();
  return {
    async next() {
      const result = await source.next().catch((error: unknown) => {
        throw closed(error);
      });
      if (!result.done) seen(result.value);
      return result;
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * Why a socket was closed, for people: GraphiQL shows the browser's event as `{ "isTrusted": true }`, and an `Error` with
 * its stack.
 */
function closed(error: unknown): unknown {
  if (!(error instanceof CloseEvent)) return error;
  const reason = error.reason || "It gave no reason.";
  return { message: `The server closed the WebSocket with ${error.code}. ${reason}` };
}

/** The headers editor may hold an Authorization of its own, which then wins. */
function hasAuthorization(options: FetcherOpts | undefined): boolean {
  return Object.keys(options?.headers ?? {}).some((name) => name.toLowerCase() === "authorization");
}
