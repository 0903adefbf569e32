import { useObserved } from "./observed";

const number = new Intl.NumberFormat("en");

/** Below the answer: what the operation cost, and what is left to ask for. */
export function CostLine() {
  const { cost } = useObserved();
  return (
    <p className="cost-line" role="status" aria-label="Cost">
      {cost ? (
        <>
          <span title="What the operation asked for at most, and what the records of its answer come to">
            Cost <b>{number.format(cost.actual)}</b> of {number.format(cost.requested)} asked for
          </span>
          <span title="What you may still ask for now, and what comes back each second">
            {number.format(cost.available)} left, +{number.format(cost.restoreRate)}/s
          </span>
        </>
      ) : (
        <span>Run a query or a mutation to see its cost.</span>
      )}
    </p>
  );
}
