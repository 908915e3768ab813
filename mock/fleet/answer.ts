import { FLEET_SCENARIOS } from "./conditions.ts";
import type { Fleet } from "./fleet.ts";
import { toTargets } from "./roster.ts";

const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const HOST_PATH = /^\/host\/([^/]+)\/(metrics|health|ready)$/;
/** Names of scenarios are short. */
const LONGEST_NAME = 64;

/**
 * Answers as a whole fleet: `/sd` lists the hosts for Prometheus, or the first of them (`?hosts=10`);
 * `/host/NAME/metrics` is the page of one, and a PUT of a name to `/scenario` changes what goes wrong.
 */
export async function answerFleet(
  fleet: Fleet,
  request: Request,
  nowUnix: number,
): Promise<Response> {
  const { pathname, searchParams, host: address } = new URL(request.url);
  if (pathname === "/sd") {
    const most = Number(searchParams.get("hosts") ?? fleet.roster.length);
    return Response.json(toTargets(fleet.roster.slice(0, most), address));
  }
  if (pathname === "/scenario") return await answerScenario(fleet, request);
  const [, name = "", page] = HOST_PATH.exec(pathname) ?? [];
  const host = fleet.find(name);
  if (!host) {
    return text(404, "There is /sd, /scenario, and /host/NAME/metrics, /health and /ready\n");
  }
  if (fleet.findCondition(host) === "dead") return text(503, `${host.name} is dead\n`);
  if (page !== "metrics") return text(200, "ok\n");
  const body = fleet.renderPage(host, nowUnix);
  return new Response(body ?? null, { headers: { "content-type": OPEN_METRICS } });
}

async function answerScenario(fleet: Fleet, request: Request): Promise<Response> {
  if (request.method !== "PUT") return text(200, `${fleet.scenario}\n`);
  const name = (await request.text()).slice(0, LONGEST_NAME).trim();
  if (fleet.play(name)) return text(200, `${name}\n`);
  const all = Object.keys(FLEET_SCENARIOS).join(", ");
  return text(400, `There is no scenario "${name}"; there are ${all}\n`);
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
