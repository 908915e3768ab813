import assert from "node:assert/strict";
import { LIMITS } from "../../contract/limits.ts";
import { FakeClock, settle } from "../../../tests/support/fake_clock.ts";
import {
  type Behaviour,
  demoFamilies,
  FakeKernel,
  fakeSpec,
  wellBehaved,
} from "../../../tests/support/fake_kernel.ts";
import { KernelError } from "../kernel_error.ts";
import { GuestSession } from "./guest_session.ts";

function setUp(behaviour: Behaviour | undefined) {
  const kernel = new FakeKernel();
  const clock = new FakeClock();
  const calls: string[] = [];
  const logs: string[] = [];
  if (behaviour) kernel.behaviours.set("r1", behaviour);
  const session = new GuestSession(fakeSpec(), {
    kernel,
    clock,
    startTurn: () => Promise.resolve(() => {}),
    onCall: (service, outcome) => calls.push(`${service} ${outcome}`),
    onLog: (level, message) => logs.push(`${level} ${message}`),
    onSubjects: (subjects) => logs.push(`subjects ${subjects.map(({ name }) => name)}`),
    onStarving: (detail) => logs.push(`starving ${detail}`),
  });
  return { kernel, clock, session, calls, logs };
}

/** Says hello, and does something at the first collection. */
function onCollect(act: (...parameters: Parameters<Behaviour>) => void): Behaviour {
  return (guest, message) => {
    if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
    else act(guest, message);
  };
}

Deno.test("GuestSession collects the families that its guest answers", async () => {
  const { session } = setUp(wellBehaved(() => demoFamilies()));
  assert.equal(await session.start(5_000), undefined);
  assert.deepEqual(await session.collect(1, 1_000), {
    kind: "result",
    families: demoFamilies(),
  });
  assert.equal(session.runs, 1);
  assert.equal(session.end, undefined);
});

Deno.test("GuestSession passes on that there is nothing to watch, and what the plugin threw", async () => {
  const cases = [
    {
      message: { type: "inactive", id: 1, reason: "no GPU" },
      expected: { kind: "inactive", reason: "no GPU" },
    },
    {
      message: { type: "failure", id: 1, message: "boom" },
      expected: { kind: "failure", message: "boom" },
    },
  ];
  for (const { message, expected } of cases) {
    const { session } = setUp(onCollect((guest) => guest.say(message)));
    await session.start(5_000);
    assert.deepEqual(await session.collect(1, 1_000), expected);
  }
});

Deno.test("GuestSession passes on what a plugin watches, while it collects", async () => {
  const subjects = [{ name: "chat", state: "up", detail: "vLLM (qwen)" }];
  const { session, logs } = setUp(onCollect((guest, message) => {
    guest.say({ type: "subjects", subjects });
    wellBehaved(() => demoFamilies())(guest, message);
  }));
  await session.start(5_000);
  assert.equal((await session.collect(1, 1_000)).kind, "result");
  assert.deepEqual(logs, ["subjects chat"]);
});

Deno.test("GuestSession ends a guest that does not load in time", async () => {
  const { session, clock, kernel } = setUp(() => {});
  const started = session.start(5_000);
  await clock.advance(5_000);
  assert.equal((await started)?.reason, "start_timeout");
  assert.equal(kernel.guests[0]?.killed, "start_timeout");
});

Deno.test("GuestSession ends a guest whose collection takes too long, and does not wait for it", async () => {
  const { session, clock, kernel } = setUp(onCollect(() => {}));
  await session.start(5_000);
  const answer = session.collect(1, 1_000);
  await clock.advance(1_000);
  const { kind } = await answer;
  assert.equal(kind, "ended");
  assert.equal(session.end?.reason, "call_timeout");
  assert.equal(kernel.guests[0]?.killed, "call_timeout");
});

Deno.test("GuestSession tells why a guest could not be started", async () => {
  const { session } = setUp(undefined);
  assert.equal((await session.start(5_000))?.reason, "spawn_failed");
});

const SINS: [string, string, Behaviour][] = [
  [
    "a second hello",
    "unsolicited_frame",
    onCollect((guest) => {
      guest.say({ type: "hello", protocol: 1 });
    }),
  ],
  [
    "an answer to a collection that was not asked for",
    "unsolicited_frame",
    onCollect((guest) => {
      guest.say({ type: "result", id: 99, families: [] });
    }),
  ],
  [
    "what it watches, when nothing was asked",
    "unsolicited_frame",
    (guest, message) => {
      if (message.type === "hello") guest.say({ type: "subjects", subjects: [] });
    },
  ],
  ["an unknown frame", "invalid_frame", onCollect((guest) => guest.say({ type: "take_over" }))],
  [
    "a frame that is no JSON",
    "invalid_frame",
    onCollect((guest) => {
      guest.sayBytes(new TextEncoder().encode("{"));
    }),
  ],
  [
    "a frame that is not UTF-8",
    "invalid_utf8",
    onCollect((guest) => {
      guest.sayBytes(new Uint8Array([0xff]));
    }),
  ],
  [
    "too many calls",
    "call_flood",
    onCollect((guest) => {
      for (let id = 0; id <= LIMITS.callsPerCollection; id++) {
        guest.say({ type: "call", id, service: "facts", method: "read", args: [] });
      }
    }),
  ],
  [
    "too many log lines",
    "log_flood",
    onCollect((guest) => {
      for (let line = 0; line <= LIMITS.logsPerCollectionKill; line++) {
        guest.say({ type: "log", level: "info", message: "" });
      }
    }),
  ],
  [
    "load_failed after its hello",
    "unsolicited_frame",
    onCollect((guest) => {
      guest.say({ type: "load_failed", message: "" });
    }),
  ],
];

