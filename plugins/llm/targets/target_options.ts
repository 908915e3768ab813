/**
 * An item of `targets` of plugin.yaml: checked by the kernel, durations in ms, defaults filled in.
 */
export interface TargetOptions {
  readonly url: string;
  readonly name?: string;
  readonly engine?: string;
  readonly metricsUrl?: string;
  readonly apiKeyEnv?: string;
  readonly apiKeyFile?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly models?: readonly string[];
  readonly probe?: ProbeOptions;
}

/** The options of a target's probe. */
export interface ProbeOptions {
  readonly interval: number;
  readonly model?: string;
  readonly onlyIfLoaded: boolean;
  readonly maxTokens: number;
  readonly timeout: number;
  readonly tokensPerDay: number;
  readonly prompt: string;
}
