import assert from "node:assert/strict";
import { NO_FILTERS, NO_WRAPPERS } from "../../../../tests/support/no_wrappers.ts";
import { detectWrappers } from "./detect_wrappers.ts";
import {
  describeLayers,
  wrapCommand,
  wrapGuest,
  wrapParser,
  wrapService,
  wrapTranspiler,
  wrapTrusted,
} from "./wrappers.ts";
import type { Fence } from "./fence/fence.ts";
import type { Wrappers } from "./wrappers.ts";

const MIB = 1024 * 1024;
const GUEST = {
  name: "demo",
  memoryBytes: 64 * MIB,
  hasNetwork: false,
  reads: ["/opt/deno", "/state/staged/demo/1"],
};

const ALL: Wrappers = {
  setsid: "/bin/setsid",
  prlimit: "/bin/prlimit",
  namespaces: ["/bin/unshare", "--ipc", "--uts"],
  noNetwork: ["/bin/unshare", "--ipc", "--uts", "--net"],
  setpriv: "/bin/setpriv",
  isRoot: false,
  sealed: true,
  ownUser: false,
  fence: undefined,
  fenceProblem: "bwrap is not on the PATH",
  landlock: undefined,
};

const FENCE: Fence = {
  bwrap: "/bin/bwrap",
  filters: { offline: "/state/offline.bpf", online: "/state/online.bpf" },
  paths: ["/usr/lib"],
  resolverPaths: ["/etc/hosts"],
  links: [{ path: "/lib", target: "usr/lib" }],
};

Deno.test("wrapGuest puts nothing in front where nothing is there", () => {
  assert.deepEqual(wrapGuest(NO_WRAPPERS, GUEST), []);
  assert.deepEqual(wrapTrusted(NO_WRAPPERS), []);
});

Deno.test("wrapGuest gives way, limits, takes the network and the privileges, in this order", () => {
  assert.deepEqual(wrapGuest(ALL, GUEST), [
    "/bin/prlimit",
    `--data=${736 * MIB}`,
    "--nofile=256",
    "--fsize=65536",
    "--core=0",
    "/bin/unshare",
    "--ipc",
    "--uts",
    "--net",
    "/bin/setpriv",
    "--no-new-privs",
    "--pdeathsig",
    "KILL",
  ]);
});

Deno.test("wrapGuest leaves the network to a plugin that was granted some", () => {
  const words = wrapGuest(ALL, { ...GUEST, hasNetwork: true });
  assert.ok(words.includes("--uts") && !words.includes("--net"));
  const without = wrapGuest({ ...ALL, noNetwork: [] }, GUEST);
  assert.ok(without.includes("--uts") && !without.includes("--net"));
});

Deno.test("wrapGuest drops capabilities as root, and becomes the plugin's own user", () => {
  const words = wrapGuest({ ...ALL, isRoot: true, ownUser: true }, GUEST).join(" ");
  assert.match(words, /--reuid=6\d{4} --regid=6\d{4} --clear-groups/);
  assert.match(words, /--bounding-set=-all --inh-caps=-all$/);
  assert.doesNotMatch(wrapGuest({ ...ALL, isRoot: true }, GUEST).join(" "), /reuid/);
});

Deno.test("wrapGuest puts the fence in the place of others, and of setpriv unless it is root", () => {
  const words = wrapGuest({ ...ALL, fence: FENCE }, GUEST);
  assert.equal(words[0], "/bin/sh");
  assert.equal(words.at(-1), "--");
  assert.ok(words.includes("/bin/bwrap") && words.includes("--unshare-net"));
  for (const other of ["/bin/prlimit", "/bin/unshare", "/bin/setpriv"]) {
    assert.ok(!words.includes(other), other);
  }
  const asUser = wrapGuest({ ...ALL, fence: FENCE, isRoot: true, ownUser: true }, GUEST);
  assert.deepEqual(asUser.slice(asUser.indexOf("--"), asUser.indexOf("--") + 2), [
    "--",
    "/bin/setpriv",
  ]);
  assert.match(asUser.join(" "), /--ro-bind-try \/bin\/setpriv \/bin\/setpriv/);
});

Deno.test("wrapGuest lets Landlock take files after the network, the limits and the privileges", () => {
  const filters = FENCE.filters;
  const words = wrapGuest({ ...ALL, landlock: { ...FENCE, filters } }, GUEST);
  assert.equal(words[0], "/bin/prlimit");
  assert.ok(words.includes("--net"));
  const after = words.slice(words.indexOf("KILL") + 1);
  assert.deepEqual(after.slice(0, 2), ["--landlock-access", "fs"]);
  assert.deepEqual(after.slice(-2), ["--seccomp-filter", "/state/offline.bpf"]);
  // Only one of both is in front.
  const fenced = wrapGuest({ ...ALL, fence: FENCE, landlock: { ...FENCE, filters } }, GUEST);
  assert.ok(!fenced.includes("--landlock-access"));
});

