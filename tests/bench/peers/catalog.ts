import { OWN_V8_FLAGS } from "../../../runtime/policy/flags.ts";
import { VERSION } from "../../../runtime/contract/version.ts";
import { copyPlugin } from "../../support/copy_plugin.ts";
import type { Peer, PeerCommand } from "./peer.ts";
import { preparePromClient } from "./prepare_prom_client.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const SCRAPE_INTERVAL_SECONDS = 15;
const PROM_CLIENT_WORK = "reads CPU, memory, load, disks and network at each scrape";

/** All that is measured side by side; what the ratios are taken to comes first. */
export const PEERS: readonly Peer[] = [
  {
    name: "node_exporter",
    work: "its default collectors, at each scrape",
    needs: {
      program: "prometheus-node-exporter",
      install: "apt-get install prometheus-node-exporter",
    },
    version: {
      command: ["prometheus-node-exporter", "--version"],
      pattern: /version (\S+)/,
    },
    page: "/metrics",
    mark: /^node_cpu_seconds_total\{/m,
    prepare: (_dir, port) =>
      Promise.resolve({
        command: [
          "prometheus-node-exporter",
          `--web.listen-address=127.0.0.1:${port}`,
          "--log.level=error",
        ],
      }),
  },
  monitor("llm-monitor, system", "the machine, every 15 s, from a sandbox", ["system"]),
  monitor(
    "llm-monitor, all four",
    "the same; looks for cards, containers and LLM servers",
    ["system", "gpu", "docker", "llm"],
  ),
  {
    name: "collectd",
    work: "cpu, memory, load, disk, df, interface, vmem, thermal, every 15 s",
    needs: { program: "collectd", install: "apt-get install collectd-core" },
    version: { command: ["collectd", "-h"], pattern: /collectd (\d[\d.]*\d)/ },
    page: "/metrics",
    mark: /^collectd_cpu_/m,
    prepare: prepareCollectd,
  },
  {
    name: "netdata",
    work: "its default collectors, every second; a database in memory; no alarms",
    needs: { program: "netdata", install: "apt-get install netdata" },
    version: { command: ["netdata", "-V"], pattern: /v([\d.]+)/ },
    page: "/api/v1/allmetrics?format=prometheus",
    mark: /^netdata_system_cpu_/m,
    prepare: prepareNetdata,
  },
  {
    name: "prom-client in Node",
    work: PROM_CLIENT_WORK,
    needs: { program: "node", install: "apt-get install nodejs" },
    version: { command: ["node", "--version"], pattern: /v(\S+)/ },
    page: "/metrics",
    mark: /^bench_cpu_seconds_total\{/m,
    prepare: async (dir, port) => ({
      command: ["node", await preparePromClient(dir), String(port)],
    }),
  },
  {
    name: "prom-client in Deno",
    work: PROM_CLIENT_WORK,
    version: { command: [Deno.execPath(), "--version"], pattern: /deno (\S+)/ },
    page: "/metrics",
    mark: /^bench_cpu_seconds_total\{/m,
    prepare: async (dir, port) => ({
      command: [
        Deno.execPath(),
        "run",
        "-A",
        "--quiet",
        OWN_V8_FLAGS,
        await preparePromClient(dir),
        String(port),
      ],
    }),
  },
];

/** Our own processes, as the task `start` runs them. */
function monitor(name: string, work: string, plugins: readonly string[]): Peer {
  return {
    name,
    work,
    version: { command: ["echo", VERSION], pattern: /(\S+)/ },
    page: "/metrics",
    mark: /^llm_monitor_system_cpu_seconds_total\{/m,
    prepare: async (dir, port) => {
      await Deno.mkdir(`${dir}/plugins`, { recursive: true });
      for (const plugin of plugins) await copyPlugin(plugin, { dir });
      await Deno.writeTextFile(`${dir}/config.yaml`, "{}\n");
      const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
      return taskCommand(tasks.start, ["--port", String(port)]);
    },
  };
}

/** Parses a task of deno.json: variables in front, then the command. */
export function taskCommand(task: string, args: readonly string[]): PeerCommand {
  const words = task.split(" ");
  const start = words.indexOf("deno");
  const env = Object.fromEntries(
    words.slice(0, start).map((word) => word.split("=") as [string, string]),
  );
  const command = words.slice(start + 1).map((word) =>
    word.endsWith(".ts") ? `${ROOT}${word}` : word
  );
  return { command: [Deno.execPath(), ...command, ...args], env };
}

async function prepareCollectd(dir: string, port: number): Promise<PeerCommand> {
  const plugins = ["cpu", "memory", "load", "disk", "df", "interface", "vmem", "thermal"];
  await Deno.writeTextFile(
    `${dir}/collectd.conf`,
    [
      `BaseDir "${dir}"`,
      `PIDFile "${dir}/pid"`,
      `Interval ${SCRAPE_INTERVAL_SECONDS}`,
      ...[...plugins, "write_prometheus"].map((plugin) => `LoadPlugin ${plugin}`),
      "<Plugin write_prometheus>",
      '  Host "127.0.0.1"',
      `  Port "${port}"`,
      "</Plugin>",
      "",
    ].join("\n"),
  );
  return { command: ["collectd", "-f", "-C", `${dir}/collectd.conf`] };
}

async function prepareNetdata(dir: string, port: number): Promise<PeerCommand> {
  const folders = ["cache", "lib", "log"];
  for (const folder of folders) await Deno.mkdir(`${dir}/${folder}`, { recursive: true });
  await Deno.writeTextFile(
    `${dir}/netdata.conf`,
    [
      "[directories]",
      ...folders.map((folder) => `  ${folder} = ${dir}/${folder}`),
      "[db]",
      "  mode = ram",
      "[logs]",
      ...["debug", "access", "error"].map((log) => `  ${log} = none`),
      "[web]",
      `  bind to = 127.0.0.1:${port}`,
      "[health]",
      "  enabled = no",
      "[ml]",
      "  enabled = no",
      "",
    ].join("\n"),
  );
  // Without a name it becomes another user, whose folders these are not.
  const user = new TextDecoder().decode(
    (await new Deno.Command("id", { args: ["-un"] }).output()).stdout,
  ).trim();
  const command = ["netdata", "-D", "-c", `${dir}/netdata.conf`, "-P", `${dir}/pid`, "-u", user];
  return { command };
}