for (const [title, reason, behaviour] of SINS) {
  Deno.test(`GuestSession ends a guest for ${title}`, async () => {
    const { session, kernel } = setUp(behaviour);
    await session.start(5_000);
    const answer = await session.collect(1, 1_000);
    assert.equal(answer.kind, "ended");
    assert.equal(session.end?.reason, reason);
    assert.equal(kernel.guests[0]?.killed, reason);
  });
}

Deno.test("GuestSession ends a guest that answers before it was asked", async () => {
  const { session } = setUp((guest, message) => {
    if (message.type !== "hello") return;
    guest.say({ type: "hello", protocol: 1 });
    guest.say({ type: "result", id: 1, families: [] });
  });
  await session.start(5_000);
  await settle();
  assert.equal(session.end?.reason, "unsolicited_frame");
});

Deno.test("GuestSession ends a guest that speaks another protocol", async () => {
  const { session } = setUp((guest) => guest.say({ type: "hello", protocol: 2 }));
  assert.equal((await session.start(5_000))?.reason, "protocol_version");
});

Deno.test("GuestSession keeps the first cause when the exit follows", async () => {
  const { session, kernel } = setUp(onCollect((guest) => {
    guest.say({ type: "nonsense" });
    guest.exit("exit", "code 0");
  }));
  await session.start(5_000);
  await session.collect(1, 1_000);
  await settle();
  assert.equal(session.end?.reason, "invalid_frame");
  assert.equal(kernel.guests[0]?.killed, "invalid_frame");
});

Deno.test("GuestSession answers calls under the guest's own stream and counts them", async () => {
  const { session, kernel, calls } = setUp(onCollect((guest, message) => {
    if (message.type === "collect") {
      guest.say({ type: "call", id: 7, service: "facts", method: "read", args: ["/proc/stat"] });
      guest.say({ type: "call", id: 8, service: "exec", method: "run", args: ["id", []] });
      guest.say({ type: "call", id: 9, service: "shell", method: "run", args: [] });
    } else if (message.type === "return" && guest.received.length === 5) {
      guest.say({ type: "result", id: 1, families: [] });
    }
  }));
  kernel.answer = (_, args) =>
    (args as { service: string }).service === "facts"
      ? Promise.resolve("cpu 1 2 3")
      : Promise.reject(new KernelError("not_granted", "No"));
  await session.start(5_000);
  await session.collect(1, 1_000);
  const returns = kernel.guests[0]?.received.filter(({ type }) => type === "return");
  assert.deepEqual(returns?.find((one) => "id" in one && one.id === 7), {
    type: "return",
    id: 7,
    ok: true,
    value: "cpu 1 2 3",
  });
  assert.deepEqual(calls.sort(), ["exec not_granted", "facts ok", "unknown unknown_method"]);
  assert.ok(kernel.requests.every(({ args }) => (args as { stream: number }).stream === 1));
});

Deno.test("GuestSession refuses a value that does not fit in a frame", async () => {
  const { session, kernel, calls } = setUp(onCollect((guest, message) => {
    if (message.type === "collect") {
      guest.say({ type: "call", id: 1, service: "facts", method: "read", args: [] });
    } else if (message.type === "return") {
      guest.say({ type: "result", id: 1, families: [message] });
    }
  }));
  kernel.answer = () => Promise.resolve("x".repeat(LIMITS.guestFrameBytes));
  await session.start(5_000);
  await session.collect(1, 1_000);
  assert.deepEqual(calls, ["facts too_large"]);
});

Deno.test("GuestSession passes on only so many log lines of one collection", async () => {
  const { session, logs } = setUp(onCollect((guest) => {
    for (let line = 0; line < LIMITS.logsPerCollection + 50; line++) {
      guest.say({ type: "log", level: "info", message: `${line}` });
    }
    guest.say({ type: "result", id: 1, families: [] });
  }));
  await session.start(5_000);
  await session.collect(1, 1_000);
  assert.equal(logs.length, LIMITS.logsPerCollection);
});

Deno.test("GuestSession.stop waits until the process is gone and settles what is open", async () => {
  const { session, kernel } = setUp(onCollect(() => {}));
  await session.start(5_000);
  const answer = session.collect(1, 1_000);
  await session.stop("shutdown");
  assert.equal((await answer).kind, "ended");
  assert.equal(kernel.guests[0]?.killed, "shutdown");
  assert.equal((await session.collect(2, 1_000)).kind, "ended");
});

Deno.test("GuestSession that was given up while it waited for its turn is gone", async () => {
  const kernel = new FakeKernel();
  const turn = Promise.withResolvers<() => void>();
  const session = new GuestSession(fakeSpec(), {
    kernel,
    clock: new FakeClock(),
    startTurn: () => turn.promise,
    onCall: () => {},
    onLog: () => {},
    onStarving: () => {},
    onSubjects: () => {},
  });
  const started = session.start(5_000);
  const stopped = session.stop("shutdown");
  turn.resolve(() => {});
  assert.equal((await started)?.reason, "shutdown");
  // It would wait for ever for a process that never was.
  await stopped;
  assert.equal(kernel.guests.length, 0);
});
