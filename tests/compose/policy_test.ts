import assert from "node:assert/strict";
import { composeFileNames, readComposeFile } from "./model/compose_file.ts";
import type { ComposeFile, Service } from "./model/compose_file.ts";
import { policyFaults } from "./model/policy.ts";

const SERVICES = [
  ...["alertmanager", "alloy", "docker-proxy", "grafana", "loki", "preflight", "prometheus"],
  "runtime",
];

Deno.test("every file of compose/ has the shape that both Composes read", async () => {
  const names = await composeFileNames();
  assert.deepEqual(names, [
    ...["compose.agent.yaml", "compose.cdi.yaml", "compose.dev.yaml", "compose.fleet.yaml"],
    ...["compose.gpu.yaml", "compose.mock.yaml", "compose.pids.yaml", "compose.userns.yaml"],
    ...["compose.victoria.yaml", "compose.vmagent.yaml", "compose.yaml"],
  ]);
  for (const name of names) await readComposeFile(name);
});

Deno.test("compose.yaml is as hard as it has to be, service by service", async () => {
  const file = await readComposeFile("compose.yaml");
  assert.deepEqual(Object.keys(file.services).sort(), SERVICES);
  assert.deepEqual(policyFaults(file), []);
});

Deno.test("the other files change what they are for, and soften nothing", async () => {
  const allowed: Record<string, readonly string[]> = {
    "compose.cdi.yaml": ["runtime devices"],
    "compose.gpu.yaml": ["runtime environment", "runtime deploy"],
    "compose.pids.yaml": ["runtime pid"],
    "compose.userns.yaml": ["runtime security_opt"],
    "compose.mock.yaml": [
      ...["runtime command", "runtime mem_limit", "runtime environment", "runtime tmpfs"],
    ],
    "compose.dev.yaml": [
      ...["runtime volumes", "runtime environment", "prometheus command", "grafana environment"],
    ],
  };
  for (const [name, keys] of Object.entries(allowed)) {
    const { services, ...rest } = await readComposeFile(name);
    assert.deepEqual(rest, {}, name);
    const found = Object.entries(services).flatMap(([service, model]) =>
      Object.keys(model).map((key) => `${service} ${key}`)
    );
    assert.deepEqual(found.sort(), [...keys].sort(), name);
  }
});

/** Keys that protect; without any of them in any service a fault has to be found. */
const HARDENING = [
  ...["read_only", "cap_drop", "security_opt", "restart", "init", "pids_limit", "mem_limit"],
  ...["tmpfs", "logging", "stop_grace_period", "user", "healthcheck", "depends_on", "networks"],
] as const;

Deno.test("each hardening line that goes is noticed, in every service", async () => {
  const file = await readComposeFile("compose.yaml");
  let tried = 0;
  for (const name of SERVICES) {
    for (const key of HARDENING) {
      // What runs once, without a network, has neither.
      if (name === "preflight" && ["healthcheck", "depends_on", "networks"].includes(key)) continue;
      const changed = withService(file, name, (service) => {
        assert(key in service, `${name} has no ${key}`);
        delete service[key];
      });
      assert.notDeepEqual(policyFaults(changed), [], `${name} without ${key}`);
      tried++;
    }
  }
  assert.equal(tried, SERVICES.length * HARDENING.length - 3);
});

Deno.test("each line of Grafana, the proxy, Prometheus, Loki and Alloy that goes is noticed", async () => {
  const file = await readComposeFile("compose.yaml");
  const needed = {
    "docker-proxy": /^-allow/,
    prometheus: /retention/,
    loki: /retention/,
    alloy: /reporting/,
    alertmanager: /cluster/,
  };
  for (const [name, pattern] of Object.entries(needed)) {
    const words = file.services[name]?.command?.filter((word) => pattern.test(word)) ?? [];
    assert(words.length > 0, name);
    for (const word of words) {
      const changed = withService(file, name, (service) => {
        service.command = service.command?.filter((other) => other !== word);
      });
      assert.notDeepEqual(policyFaults(changed), [], `${name} without ${word}`);
    }
  }
  const optional = ["GF_UNIFIED_ALERTING_ENABLED"];
  for (const variable of Object.keys(file.services.grafana?.environment ?? {})) {
    const changed = withService(file, "grafana", (service) => {
      delete service.environment?.[variable];
    });
    const isNoticed = policyFaults(changed).length > 0;
    assert.equal(isNoticed, !optional.includes(variable), `grafana without ${variable}`);
  }
});

Deno.test("what would open the stack is noticed", async () => {
  const file = await readComposeFile("compose.yaml");
  const changes: Record<string, (service: Service) => void> = {
    "root": (service) => service.user = "0:0",
    "a port on every address": (service) => service.ports = ["9090:9090"],
    "another network": (service) => service.networks?.push("outside"),
    "Docker's socket": (service) =>
      service.volumes?.push("/var/run/docker.sock:/var/run/docker.sock"),
    "the processes of the machine": (service) => service.pid = "host",
    "a folder of ours to write": (service) => service.volumes?.push("./prometheus:/etc/x"),
    "a password in plain": (service) => service.environment = { ADMIN_PASSWORD: "admin" },
    "an admin API": (service) => service.command?.push("--web.enable-admin-api"),
  };
  for (const [what, change] of Object.entries(changes)) {
    assert.notDeepEqual(policyFaults(withService(file, "prometheus", change)), [], what);
  }
  const proxy = withService(
    file,
    "docker-proxy",
    (service) => service.command?.push("-allowPOST=.*"),
  );
  assert.notDeepEqual(policyFaults(proxy), []);
  for (const network of ["backend", "docker-api", "edge"]) {
    const open = { ...file, networks: { ...file.networks, [network]: {} } };
    assert.notDeepEqual(policyFaults(open), [], network);
  }
  for (const image of Object.keys(file["x-images"] ?? {}).filter((name) => name !== "runtime")) {
    const images = { ...file["x-images"], [image]: "${X:-prom/prometheus:latest}" };
    assert.notDeepEqual(policyFaults({ ...file, "x-images": images }), [], image);
  }
});

function withService(
  file: ComposeFile,
  name: string,
  change: (service: Service) => void,
): ComposeFile {
  const copy = structuredClone(file);
  const service = copy.services[name];
  assert(service, name);
  change(service);
  return copy;
}
