import type { OwnPage } from "../pages/page_request.ts";
import type { ServerContext } from "../server_context.ts";
import { litellmPages } from "./litellm/own.ts";
import { teiPages } from "./tei/own.ts";
import { trtllmPages } from "./trtllm/own.ts";

type OwnPages = (server: ServerContext) => Readonly<Record<string, OwnPage>>;

/** Pages of engines that no template can say. */
export const OWN_PAGES: Readonly<Record<string, OwnPages>> = {
  litellm: litellmPages,
  tei: teiPages,
  trtllm: trtllmPages,
};
