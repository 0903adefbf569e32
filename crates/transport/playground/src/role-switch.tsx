import { useState, type FormEvent } from "react";
import type { RoleToken } from "./config";

const PASTED = "another token";

/** Who the playground acts as: a role of the demo data, or whoever a pasted token belongs to. */
export interface Bearer {
  token: string;
  tokens: RoleToken[];
  /** The role whose token is in use, or null while a pasted token is. */
  role: string | null;
  choose(role: string | null): void;
  paste(token: string): void;
}

/**
 * The role outlives the page. A pasted token may be a real person's: it is kept for this browser tab only, and never
 * in the storage that GraphiQL's tabs and history live in.
 */
export function useBearer(tokens: RoleToken[]): Bearer {
  const [role, setRole] = useState(() => {
    const remembered = localStorage.getItem("rapport:role");
    const known = tokens.find((each) => each.role === remembered) ?? tokens[0];
    return known?.role ?? null;
  });
  const [pasted, setPasted] = useState(() => sessionStorage.getItem("rapport:token") ?? "");
  return {
    tokens,
    role,
    token: role === null ? pasted : (tokens.find((each) => each.role === role)?.token ?? ""),
    choose(next) {
      if (next !== null) localStorage.setItem("rapport:role", next);
      setRole(next);
    },
    paste(token) {
      sessionStorage.setItem("rapport:token", token);
      setPasted(token);
    },
  };
}

export function RoleSwitch({ bearer }: { bearer: Bearer }) {
  return (
    <div className="role-switch">
      {bearer.tokens.length > 0 && (
        <label>
          Act as
          <select
            value={bearer.role ?? PASTED}
            onChange={({ target }) => bearer.choose(target.value === PASTED ? null : target.value)}
          >
            {bearer.tokens.map(({ role }) => (
              <option key={role} value={role}>
                {role.replaceAll("_", " ")}
              </option>
            ))}
            <option value={PASTED}>{PASTED}…</option>
          </select>
        </label>
      )}
      {bearer.role === null && <TokenField bearer={bearer} />}
    </div>
  );
}

/** Takes the token on Enter or when the field is left, so that typing does not fetch the schema at every key. */
function TokenField({ bearer }: { bearer: Bearer }) {
  const [draft, setDraft] = useState(bearer.token);
  const use = (event?: FormEvent) => {
    event?.preventDefault();
    bearer.paste(draft.trim().replace(/^Bearer\s+/i, ""));
  };
  return (
    <form onSubmit={use}>
      <input
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-label="Token"
        placeholder="Paste a token, press Enter"
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={() => use()}
      />
    </form>
  );
}
