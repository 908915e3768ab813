import type { ComposeFile, Service } from "./compose_file.ts";

/** Programs that each image has, for its health check. */
const HEALTH_PROGRAMS: Readonly<Record<string, string>> = {
  runtime: "deno",
  prometheus: "promtool",
  alertmanager: "wget",
  grafana: "curl",
  loki: "/usr/bin/loki",
  alloy: "bash",
  "docker-proxy": "./healthcheck",
  "fleet-sd": "deno",
  gate: "wget",
  agent: "promtool",
  vmalert: "wget",
};
/** Networks of each service, and no other. */
const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  runtime: ["backend", "docker-api", "outside"],
  prometheus: ["backend", "edge"],
  alertmanager: ["backend", "outside"],
  grafana: ["backend", "edge"],
  loki: ["backend", "edge"],
  alloy: ["backend", "docker-api"],
  "docker-proxy": ["docker-api"],
  "fleet-sd": ["backend"],
  gate: ["backend", "edge"],
  agent: ["backend", "outside"],
  vmalert: ["backend"],
};
/** Ports that are published, and from which variable. */
const PORTS: Readonly<Record<string, string>> = {
  grafana: "${BIND_ADDRESS:-127.0.0.1}:${GRAFANA_PORT:-23000}:3000",
  prometheus: "${BIND_ADDRESS:-127.0.0.1}:${PROMETHEUS_PORT:-23001}:9090",
  loki: "${BIND_ADDRESS:-127.0.0.1}:${LOKI_PORT:-23002}:3100",
  gate: "${BIND_ADDRESS:-127.0.0.1}:${GATE_PORT:-23003}:9090",
};
/** Paths of the machine that a service may see, read-only. */
const MACHINE: Readonly<Record<string, readonly string[]>> = {
  runtime: ["/proc:/host/proc:ro", "/sys:/host/sys:ro", "/:/host/root:ro"],
  "docker-proxy": ["${DOCKER_SOCKET:-/var/run/docker.sock}:/var/run/docker.sock:ro"],
};
/** Settings that keep Grafana from asking anybody outside, and from showing anything to nobody. */
const GRAFANA: Readonly<Record<string, string>> = {
  GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/grafana-admin-password",
  GF_AUTH_ANONYMOUS_ENABLED: "false",
  GF_USERS_ALLOW_SIGN_UP: "false",
  GF_SECURITY_COOKIE_SAMESITE: "strict",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PREINSTALL_AUTO_UPDATE: "false",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
};
const PROXY_FLAGS = [
  "-allowfrom=runtime,alloy",
  "-allowGET=(/v1\\.[0-9]+)?/(_ping|version|info|events|networks|containers/json|containers/[a-f0-9]+/(json|stats|logs))",
  "-allowHEAD=(/v1\\.[0-9]+)?/_ping",
  "-allowhealthcheck",
];
const PINNED = /^\$\{[A-Z_]+:-[\w./-]+:[\w.-]+@sha256:[\da-f]{64}\}$/;
const SECRET_NAME = /PASSWORD|TOKEN|SECRET|KEY/;

/** Returns every way in which services, and their images, are not as hard as they have to be. */
export function serviceFaults(file: Pick<ComposeFile, "services" | "x-images">): string[] {
  const faults: string[] = [];
  for (const [name, service] of Object.entries(file.services)) {
    expectService(name, service, (holds, fault) => {
      if (!holds) faults.push(`${name}: ${fault}`);
    });
  }
  for (const [name, image] of Object.entries(file["x-images"] ?? {})) {
    // Ours is built here, and has no digest before.
    if (name !== "runtime" && !PINNED.test(image)) faults.push(`${name}: its image has no digest`);
  }
  return faults;
}

/** Returns every way in which compose.yaml is not as hard as it has to be. */
export function policyFaults(file: ComposeFile): string[] {
  const faults = serviceFaults(file);
  const expect = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  const { backend, edge, "docker-api": api } = file.networks ?? {};
  expect(backend?.internal === true, "backend is not internal");
  expect(api?.internal === true, "docker-api is not internal");
  const masquerade = edge?.driver_opts?.["com.docker.network.bridge.enable_ip_masquerade"];
  expect(masquerade === "false", "edge reaches outside");
  return faults;
}

