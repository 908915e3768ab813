/** The service under a systemd that really runs: installed, watched, reloaded, hung, removed. */
import assert from "node:assert/strict";
import { z } from "../../runtime/contract/zod.ts";
import { eventually } from "../support/eventually.ts";
import { lacksSystemd, SystemdMachine } from "./systemd_machine.ts";

const STATUS = z.object({
  isCurrent: z.boolean(),
  systemd: z.record(z.string(), z.string()),
});
/** Layers of an ordinary user, and those that the unit gives besides. */
const LAYERS = [
  ...["filesystem_fence", "mount_namespace", "syscall_filter", "no_network", "sealed_descriptors"],
  ...["resource_limits", "namespaces", "no_new_privileges", "parent_death_signal"],
  // systemd gives these where it may itself.
  ...(mayRaiseLimits() ? ["raised_priority", "oom_protection"] : []),
];
/** A file in place of the journal, and a watchdog that does not take a minute. */
const DROP_IN = "[Service]\nStandardError=append:/given/log\nWatchdogSec=10\nRestartSec=1\n";

/** Returns whether root has CAP_SYS_RESOURCE here, which some containers and sandboxes lack. */
function mayRaiseLimits(): boolean {
  const status = Deno.readTextFileSync("/proc/self/status");
  const bounding = BigInt(`0x${/^CapBnd:\t(\w+)$/m.exec(status)?.[1]}`);
  return ((bounding >> 24n) & 1n) === 1n;
}

