import type { FinishedRequest } from "../../../sim/engine_view.ts";
import type { NumberSample } from "../../exposition/family.ts";
import {
  completed,
  DURATION,
  FIRST_TOKEN,
  inferenceSeconds,
  QUEUE,
  TOKEN_MEAN,
} from "../../exposition/observed.ts";
import {
  counter,
  gauge,
  global,
  histogram,
  onFirstUse,
  withOwnLabels,
} from "../../exposition/table.ts";
import type { NumberRow, Row, Telling } from "../../exposition/table.ts";

const l = (name: string) => `litellm_${name}`;

const SECONDS = [
  ...[0.005, 0.00625, 0.0125, 0.025, 0.05, 0.1],
  ...Array.from({ length: 19 }, (_, index) => 0.5 * (index + 1)),
  ...[10, 15, 20, 25, 30, 60, 120, 180, 240, 300],
];

/** People, as the proxy tells of them: whoever scrapes it learns their names. */
const WHO = {
  end_user: "None",
  hashed_api_key: "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
  api_key_alias: "chat-app",
  team: "team-1",
  team_alias: "research",
  user: "default_user_id",
  user_email: "ada@example.test",
};

/** Which deployment served a request. */
function deploymentOf({ model }: Telling) {
  return {
    litellm_model_name: model.name,
    model_id: modelId(model.name),
    api_base: "http://127.0.0.1:8000/v1",
    api_provider: "openai",
  };
}

/** The id that the proxy gives to a deployment. */
export function modelId(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(8);
}

const ROUTE = { route: "/v1/chat/completions" };

type Count = (finished: Readonly<Record<FinishedRequest["reason"], number>>) => number;

const succeeded: Count = ({ stop, length }) => stop + length;
const failed: Count = ({ error }) => error;

/** A counter of a model with people in its labels. */
function counted(name: string, help: string, value: (telling: Telling) => number): NumberRow {
  return counter(l(name), help, (telling) =>
    onFirstUse([{
      labels: { ...WHO, model: telling.model.name },
      value: value(telling),
    }]));
}

function deployments(name: string, help: string, count: Count): NumberRow {
  return counter(l(name), help, (telling) =>
    onFirstUse([{
      labels: { ...deploymentOf(telling), ...WHO },
      value: count(telling.sums.finished),
    }]));
}

/** 0 healthy, 1 partly, 2 not at all, by what came of the last few requests. */
function stateOf({ sums: { recent } }: Telling): number {
  const errors = recent.filter((reason) => reason === "error").length;
  return errors === 0 ? 0 : errors === recent.length ? 2 : 1;
}

const latency = (name: string, help: string, of: Parameters<typeof histogram>[3]) =>
  histogram(l(name), help, SECONDS, of, { ...WHO, model_id: "None" });

/** What LiteLLM's proxy tells of the servers behind it. */
export const LITELLM_ROWS: readonly Row[] = [
  counter(
    l("proxy_total_requests_metric_total"),
    "Total number of requests made to the proxy server - track number of client side requests",
    ({ sums: { finished } }): NumberSample[] => {
      const labels = { ...WHO, ...ROUTE, client_ip: "10.0.0.7" };
      return onFirstUse([
        { labels: { ...labels, status_code: "200" }, value: succeeded(finished) },
        { labels: { ...labels, status_code: "499" }, value: finished.abort },
        { labels: { ...labels, status_code: "500" }, value: finished.error },
      ]);
    },
  ),
  counter(
    l("proxy_failed_requests_metric_total"),
    "Total number of failed responses from proxy - the client did not get a success response " +
      "from litellm proxy",
    ({ sums }) =>
      onFirstUse([{
        labels: {
          ...WHO,
          ...ROUTE,
          exception_status: "500",
          exception_class: "Openai.InternalServerError",
        },
        value: failed(sums.finished),
      }]),
  ),
  latency(
    "request_total_latency_metric",
    "Total latency (seconds) for a request to LiteLLM",
    DURATION,
  ),
  latency(
    "llm_api_latency_metric",
    "Total latency (seconds) for a models LLM API call",
    completed((request) => request.queueSeconds + inferenceSeconds(request)),
  ),
  latency(
    "overhead_latency_metric",
    "Latency overhead (milliseconds) added by LiteLLM processing",
    completed(() => 0.004),
  ),
  latency(
    "llm_api_time_to_first_token_metric",
    "Time to first token for a models LLM API call",
    FIRST_TOKEN,
  ),
  latency(
    "request_queue_time_seconds",
    "Time spent in request queue before processing starts",
    QUEUE,
  ),
  latency(
    "deployment_latency_per_output_token",
    "LLM Deployment Analytics - Latency per output token",
    TOKEN_MEAN,
  ),
  counted(
    "input_tokens_metric_total",
    "Total number of input tokens from LLM requests",
    ({ sums }) => sums.promptTokens,
  ),
  counted(
    "output_tokens_metric_total",
    "Total number of output tokens from LLM requests",
    ({ sums }) => sums.generationTokens,
  ),
  counted(
    "total_tokens_metric_total",
    "Total number of input + output tokens from LLM requests",
    ({ sums }) => sums.promptTokens + sums.generationTokens,
  ),
  counted(
    "input_cached_tokens_metric_total",
    "Number of input tokens that were served from a provider's prompt cache",
    ({ sums }) => sums.cachedTokens,
  ),
  counted(
    "spend_metric_total",
    "Total spend on LLM requests",
    ({ sums }) => sums.promptTokens * 1e-7 + sums.generationTokens * 4e-7,
  ),
  withOwnLabels(gauge(
    l("deployment_state"),
    "LLM Deployment Analytics - The state of the deployment: 0 = healthy, 1 = partial outage, " +
      "2 = complete outage",
    (telling) => [{ labels: deploymentOf(telling), value: stateOf(telling) }],
  )),
  deployments(
    "deployment_success_responses_total",
    "LLM Deployment Analytics - Total number of successful LLM API calls via litellm",
    succeeded,
  ),
  deployments(
    "deployment_failure_responses_total",
    "LLM Deployment Analytics - Total number of failed LLM API calls for a specific LLM deployment.",
    failed,
  ),
  deployments(
    "deployment_total_requests_total",
    "LLM Deployment Analytics - Total number of LLM API calls via litellm - success + failure",
    (finished) => succeeded(finished) + failed(finished),
  ),
  global(gauge(
    l("in_flight_requests"),
    "Number of HTTP requests currently in-flight on this uvicorn worker",
    ({ snapshot }) => snapshot.runningRequests + snapshot.waitingRequests,
  )),
];
