// Made from the folders beside it by index_test.ts: UPDATE_GOLDEN=1 deno test -A plugins/llm
import { server as dynamo } from "./dynamo/server.ts";
import { server as litellm } from "./litellm/server.ts";
import { server as llamacpp } from "./llamacpp/server.ts";
import { server as lmdeploy } from "./lmdeploy/server.ts";
import { server as lmstudio } from "./lmstudio/server.ts";
import { server as localai } from "./localai/server.ts";
import { server as nim } from "./nim/server.ts";
import { server as ollama } from "./ollama/server.ts";
import { server as openai } from "./openai/server.ts";
import { server as ray } from "./ray/server.ts";
import { server as sglang } from "./sglang/server.ts";
import { server as tei } from "./tei/server.ts";
import { server as tgi } from "./tgi/server.ts";
import { server as triton } from "./triton/server.ts";
import { server as trtllm } from "./trtllm/server.ts";
import { server as vllm } from "./vllm/server.ts";
import type { ServerKind } from "./server_kind.ts";

/** Every kind of server that is known. */
export const SERVER_KINDS: readonly ServerKind[] = [
  dynamo,
  litellm,
  llamacpp,
  lmdeploy,
  lmstudio,
  localai,
  nim,
  ollama,
  openai,
  ray,
  sglang,
  tei,
  tgi,
  triton,
  trtllm,
  vllm,
];
