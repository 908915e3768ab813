import { fires, grows, row, stays, turns } from "./alert_case.ts";
import type { AlertCase, CaseSeries } from "./alert_case.ts";

const SERVER = 'target="vllm",engine="vllm"';
const MODEL = `${SERVER},model="m"`;
const GPU = 'gpu="GPU-1"';
const state = (name: string, bad: string, good: string) =>
  row("llm_monitor_llm_state", `target="vllm",state="${name}"`, bad, good);

/** The card of the server, which is found by the name of its container. */
const CARD: readonly CaseSeries[] = [
  row(
    "llm_monitor_gpu_process_memory_bytes",
    `${GPU},container_id="c1",runtime="docker",job_id="",process="p"`,
    stays(1e9),
  ),
  row(
    "llm_monitor_docker_container_info",
    'container="llm-vllm-1",container_id="c1",compose_project="llm",compose_service="vllm"',
    stays(1),
  ),
];
const use = (bad: string, good: string) => row("llm_monitor_gpu_utilization_ratio", GPU, bad, good);

/** A histogram of which a share of observations is above its bound, so many a minute. */
function slow(metric: string, bound: string, bad: number, good: number): CaseSeries[] {
  return [
    row(`llm_monitor_${metric}_bucket`, `${MODEL},le="${bound}"`, grows(bad), grows(good)),
    row(`llm_monitor_${metric}_count`, MODEL, grows(100)),
    row("llm_monitor_llm_requests_total", `${MODEL},finish_reason="stop"`, grows(100)),
  ];
}

export const LLM_CASES: readonly AlertCase[] = [
  fires(
    "ServerDown",
    "5m",
    row("llm_monitor_llm_up", SERVER, stays(0), stays(1)),
    state("down", stays(1), stays(0)),
  ),
  fires("ServerRefuses", "10m", state("refused", stays(1), stays(0))),
  fires("ServerLoading", "20m", state("loading", stays(1), stays(0))),
  fires(
    "ServerUnreadable",
    "10m",
    row("llm_monitor_llm_scrape_success", `${SERVER},source="metrics"`, stays(0), stays(1)),
    state("up", stays(1), stays(1)),
  ),
  fires(
    "EngineHung",
    "15m",
    row("llm_monitor_llm_requests_running", MODEL, stays(4)),
    row("llm_monitor_llm_generation_tokens_total", MODEL, stays(500), grows(500)),
  ),
  fires(
    "QueueGrowing",
    "30m",
    row("llm_monitor_llm_requests_waiting", MODEL, grows(3), stays(2)),
  ),
  fires(
    "QueueWithIdleGpu",
    "20m",
    row("llm_monitor_llm_requests_waiting", MODEL, stays(5)),
    use(stays(0.01), stays(0.9)),
    ...CARD,
  ),
  fires(
    "SlowFirstToken",
    "20m",
    row("llm_monitor_llm_time_to_first_token_seconds_sum", MODEL, grows(300), grows(10)),
    row("llm_monitor_llm_time_to_first_token_seconds_count", MODEL, grows(60)),
  ),
  fires(
    "KvCacheFull",
    "20m",
    row("llm_monitor_llm_kv_cache_usage_ratio", MODEL, stays(0.99), stays(0.5)),
    row("llm_monitor_llm_preemptions_total", MODEL, grows(1)),
  ),
  fires(
    "KvCacheFilling",
    "100m",
    row("llm_monitor_llm_kv_cache_usage_ratio", MODEL, grows(0.003, 0.5), stays(0.6)),
  ),
  fires("Preemptions", "20m", row("llm_monitor_llm_preemptions_total", MODEL, grows(20), stays(3))),
  fires(
    "ModelFlapping",
    "40m",
    row(
      "llm_monitor_llm_model_loaded",
      MODEL,
      Array.from({ length: 60 }, (_, minute) => minute % 2).join(" "),
      stays(1),
    ),
  ),
  fires(
    "BackendDown",
    "5m",
    row("llm_monitor_llm_backend_up", `${SERVER},backend="b"`, stays(0), stays(1)),
  ),
  fires("ProbeFailing", "10m", row("llm_monitor_llm_probe_success", MODEL, stays(0), stays(1))),
  fires(
    "BusyNotProducing",
    "180m",
    row(
      "llm_monitor_llm_generation_tokens_total",
      MODEL,
      `0+6000x120 720000+60x600`,
      grows(6000),
    ),
    row("llm_monitor_gpu_energy_joules_total", GPU, grows(20_000)),
    use(stays(0.95), stays(0.95)),
    ...CARD,
  ),
  fires(
    "FirstTokenBudgetBurn",
    "75m",
    ...slow("llm_time_to_first_token_seconds", "1.0", 10, 100),
  ),
  fires(
    "TokenLatencyBudgetBurn",
    "75m",
    ...slow("llm_inter_token_latency_seconds", "0.1", 10, 100),
  ),
  fires(
    "AvailabilityBudgetBurn",
    "75m",
    row("llm_monitor_llm_request_errors_total", `${MODEL},reason="error"`, grows(30), stays(0)),
    row("llm_monitor_llm_requests_total", `${MODEL},finish_reason="stop"`, grows(100)),
  ),
];

/** The slower pairs of windows: what spends a budget in a month. */
export const SLOW_BURN_CASES: readonly AlertCase[] = [
  fires("FirstTokenBudgetBurn", "500m", ...slow("llm_time_to_first_token_seconds", "1.0", 80, 97)),
];

/** One failure of a server that hardly anybody asks. */
export const NO_TRAFFIC_CASE: AlertCase = fires(
  "AvailabilityBudgetBurn",
  "75m",
  row("llm_monitor_llm_request_errors_total", `${MODEL},reason="error"`, turns(0, 60, 2)),
  row("llm_monitor_llm_requests_total", `${MODEL},finish_reason="stop"`, turns(0, 60, 2)),
);
