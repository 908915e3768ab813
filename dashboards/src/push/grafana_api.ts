import { CodedError, errorText } from "../../../runtime/contract/errors.ts";

const TIMEOUT_MS = 10_000;

/** The version that was saved last, with the message that it was saved with. */
export interface LastVersion {
  readonly message: string;
}

/** The calls that pushing needs, of Grafana's HTTP API. Names and bodies are those of Grafana 11 to 13. */
export class GrafanaApi {
  readonly #url: string;
  readonly #token: string;

  constructor({ url, token }: { url: string; token: string }) {
    this.#url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  async hasFolder(uid: string): Promise<boolean> {
    return await this.#call("GET", `/api/folders/${uid}`) !== undefined;
  }

  async createFolder(folder: { uid: string; title: string }): Promise<void> {
    await this.#call("POST", "/api/folders", folder);
  }

  /** The last version of a board; undefined when there is no such board. */
  async lastVersion(uid: string): Promise<LastVersion | undefined> {
    const answer = await this.#call("GET", `/api/dashboards/uid/${uid}/versions?limit=1`);
    if (answer === undefined) return undefined;
    // Grafana before 11 answers with the list itself.
    const { versions = answer } = answer as { versions?: unknown };
    const [last] = Array.isArray(versions) ? versions : [];
    return last === undefined ? undefined : { message: String(last.message ?? "") };
  }

  /** Saves a board over the one that is there. */
  async saveBoard(
    save: { dashboard: unknown; folderUid: string; message: string },
  ): Promise<void> {
    await this.#call("POST", "/api/dashboards/db", { ...save, overwrite: true });
  }

  /** The answer as JSON; undefined when there is no such thing. */
  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const what = `${method} ${this.#url}${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // Where it leads to gets the token.
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      throw new CodedError("grafana_failed", `${what}: ${errorText(error)}`, {
        hint: "Check --url, and that Grafana runs",
      });
    }
    if (response.status === 404 && method === "GET") return undefined;
    if (!response.ok) throw refusal(what, response.status, text);
    return parse(what, text);
  }
}

function refusal(what: string, status: number, text: string): CodedError {
  const hint = status === 401 || status === 403
    ? "The token must be that of a service account that may write dashboards and folders"
    : status >= 300 && status < 400
    ? "Give the address that it redirects to as --url; the token was not sent there"
    : "Grafana's own log says more";
  return new CodedError("grafana_failed", `${what} answered ${status}: ${text.slice(0, 200)}`, {
    hint,
  });
}

function parse(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError(
      "grafana_failed",
      `${what} did not answer with JSON: ${text.slice(0, 80)}`,
      {
        hint: "Check that --url is that of Grafana itself, with its path if it has one",
      },
    );
  }
}
