import assert from "node:assert/strict";
import { createHostCheck } from "./host_check.ts";

const request = (headers: Record<string, string>) =>
  new Request("http://127.0.0.1:8090/metrics", { headers });

Deno.test("createHostCheck on loopback lets through the names of this machine alone", () => {
  const cases: [host: string, status: number | undefined][] = [
    ["127.0.0.1:8090", undefined],
    ["localhost", undefined],
    ["LocalHost:1", undefined],
    ["[::1]:8090", undefined],
    ["127.0.0.5:8090", undefined],
    ["127.0.0.6:8090", 421],
    ["evil.example:8090", 421],
    ["localhost.evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["", 421],
  ];
  const check = createHostCheck({ hostname: "127.0.0.5" });
  for (const [host, status] of cases) assert.equal(check(request({ host }))?.status, status, host);
});

Deno.test("createHostCheck on a wider address refuses what could be a public name", () => {
  const cases: [host: string, status: number | undefined][] = [
    ["192.0.2.7:8090", undefined],
    ["[2001:db8::7]:8090", undefined],
    ["localhost:8090", undefined],
    ["llm-monitor:8090", undefined],
    ["GPU_box", undefined],
    ["host.docker.internal:8090", undefined],
    ["gpu-box.local.:8090", undefined],
    ["llm-monitor.monitoring.svc:8090", undefined],
    ["llm-monitor.monitoring.svc.cluster.local", undefined],
    ["gpu-box.example:8090", 421],
    ["192.0.2.7.evil.example", 421],
    ["internal.evil.example", 421],
    ["evil.example.", 421],
    ["bad.cafe:8090:8090", 421],
    ["192.0.2.7, evil.example", 421],
    ["", 421],
  ];
  for (const hostname of ["0.0.0.0", "::", "192.0.2.7", "[2001:db8::7]"]) {
    const check = createHostCheck({ hostname });
    for (const [host, status] of cases) {
      assert.equal(check(request({ host }))?.status, status, `${host} at ${hostname}`);
    }
  }
});

Deno.test("createHostCheck lets further names through where they are named, or any", () => {
  for (const hostname of ["127.0.0.1", "0.0.0.0"]) {
    const check = createHostCheck({ hostname, allowedHosts: ["GPU-box.example", "other.example"] });
    assert.equal(check(request({ host: "gpu-box.example:8090" })), undefined);
    assert.equal(check(request({ host: "sub.gpu-box.example" }))?.status, 421);
    const any = createHostCheck({ hostname, allowedHosts: ["*"] });
    assert.equal(any(request({ host: "evil.example" })), undefined);
  }
});

Deno.test("createHostCheck looks at no name where clients prove who they are, but on loopback", () => {
  const check = (hostname: string) =>
    createHostCheck({ hostname, isGuarded: true })(request({ host: "gpu-box.example" }))?.status;
  assert.equal(check("0.0.0.0"), undefined);
  assert.equal(check("127.0.0.1"), 421);
});

Deno.test("createHostCheck says in its refusal what to set", async () => {
  const refusal = createHostCheck({ hostname: "::" })(request({ host: "gpu-box.example" }));
  assert.match(await refusal?.text() ?? "", /server\.allowedHosts/);
});
