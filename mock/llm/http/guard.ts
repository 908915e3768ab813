import type { Context, MiddlewareHandler } from "hono";
import type { World } from "../world.ts";

/** Where an engine wants a key, and what it says without one. */
export interface GuardHabits {
  readonly isGuarded: (path: string) => boolean;
  readonly refuse: (context: Context) => Response | Promise<Response>;
  /** Another header that may hold the key. */
  readonly header?: string;
}

/** Lets through whoever has the key, where the server has one. */
export function guard(
  { options: { apiKey } }: World,
  { isGuarded, refuse, header }: GuardHabits,
): MiddlewareHandler {
  return async (context, next) => {
    if (apiKey === undefined || !isGuarded(context.req.path)) return await next();
    const keys = [
      context.req.header("authorization")?.replace(/^Bearer /, ""),
      ...header === undefined ? [] : [context.req.header(header)],
    ];
    return keys.includes(apiKey) ? await next() : await refuse(context);
  };
}
