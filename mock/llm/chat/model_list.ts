import type { Context, Hono } from "hono";
import type { ModelState } from "../../sim/engine_view.ts";
import type { World } from "../world.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Adds the list of models in the words of OpenAI's API, and each of them by its name. */
export function addModelList(
  app: Hono,
  world: World,
  { paths = ["/v1/models"], card, unknown }: {
    readonly paths?: readonly string[];
    readonly card: (model: ModelState) => Fields;
    /** What it says of a model that is not there; without it models are not told one by one. */
    readonly unknown?: (context: Context, name: string) => Response;
  },
): void {
  const created = Math.floor(world.view.startedAtUnix());
  const cardOf = (model: ModelState) => ({
    id: model.name,
    object: "model",
    created,
    ...card(model),
  });
  for (const path of paths) {
    app.get(
      path,
      (context) => context.json({ object: "list", data: world.view.models().map(cardOf) }),
    );
    if (!unknown) continue;
    // Names such as meta-llama/Llama-3.1-8B have a slash in them.
    app.get(`${path}/:name{.+}`, (context) => {
      const name = context.req.param("name");
      const model = world.find(name);
      return model ? context.json(cardOf(model)) : unknown(context, name);
    });
  }
}
