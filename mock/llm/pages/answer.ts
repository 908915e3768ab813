import type { Context } from "hono";
import { z } from "zod";
import { computes } from "../chat/computes.ts";
import { DIALECTS, writeFamilies } from "../exposition/write.ts";
import type { ModelState } from "../../sim/engine_view.ts";
import { answerGeneration } from "./generate.ts";
import type { PageRequest } from "./page_request.ts";
import { holds, isFields, lookUp, render } from "../../template/render.ts";
import type { Fields, Scope } from "../../template/render.ts";

const COMPUTING = z.strictObject({ timeoutMs: z.number(), leastMs: z.number().default(0) });
const TEXT = "text/plain; charset=UTF-8";
const HTML = "text/html; charset=UTF-8";

/**
 * Answers with a page: a status, a text, a document in JSON, or a map whose first key says what it is.
 *
 * - `$if: ..., then: ..., else: ...`: one of two pages.
 * - `$model: name.of.a.field, then: ..., else: ...`: one of two pages, by whether there is such a model.
 * - `$costly: ...`: a page that costs something to look at.
 * - `$computes: { timeoutMs: ..., leastMs: ... }, then: ..., else: ...`: computes a token of the model first.
 * - `$generate: ...`: an answer of the model; see `generationSchema`.
 * - `$metrics: all | model`: the metrics.
 * - `$gauges: ...`: the numbers of a document, each as a gauge.
 * - `$unknown: true`: the page is not there.
 * - `$page: ...`: a page of the engine's `own.ts`.
 * - `$status`, `$headers`, with `$json`, `$text`, `$html` or `$redirect`: any other response.
 */
export async function answerPage(page: unknown, request: PageRequest): Promise<Response> {
  const { server, context, scope } = request;
  if (typeof page === "number") return new Response(null, { status: page });
  if (typeof page === "string") return context.text(String(render(page, scope)));
  if (!isFields(page)) return context.json(render(page, scope) as object);
  const respond = (other: unknown, more: Scope = {}) =>
    answerPage(other, { ...request, scope: { ...scope, ...more } });
  const choose = (isSo: boolean, more?: Scope) => respond(isSo ? page.then : page.else, more);
  if ("$if" in page) return await choose(holds(page.$if, scope));
  if ("$model" in page) {
    const model = server.find(String(lookUp(String(page.$model), scope) ?? ""));
    return await choose(model !== undefined, model && { model });
  }
  if ("$computes" in page) return await choose(await computesToken(page.$computes, request));
  if ("$unknown" in page) return await context.notFound();
  if ("$costly" in page) {
    server.noteCostly(context);
    return await answerPage(page.$costly, request);
  }
  if ("$generate" in page) return await answerGeneration(page.$generate, request, respond);
  if ("$page" in page) {
    const fields = isFields(scope.fields) ? scope.fields : {};
    const answer = await request.own[String(page.$page)]?.(context, fields);
    return answer instanceof Response ? answer : context.json(answer);
  }
  return makeResponse(page, request);
}

/** Answers with the metrics of the engine, or of one model alone. */
export function answerMetrics(
  { server: { recorder, view }, context, metrics }: PageRequest,
  only?: ModelState,
): Response {
  if (!metrics) throw new Error(`Cannot show metrics: ${view.engine} has none`);
  const isOpen = metrics.negotiates && wantsOpenMetrics(context);
  const dialect = DIALECTS[isOpen ? "python openmetrics" : metrics.dialect];
  const text = writeFamilies(recorder.families(only), dialect, view.startedAtUnix());
  return context.body(text, 200, { "content-type": dialect.contentType });
}

/** Tells whether a client asks for OpenMetrics, as prometheus_client's own application understands it. */
function wantsOpenMetrics({ req }: Context): boolean {
  return (req.header("accept") ?? "").split(",")
    .some((part) => part.split(";", 1)[0]?.trim() === "application/openmetrics-text");
}

function makeResponse(page: Fields, request: PageRequest): Response {
  const body = makeBody(page, request);
  const { $status: status, $headers: headers } = page;
  if (status === undefined && headers === undefined) return body;
  const response = new Response(body.body, {
    status: status === undefined ? body.status : Number(status),
    headers: body.headers,
  });
  for (const [name, value] of Object.entries(isFields(headers) ? headers : {})) {
    response.headers.set(name, String(render(value, request.scope)));
  }
  return response;
}

function makeBody(page: Fields, request: PageRequest): Response {
  const { context, scope } = request;
  const show = (name: string) => String(render(page[name], scope));
  if ("$text" in page) return context.body(show("$text"), 200, { "content-type": TEXT });
  if ("$html" in page) return context.body(show("$html"), 200, { "content-type": HTML });
  if ("$redirect" in page) {
    return context.redirect(new URL(show("$redirect"), context.req.url).href);
  }
  if ("$metrics" in page) {
    return answerMetrics(request, page.$metrics === "model" ? findModel(request) : undefined);
  }
  if ("$gauges" in page) return context.text(writeGauges(render(page.$gauges, scope)));
  const { $status: _status, $headers: _headers, ...fields } = page;
  return context.json(render("$json" in page ? page.$json : fields, scope) as object);
}

/** Writes numbers as SGLang does where nobody asked for its metrics: gauges without help. */
function writeGauges(document: unknown): string {
  return Object.entries(isFields(document) ? document : {}).map(([name, value]) =>
    typeof value === "number" && name !== "dp_rank"
      ? `# TYPE sglang_${name} gauge\nsglang_${name}{dp_rank="0"} ${value}\n`
      : ""
  ).join("");
}

async function computesToken(options: unknown, request: PageRequest): Promise<boolean> {
  const { server, context } = request;
  server.noteCostly(context);
  const { timeoutMs, leastMs } = COMPUTING.parse(options);
  const model = findModel(request);
  const [isComputed] = await Promise.all([
    model && computes(server, model, timeoutMs),
    new Promise((resolve) => setTimeout(resolve, leastMs)),
  ]);
  return isComputed ?? false;
}

/** Finds the model that the scope of a request speaks of. */
function findModel({ server, scope }: PageRequest): ModelState | undefined {
  return server.find(String(lookUp("model.name", scope)));
}
