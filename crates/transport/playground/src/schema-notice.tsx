import { useObserved } from "./observed";

/** Says why documentation and completion are missing: GraphiQL itself only shows that something failed. */
export function SchemaNotice() {
  const { noSchema } = useObserved();
  if (noSchema === null) return null;
  return (
    <p className="schema-notice" role="alert">
      No documentation and no completion. {noSchema}
    </p>
  );
}
