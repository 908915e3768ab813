/** The calls to Prometheus that Grafana makes. */

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds, and the value as text. */
  readonly values: readonly (readonly [number, string])[];
}

export interface TimeSpan {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export class PrometheusApi {
  readonly #url: string;
  readonly #laterSeconds: number;

  /** Asks about times that lie so much after those that Grafana would ask about. */
  constructor(url: string, { laterSeconds = 0 }: { readonly laterSeconds?: number } = {}) {
    this.#url = url;
    this.#laterSeconds = laterSeconds;
  }

  async queryRange(expr: string, span: TimeSpan, stepSeconds: number): Promise<Series[]> {
    // As Grafana does: points lie on multiples of the step.
    const align = (seconds: number) =>
      Math.floor(seconds / stepSeconds) * stepSeconds + this.#laterSeconds;
    const { result } = await this.#ask<Matrix>("query_range", {
      query: expr,
      start: `${align(span.fromSeconds)}`,
      end: `${align(span.toSeconds)}`,
      step: `${stepSeconds}`,
    });
    return result;
  }

  async query(expr: string, atSeconds: number): Promise<Series[]> {
    const data = await this.#ask<Vector | Scalar>("query", {
      query: expr,
      time: `${atSeconds + this.#laterSeconds}`,
    });
    if (data.resultType === "scalar") return [{ metric: {}, values: [data.result] }];
    return data.result.map(({ metric, value }) => ({ metric, values: [value] }));
  }

  labelValues(label: string, selector: string | undefined, span: TimeSpan): Promise<string[]> {
    return this.#ask<string[]>(`label/${label}/values`, matching(selector, span));
  }

  labelNames(span: TimeSpan): Promise<string[]> {
    return this.#ask<string[]>("labels", matching(undefined, span));
  }

  async #ask<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetchAgain(
      `${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`,
    );
    const answer = await response.json() as { status: string; data: T; error?: string };
    if (answer.status !== "success") {
      throw new Error(`${answer.error} (${parameters["query"] ?? path})`);
    }
    return answer.data;
  }
}

/** A connection that was kept open may close at the moment when it is used again. */
async function fetchAgain(url: string): Promise<Response> {
  try {
    return await fetch(url);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return await fetch(url);
  }
}

interface Matrix {
  readonly result: Series[];
}

interface Vector {
  readonly resultType: "vector";
  readonly result: readonly {
    readonly metric: Series["metric"];
    readonly value: readonly [number, string];
  }[];
}

interface Scalar {
  readonly resultType: "scalar";
  readonly result: readonly [number, string];
}

function matching(selector: string | undefined, span: TimeSpan): Record<string, string> {
  return {
    start: `${span.fromSeconds}`,
    end: `${span.toSeconds}`,
    ...(selector === undefined ? {} : { "match[]": selector }),
  };
}
