import assert from "node:assert/strict";
import { CONNECTION_LIMITS, Connections } from "./connections.ts";

const { open, openInBurst, inFlight, headersMs, idleMs, answerMs, yieldMs, graceMs, checkMs } =
  CONNECTION_LIMITS;

/** Connections over a clock that is set by hand; `said` is what was told and closed, in order. */
function fakeConnections() {
  const said: string[] = [];
  const clock = { nowMs: 0 };
  let count = 0;
  const connections = new Connections({
    events: { open: (value) => count = value, closed: (reason) => said.push(reason) },
    nowMs: () => clock.nowMs,
  });
  const add = (key: string) => connections.add(key, () => said.push(`close ${key}`));
  const fill = (from: number, to: number) => {
    for (let index = from; index < to; index++) add(`c${index}`);
  };
  return { connections, clock, said, add, fill, count: () => count };
}

Deno.test("the connection without a request for longest makes room for a new one", () => {
  const { connections, clock, said, add, fill, count } = fakeConnections();
  fill(0, open);
  clock.nowMs += graceMs + 1;
  // The first one asks, so that the second is the one that waited for longest.
  connections.asked("c0");
  connections.answered("c0");
  add("new");
  assert.deepEqual(said, ["evicted", "close c1"]);
  assert.equal(count(), open);
});

Deno.test("one that is young keeps its place in a burst, and makes room soon after", () => {
  const { connections, clock, said, add, fill, count } = fakeConnections();
  fill(0, openInBurst);
  assert.deepEqual(said, []);
  assert.equal(count(), openInBurst);
  fill(openInBurst, 5 * openInBurst);
  assert.equal(count(), openInBurst);
  assert.equal(said.filter((line) => line === "evicted").length, 4 * openInBurst);
  clock.nowMs += graceMs;
  connections.check();
  assert.equal(count(), openInBurst);
  clock.nowMs++;
  connections.check();
  assert.equal(count(), open);
  add("new");
  assert.equal(count(), open);
});

Deno.test("a new connection is refused only while all of a burst are being answered", () => {
  const { connections, clock, said, add, fill, count } = fakeConnections();
  fill(0, openInBurst);
  for (let index = 0; index < openInBurst; index++) connections.asked(`c${index}`);
  assert.equal(add("new"), undefined);
  assert.deepEqual(said.splice(0), ["refused", "close new"]);
  connections.answered("c7");
  assert.ok(add("second"));
  assert.deepEqual(said.splice(0), ["evicted", "close c7"]);
  // An answer that is not taken makes room, too, but for nobody while it is young.
  connections.asked("second");
  clock.nowMs += yieldMs + 1;
  assert.ok(add("third"));
  assert.deepEqual(said.splice(0), ["evicted", "close c0"]);
  assert.equal(count(), openInBurst);
  connections.check();
  assert.equal(count(), open);
});

Deno.test("each deadline closes what is over it, and only that", () => {
  const { connections, clock, said, add } = fakeConnections();
  add("silent");
  add("idle");
  connections.asked("idle");
  connections.answered("idle");
  add("slow");
  connections.asked("slow");
  const at = (ms: number) => {
    clock.nowMs = ms;
    connections.check();
    return said.splice(0);
  };
  assert.deepEqual(at(headersMs), []);
  assert.deepEqual(at(headersMs + 2 * checkMs + 1), ["request_timeout", "close silent"]);
  assert.deepEqual(at(answerMs), []);
  assert.deepEqual(at(answerMs + 1), ["answer_timeout", "close slow"]);
  assert.deepEqual(at(idleMs), []);
  assert.deepEqual(at(idleMs + 1), ["idle_timeout", "close idle"]);
  assert.equal(connections.open, 0);
});

Deno.test("a connection with too many requests in flight is closed", () => {
  const { connections, said, add } = fakeConnections();
  add("one");
  for (let count = 0; count < inFlight; count++) connections.asked("one");
  assert.deepEqual(said, []);
  connections.asked("one");
  assert.deepEqual(said, ["pipelined", "close one"]);
});

Deno.test("a connection whose client used its port again is another one", () => {
  const { connections, add, count } = fakeConnections();
  const onClose = add("one");
  add("one");
  onClose?.();
  assert.equal(count(), 1);
  connections.asked("nobody");
  connections.answered("nobody");
});

Deno.test("an answer without an end has no deadline, keeps nobody out, and closes with the rest", () => {
  const { connections, clock, said, add, fill, count } = fakeConnections();
  fill(0, open);
  for (let index = 0; index < open; index++) {
    connections.asked(`c${index}`);
    connections.streams(`c${index}`);
  }
  clock.nowMs += 10 * answerMs;
  connections.check();
  assert.ok(add("scrape"));
  assert.deepEqual(said, []);
  assert.equal(count(), open + 1);
  connections.answered("c0");
  clock.nowMs += idleMs + 1;
  connections.check();
  assert.deepEqual(said.splice(0), ["request_timeout", "close scrape", "idle_timeout", "close c0"]);
  connections.closeAll();
  assert.equal(said.length, open - 1);
});
