/** A server in a container that its labels call a target, as an option of type `containers` holds it. */
export interface LabelledServer {
  readonly name: string;
  readonly url: string;
  /** What it is, where its labels say so. */
  readonly engine?: string;
  /** Where its metrics are, where its labels name a port of their own for them. */
  readonly metricsUrl?: string;
}
