import type { Item, ItemsAnswer, ProblemsAnswer } from "../../contract/item.ts";
import type { PluginsAnswer, StatusAnswer } from "../../contract/status.ts";
import type { Instance } from "../instance.ts";

/** Everything that is shown, as of one moment. */
export interface TopView {
  readonly address: string;
  readonly unixMs: number;
  readonly status: StatusAnswer;
  readonly problems: ProblemsAnswer;
  readonly items: readonly Item[];
  readonly plugins: PluginsAnswer["plugins"];
}

/** @throws {CodedError} `host_unreachable`, `auth_invalid`. */
export async function readView(instance: Instance): Promise<TopView> {
  const [status, problems, { items }, { plugins }] = await Promise.all([
    instance.getJson<StatusAnswer>("/api/v1/status"),
    instance.getJson<ProblemsAnswer>("/api/v1/problems"),
    instance.getJson<ItemsAnswer>("/api/v1/items"),
    instance.getJson<PluginsAnswer>("/api/v1/plugins"),
  ]);
  return { address: instance.address, unixMs: Date.now(), status, problems, items, plugins };
}
