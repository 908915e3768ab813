/** A service of a test: a script that speaks the frames of a service. */
import { ServiceProcess } from "./service_process.ts";

const SERVE = new URL("../../../services/serve.ts", import.meta.url).href;
const ERRORS = new URL("../../../contract/errors.ts", import.meta.url).href;

/** Methods that each do one thing that can happen to a service. */
const SOURCE = `
import { CallError } from ${JSON.stringify(ERRORS)};
import { serveRequests } from ${JSON.stringify(SERVE)};
await serveRequests({
  echo: async (...args) => args,
  pid: async () => Deno.pid,
  nothing: async () => undefined,
  hang: () => new Promise(() => {}),
  refuse: async () => { throw new CallError("access_denied", "Not for you"); },
  fail: async () => { throw new Error("broken"); },
  absent: () => Deno.readTextFile("/nonexistent/file"),
  garbage: async () => { Deno.stdout.writeSync(new Uint8Array([255, 255, 255, 255, 1])); },
  noMessage: async () => { Deno.stdout.writeSync(new Uint8Array([0, 0, 0, 4, 110, 117, 108, 108])); },
  crash: () => Deno.exit(3),
  confess: async () => { Deno.stderr.writeSync(new TextEncoder().encode("first\\nit was me")); Deno.exit(4); },
  noise: async () => { Deno.stderr.writeSync(new TextEncoder().encode("x".repeat(1_000_000))); return "ok"; },
  large: async () => "x".repeat(2_000_000),
});
Deno.exit(0);
`;

/** Gives a service to a test, and ends it afterwards. */
export async function withService(
  use: (service: ServiceProcess) => Promise<void>,
  { idleTimeoutMs = 60_000 } = {},
): Promise<void> {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/service.ts`, SOURCE);
  const service = new ServiceProcess({
    name: "demo",
    command: [Deno.execPath(), "run", "-A", "--quiet", "--no-config", `${dir}/service.ts`],
    env: { DENO_DIR: `${dir}/deno_dir`, NO_COLOR: "1" },
    idleTimeoutMs,
  });
  try {
    await use(service);
  } finally {
    service.abandon();
    await Deno.remove(dir, { recursive: true });
  }
}
