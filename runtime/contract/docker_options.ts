/** The settings of the service that asks the engine; the kernel gives it as its one argument, in JSON. */
export interface DockerServiceOptions {
  /** `unix:///path`, `tcp://host:port` or `https://host:port`. */
  readonly host: string;
  /** Paths of PEM files; with any of them tcp is spoken with TLS. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** Labels that may be told, besides those of Compose and llm-monitor. */
  readonly labels: readonly string[];
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly parallel: number;
}
