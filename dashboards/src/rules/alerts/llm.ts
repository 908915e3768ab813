import { THRESHOLDS } from "../../../../runtime/contract/thresholds.ts";
import { BY, HELD, NOT_HELD } from "../rule.ts";
import type { Alert, RuleGroup } from "../rule.ts";

const limits = THRESHOLDS.llm;
const { busyUtilizationRatio } = THRESHOLDS.gpu;
const SERVER = "{{ $labels.target }} ({{ $labels.engine }}) on {{ $labels.instance }}";
const MODEL = "{{ $labels.model }} on {{ $labels.target }} of {{ $labels.instance }}";

/** Use of the cards of each server; servers are found by the names of their containers. */
function use(window: string): string {
  return `max by (job, instance, target) (
    server:gpu:info * on (${BY.gpu}) group_left ()
    avg_over_time(llm_monitor_gpu_utilization_ratio[${window}])
  )`;
}

export const LLM_ALERTS: RuleGroup<Alert> = {
  name: "llm",
  source: "dashboards/src/rules/alerts/llm.ts",
  rules: [
    {
      alert: "LlmMonitorServerDown",
      severity: "critical",
      expr: `llm_monitor_llm_up == 0
  and on (job, instance, target) llm_monitor_llm_state{state=~"down|unknown"} == 1`,
      lasts: {
        time: "1m",
        because: "an engine that is restarted on purpose is back, or loading, by then",
      },
      holds: HELD,
      summary: `${SERVER} is down`,
      description:
        "It does not answer its health check (up is {{ $value }}). Look whether its container " +
        "runs, then at its last words: docker logs --tail 50.",
    },
    {
      alert: "LlmMonitorServerRefuses",
      severity: "warning",
      expr: `llm_monitor_llm_state{state="refused"} == 1`,
      lasts: { time: "5m", because: "keys are changed on both sides, one after the other" },
      holds: NOT_HELD,
      summary: "{{ $labels.target }} on {{ $labels.instance }} refuses llm-monitor",
      description:
        "It asks for another key ({{ $value }}), and reports nothing without it. Set apiKeyEnv or " +
        "apiKeyFile of the target.",
    },
    {
      alert: "LlmMonitorServerLoading",
      severity: "warning",
      expr: `llm_monitor_llm_state{state="loading"} == 1`,
      lasts: { time: "15m", because: "large models take minutes from a cold disk" },
      holds: NOT_HELD,
      summary: "{{ $labels.target }} on {{ $labels.instance }} does not get ready",
      description:
        "It has been loading for 15 minutes ({{ $value }}). See its log, and whether the disk " +
        "with the models reads: rate(llm_monitor_system_disk_read_bytes_total[5m]).",
    },
    {
      alert: "LlmMonitorServerUnreadable",
      severity: "warning",
      expr: `min by (${BY.server}) (
  avg_over_time(llm_monitor_llm_scrape_success{source=~"metrics|models"}[5m])
) < ${limits.readableRatio}
  and on (job, instance, target) llm_monitor_llm_state{state="up"} == 1`,
      lasts: { time: "2m", because: "an engine under load breaks off an answer now and then" },
      holds: HELD,
      summary: `Pages of ${SERVER} cannot be read`,
      description:
        "Of the last 5 minutes its pages were read for {{ $value | humanizePercentage }}, although " +
        "it answers: a proxy in front of it, or another program at its port. curl its /metrics.",
    },
    {
      alert: "LlmMonitorEngineHung",
      severity: "critical",
      expr: `min by (${BY.model}) (min_over_time(llm_monitor_llm_requests_running[3m])) > 0
  and on (${BY.model})
sum by (${BY.model}) (rate(llm_monitor_llm_generation_tokens_total[3m])) == 0`,
      lasts: { time: "2m", because: "one long prompt may take a minute before its first token" },
      holds: HELD,
      summary: `${MODEL} is running requests without producing tokens`,
      description:
        "{{ $value }} requests are running, and none got a token in 3 minutes. Use of the card " +
        "says nothing here. Take a stack (py-spy dump) if you can, then restart the engine.",
    },
    {
      alert: "LlmMonitorQueueGrowing",
      severity: "warning",
      expr: `model:llm_requests_waiting:avg5m > ${limits.waitingRequests}
  and on (${BY.model}) max by (${BY.model}) (deriv(llm_monitor_llm_requests_waiting[10m])) > 0`,
      lasts: { time: "5m", because: "a burst is worked off" },
      holds: HELD,
      summary: `The queue of ${MODEL} grows`,
      description:
        "{{ $value | humanize }} requests wait, and more come than are served. Turn traffic away, " +
        "add a replica, or look for what made it slow: KV cache, throttling, long prompts.",
    },
    {
      alert: "LlmMonitorQueueWithIdleGpu",
      severity: "critical",
      expr: `min by (${BY.server}) (min_over_time(llm_monitor_llm_requests_waiting[5m])) > 0
  and on (job, instance, target) ${use("5m")} < ${limits.idleUtilizationRatio}`,
      lasts: { time: "2m", because: "five minutes are in the windows already" },
      holds: HELD,
      summary: `Requests wait for ${SERVER} while its card idles`,
      description:
        "{{ $value }} at least have waited for 5 minutes, and the card does next to nothing: the " +
        "scheduler hangs, or starves for a processor. See LlmMonitorCpuPressure; restart the engine.",
    },
    {
      alert: "LlmMonitorSlowFirstToken",
      severity: "warning",
      expr: `model:llm_time_to_first_token_seconds:mean_5m > ${limits.firstTokenSeconds}`,
      lasts: { time: "5m", because: "one long prompt is no trend" },
      holds: HELD,
      summary: `First tokens of ${MODEL} are late`,
      description:
        "{{ $value | humanizeDuration }} on average. Where requests wait, see the queue and the KV " +
        "cache; where they do not, prompts are long or prefill is slow.",
    },
    {
      alert: "LlmMonitorKvCacheFull",
      severity: "warning",
      // A full cache by itself is good use of the card: somebody has to wait for it.
      expr: `model:llm_kv_cache_usage_ratio:avg5m > ${limits.kvCacheHighRatio}
  and on (${BY.model}) (
    model:llm_preemptions:rate5m > 0
      or
    model:llm_requests_waiting:avg5m > 0
  )`,
      lasts: { time: "5m", because: "a full cache for a moment is good use of it" },
      holds: HELD,
      summary: `The KV cache of ${MODEL} is full, and requests wait for it`,
      description:
        "{{ $value | humanizePercentage }} on average: requests wait, or are preempted and computed " +
        "again. Shorten contexts, let fewer requests in at once, or give the model more memory.",
    },
    {
      alert: "LlmMonitorKvCacheFilling",
      severity: "info",
      expr: `max by (${BY.model}) (
  predict_linear(llm_monitor_llm_kv_cache_usage_ratio[2h], ${limits.capacityHours} * 3600)
) > 1
  and on (${BY.model}) model:llm_kv_cache_usage_ratio:avg5m > ${limits.kvCacheFillingRatio}
  and on (${BY.model}) model:llm_kv_cache_usage_ratio:avg5m <= ${limits.kvCacheHighRatio}`,
      lasts: { time: "30m", because: "traffic goes up and down, and a trend goes on" },
      holds: { time: "30m", because: "the slope changes its sign now and then" },
      summary: `The KV cache of ${MODEL} is full within ${limits.capacityHours} hours`,
      description:
        "At this pace it would be at {{ $value | humanizePercentage }} by then. Prepare a replica, or " +
        "move traffic, before requests are preempted.",
    },
    {
      alert: "LlmMonitorPreemptions",
      severity: "warning",
      expr: `model:llm_preemptions:rate5m > ${limits.preemptionsPerSecond}`,
      lasts: { time: "5m", because: "a few now and then are how a full cache works" },
      holds: HELD,
      summary: `${MODEL} preempts requests`,
      description:
        "{{ $value | humanize }} a second lose their cache, and their prompts are computed again. Let " +
        "fewer requests in at once (max-num-seqs), or shorten contexts.",
    },
    {
      alert: "LlmMonitorModelFlapping",
      severity: "warning",
      expr:
        `sum by (${BY.server}) (changes(llm_monitor_llm_model_loaded[1h])) > ${limits.modelChangesPerHour}`,
      lasts: { time: "5m", because: "the count is over an hour already" },
      holds: HELD,
      summary: `${SERVER} loads and unloads models all the time`,
      description:
        "{{ $value | humanize }} changes in an hour, each of which lets requests wait. More models are " +
        "asked for than fit: pin one, shrink one, or raise the keep-alive.",
    },
    {
      alert: "LlmMonitorBackendDown",
      severity: "warning",
      expr: "llm_monitor_llm_backend_up == 0",
      lasts: { time: "2m", because: "a router notices a restart at once" },
      holds: HELD,
      summary: "{{ $labels.target }} on {{ $labels.instance }} lost {{ $labels.backend }}",
      description:
        "As the router sees it, a server behind it is down (up is {{ $value }}); the others carry its " +
        "share. See that server.",
    },
    {
      alert: "LlmMonitorProbeFailing",
      severity: "warning",
      expr: "llm_monitor_llm_probe_success == 0",
      lasts: { time: "5m", because: "the last probe stands until the next, and one may fail" },
      holds: HELD,
      summary: `A small chat with ${MODEL} fails`,
      description:
        "The last probe was not answered whole (success is {{ $value }}), whatever the health check " +
        "says. The outcome is a label of llm_monitor_llm_probe_runs_total.",
    },
    {
      alert: "LlmMonitorBusyNotProducing",
      severity: "warning",
      expr: `server:llm_generation_tokens_per_joule:rate5m
  < ${limits.tokensPerJouleRatio} * avg_over_time(server:llm_generation_tokens_per_joule:rate5m[1d])
  and on (job, instance, target) ${use("10m")} > ${busyUtilizationRatio}`,
      lasts: { time: "10m", because: "a few long prompts are work, too" },
      holds: HELD,
      summary: `${SERVER} keeps its card busy, and produces few tokens`,
      description:
        "{{ $value | humanize }} tokens a joule, far below the mean of the day, at full use of the " +
        "card. Look for long prompts, many samples a request, throttling, or an engine that hangs.",
    },
  ],
};
