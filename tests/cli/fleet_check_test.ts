/** `deno task fleet check` over stand-in hosts: what each may do, and thousands of which half are dead. */
import assert from "node:assert/strict";
import { VERSION } from "../../runtime/contract/version.ts";
import { freePort } from "../support/free_port.ts";
import { withMonitor } from "../support/monitor.ts";
import { needs, run } from "../support/tools.ts";
import { REPO } from "../repo/source_files.ts";
import { ProjectFolder } from "./project_folder.ts";

/** The answer to a path; undefined is none at all. */
type Answer = (path: string, authorization: string | null) => Response | undefined;

const READY = { status: "ready", reasons: [] };
const STATUS = { version: "0.2.0", series: 7, plugins: { idle: 4, quarantined: 0 } };

/** A host as ours are, with some answers of its own. */
function host(ready: unknown = READY, status: unknown = STATUS, code = 200): Answer {
  return (path) =>
    path === "/ready" ? Response.json(ready, { status: code }) : Response.json(status);
}

const TOKEN = "a-token-that-nobody-guesses";
const WELL = host();

/** Answers by the last part of the address that is asked: 127.0.2.N. */
const ODD: readonly Answer[] = [
  host({ status: "not_ready", reasons: ["gpu has \x1b[2J no result"] }, STATUS, 503),
  host(READY, { ...STATUS, version: "0.1.0" }),
  (path, authorization) =>
    path === "/ready" || authorization === `Bearer ${TOKEN}`
      ? WELL(path, null)
      : new Response("no", { status: 401 }),
  () => new Response("<html>", { headers: { "content-type": "text/html" } }),
  () => undefined,
  () => new Response("x".repeat(2 * 1024 * 1024)),
  host(READY, { ...STATUS, plugins: { idle: 3, quarantined: 1 } }),
  onSecondTry(WELL),
];

/** Answers nothing at first, as a host does that a burst of questions reached late. */
function onSecondTry(answer: Answer): Answer {
  let tries = 0;
  return (path, authorization) => tries++ === 0 ? undefined : answer(path, authorization);
}

/** One server for every address of 127.0.0.0/8; those that are not odd are well. */
function startHosts() {
  const tokens: string[] = [];
  const aborted = new AbortController();
  const never = new Promise<Response>((_, reject) => {
    aborted.signal.addEventListener("abort", () => reject(new Error("The test is over")));
  });
  void never.catch((error: unknown) => assert.ok(error));
  const server = Deno.serve(
    { hostname: "0.0.0.0", port: 0, onListen() {}, onError: () => new Response("over") },
    (request) => {
      const { hostname, pathname } = new URL(request.url);
      const authorization = request.headers.get("authorization");
      if (authorization) tokens.push(hostname);
      const odd = hostname.startsWith("127.0.2.") ? ODD[Number(hostname.split(".")[3]) - 1] : WELL;
      return odd?.(pathname, authorization) ?? never;
    },
  );
  return {
    port: server.addr.port,
    /** Hosts that were sent a token. */
    tokens,
    async [Symbol.asyncDispose]() {
      aborted.abort();
      await server.shutdown();
    },
  };
}

interface Found {
  readonly outcomes: Record<string, number>;
  readonly seconds: number;
  readonly hosts: readonly {
    readonly instance: string;
    readonly outcome: string;
    readonly detail: string;
    readonly version: string;
    readonly series: number;
  }[];
}

