import assert from "node:assert/strict";
import { configSchema } from "../contract/config.ts";
import { CodedError } from "../contract/errors.ts";
import { IssuesError } from "../contract/issue.ts";
import { ConfigReload } from "./config_reload.ts";

const WRONG = new IssuesError([
  { code: "config_invalid", file: "config.yaml", path: "log", rule: "is wrong", line: 2 },
]);
const LOST = new CodedError("reader_failed", "Cannot read");

/** A reload that writes down what it says and sends, and whose pauses are over when a test says so. */
function makeReload() {
  const said: string[] = [];
  let waiting: (() => void) | undefined;
  const reload = new ConfigReload({
    config: () => configSchema.parse({}),
    log: (level, message, fields = {}) =>
      void said.push(`${level} ${message} ${fields.code ?? ""}`),
    send: (message) => void said.push("ok" in message ? `ok ${message.ok}` : message.type),
    onRetried: () => void said.push("retried"),
    after: (_, run) => {
      waiting = run;
      return () => waiting = undefined;
    },
  });
  const pass = async () => {
    const run = waiting;
    waiting = undefined;
    run?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { reload, said, isWaiting: () => waiting !== undefined, pass };
}

const REFUSED = [
  "error The previous configuration stays in force: config.yaml:2: log: is wrong config_invalid",
  "ok false",
];

Deno.test("ConfigReload tells of what is new, and says nothing where nothing is", async () => {
  const { reload, said } = makeReload();
  await reload.run(() => Promise.resolve(false));
  assert.deepEqual(said, []);
  await reload.run(() => Promise.resolve(true));
  assert.deepEqual(said, ["settings", "ok true", "info The configuration was reloaded "]);
});

Deno.test("ConfigReload tells that a wrong configuration was made right, also by what was before", async () => {
  const { reload, said, isWaiting } = makeReload();
  await reload.run(() => Promise.reject(WRONG));
  assert.deepEqual(said.splice(0), REFUSED);
  assert.equal(isWaiting(), false);
  await reload.run(() => Promise.resolve(false));
  assert.deepEqual(said.splice(0), [
    "ok true",
    "info The configuration was corrected: it is as it was ",
  ]);
  await reload.run(() => Promise.resolve(false));
  assert.deepEqual(said, []);
});

Deno.test("ConfigReload tries again until something can be read, and says once that it cannot", async () => {
  const { reload, said, isWaiting, pass } = makeReload();
  const outcomes = [LOST, LOST, true];
  const load = () => {
    const outcome = outcomes.shift();
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome === true);
  };
  await reload.run(load);
  const lost = "error The previous configuration stays in force: Cannot read reader_failed";
  assert.deepEqual(said.splice(0), [lost, "ok false"]);
  await pass();
  assert.deepEqual([said.splice(0), isWaiting()], [["retried"], true]);
  await pass();
  assert.deepEqual(said, [
    "settings",
    "ok true",
    "info The configuration was reloaded ",
    "retried",
  ]);
  assert.equal(isWaiting(), false);
});

Deno.test("ConfigReload reads one after another, so that what was read last is in force", async () => {
  const { reload } = makeReload();
  const order: string[] = [];
  const first = Promise.withResolvers<boolean>();
  const older = reload.run(async () => {
    const isNews = await first.promise;
    order.push("older");
    return isNews;
  });
  const newer = reload.run(() => Promise.resolve(order.push("newer") > 0));
  first.resolve(true);
  await Promise.all([older, newer]);
  assert.deepEqual(order, ["older", "newer"]);
});

Deno.test("ConfigReload tries nothing again where it was closed while it read", async () => {
  const { reload, isWaiting } = makeReload();
  const reading = Promise.withResolvers<boolean>();
  const running = reload.run(() => reading.promise);
  await Promise.resolve();
  reload.close();
  reading.reject(LOST);
  await running;
  assert.equal(isWaiting(), false);
});

Deno.test("ConfigReload tries nothing again once it is closed, or was asked anew", async () => {
  const { reload, isWaiting } = makeReload();
  await reload.run(() => Promise.reject(LOST));
  await reload.run(() => Promise.resolve(false));
  assert.equal(isWaiting(), false);
  await reload.run(() => Promise.reject(LOST));
  reload.close();
  assert.equal(isWaiting(), false);
});
