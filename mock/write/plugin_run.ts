import { resolvePluginConfig } from "../../runtime/kernel/config/plugin_config.ts";
import { readManifest } from "../../runtime/kernel/catalog/read_manifest.ts";
import { CallError } from "../../runtime/contract/errors.ts";
import { IssuesError } from "../../runtime/contract/issue.ts";
import type { KernelCalls } from "../../runtime/contract/kernel_calls.ts";
import type { Manifest } from "../../runtime/contract/manifest.ts";
import type { ValidFamily } from "../../runtime/contract/metric.ts";
import type { CallOutcome, CollectionResult } from "../../runtime/contract/codes.ts";
import { validateResult } from "../../runtime/metrics/validate_result.ts";
import { createCalls } from "../../runtime/sdk/create_calls.ts";
import type { PluginContext } from "../../runtime/sdk/context.ts";
import type { Plugin } from "../../runtime/sdk/define_plugin.ts";
import type { SimulatedClock } from "./simulated_clock.ts";

/** The outcome of one collection. */
export interface Collected {
  readonly result: CollectionResult;
  readonly families: readonly ValidFamily[];
  readonly seconds: number;
}

/** The place and the surroundings of a plugin. */
export interface PluginRunOptions {
  readonly dir: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly calls: KernelCalls;
  readonly clock: SimulatedClock;
  /** Is told of each call that the plugin made. */
  readonly onCall: (service: string, outcome: CallOutcome) => void;
}

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

/** A real plugin, run in this process over a world. Its process never ends. */
export class PluginRun {
  readonly manifest: Manifest;
  readonly #plugin: Plugin;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #options: PluginRunOptions;
  readonly #declarations: ReadonlyMap<string, Manifest["metrics"][number]>;

  private constructor(
    { manifest, plugin, config }: {
      manifest: Manifest;
      plugin: Plugin;
      config: Readonly<Record<string, unknown>>;
    },
    options: PluginRunOptions,
  ) {
    this.manifest = manifest;
    this.#plugin = plugin;
    this.#config = config;
    this.#options = options;
    this.#declarations = new Map(manifest.metrics.map((one) => [one.name, one]));
  }

  /** @throws {IssuesError} with what is wrong with its manifest or its configuration. */
  static async load(options: PluginRunOptions): Promise<PluginRun> {
    const { manifest } = await readManifest(options.dir);
    const source = { file: "mock/write/plugin_settings.ts", lineOf: () => undefined };
    const given = { enabled: true, config: options.config };
    const { config, issues } = resolvePluginConfig(manifest, given, source);
    if (issues.length > 0) throw new IssuesError(issues);
    const entry = new URL(`file://${options.dir}/${manifest.entry}`).href;
    const { default: plugin } = await import(entry) as { default: Plugin };
    return new PluginRun({ manifest, plugin, config }, options);
  }

  /** Collects once, and judges the result as the host does. */
  async collect(timeoutMs: number): Promise<Collected> {
    const { clock } = this.#options;
    const startMs = clock.nowMs;
    const over = new AbortController();
    const context: PluginContext = {
      config: this.#config,
      signal: over.signal,
      timeoutMs,
      ...createCalls((service, method, args) => this.#call(service, method, args)),
      log: () => {},
      report: () => {},
    };
    const late = clock.sleep(timeoutMs).then(() => "late" as const);
    const answer = await Promise.race([this.#plugin.collect(context), late]);
    const seconds = (clock.nowMs - startMs) / 1_000;
    over.abort();
    if (answer === "late") return { result: "stopped", families: [], seconds };
    if ("inactive" in answer) return { result: "inactive", families: [], seconds };
    const result = validateResult(answer, this.#declarations, {
      seriesLimit: this.manifest.limits.series,
    });
    if (!result.ok) return { result: "rejected", families: [], seconds };
    return { result: "ok", families: result.families, seconds };
  }

  async #call(service: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const { calls, onCall } = this.#options;
    const own = calls[service as keyof KernelCalls] as unknown as Methods;
    try {
      const value = await own[method]?.(...args);
      onCall(service, "ok");
      return value;
    } catch (error) {
      if (error instanceof CallError) onCall(service, error.code);
      throw error;
    }
  }
}
