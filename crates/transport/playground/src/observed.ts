import { useSyncExternalStore } from "react";

/** What the server told beside its answers, for the page to show. */
export interface Observed {
  /** The cost of the last operation that was answered with one. */
  cost: Cost | null;
  /** Why there is no schema, and so neither documentation nor completion; null while there is one. */
  noSchema: string | null;
}

/** `extensions.cost` of an answer. */
export interface Cost {
  requested: number;
  actual: number;
  available: number;
  restoreRate: number;
}

type Answer = { data?: unknown; errors?: readonly { message: string }[]; extensions?: { cost?: unknown } };

let observed: Observed = { cost: null, noSchema: null };
const listeners = new Set<() => void>();

export function useObserved(): Observed {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => observed,
  );
}

/** What GraphiQL asks for itself: its cost is not told. */
const INTROSPECTION = "IntrospectionQuery";

/** Takes from an answer what the page shows of it. */
export function observe(operationName: string | null | undefined, answer: unknown): void {
  if (typeof answer !== "object" || answer === null) return;
  const { data, errors, extensions } = answer as Answer;
  if (operationName === INTROSPECTION) {
    set({ noSchema: data ? null : (errors?.[0]?.message ?? "The server did not answer with a schema.") });
  } else if (isCost(extensions?.cost)) {
    set({ cost: extensions.cost });
  }
}

/** An operation begins: the cost of the one before would pass for its own. */
export function forgetCost(operationName: string | null | undefined): void {
  if (operationName !== INTROSPECTION) set({ cost: null });
}

function set(changes: Partial<Observed>): void {
  observed = { ...observed, ...changes };
  for (const listener of listeners) listener();
}

function isCost(value: unknown): value is Cost {
  const keys: (keyof Cost)[] = ["requested", "actual", "available", "restoreRate"];
  return typeof value === "object" && value !== null && keys.every((key) => typeof (value as Cost)[key] === "number");
}
