/**
 * A guest whose Deno refuses it nothing (-A): what still keeps it from things is the operating system. It
 * tries each and tells as JSON what came of it: "reached", or the error.
 */
import { connect } from "node:net";
import { getPriority, setPriority } from "node:os";

/** The arguments of the program, as JSON. */
export interface Targets {
  /** A file of another plugin's copy. */
  readonly neighbour: string;
  readonly stateDir: string;
  readonly ownFolder: string;
  /** The port on which the test listens. */
  readonly port: number;
  /** A socket file on which the test listens. */
  readonly socket: string;
  /** System calls by name: number and arguments, which are chosen so that none does harm. */
  readonly calls: Readonly<Record<string, readonly number[]>>;
}

type Attempt = () => unknown;

/** Errors of a call that was not let through: EPERM and ENOSYS. */
const REFUSALS = [1, 38];

if (import.meta.main) {
  const targets = JSON.parse(Deno.args[0] ?? "") as Targets;
  const found: Record<string, string> = {};
  const attempts = { ...files(targets), ...processes(), ...network(targets), ...calls(targets) };
  for (const [name, attempt] of Object.entries(attempts)) {
    found[name] = await Promise.resolve().then(attempt).then(
      (value) => value === false ? "refused" : "reached",
      (error) => `${error.name}: ${error.message}`,
    );
  }
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(found)));
  Deno.exit(0);
}

function files({ neighbour, stateDir, ownFolder }: Targets): Record<string, Attempt> {
  return {
    "read /etc/passwd": () => Deno.readTextFileSync("/etc/passwd"),
    "list /etc for what names users": () =>
      [...Deno.readDirSync("/etc")].some(({ name }) => /passwd|shadow|ssh/.test(name)),
    "list /home": () => [...Deno.readDirSync("/home")],
    "list the state folder": () =>
      [...Deno.readDirSync(stateDir)].some(({ name }) => name === "secret"),
    "read a neighbour's copy": () => Deno.readTextFileSync(neighbour),
    "read its own environment": () => Deno.readTextFileSync("/proc/self/environ"),
    "read the environment of what started it": () =>
      Deno.readTextFileSync(`/proc/${Deno.ppid}/environ`),
    "list all processes": () => [...Deno.readDirSync("/proc")].some(({ name }) => name === "1"),
    "read through the root of process 1": () => Deno.statSync("/proc/1/root/etc"),
    "list /sys": () => [...Deno.readDirSync("/sys")],
    "open /dev/kmsg": () => Deno.openSync("/dev/kmsg").close(),
    "write beside its own code": () => Deno.writeTextFileSync(`${ownFolder}/x`, "y"),
    "write to /tmp": () => Deno.writeTextFileSync("/tmp/llm-monitor-broken-guest", "y"),
    "write to the root": () => Deno.writeTextFileSync("/llm-monitor-broken-guest", "y"),
    "make a folder": () => Deno.mkdirSync("/tmp/llm-monitor-broken-folder"),
  };
}

function processes(): Record<string, Attempt> {
  return {
    "start a program": () => new Deno.Command(Deno.execPath(), { args: ["--version"] }).output(),
    "signal what started it": () => Deno.kill(Deno.ppid, "SIGCONT"),
    "signal itself": () => Deno.kill(Deno.pid, "SIGCONT"),
    "set the priority of others": () => setPriority(Deno.ppid, getPriority(Deno.ppid)),
  };
}

function network({ port, socket }: Targets): Record<string, Attempt> {
  return {
    "connect": async () => (await Deno.connect({ port })).close(),
    "listen": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
    "listen for datagrams": async () => {
      const dgram = (await import("node:dgram")).createSocket("udp4");
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      dgram.on("error", reject);
      dgram.bind(0, () => resolve());
      await promise;
      dgram.close();
    },
    "connect to a socket file": () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const client = connect({ path: socket }, () => {
        client.destroy();
        resolve();
      });
      client.on("error", reject);
      return promise;
    },
  };
}

function calls({ calls }: Targets): Record<string, Attempt> {
  const library = Deno.dlopen("libc.so.6", {
    syscall: { parameters: ["i64", "i64", "i64", "i64", "i64", "i64"], result: "i64" },
    __errno_location: { parameters: [], result: "pointer" },
  });
  const { syscall, __errno_location } = library.symbols;
  return Object.fromEntries(
    Object.entries(calls).map(([name, [number = -1, ...args]]) => [name, () => {
      const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n] = args.map(BigInt);
      if (syscall(BigInt(number), a, b, c, d, e) !== -1n) return true;
      const place = __errno_location();
      const error = place === null ? 0 : new Deno.UnsafePointerView(place).getInt32();
      return !REFUSALS.includes(error);
    }]),
  );
}