Deno.test("fleet check says of each host what is wrong, and sends tokens to our own alone", async () => {
  await using project = await ProjectFolder.create();
  await using hosts = startHosts();
  const garbage = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const talking = (async () => {
    for await (const connection of garbage) {
      await connection.write(new TextEncoder().encode("SSH-2.0-x\r\n"));
      connection.close();
    }
  })();
  await project.write("token", `${TOKEN}\n`);
  await project.write(
    "fleet.yaml",
    `defaults: { port: ${hosts.port} }
groups:
  odd:
    tokenFile: token
    hosts:
${
      ODD.map((_, index) => `      - { address: 127.0.2.${index + 1}, name: odd-${index + 1} }`)
        .join("\n")
    }
hosts:
  - { address: 127.0.1.1, name: well }
  - { address: 127.0.1.2, name: well-2 }
  - { address: 127.0.0.1, port: ${freePort()}, name: closed }
  - { address: 127.0.0.1, port: ${garbage.addr.port}, name: garbage }
  - { address: 127.0.1.3, name: lost-token, tokenFile: none }
`,
  );
  const { code, stdout, stderr } = await project.run(
    "fleet/main.ts",
    ...["check", "--json", "--timeout", "1s"],
  );
  assert.equal(code, 1, stderr);
  const found = JSON.parse(stdout) as Found;
  const outcomes = Object.fromEntries(
    found.hosts.map(({ instance, outcome }) => [instance, outcome]),
  );
  assert.deepEqual(outcomes, {
    "closed": "unreachable",
    "odd-6": "unreachable",
    "odd-5": "timed_out",
    "odd-4": "not_ours",
    "garbage": "not_ours",
    "lost-token": "unauthorized",
    "odd-1": "not_ready",
    "odd-7": "degraded",
    "odd-2": "other_version",
    "odd-3": "ready",
    "odd-8": "ready",
    "well": "ready",
    "well-2": "ready",
  });
  const worth = ["unreachable", "timed_out", "not_ours", "unauthorized", "not_ready"];
  const failures = found.hosts.findLastIndex(({ outcome }) => worth.includes(outcome));
  assert.equal(failures, 6, "the worst are first");
  const detail = (name: string) => found.hosts.find(({ instance }) => instance === name)?.detail;
  assert.equal(detail("closed"), "Nothing listens there");
  assert.equal(detail("odd-5"), "No answer within 1 s");
  assert.match(detail("odd-6") ?? "", /too large/);
  assert.equal(detail("odd-7"), "Plugins: 1 quarantined");
  assert.match(detail("lost-token") ?? "", /none.*no such file/);
  // What answers as something else never sees it.
  assert.deepEqual([...new Set(hosts.tokens)].sort(), [1, 2, 3, 7, 8].map((n) => `127.0.2.${n}`));
  assert(!stdout.includes(TOKEN));

  const people = await project.run("fleet/main.ts", "check", "--host", "odd-1");
  assert.match(
    people.stdout,
    /^\u2715 {2}odd-1 {2}odd {2}not_ready {2}gpu has \\u\{1b\}\[2J no result$/m,
  );
  const well = await project.run("fleet/main.ts", "check", "--host", "127.0.1.1");
  assert.deepEqual([well.code, well.stderr], [0, ""]);
  assert.match(well.stdout, /^1 host of fleet\.yaml in \d\.\d s: 1 ready\n$/);
  const wrong = await project.run("fleet/main.ts", "check", "--parallel", "0");
  assert.equal(wrong.code, 2);
  garbage.close();
  await talking;
});

Deno.test("fleet check tells a token that is refused or missing", async () => {
  await using project = await ProjectFolder.create();
  await using hosts = startHosts();
  await project.write("wrong", "another\n");
  await project.write("fleet.yaml", `hosts: [{ address: 127.0.2.3, port: ${hosts.port} }]\n`);
  const missing = await project.run("fleet/main.ts", "check");
  assert.match(
    missing.stdout,
    /unauthorized {2}It wants a token, but the inventory has no tokenFile/,
  );
  await project.write(
    "fleet.yaml",
    `hosts: [{ address: 127.0.2.3, port: ${hosts.port}, tokenFile: wrong }]\n`,
  );
  const refused = await project.run("fleet/main.ts", "check");
  assert.match(refused.stdout, /unauthorized {2}It refuses the token in \S+\/wrong$/m);
});

Deno.test({
  name: "fleet check trusts a certificate by the authority that the inventory names, and no other",
  ignore: needs("openssl", "openssl"),
  async fn() {
    await using project = await ProjectFolder.create();
    const make = (name: string) =>
      run("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-keyout", `${project.dir}/${name}.key`, "-out", `${project.dir}/${name}.pem`],
        ...["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      ]);
    for (const name of ["ours", "other"]) assert.equal((await make(name)).code, 0);
    const server = Deno.serve({
      ...{ hostname: "127.0.0.1", port: 0, onListen() {} },
      cert: await Deno.readTextFile(`${project.dir}/ours.pem`),
      key: await Deno.readTextFile(`${project.dir}/ours.key`),
    }, (request) => WELL(new URL(request.url).pathname, null) ?? new Response());
    const check = async (fields: string) => {
      await project.write(
        "fleet.yaml",
        `hosts: [{ address: localhost, port: ${server.addr.port}, ${fields} }]\n`,
      );
      const { stdout, stderr } = await project.run("fleet/main.ts", "check", "--all", "--json");
      assert.notEqual(stdout, "", stderr);
      return (JSON.parse(stdout) as Found).hosts[0]?.outcome;
    };
    assert.equal(await check("scheme: https, caFile: ours.pem"), "ready");
    assert.equal(await check("scheme: https, caFile: other.pem"), "certificate");
    assert.equal(await check("scheme: https, caFile: ours.key"), "certificate");
    assert.equal(await check("scheme: http"), "not_ours");
    await server.shutdown();
  },
});

Deno.test("fleet check reads a real instance, with its token and without", async () => {
  await withMonitor(async (project) => {
    await project.writePlugin("demo");
    await project.writeConfig("server: { port: 0, auth: { bearerTokenEnv: TOKEN } }\n");
  }, async (monitor) => {
    await monitor.untilReady();
    await using project = await ProjectFolder.create();
    await project.write("token", `${TOKEN}\n`);
    const target = new URL(monitor.url).host;
    const check = async (fields: string) => {
      await project.write("fleet.yaml", `hosts: [{ address: "${target}"${fields} }]\n`);
      const { stdout, stderr } = await project.run("fleet/main.ts", "check", "--json");
      assert.notEqual(stdout, "", stderr);
      return (JSON.parse(stdout) as Found).hosts[0];
    };
    const ready = await check(", tokenFile: token");
    assert.equal(ready?.outcome, "ready", ready?.detail);
    assert.equal(ready.version, VERSION);
    assert.ok(ready.series > 0);
    assert.equal((await check(""))?.outcome, "unauthorized");
  }, { TOKEN });
});

Deno.test("on a terminal a line counts along, and is gone at the end", async () => {
  await using project = await ProjectFolder.create();
  await using hosts = startHosts();
  const lines = [1, 2, 3].map((last) => `  - "127.0.1.${last}:${hosts.port}"\n`).join("");
  await project.write("fleet.yaml", `hosts:\n${lines}`);
  const line = `${Deno.execPath()} run -A --quiet ${REPO}/runtime/cli/fleet/main.ts check`;
  const { code, output } = await run("script", ["-qec", line, "/dev/null"], {
    cwd: project.dir,
    env: { TERM: "xterm", NO_COLOR: "1" },
  });
  assert.equal(code, 0, output);
  const shown = output.replaceAll("\r\x1b[K", "<wipe>");
  assert.match(shown, /^<wipe>1 of 3 hosts asked, 0 with problems/);
  assert.match(shown, /<wipe>3 hosts of fleet\.yaml in [\d.]+ s: 3 ready\r\n$/);
});

Deno.test("ten thousand hosts of which half are dead are all told, and soon", async () => {
  await using project = await ProjectFolder.create();
  await using hosts = startHosts();
  const closed = freePort();
  const lines = Array.from({ length: 10_000 }, (_, index) => {
    const address = `127.${10 + (index >> 8)}.0.${index & 255}`;
    return `  - "${address}:${index % 2 === 0 ? hosts.port : closed}"`;
  });
  await project.write("fleet.yaml", `hosts:\n${lines.join("\n")}\n`);
  const { code, stdout, stderr } = await project.run(
    "fleet/main.ts",
    ...["check", "--json", "--timeout", "10s"],
  );
  assert.equal(code, 1, stderr);
  const found = JSON.parse(stdout) as Found;
  assert.deepEqual(found.outcomes, { unreachable: 5_000, ready: 5_000 });
  assert.equal(new Set(found.hosts.map(({ instance }) => instance)).size, 10_000);
  assert.equal(stderr, "", "progress is for terminals");
  // One after the other with a deadline each it would be 50,000 s.
  assert.ok(found.seconds < 60, `it took ${found.seconds} s`);
});
