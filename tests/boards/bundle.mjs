/** `node bundle.mjs FOLDER`: bundles the page that draws boards into FOLDER/page.js and FOLDER/page.css. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { build } from "esbuild";

const [folder] = process.argv.slice(2);
const { overrides } = JSON.parse(
  readFileSync(new URL("./package.json", import.meta.url), "utf8"),
);

/** Editors, maps and telemetry, which no board needs: each is a value that can be called and asked. */
const absent = {
  name: "absent",
  setup({ onResolve, onLoad }) {
    const names = Object.keys(overrides).join("|");
    onResolve({ filter: new RegExp(`^(?:${names})(?:/|$)`) }, ({ path }) => ({
      path,
      namespace: "absent",
    }));
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({
      contents: `module.exports = new Proxy(function () {}, {
        get: (target, key) => key === "__esModule" ? true : key === "prototype" ? target.prototype : function () { return {}; },
      });`,
      loader: "js",
    }));
  },
};

await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { page: "page/main.tsx" },
  bundle: true,
  minify: true,
  format: "esm",
  target: "chrome110",
  outdir: folder,
  jsx: "automatic",
  loader: { ".svg": "dataurl", ".woff2": "dataurl", ".woff": "empty" },
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [absent],
  logLevel: "warning",
});
