/**
 * A stand-in for wollomatic/socket-proxy, which no registry of the tests has: the same flags, expressions
 * and clients. It forwards what they let through, and answers 403 to all else.
 */
const SOCKET = "/var/run/docker.sock";
const PORT = 2375;
const HEALTH_PORT = 55_555;

const flags = Deno.args.map((arg) => /^-(\w+)(?:=(.*))?$/.exec(arg));
if (flags.includes(null)) throw new Error(`Cannot read ${Deno.args.join(" ")}`);
const readValues = (name: string) =>
  flags.filter((flag) => flag?.[1] === name).map((flag) => flag?.[2] ?? "");
const clients = readValues("allowfrom").flatMap((names) => names.split(","));
const engine = Deno.createHttpClient({ proxy: { transport: "unix", path: SOCKET } });

if (readValues("allowhealthcheck").length > 0) {
  Deno.serve({ hostname: "127.0.0.1", port: HEALTH_PORT }, async () => {
    const { ok } = await fetch("http://localhost/_ping", { client: engine });
    return new Response(null, { status: ok ? 200 : 503 });
  });
}
const hostname = readValues("listenip")[0] ?? "127.0.0.1";
Deno.serve({ hostname, port: PORT }, async (request, { remoteAddr }) => {
  const { pathname, search } = new URL(request.url);
  const patterns = readValues(`allow${request.method}`);
  const matches = patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(pathname));
  if (!matches || !await isClient(remoteAddr.hostname)) return new Response(null, { status: 403 });
  return await fetch(`http://localhost${pathname}${search}`, {
    method: request.method,
    client: engine,
  });
});

async function isClient(address: string): Promise<boolean> {
  for (const name of clients) {
    try {
      if ((await Deno.resolveDns(name, "A")).includes(address)) return true;
    } catch {
      // Not every client runs.
    }
  }
  return false;
}