Deno.test("describeLayers tells Landlock from bubblewrap, and whether it filters system calls", () => {
  const listActive = (filters: Fence["filters"] | undefined) => {
    const layers = describeLayers({ ...ALL, landlock: { ...FENCE, filters } });
    return ["filesystem_fence", "mount_namespace", "syscall_filter"].map((name) =>
      layers.find((layer) => layer.name === name)?.active
    );
  };
  assert.deepEqual(listActive(FENCE.filters), [true, false, true]);
  assert.deepEqual(listActive(undefined), [true, false, false]);
});

Deno.test("wrapTrusted keeps the user, the network and the limits", () => {
  assert.deepEqual(wrapTrusted({ ...ALL, isRoot: true, ownUser: true }), [
    "/bin/setpriv",
    "--no-new-privs",
    "--pdeathsig",
    "KILL",
    "--bounding-set=-all",
    "--inh-caps=-all",
  ]);
});

Deno.test("wrapCommand drops what a command does not need", () => {
  assert.deepEqual(wrapCommand(NO_WRAPPERS), []);
  const words = wrapCommand({ ...ALL, isRoot: true, ownUser: true });
  assert.deepEqual(words.slice(0, 8), [
    "/bin/setpriv",
    "--no-new-privs",
    "--pdeathsig",
    "KILL",
    "--bounding-set=-all",
    "--inh-caps=-all",
    "/bin/sh",
    "-c",
  ]);
});

Deno.test("wrapCommand begins once it is let, and never where the kernel is gone before", async () => {
  const wrappers = await detectWrappers({
    path: "/usr/bin:/bin",
    guestFiles: [],
    callFilters: NO_FILTERS,
  });
  const [program = "", ...args] = [...wrapCommand(wrappers), "/bin/echo", "ran"];
  for (const [line, expected] of [["\n", [0, "ran\n"]], ["", [1, ""]]] as const) {
    const child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(line));
    await writer.close();
    const { code, stdout } = await child.output();
    assert.deepEqual([code, new TextDecoder().decode(stdout)], expected);
  }
});

Deno.test("wrapTranspiler limits and takes the network, and keeps the user whose files it makes", () => {
  assert.deepEqual(wrapTranspiler(NO_WRAPPERS), []);
  assert.deepEqual(wrapTranspiler({ ...ALL, ownUser: true }), [
    "/bin/prlimit",
    `--data=${928 * MIB}`,
    `--fsize=${8 * MIB}`,
    "--core=0",
    "/bin/unshare",
    "--ipc",
    "--uts",
    "--net",
    "/bin/setpriv",
    "--no-new-privs",
    "--pdeathsig",
    "KILL",
  ]);
});

Deno.test("describeLayers says of each layer that is missing why, and of others nothing", () => {
  for (const layer of describeLayers(NO_WRAPPERS)) {
    assert.equal(layer.active, false, layer.name);
    assert.notEqual(layer.detail, "", layer.name);
  }
  const layers = describeLayers({ ...ALL, isRoot: true, ownUser: true, fence: FENCE });
  assert.deepEqual(layers.filter(({ active, detail }) => !active || detail !== ""), []);
  assert.equal(new Set(layers.map(({ name }) => name)).size, layers.length);
});

Deno.test("detectWrappers finds nothing on an empty or relative PATH", async () => {
  for (const path of ["", "bin:.", "/proc/nothing"]) {
    const found = await detectWrappers({ path, guestFiles: [], callFilters: NO_FILTERS });
    assert.deepEqual(found, {
      ...NO_WRAPPERS,
      isRoot: Deno.uid() === 0,
      sealed: true,
    });
  }
});

Deno.test("detectWrappers passes over a program that is there and does not work", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const name of ["setsid", "prlimit", "unshare", "setpriv", "cat", "bwrap"]) {
      await Deno.writeTextFile(`${dir}/${name}`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    }
    const found = await detectWrappers({ path: dir, guestFiles: [], callFilters: NO_FILTERS });
    assert.deepEqual(found, {
      ...NO_WRAPPERS,
      isRoot: Deno.uid() === 0,
      sealed: true,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("what detectWrappers finds here runs a command in its own pid", async () => {
  const path = Deno.env.get("PATH") ?? "";
  const wrappers = await detectWrappers({ path, guestFiles: [], callFilters: NO_FILTERS });
  const [program = "", ...args] = [
    ...wrapGuest({ ...wrappers, landlock: undefined }, GUEST),
    "/bin/sh",
    "-c",
    "echo $$; ulimit -n; grep NoNewPrivs /proc/self/status",
  ];
  const child = new Deno.Command(program, { args, stdout: "piped" }).spawn();
  const said = (await new Response(child.stdout).text()).trim().split("\n");
  await child.status;
  assert.equal(said[0], String(child.pid));
  if (wrappers.prlimit) assert.equal(said[1], "256");
  if (wrappers.setpriv) assert.match(said[2] ?? "", /1$/);
});

Deno.test("wrapService limits memory and open files, and no file: Deno's own cache is large", () => {
  const words = wrapService(ALL).join(" ");
  assert.match(words, /^\/bin\/prlimit --data=\d+ --nofile=1024 --core=0 \/bin\/setpriv /);
  assert.doesNotMatch(words, /--fsize/);
  assert.match(wrapParser(ALL).join(" "), /^\/bin\/unshare --ipc --uts --net \/bin\/prlimit /);
  assert.deepEqual(wrapParser(NO_WRAPPERS), []);
});
