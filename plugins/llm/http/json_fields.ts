/** Looks into JSON that a server sent, and takes nothing for granted. */
import { isRecord } from "@llm-monitor/sdk";

export type Fields = Readonly<Record<string, unknown>>;

/** The object, or an empty one for everything else. */
export function toFields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** The list, or an empty one for everything else. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The list with objects in place of everything else, which become empty ones. */
export function toRows(value: unknown): Fields[] {
  return toList(value).map(toFields);
}

/** The text, or an empty one for everything else. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A finite number from 0 on. */
export function toAmount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A number for which 0 would mean that it is not known. */
export function toPositive(value: unknown): number | undefined {
  const amount = toAmount(value);
  return amount === 0 ? undefined : amount;
}

/** Returns a rate for each second; undefined where one of both is missing or no time passed. */
export function perSecond(amount: unknown, seconds: number | undefined): number | undefined {
  const known = toAmount(amount);
  return known === undefined || seconds === undefined || seconds <= 0 ? undefined : known / seconds;
}

/** The value times a factor. */
export function scaled(value: unknown, factor: number): number | undefined {
  const known = toAmount(value);
  return known === undefined ? undefined : known * factor;
}

/** The object without what is undefined. */
export function known<T extends object>(value: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}
