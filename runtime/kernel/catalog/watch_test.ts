import assert from "node:assert/strict";
import { watchPlugins } from "./watch.ts";

/** Runs a test with a temporary folder, counting what the watch of its `paths` tells. */
async function withWatch(
  paths: readonly string[],
  test: (dir: string, told: () => number, stop: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  const abort = new AbortController();
  let count = 0;
  const running = (async () => {
    const options = { debounceMs: 50, signal: abort.signal };
    for await (const _ of watchPlugins(paths.map((path) => `${dir}/${path}`), options)) count++;
  })();
  const stop = () => {
    abort.abort();
    return running;
  };
  try {
    // The watch is set a moment after it is asked for.
    await pause(100);
    await test(dir, () => count, stop);
  } finally {
    await stop();
    await Deno.remove(dir, { recursive: true });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(condition: () => boolean, timeoutMs = 8_000): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!condition()) {
    assert.ok(performance.now() < endMs, "Nothing was told");
    await pause(20);
  }
}

/** Waits until nothing more is told, and returns how often something was. */
async function settled(told: () => number): Promise<number> {
  for (let count = told();; count = told()) {
    await pause(300);
    if (told() === count) return count;
  }
}

Deno.test("watchPlugins tells a burst once", () =>
  withWatch(["plugins"], async (dir, told) => {
    await Deno.mkdir(`${dir}/plugins/one`, { recursive: true });
    await until(() => told() > 0);
    const before = await settled(told);
    // Without a turn for others between them, they are one burst however busy the machine is.
    for (let index = 0; index < 5; index++) {
      Deno.writeTextFileSync(`${dir}/plugins/one/mod.ts`, `${index}`);
    }
    await until(() => told() > before);
    assert.equal(await settled(told), before + 1);
  }));

Deno.test("watchPlugins notices a folder that comes, goes and comes again", () =>
  withWatch(["plugins.d"], async (dir, told) => {
    const folder = `${dir}/plugins.d`;
    for (const [index] of [1, 2].entries()) {
      const before = told();
      await Deno.mkdir(folder);
      await until(() => told() > before);
      await pause(150);
      const there = told();
      await Deno.writeTextFile(`${folder}/file${index}`, "");
      await until(() => told() > there);
      await pause(150);
      const written = told();
      await Deno.remove(folder, { recursive: true });
      await until(() => told() > written);
      await pause(150);
    }
  }));

Deno.test("watchPlugins follows a file that is replaced, and none beside it", () =>
  withWatch(["config.yaml"], async (dir, told) => {
    for (const text of ["a: 1", "a: 2"]) {
      const before = told();
      await Deno.writeTextFile(`${dir}/new`, text);
      await pause(150);
      assert.equal(told(), before);
      await Deno.rename(`${dir}/new`, `${dir}/config.yaml`);
      await until(() => told() > before);
      await pause(150);
    }
  }));

Deno.test("watchPlugins does not wait for someone who writes without a pause", async () => {
  await withWatch(["a.yaml"], async (dir, told) => {
    const endMs = performance.now() + 3_500;
    while (performance.now() < endMs && told() === 0) {
      await Deno.writeTextFile(`${dir}/a.yaml`, "a");
      await pause(10);
    }
    assert.ok(told() > 0);
  });
});

Deno.test("watchPlugins ends with its signal, also with one that came before", async () => {
  const dir = await Deno.makeTempDir();
  const options = { debounceMs: 10, signal: AbortSignal.abort() };
  for await (const _ of watchPlugins([dir], options)) assert.fail();
  await withWatch(["missing", "there.json"], (_, __, stop) => stop());
  await Deno.remove(dir);
});

Deno.test("watchPlugins looks by itself where the system tells nothing, and says so", async () => {
  const dir = await Deno.makeTempDir();
  const { watchFs } = Deno;
  Deno.watchFs = () => {
    throw new Error("Too many open files (os error 24)");
  };
  const abort = new AbortController();
  const told: unknown[] = [];
  let count = 0;
  const running = (async () => {
    const onTrouble = (_: string, trouble: unknown) => told.push(trouble);
    const options = { debounceMs: 10, signal: abort.signal, onTrouble };
    for await (const _ of watchPlugins([dir], options)) count++;
  })();
  try {
    await until(() => told.length === 1 && count === 1);
    assert.match(String(told[0]), /Too many open files/);
    // The first look sees it as it is; later ones see what changed.
    await pause(500);
    await Deno.writeTextFile(`${dir}/file`, "");
    await until(() => count === 2);
    Deno.watchFs = watchFs;
    await until(() => told.length === 2, 15_000);
    assert.equal(told[1], undefined);
  } finally {
    Deno.watchFs = watchFs;
    abort.abort();
    await running;
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("watchPlugins outlives a path that cannot be looked at", () =>
  withWatch([`${"x".repeat(300)}`, "good.json"], async (dir, told) => {
    await Deno.writeTextFile(`${dir}/good.json`, "{}");
    await until(() => told() > 0);
  }));
