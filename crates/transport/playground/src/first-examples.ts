import type { Example } from "./config";

/**
 * The examples that are open at first: of each module the most telling ones, which come first, and a subscription. Fewer
 * of each, the more modules there are, for the tabs to have room.
 */
export function firstExamples(examples: Example[]): Example[] {
  const modules = [...new Set(examples.map(({ module }) => module))];
  const each = Math.max(1, 4 - modules.length);
  return modules.flatMap((module) => {
    const members = examples.filter((example) => example.module === module);
    const queries = members.filter((example) => !isSubscription(example)).slice(0, each);
    return [...queries, ...members.filter(isSubscription).slice(0, 1)];
  });
}

function isSubscription({ query }: Example): boolean {
  return /^\s*subscription\b/m.test(query);
}
