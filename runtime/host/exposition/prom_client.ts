/**
 * The parts of prom-client that count, each by itself: its front door loads its default metrics as
 * well, and with them OpenTelemetry, a third of the time that the host takes to start.
 */
import counter from "prom-client/lib/counter.js";
import gauge from "prom-client/lib/gauge.js";
import histogram from "prom-client/lib/histogram.js";
import registry from "prom-client/lib/registry.js";
import type * as promClient from "prom-client";

export type Counter<T extends string> = promClient.Counter<T>;
export type Gauge<T extends string> = promClient.Gauge<T>;
export type Histogram<T extends string> = promClient.Histogram<T>;
export type Registry = promClient.Registry;

export const Counter: typeof promClient.Counter = counter;
export const Gauge: typeof promClient.Gauge = gauge;
export const Histogram: typeof promClient.Histogram = histogram;
export const Registry: typeof promClient.Registry = registry;
