import { FakeClock } from "./fake_clock.ts";
import { FakeKernel, fakeSpec } from "./fake_kernel.ts";
import type { Behaviour, FakeGuest } from "./fake_kernel.ts";
import { configSchema } from "../../runtime/contract/config.ts";
import type { HostMessage } from "../../runtime/contract/message.ts";
import type { PluginSpec } from "../../runtime/contract/syscall.ts";
import type { InstancePorts, Measures } from "../../runtime/host/supervise/instance_ports.ts";
import { PluginInstance } from "../../runtime/host/supervise/plugin_instance.ts";

/** The default settings. */
export const SETTINGS = configSchema.parse({}).supervisor;

/** Everything that an instance tells, in order. */
function recorder() {
  const events: string[] = [];
  const note = (name: string) => (...values: unknown[]) => {
    events.push([name, ...values.slice(1).map((value) => JSON.stringify(value))].join(" "));
  };
  const measures: Measures = {
    collectionFinished: (_plugin, { result }) => events.push(`collection ${result}`),
    stateChanged: (_plugin, state) => events.push(`state ${state}`),
    setUp: note("up"),
    restarted: note("restarted"),
    callFinished: note("call"),
    familyRejected: note("rejected"),
    tickMissed: note("missed"),
    reloaded: note("reloaded"),
    upgradePending: note("upgrade pending"),
    forget: note("forget"),
  };
  return { events, measures };
}

/** An instance over a fake kernel and a clock of the test, and all that it tells. */
export interface InstanceUnderTest {
  readonly kernel: FakeKernel;
  readonly clock: FakeClock;
  /** Its measurements, in order. */
  readonly events: string[];
  readonly published: { series: number; expiresAtMs: number }[];
  readonly logs: string[];
  readonly instance: PluginInstance;
  readonly end: () => Promise<void>;
  /** Returns how often something was measured. */
  readonly count: (event: string) => number;
}

/** Runs an instance whose guests behave like this, by revision. */
export function setUpInstance(
  behaviours: Record<string, Behaviour>,
  { spec = fakeSpec(), settings = SETTINGS }: {
    spec?: PluginSpec;
    settings?: typeof SETTINGS;
  } = {},
): InstanceUnderTest {
  const kernel = new FakeKernel();
  const clock = new FakeClock();
  for (const [revision, behaviour] of Object.entries(behaviours)) {
    kernel.behaviours.set(revision, behaviour);
  }
  const { events, measures } = recorder();
  const published: { series: number; expiresAtMs: number }[] = [];
  const logs: string[] = [];
  const ports: InstancePorts = {
    kernel,
    clock,
    startTurn: () => Promise.resolve(() => {}),
    measures,
    log: (level, message) => logs.push(`${level} ${message}`),
    settings: () => settings,
    publish: (_plugin, _families, options) => published.push(options) > 0,
    withdraw: () => events.push("withdraw"),
    adopt: ({ revision }) => events.push(`adopt ${revision}`),
    onChange: () => {},
  };
  const instance = new PluginInstance(spec, ports);
  const run = instance.run();
  const end = async () => {
    instance.drain("shutdown");
    await clock.advance(0);
    await run;
  };
  const count = (event: string) => events.filter((one) => one === event).length;
  return { kernel, clock, events, published, logs, instance, end, count };
}

/** Ends in each collection. */
export const crashing: Behaviour = (guest: FakeGuest, message: HostMessage): void => {
  if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
  if (message.type === "collect") guest.exit("exit", "It exited with code 1");
};

/** Never answers a collection. */
export const silent: Behaviour = (guest: FakeGuest, message: HostMessage): void => {
  if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
};
