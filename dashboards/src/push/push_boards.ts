import type { GrafanaApi } from "./grafana_api.ts";

/** The folder of all boards. */
const FOLDER = { uid: "llm-monitor", title: "llm-monitor" };

/** A board in Grafana's JSON. */
export interface PushedBoard {
  readonly uid: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The outcome of each board, by its uid. */
export type PushResult = Readonly<Record<string, "created" | "updated" | "unchanged">>;

/**
 * Brings boards into Grafana. A board whose last version is the one that would be pushed stays: the
 * message of a version holds the digest of what was pushed, and any change since has made another one.
 *
 * @throws {CodedError} at the first call that fails; those before it stay.
 */
export async function pushBoards(
  boards: readonly PushedBoard[],
  api: GrafanaApi,
): Promise<PushResult> {
  if (!await api.hasFolder(FOLDER.uid)) await api.createFolder(FOLDER);
  const results: Record<string, PushResult[string]> = {};
  for (const { uid, json } of boards) {
    const message = `llm-monitor ${await computeDigest(json)}`;
    const last = await api.lastVersion(uid);
    if (last?.message !== message) {
      // The number of its own database, and the count of its own versions.
      const { id: _, version: __, ...dashboard } = json;
      await api.saveBoard({
        dashboard: { ...dashboard, id: null },
        folderUid: FOLDER.uid,
        message,
      });
    }
    results[uid] = last === undefined
      ? "created"
      : last.message === message
      ? "unchanged"
      : "updated";
  }
  return results;
}

async function computeDigest(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
