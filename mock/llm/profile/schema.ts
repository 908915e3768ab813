import { z } from "zod";
import { DIALECTS } from "../exposition/write.ts";

const text = z.string().min(1);
const isOn = z.boolean().default(false);
const regex = text.transform((source) => new RegExp(source));

/** A page, or a document within one, that `pages/` renders. */
const template = z.unknown();
const optional = template.optional();
const templates = z.record(z.string(), template);

/** The pages for which a server asks for a key, by "METHOD /path", and its answer without one. */
const guard = z.strictObject({
  only: regex.optional(),
  except: regex.optional(),
  /** Another header that may hold the key. */
  header: text.optional(),
  refuse: template,
});

/** A table of metrics in CSV, and which of its families are taken over under which names. */
const table = z.strictObject({
  file: text,
  only: regex.optional(),
  without: regex.optional(),
  /** Families that are absent until their first event. */
  lazy: regex.optional(),
  /** It is shown without metrics of the engine, too. */
  always: isOn,
  rename: z.strictObject({ from: text, to: text }).optional(),
});

const bounds = z.union([
  /** Numbers, in one line or in several. */
  z.array(z.union([z.number(), z.array(z.number())])).transform((rows) => rows.flat()),
  z.strictObject({ geometric: z.tuple([z.number(), z.number(), z.number()]) }),
  z.strictObject({ linear: z.tuple([z.number(), z.number()]) }),
]);

const metrics = z.strictObject({
  /** Their path; without it a page of the profile's own shows them. */
  path: text.optional(),
  dialect: z.enum(Object.keys(DIALECTS) as [keyof typeof DIALECTS]),
  /** A client may ask for OpenMetrics. */
  negotiates: isOn,
  /** The page is there without metrics of the engine, too. */
  always: isOn,
  /** They cover every model; otherwise the first alone. */
  perModel: isOn,
  /** They have a listener of their own, usually this far above the port. */
  portAbove: z.int().positive().optional(),
  /** The answer of that listener to any other path. */
  notFound: optional,
  /** Labels of every series of a model. */
  labels: templates.default({}),
  tables: z.array(table),
  /** Names that the tables may use besides the common ones. */
  labelSets: z.record(z.string(), templates).default({}),
  bounds: z.record(z.string(), bounds).default({}),
});

/** The list of models in the words of OpenAI's API. */
const models = z.strictObject({
  paths: z.array(text).default(["/v1/models"]),
  card: templates,
  /** Each model has a page of its own; unknown ones are answered as in a chat. */
  hasPages: isOn,
});

/** A server's chats in the words of OpenAI's API. */
const chat = z.strictObject({
  chatPaths: z.array(text).default(["/v1/chat/completions"]),
  completionPaths: z.array(text).default(["/v1/completions"]),
  /** It serves its first model, whatever a client calls it. */
  servesAny: isOn,
  unknownModel: template,
  badRequest: template,
  /** The answer in place of a computation while the queue is full. */
  full: optional,
  /** The first delta, which comes with the first token, if there is one. */
  firstDelta: templates.default({ role: "assistant", content: "" }),
  hasFirstDelta: z.boolean().default(true),
  reasoningKey: z.enum(["reasoning", "reasoning_content"]).default("reasoning_content"),
  /** Fields of every choice, and of every chunk. */
  choice: templates.default({ logprobs: null }),
  chunk: templates.default({}),
  /** Fields of the last chunk of text, and of an answer that is not streamed. */
  last: templates.default({}),
  /** More about the usage. */
  usage: templates.default({}),
  /** Usage comes unasked, with the last chunk of text; otherwise it has a chunk of its own. */
  hasUsageLast: isOn,
  headers: templates.default({}),
});

/** An answer that an engine generates in words of its own; see `pages/generate.ts`. */
export const generationSchema = z.strictObject({
  /** The field of the prompt; `messages` holds a list of them. */
  prompt: text,
  /** The field that names the model; without it the first answers. */
  model: text.optional(),
  maxTokens: z.array(text),
  defaultTokens: z.int().positive().optional(),
  streams: z.enum(["always", "never", "asked", "unless refused"]),
  unknownModel: optional,
  invalid: template,
  full: optional,
  /** The server is full with so many open requests; by default with as many as it computes at once. */
  maxOpen: z.int().positive().optional(),
  /** The answer to a request without a prompt, where that is none to refuse. */
  empty: optional,
  /** The form of a stream, its parts, and its end. */
  framing: z.enum(["events", "lines"]).default("events"),
  part: optional,
  end: optional,
  streamHeaders: templates.default({}),
  /** The answer that is not streamed. */
  whole: template,
  wholeHeaders: templates.default({}),
  /** The answer when the engine gives up; without it the connection breaks. */
  failure: optional,
});

/** Everything that a fake server answers, as `profile.yaml` of its engine says. */
export const profileSchema = z.strictObject({
  headers: templates.default({}),
  /** Headers of what is answered past the guard. */
  innerHeaders: templates.default({}),
  notFound: template,
  guard: guard.optional(),
  /** The answer in place of any other page while the model is loaded into memory. */
  whileLoading: z.strictObject({ except: z.array(text), answer: template }).optional(),
  /** Names of models as the server itself has them. */
  repository: z.array(text).default([]),
  /** By paths; another method than GET stands before one, as in `POST /embed, POST /`. */
  pages: templates.default({}),
  metrics: metrics.optional(),
  models: models.optional(),
  chats: z.record(z.string(), chat).default({}),
});

export type Profile = z.output<typeof profileSchema>;
export type MetricsProfile = NonNullable<Profile["metrics"]>;
export type TableProfile = MetricsProfile["tables"][number];
export type ModelListProfile = NonNullable<Profile["models"]>;
export type ChatProfile = Profile["chats"][string];
export type GenerationProfile = z.output<typeof generationSchema>;
