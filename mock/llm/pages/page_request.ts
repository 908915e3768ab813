import type { Context } from "hono";
import type { MetricsProfile } from "../profile/schema.ts";
import type { ServerContext } from "../server_context.ts";
import type { Fields, Scope } from "../../template/render.ts";

/** A page that no template can say. */
export type OwnPage = (context: Context, fields: Fields) => object | Promise<object>;

/** A request for a page: who answers it, and what its templates may name. */
export interface PageRequest {
  readonly server: ServerContext;
  readonly context: Context;
  readonly scope: Scope;
  readonly metrics: MetricsProfile | undefined;
  readonly own: Readonly<Record<string, OwnPage>>;
}
