import { isRecord } from "./record.ts";

/** Something that a plugin watches one by one, such as a server: shown with the plugin, beside its metrics. */
export interface Subject {
  /** Name by which the operator knows it. */
  readonly name: string;
  /** Its state in a word, such as `up`. */
  readonly state: string;
  /** Description, or the reason why it is not known; one sentence. */
  readonly detail: string;
}

/** Maximum number kept for a plugin; nobody would look for one among more. */
export const MAX_SUBJECTS = 200;
const MAX_TEXT = 256;

/** Reads what a guest says of its subjects; undefined when it is no list of them. */
export function parseSubjects(value: unknown): readonly Subject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const subjects: Subject[] = [];
  for (const one of value.slice(0, MAX_SUBJECTS) as unknown[]) {
    if (!isRecord(one)) return undefined;
    const { name, state, detail } = one;
    if (typeof name !== "string" || typeof state !== "string" || typeof detail !== "string") {
      return undefined;
    }
    subjects.push({ name: clip(name), state: clip(state), detail: clip(detail) });
  }
  return subjects;
}

function clip(text: string): string {
  return text.slice(0, MAX_TEXT);
}