Deno.test({
  name: "the service runs under systemd with every layer, and comes back when it hangs",
  ignore: await lacksSystemd(),
  fn: async (t) => {
    await using machine = await SystemdMachine.boot();
    await machine.takeProject();
    await machine.must(
      ...["sh", "-c", 'mkdir -p "$1" && printf "$2" > "$1/test.conf"', "sh"],
      ...["/etc/systemd/system/llm-monitor.service.d", DROP_IN],
    );
    const service = (...args: string[]) => machine.verb("service/main.ts", ...args);
    const status = async () =>
      STATUS.parse(JSON.parse((await service("status", "--json")).output)).systemd;
    const metrics = async () => (await machine.verb("metrics.ts")).output;
    const log = () => Deno.readTextFile(`${machine.given}/log`);
    const ofProcess = async () => {
      const { MainPID = "" } = await status();
      return await machine.must("cat", `/proc/${MainPID}/status`);
    };

    await t.step("install asks, and once told to makes everything and starts it", async () => {
      const asked = await service("install");
      assert.equal(asked.code, 4, asked.output);
      assert.equal(
        (await service("status")).output,
        "Not installed; run deno task service install\n",
      );
      const { code, output } = await service("install", "--yes");
      assert.equal(code, 0, `${output}${await log().catch(() => "")}`);
      const found = await status();
      assert.equal(found.ActiveState, "active");
      assert.equal(found.StatusText, "Listening on http://127.0.0.1:8090");
      assert.equal(found.UnitFileState, "enabled");
      assert.match((await service("status")).output, /service, up to date\n/);
    });

    await t.step("it collects, with every layer around its guests", async () => {
      const text = await eventually("the first collection", async () => {
        const text = await metrics();
        return /^llm_monitor_plugin_up\{plugin="system"\} 1$/m.test(text) && text;
      });
      for (const layer of LAYERS) {
        const line = `llm_monitor_plugin_isolation{layer="${layer}"} 1`;
        assert.ok(text.includes(`${line}\n`), layer);
      }
      assert.doesNotMatch(await log(), /"level":"error"/);
    });

    await t.step("it is nobody, and owns nothing of what it runs", async () => {
      const found = await ofProcess();
      assert.match(found, /^Uid:\t([1-9]\d*)\t\1\t\1\t\1$/m);
      assert.match(found, /^CapEff:\t0+$/m);
      assert.match(found, /^CapBnd:\t0+$/m);
      assert.match(found, /^NoNewPrivs:\t1$/m);
      assert.match(found, /^Seccomp:\t2$/m);
      const own = await machine.must(
        ...["find", "/etc", "/opt/llm-monitor", "/usr/local", "/var/lib", "-user", "llm-monitor"],
      );
      assert.deepEqual(
        own.split("\n").filter((path) => path !== "" && !path.startsWith("/var/lib/llm-monitor")),
        [],
      );
      assert.equal(
        (await machine.must("stat", "-c", "%A %U", "/var/lib/llm-monitor")).trim(),
        "drwx------ llm-monitor",
      );
    });

    await t.step("reload reads the configuration again", async () => {
      await machine.must(
        "sh",
        "-c",
        "echo 'plugins: { docker: { enabled: false } }' " +
          ">> /etc/llm-monitor/config.yaml",
      );
      await machine.must("systemctl", "reload", "llm-monitor");
      await eventually("docker is switched off", async () => {
        return /^llm_monitor_plugin_state\{plugin="docker",state="disabled"\} 1$/m
          .test(await metrics());
      });
      assert.equal((await status()).NRestarts, "0");
    });

    await t.step("one that hangs is killed and started anew", async () => {
      const { MainPID: pid = "" } = await status();
      assert.match(pid, /^[1-9]/);
      await machine.must("kill", "-STOP", pid);
      const found = await eventually("another process", async () => {
        const found = await status();
        return found.ActiveState === "active" && found.MainPID !== pid && found;
      });
      assert.equal(found.NRestarts, "1");
    });

    await t.step("with the kernel's log its guests keep their fence", async () => {
      const { code, output } = await service("install", "--kernel-log", "--yes");
      assert.equal(code, 0, output);
      assert.match(output, /~ change \/etc\/systemd\/system\/llm-monitor\.service/);
      assert.match(await ofProcess(), /^CapEff:\t0000000400000000$/m);
      await eventually("its layers", async () => {
        return /isolation\{layer="filesystem_fence"\} 1/.test(await metrics());
      });
      // A process that still makes the fence of one has capabilities, in a namespace of its own.
      await eventually("no guest has a capability", async () => {
        const { output: files } = await machine.run(
          "sh",
          "-c",
          "grep -ls bootstrap /proc/[0-9]*/cmdline",
        );
        const found = await Promise.all(
          files.trim().split("\n").map((file) =>
            machine.run("cat", file.replace("cmdline", "status"))
          ),
        );
        const those = found.filter(({ code }) => code === 0);
        return those.length > 0 && those.every(({ output }) => /^CapEff:\t0+$/m.test(output));
      });
    });

    await t.step("a wrong configuration is said once, and not tried again and again", async () => {
      await machine.must("sh", "-c", "echo 'nonsense: 1' >> /etc/llm-monitor/config.yaml");
      const { code } = await machine.run("systemctl", "restart", "llm-monitor");
      assert.notEqual(code, 0);
      const found = await status();
      assert.equal(found.ActiveState, "failed");
      assert.equal(found.NRestarts, "0");
      assert.match(await log(), /config_invalid.*nonsense/);
      const { output, code: told } = await service("status");
      assert.equal(told, 1);
      assert.match(output, /failed .*exit-code/);
    });

    await t.step("remove takes the unit, and with --purge all else", async () => {
      assert.equal((await service("remove", "--yes")).code, 0);
      await machine.must("ls", "/etc/llm-monitor/config.yaml", "/var/lib/llm-monitor/state");
      assert.equal((await service("remove", "--purge", "--yes")).code, 0);
      const left = await machine.run(
        ...["ls", "-d", "/etc/llm-monitor", "/var/lib/llm-monitor", "/usr/local/lib/llm-monitor"],
        "/etc/systemd/system/llm-monitor.service",
      );
      assert.equal(left.output.match(/No such file/g)?.length, 4, left.output);
      assert.notEqual((await machine.run("id", "llm-monitor")).code, 0);
    });
  },
});
