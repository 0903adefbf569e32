// Builds the playground into dist/: index.html, and below assets/ gzip files whose names carry the hash of their content.
import { build } from "esbuild";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "dist");
const ASSETS = "/playground/assets/";

const options = {
  absWorkingDir: HERE,
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2022",
  outdir: join(DIST, "assets"),
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

// GraphiQL's style sheet has Monaco's in it; the one that Monaco's modules bring would never be loaded.
const withoutMonacoStyles = {
  name: "without-monaco-styles",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]monaco-editor[\\/].*\.css$/ }, () => ({ contents: "", loader: "empty" }));
  },
};

/** The built files of a build by their entry point's name. */
function entryFiles({ metafile }, extension = ".js") {
  return Object.fromEntries(
    Object.entries(metafile.outputs)
      .filter(([file, { entryPoint }]) => entryPoint && file.endsWith(extension))
      .map(([file]) => [basename(file).replace(/-[^-]+$/, ""), ASSETS + basename(file)]),
  );
}

await rm(DIST, { recursive: true, force: true });

const workers = await build({
  ...options,
  format: "iife",
  entryPoints: {
    "editor-worker": "monaco-editor/esm/vs/editor/editor.worker.js",
    "graphql-worker": "monaco-graphql/esm/graphql.worker.js",
    "json-worker": "monaco-editor/esm/vs/language/json/json.worker.js",
  },
});
const worker = entryFiles(workers);

const page = await build({
  ...options,
  format: "esm",
  splitting: true,
  entryPoints: { playground: "src/main.tsx" },
  plugins: [withoutMonacoStyles],
  // GraphiQL asks for prettier's parsers by their old names, which lead to CommonJS copies without named exports: the
  // "prettify" button would then do nothing.
  alias: {
    "prettier/parser-babel": "prettier/plugins/babel",
    "prettier/parser-graphql": "prettier/plugins/graphql",
  },
  define: {
    ...options.define,
    WORKERS: JSON.stringify({
      editor: worker["editor-worker"],
      graphql: worker["graphql-worker"],
      json: worker["json-worker"],
    }),
  },
});

const [main, { cssBundle }] = Object.entries(page.metafile.outputs).find(([, { entryPoint }]) => entryPoint === "src/main.tsx");
const html = (await readFile(join(HERE, "src/index.html"), "utf8"))
  .replace("{{script}}", ASSETS + basename(main))
  .replace("{{stylesheet}}", ASSETS + basename(cssBundle));
await writeFile(join(DIST, "index.html"), html);

// Only the gzip is kept: it goes into the server's binary, and every browser takes it.
let raw = 0;
let zipped = 0;
for (const name of await readdir(join(DIST, "assets"))) {
  const file = join(DIST, "assets", name);
  const bytes = await readFile(file);
  const gzip = gzipSync(bytes, { level: 9 });
  await writeFile(`${file}.gz`, gzip);
  await rm(file);
  raw += bytes.length;
  zipped += gzip.length;
}
console.log(`dist: ${(raw / 1e6).toFixed(1)} MB, ${(zipped / 1e6).toFixed(1)} MB as gzip`);
