import assert from "node:assert/strict";
import { ProjectFolder } from "./project_folder.ts";

Deno.test("healthcheck's exit code says ready, not ready, or nobody there", async () => {
  await using project = await ProjectFolder.create();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      new URL(request.url).pathname === "/health"
        ? new Response("alive\n")
        : new Response("probe has no result yet\n", { status: 503 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  await project.write("config.yaml", `server: {port: ${server.addr.port}}\n`);
  const cases: [string[], number, string][] = [
    [[], 1, "probe has no result yet\n"],
    [["--live"], 0, "alive\n"],
    [["--live", "--url", url], 0, "alive\n"],
    [["--url", "nowhere"], 2, ""],
  ];
  for (const [args, code, stdout] of cases) {
    const result = await project.run("healthcheck.ts", ...args);
    assert.equal(result.code, code, `${args.join(" ")}: ${result.stderr}`);
    assert.equal(result.stdout, stdout, args.join(" "));
  }
  await server.shutdown();
  const stranger = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<html>", { status: 404 }),
  );
  const other = await project.run(
    "healthcheck.ts",
    "--url",
    `http://127.0.0.1:${stranger.addr.port}`,
  );
  assert.equal(other.code, 5);
  assert.equal(other.stdout, "");
  assert.match(other.stderr, /Cannot use the answer of .*404\n.*Another program/);
  await stranger.shutdown();
  const gone = await project.run("healthcheck.ts", "--url", url);
  assert.equal(gone.code, 5);
  assert.match(gone.stderr, /error\[host_unreachable\] Cannot reach .*\/ready/);
});