type Expect = (holds: boolean, fault: string) => void;

function expectService(name: string, service: Service, expect: Expect): void {
  const isOnce = name === "preflight";
  expect(service.read_only === true, "its root can be written");
  expect(same(service.cap_drop, ["ALL"]), "it keeps capabilities");
  expect(same(service.security_opt, ["no-new-privileges:true"]), "it can gain privileges");
  expect(service.restart === (isOnce ? "no" : "unless-stopped"), "it restarts otherwise");
  expect(service.init === true, "it has no init");
  expect(service.pids_limit !== undefined, "it has no limit of processes");
  expect(service.mem_limit !== undefined, "it has no limit of memory");
  expect(service.stop_grace_period !== undefined, "it has no time to stop");
  expect(same(service.tmpfs, ["/tmp:size=64m,mode=1777,noexec,nosuid,nodev"]), "its /tmp is open");
  expect(
    service.logging?.options["max-size"] !== undefined &&
      service.logging.options["max-file"] !== undefined,
    "its log grows for ever",
  );
  expect(/^[1-9]\d*:/.test(service.user ?? ""), "it is root");
  expect(service.pid === undefined && service.devices === undefined, "it sees the machine");
  expect(service.image !== undefined, "it has no image");
  if (isOnce) {
    expect(service.network_mode === "none", "it has a network");
    return;
  }
  expect(service.network_mode === undefined, "it has the network of the machine");
  expect(same(service.networks, NETWORKS[name]), "it has other networks");
  expect(same(service.ports, name in PORTS ? [PORTS[name]] : undefined), "it has other ports");
  expect(
    service.depends_on?.preflight?.condition === "service_completed_successfully",
    "it does not wait for preflight",
  );
  const check = service.healthcheck;
  expect(
    check !== undefined && "test" in check && check.test[1] === HEALTH_PROGRAMS[name],
    "it has no health check that its image can run",
  );
  const machine = (service.volumes ?? []).filter((volume) => /^(?:\/|\$\{DOCKER)/.test(volume));
  expect(same(machine, MACHINE[name] ?? []), "it sees other paths of the machine");
  const own = (service.volumes ?? []).filter((volume) => /^\.{1,2}\/|^\$\{RUNTIME_/.test(volume));
  expect(own.every((volume) => volume.endsWith(":ro")), "it can write our files");
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    const isPath = value.startsWith("/run/secrets/") || value === "true" || value === "false";
    expect(!SECRET_NAME.test(variable) || isPath, `${variable} holds a secret in plain`);
  }
  if (name === "docker-proxy") {
    for (const flag of PROXY_FLAGS) expect(includes(service, flag), `it lacks ${flag}`);
    const rest = (service.command ?? []).filter((word) =>
      /^-allow/.test(word) && !PROXY_FLAGS.includes(word)
    );
    expect(rest.length === 0, `it allows ${rest}`);
  }
  if (name === "alloy") expect(includes(service, "--disable-reporting"), "it reports outside");
  if (name === "prometheus") {
    const open = ["--web.enable-lifecycle", "--web.enable-admin-api"];
    expect(!open.some((flag) => includes(service, flag)), "anybody can stop or empty it");
    expect(
      ["time", "size"].every((kind) =>
        service.command?.some((word) => word.startsWith(`--storage.tsdb.retention.${kind}=$`))
      ),
      "it keeps data for ever",
    );
  }
  if (name === "loki") {
    const keeps = service.command?.some((word) => word.startsWith("-store.retention=$"));
    expect(keeps === true, "it keeps logs for ever");
  }
  if (name === "alertmanager") {
    expect(includes(service, "--cluster.listen-address="), "it listens for a cluster");
  }
  if (name === "grafana") {
    for (const [variable, value] of Object.entries(GRAFANA)) {
      expect(service.environment?.[variable] === value, `${variable} is not ${value}`);
    }
    expect(service.secrets?.includes("grafana-admin-password") === true, "it has no password");
  }
}

function includes({ command }: Service, word: string): boolean {
  return command?.includes(word) ?? false;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
