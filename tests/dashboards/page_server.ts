/** Bundles the page that draws boards, and serves it. */
import { REPO } from "../repo/source_files.ts";
import { run } from "../support/tools.ts";

export const BOARDS_DIR = `${REPO}/tests/boards`;
const IMAGES = "/public/build/img/";

const HTML = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<style>
  * { animation: none !important; transition: none !important; caret-color: transparent !important; }
  body { margin: 0; }
</style>
<div id="root"></div>
<script type="module" src="/page.js"></script>`;

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

export interface PageServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves the page, which is made anew, since that takes seconds. */
export async function servePage(): Promise<PageServer> {
  await installPackages();
  const folder = await Deno.makeTempDir({ prefix: "llm-monitor-page-" });
  await succeed("node", ["bundle.mjs", folder]);
  const images = `${BOARDS_DIR}/node_modules/@grafana/ui/dist/public/img/`;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return new Response(HTML, { headers: { "content-type": "text/html" } });
    return pathname.startsWith(IMAGES)
      ? fileResponse(images + pathname.slice(IMAGES.length))
      : fileResponse(folder + pathname);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Installs what the lock says, unless that is what is there. */
export async function installPackages(): Promise<void> {
  const lock = await Deno.readTextFile(`${BOARDS_DIR}/package-lock.json`);
  const stamp = `${BOARDS_DIR}/node_modules/.installed-lock`;
  try {
    if (await Deno.readTextFile(stamp) === lock) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await succeed("npm", ["ci"]);
  await Deno.writeTextFile(stamp, lock);
}

/** Returns what the compiler has to say against the page. */
export async function checkPageTypes(): Promise<string> {
  await installPackages();
  const { output } = await run("node", ["node_modules/typescript/bin/tsc", "-p", "."], {
    cwd: BOARDS_DIR,
  });
  return output;
}

async function succeed(program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(program, args, { cwd: BOARDS_DIR });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${output}`);
}

async function fileResponse(path: string): Promise<Response> {
  try {
    const type = TYPES[/\.(\w+)$/.exec(path)?.[1] ?? ""] ?? "application/octet-stream";
    return new Response(await Deno.readFile(path), { headers: { "content-type": type } });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Response("", { status: 404 });
    throw error;
  }
}
