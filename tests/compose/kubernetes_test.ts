import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { z } from "../../runtime/contract/zod.ts";
import { REPO } from "../repo/source_files.ts";

const HOST_PATHS = ["/", "/proc", "/sys"];

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.enum(["/health", "/ready"]), port: z.literal("metrics") }),
  periodSeconds: z.int(),
  timeoutSeconds: z.int().optional(),
  failureThreshold: z.int().optional(),
});
const container = z.strictObject({
  name: z.literal("runtime"),
  image: z.string().regex(/:\d+\.\d+\.\d+$/),
  imagePullPolicy: z.literal("IfNotPresent"),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })).length(1),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
  }),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  volumeMounts: z.array(z.strictObject({
    name: z.string(),
    mountPath: z.string(),
    readOnly: z.literal(true).optional(),
    mountPropagation: z.literal("HostToContainer").optional(),
  })),
});
const POD = z.strictObject({
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  terminationGracePeriodSeconds: z.int(),
  tolerations: z.array(
    z.strictObject({ key: z.string(), operator: z.literal("Exists"), effect: z.string() }),
  ),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.int().positive(),
    runAsGroup: z.int().positive(),
    fsGroup: z.int().positive(),
    seccompProfile: z.strictObject({ type: z.literal("RuntimeDefault") }),
  }),
  containers: z.array(container).length(1),
  volumes: z.array(z.union([
    z.strictObject({ name: z.string(), configMap: z.strictObject({ name: z.string() }) }),
    z.strictObject({
      name: z.string(),
      emptyDir: z.strictObject({ sizeLimit: z.string(), medium: z.string().optional() }),
    }),
    z.strictObject({ name: z.string(), hostPath: z.strictObject({ path: z.string() }) }),
  ])),
});
const labels = z.record(z.string(), z.string());
const DAEMON_SET = z.strictObject({
  apiVersion: z.literal("apps/v1"),
  kind: z.literal("DaemonSet"),
  metadata: z.strictObject({ name: z.string(), namespace: z.string(), labels }),
  spec: z.strictObject({
    selector: z.strictObject({ matchLabels: labels }),
    updateStrategy: z.strictObject({
      type: z.literal("RollingUpdate"),
      rollingUpdate: z.strictObject({ maxUnavailable: z.string() }),
    }),
    template: z.strictObject({
      metadata: z.strictObject({ labels, annotations: labels }),
      spec: POD,
    }),
  }),
});

const documents = parseAllDocuments(
  await Deno.readTextFile(`${REPO}/compose/kubernetes/daemonset.yaml`),
).map((document) => document.toJS() as unknown);

Deno.test("the DaemonSet has the shape of Kubernetes, and no right that it can do without", () => {
  const { spec } = DAEMON_SET.parse(documents[2]);
  const { spec: pod, metadata } = spec.template;
  assert.deepEqual(spec.selector.matchLabels, metadata.labels);
  const [runtime] = pod.containers;
  const mounts = runtime?.volumeMounts ?? [];
  assert.deepEqual(
    mounts.map(({ name }) => name).sort(),
    pod.volumes.map(({ name }) => name).sort(),
  );
  const hostPaths = pod.volumes.flatMap((volume) =>
    "hostPath" in volume ? [[volume.name, volume.hostPath.path] as const] : []
  );
  assert.deepEqual(hostPaths.map(([, path]) => path).sort(), HOST_PATHS);
  for (const [name] of hostPaths) {
    assert.equal(mounts.find((mount) => mount.name === name)?.readOnly, true, name);
  }
  assert.equal(
    metadata.annotations["prometheus.io/port"],
    String(runtime?.ports[0]?.containerPort),
  );
});

Deno.test("each hardening line of the DaemonSet that goes is noticed", () => {
  const paths = [
    "automountServiceAccountToken",
    ...["runAsNonRoot", "runAsUser", "seccompProfile"].map((key) => `securityContext.${key}`),
    ...["allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities"].map((key) =>
      `containers.0.securityContext.${key}`
    ),
    "containers.0.resources.limits",
  ];
  for (const path of paths) {
    const copy = structuredClone(documents[2]) as Record<string, unknown>;
    const keys = `spec.template.spec.${path}`.split(".");
    const parent = keys.slice(0, -1).reduce(
      (value, key) => value[key] as Record<string, unknown>,
      copy,
    );
    const last = keys.at(-1) ?? "";
    assert(last in parent, path);
    delete parent[last];
    assert.equal(DAEMON_SET.safeParse(copy).success, false, path);
  }
});

Deno.test("the DaemonSet's configuration reads the node where it is mounted", () => {
  const map = z.object({ data: z.object({ "config.yaml": z.string() }) }).parse(documents[1]);
  const { spec } = DAEMON_SET.parse(documents[2]);
  const mounts = spec.template.spec.containers[0]?.volumeMounts ?? [];
  for (const path of ["/host/proc", "/host/sys", "/host/root"]) {
    assert(map.data["config.yaml"].includes(path), path);
    assert(mounts.some(({ mountPath }) => mountPath === path), path);
  }
});
