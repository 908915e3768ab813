/** Images of the names and tags in compose.yaml, made of programs of this machine: no registry is needed. */
import type { DockerEngine } from "../../support/docker_engine.ts";
import { ImageRoot } from "./image_root.ts";

/** Programs that the runtime and its plugins call, and that the Dockerfile needs. */
const TOOLS = [
  ...["bash", "cat", "chmod", "chown", "cp", "echo", "env", "grep", "id", "ls", "mkdir", "mv"],
  ...["prlimit", "realpath", "rm", "setpriv", "setsid", "sh", "sleep", "stat", "test", "touch"],
  ...["true", "unshare"],
];
const BUSYBOX = ["sh", "wget", "cat", "ls", "touch", "id", "nc", "sleep", "timeout"];
/** `promtool check ready` came after Debian's version. */
const PROMTOOL = '#!/bin/sh\n[ "$1 $2" = "check ready" ] || exec /usr/bin/promtool "$@"\n' +
  'exec wget -q -O /dev/null "${3#--url=}/-/ready"\n';
const HEALTHCHECK = "#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/55555 && " +
  "printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3\n";

/** Debian keeps what upstream has in the program. */
const TEMPLATES = "/usr/share/prometheus/alertmanager";

export const TAGS = {
  deno: "denoland/deno:debian-2.9.6",
  prometheus: "prom/prometheus:v3.15.0",
  alertmanager: "prom/alertmanager:v0.34.1",
  dockerProxy: "wollomatic/socket-proxy:1.13.1",
};

/** Makes all of them in an engine. */
export async function makeStandIns(engine: DockerEngine): Promise<void> {
  const dir = `${engine.dir}/stand-ins`;
  const deno = await denoRoot(`${dir}/deno`);
  await deno.importInto(engine, TAGS.deno, ["ENV DENO_DIR=/deno-dir/", ...certificates()]);

  await deno.copy(new URL("docker_proxy.ts", import.meta.url).pathname, "/docker_proxy.ts");
  await deno.write("/healthcheck", HEALTHCHECK, 0o755);
  await deno.importInto(engine, TAGS.dockerProxy, [
    'ENTRYPOINT ["/usr/bin/deno", "run", "-A", "--no-config", "/docker_proxy.ts"]',
    "ENV DENO_DIR=/tmp/deno",
    "WORKDIR /",
  ]);

  const prometheus = await busyboxRoot(`${dir}/prometheus`);
  await prometheus.addProgram("prometheus", "/bin/prometheus");
  await prometheus.addProgram("promtool", "/usr/bin/promtool");
  await prometheus.write("/bin/promtool", PROMTOOL, 0o755);
  await prometheus.own("/prometheus", 65_534);
  await prometheus.importInto(engine, TAGS.prometheus, ['ENTRYPOINT ["/bin/prometheus"]']);

  const alertmanager = await busyboxRoot(`${dir}/alertmanager`);
  await alertmanager.addProgram("prometheus-alertmanager", "/bin/alertmanager");
  await alertmanager.addProgram("amtool", "/bin/amtool");
  for (const name of ["default.tmpl", "email.tmpl"]) {
    await alertmanager.copy(`${TEMPLATES}/${name}`, `${TEMPLATES}/${name}`);
  }
  await alertmanager.own("/alertmanager", 65_534);
  await alertmanager.importInto(engine, TAGS.alertmanager, ['ENTRYPOINT ["/bin/alertmanager"]']);
  await Deno.remove(dir, { recursive: true });
}

/** Programs of VictoriaMetrics, with the tags of their images. */
export const VICTORIA_TAGS = {
  "victoria-metrics": "victoriametrics/victoria-metrics:v1.152.0",
  vmagent: "victoriametrics/vmagent:v1.152.0",
};

/**
 * Makes images of VictoriaMetrics as its own are: Alpine's folders, no user, a program in the root. Alpine
 * has /var/tmp with mode 1777, and nobody has put anything of theirs there.
 */
export async function makeVictoriaStandIns(engine: DockerEngine): Promise<void> {
  for (const [program, tag] of Object.entries(VICTORIA_TAGS)) {
    const dir = `${engine.dir}/stand-ins/${program}`;
    const root = await busyboxRoot(dir);
    await root.addProgram(program, `/${program}-prod`);
    await root.share("/var/tmp");
    await root.importInto(engine, tag, [`ENTRYPOINT ["/${program}-prod"]`]);
    await Deno.remove(dir, { recursive: true });
  }
}

async function denoRoot(dir: string): Promise<ImageRoot> {
  const root = await ImageRoot.create(dir);
  for (const tool of TOOLS) await root.addProgram(tool, `/usr/bin/${tool}`);
  await root.copyProgram(Deno.execPath(), "/usr/bin/deno");
  await root.copy("/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs/ca-certificates.crt");
  return root;
}

async function busyboxRoot(dir: string): Promise<ImageRoot> {
  const root = await ImageRoot.create(dir);
  await root.addProgram("busybox", "/usr/bin/busybox");
  for (const name of BUSYBOX) await root.link(`/usr/bin/${name}`, "busybox");
  return root;
}

/** A build behind a proxy with a certificate of its own trusts what this machine trusts. */
function certificates(): string[] {
  const isTrusting = (Deno.env.get("NODE_EXTRA_CA_CERTS") ?? "") !== "";
  return isTrusting ? ["ENV DENO_CERT=/etc/ssl/certs/ca-certificates.crt"] : [];
}
