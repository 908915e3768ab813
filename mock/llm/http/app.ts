import { Hono } from "hono";
import type { Context } from "hono";
import { writeFamilies } from "../exposition/write.ts";
import type { Dialect } from "../exposition/write.ts";
import type { World } from "../world.ts";

/** What an engine says where it knows no page, and which header tells its web server. */
export interface AppHabits {
  readonly notFound: (context: Context) => Response | Promise<Response>;
  readonly server?: string;
}

/** The page that FastAPI gives where there is none. */
export const FASTAPI: AppHabits = {
  notFound: (context) => context.json({ detail: "Not Found" }, 404),
  server: "uvicorn",
};

/** An application that notes what it does not know. */
export function createApp(world: World, { notFound, server }: AppHabits): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    if (server !== undefined) context.header("server", server);
  });
  app.notFound((context) => {
    world.miss(context);
    return notFound(context);
  });
  return app;
}

/** Answers with all that the engine's table tells. */
export function tellMetrics(world: World, context: Context, dialect: Dialect): Response {
  const text = writeFamilies(world.recorder.families(), dialect, world.view.startedAtUnix());
  return context.body(text, 200, {
    "content-type": dialect.contentType,
  });
}
