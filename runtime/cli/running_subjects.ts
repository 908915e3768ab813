import type { Config } from "../contract/config.ts";
import { isRecord } from "../contract/record.ts";
import { parseSubjects } from "../contract/subject.ts";
import type { Subject } from "../contract/subject.ts";
import { askServer } from "./ask_server.ts";
import { addressOf } from "./server_address.ts";

export interface PluginSubject extends Subject {
  readonly plugin: string;
}

/** Long enough for an instance on this machine. */
const TIMEOUT_MS = 1_000;

/**
 * Asks the instance that runs here what its plugins watch. Nothing where none answers, where it wants a
 * secret first, or where another program answers in its place.
 */
export async function runningSubjects(server: Config["server"]): Promise<readonly PluginSubject[]> {
  let answer: unknown;
  try {
    const { text } = await askServer(new URL("/api/v1/plugins", addressOf(server)), TIMEOUT_MS);
    answer = JSON.parse(text);
  } catch {
    return []; // Mostly there is none yet: doctor is run before the first start.
  }
  const plugins = isRecord(answer) && Array.isArray(answer.plugins) ? answer.plugins : [];
  return plugins.filter(isRecord).flatMap(({ name, subjects }) =>
    (parseSubjects(subjects) ?? []).map((subject) => ({ plugin: String(name), ...subject }))
  );
}
