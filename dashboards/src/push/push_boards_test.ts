import assert from "node:assert/strict";
import { CodedError } from "../../../runtime/contract/errors.ts";
import { GrafanaApi } from "./grafana_api.ts";
import { pushBoards } from "./push_boards.ts";

const TOKEN = "glsa_test";
const BOARDS = ["one", "two"].map((name) => ({
  uid: `llm-monitor-${name}`,
  json: { uid: `llm-monitor-${name}`, id: 7, version: 1, title: name, panels: [] },
}));

interface Saved {
  readonly body: { dashboard: Record<string, unknown>; folderUid: string; overwrite: boolean };
  readonly message: string;
}

/** Grafana, as far as pushing goes. It refuses what Grafana refuses. */
class StandIn implements AsyncDisposable {
  readonly calls: string[] = [];
  readonly folders = new Map<string, string>();
  readonly saved = new Map<string, Saved[]>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => this.#answer(request),
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/grafana/`;
  }

  get writes(): string[] {
    return this.calls.filter((call) => call.startsWith("POST"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const path = pathname.replace("/grafana", "");
    this.calls.push(`${request.method} ${path}${search}`);
    if (request.headers.get("authorization") !== `Bearer ${TOKEN}`) {
      return Response.json({ message: "Invalid API key" }, { status: 401 });
    }
    const missing = Response.json({ message: "not found" }, { status: 404 });
    if (request.method === "GET") {
      const [, kind, uid = ""] = /^\/api\/(folders|dashboards\/uid)\/([\w-]+)/.exec(path) ?? [];
      if (kind === "folders") {
        return this.folders.has(uid)
          ? Response.json({ uid, title: this.folders.get(uid) })
          : missing;
      }
      const versions = this.saved.get(uid)?.toReversed().slice(0, 1);
      return versions ? Response.json({ continueToken: "", versions }) : missing;
    }
    const body = await request.json();
    if (path === "/api/folders") {
      this.folders.set(body.uid, body.title);
      return Response.json(body);
    }
    return this.#save(body);
  }

  #save(body: Saved["body"] & { message: string }): Response {
    const { dashboard, folderUid, overwrite, message } = body;
    const uid = String(dashboard["uid"]);
    const before = this.saved.get(uid) ?? [];
    if (!this.folders.has(folderUid)) {
      return Response.json({ message: "folder not found" }, { status: 400 });
    }
    if (dashboard["id"] !== null) return Response.json({ message: "not found" }, { status: 404 });
    if (before.length > 0 && !overwrite) {
      return Response.json({ status: "version-mismatch" }, { status: 412 });
    }
    this.saved.set(uid, [...before, { body, message }]);
    return Response.json({ uid, status: "success", version: before.length + 1 });
  }
}

const push = (grafana: StandIn, token = TOKEN) =>
  pushBoards(BOARDS, new GrafanaApi({ url: grafana.url, token }));

Deno.test("a push makes the folder and the boards in it", async () => {
  await using grafana = new StandIn();
  assert.deepEqual(await push(grafana), {
    "llm-monitor-one": "created",
    "llm-monitor-two": "created",
  });
  assert.deepEqual([...grafana.folders], [["llm-monitor", "llm-monitor"]]);
  assert.deepEqual(grafana.calls, [
    "GET /api/folders/llm-monitor",
    "POST /api/folders",
    "GET /api/dashboards/uid/llm-monitor-one/versions?limit=1",
    "POST /api/dashboards/db",
    "GET /api/dashboards/uid/llm-monitor-two/versions?limit=1",
    "POST /api/dashboards/db",
  ]);
  const [saved] = grafana.saved.get("llm-monitor-one") ?? [];
  assert.deepEqual(saved?.body.dashboard, {
    uid: "llm-monitor-one",
    title: "one",
    panels: [],
    id: null,
  });
  assert.equal(saved?.body.folderUid, "llm-monitor");
});

Deno.test("a second push writes nothing", async () => {
  await using grafana = new StandIn();
  await push(grafana);
  const { length } = grafana.writes;
  assert.deepEqual(new Set(Object.values(await push(grafana))), new Set(["unchanged"]));
  assert.equal(grafana.writes.length, length);
});

Deno.test("a board that somebody saved since is put back, and the other one left", async () => {
  await using grafana = new StandIn();
  await push(grafana);
  grafana.saved.get("llm-monitor-two")?.push({
    body: { dashboard: {}, folderUid: "llm-monitor", overwrite: true },
    message: "wider panels",
  });
  assert.deepEqual(await push(grafana), {
    "llm-monitor-one": "unchanged",
    "llm-monitor-two": "updated",
  });
  assert.equal(grafana.saved.get("llm-monitor-two")?.length, 3);
});

Deno.test("a token that Grafana refuses is told with what it has to be", async () => {
  await using grafana = new StandIn();
  await assert.rejects(push(grafana, "wrong"), (error) => {
    assert(error instanceof CodedError);
    assert.equal(error.code, "grafana_failed");
    assert(error.message.includes("/grafana/api/folders/llm-monitor answered 401"), error.message);
    assert(!error.message.includes("wrong"), error.message);
    assert(error.hint?.includes("service account"));
    return true;
  });
});

Deno.test("a redirect is not followed: where it leads to would get the token", async () => {
  const asked: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return new Response("", { status: 302, headers: { location: "/login" } });
  });
  const api = new GrafanaApi({ url: `http://127.0.0.1:${server.addr.port}`, token: TOKEN });
  await assert.rejects(api.hasFolder("x"), { code: "grafana_failed" });
  assert.deepEqual(asked, ["/api/folders/x"]);
});

Deno.test("a page that is no JSON, and a port where nobody listens, are told as what they are", async () => {
  let url: string;
  {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("<html>"),
    );
    url = `http://127.0.0.1:${server.addr.port}`;
    await assert.rejects(
      new GrafanaApi({ url, token: TOKEN }).hasFolder("x"),
      /did not answer with JSON/,
    );
  }
  await assert.rejects(new GrafanaApi({ url, token: TOKEN }).hasFolder("x"), {
    code: "grafana_failed",
  });
});
