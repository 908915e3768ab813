// Made from the folders beside it by index_test.ts: UPDATE_GOLDEN=1 deno test -A plugins/llm
import { server as aphrodite } from "./aphrodite/server.ts";
import { server as docker_model_runner } from "./docker_model_runner/server.ts";
import { server as dynamo } from "./dynamo/server.ts";
import { server as fastdeploy } from "./fastdeploy/server.ts";
import { server as koboldcpp } from "./koboldcpp/server.ts";
import { server as lemonade } from "./lemonade/server.ts";
import { server as lightllm } from "./lightllm/server.ts";
import { server as litellm } from "./litellm/server.ts";
import { server as llama_swap } from "./llama_swap/server.ts";
import { server as llamacpp } from "./llamacpp/server.ts";
import { server as lmdeploy } from "./lmdeploy/server.ts";
import { server as lmstudio } from "./lmstudio/server.ts";
import { server as localai } from "./localai/server.ts";
import { server as max } from "./max/server.ts";
import { server as mistralrs } from "./mistralrs/server.ts";
import { server as nim } from "./nim/server.ts";
import { server as ollama } from "./ollama/server.ts";
import { server as openai } from "./openai/server.ts";
import { server as ovms } from "./ovms/server.ts";
import { server as rapid_mlx } from "./rapid_mlx/server.ts";
import { server as ray } from "./ray/server.ts";
import { server as ray_sglang } from "./ray_sglang/server.ts";
import { server as sglang } from "./sglang/server.ts";
import { server as sglang_gateway } from "./sglang_gateway/server.ts";
import { server as tei } from "./tei/server.ts";
import { server as tgi } from "./tgi/server.ts";
import { server as triton } from "./triton/server.ts";
import { server as trtllm } from "./trtllm/server.ts";
import { server as vllm } from "./vllm/server.ts";
import { server as vllm_router } from "./vllm_router/server.ts";
import type { ServerKind } from "./server_kind.ts";

/** Every kind of server that is known. */
export const SERVER_KINDS: readonly ServerKind[] = [
  aphrodite,
  docker_model_runner,
  dynamo,
  fastdeploy,
  koboldcpp,
  lemonade,
  lightllm,
  litellm,
  llama_swap,
  llamacpp,
  lmdeploy,
  lmstudio,
  localai,
  max,
  mistralrs,
  nim,
  ollama,
  openai,
  ovms,
  rapid_mlx,
  ray,
  ray_sglang,
  sglang,
  sglang_gateway,
  tei,
  tgi,
  triton,
  trtllm,
  vllm,
  vllm_router,
];
