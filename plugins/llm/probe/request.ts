import type { ChatApi } from "../servers/server_kind.ts";
import { findServerKind } from "../servers/server_kinds.ts";
import type { StreamKind } from "./stream/chunk_reader.ts";
import type { ProbeSettings } from "../targets/probe_settings.ts";

/** The style of a server's API. */
export type ProbeStyle = ChatApi;

/** A request, whatever the style. */
export interface ProbeQuestion {
  readonly model: string;
  readonly settings: ProbeSettings;
  /** Another one for each probe. */
  readonly nonce: string;
  /** For Ollama: how long the model stays after the answer; -1 is for ever. */
  readonly keepAliveSeconds?: number;
}

/** A request, to be sent by POST. */
export interface ProbeRequest {
  readonly path: string;
  readonly body: string;
  readonly kind: StreamKind;
}

const PATHS: Readonly<Record<ProbeStyle, string>> = {
  openai: "/v1/chat/completions",
  ollama: "/api/chat",
  lmstudio: "/api/v0/chat/completions",
};

/** Returns how a server is probed; undefined when it cannot be. */
export function findStyle(server: string): ProbeStyle | undefined {
  const chat = findServerKind(server)?.chat ?? "openai";
  return chat === "none" ? undefined : chat;
}

/** Writes the request. The nonce comes first, so that no prefix cache knows the prompt. */
export function probeRequest(style: ProbeStyle, question: ProbeQuestion): ProbeRequest {
  const { model, settings: { maxTokens }, keepAliveSeconds } = question;
  const common = {
    model,
    messages: [{ role: "user", content: makePrompt(question) }],
    stream: true,
  };
  const body = style === "ollama"
    ? {
      ...common,
      options: { temperature: 0, num_predict: maxTokens },
      ...(keepAliveSeconds !== undefined && { keep_alive: keepAliveSeconds }),
    }
    : {
      ...common,
      temperature: 0,
      max_tokens: maxTokens,
      stream_options: { include_usage: true },
    };
  return {
    path: PATHS[style],
    body: JSON.stringify(body),
    kind: style === "ollama" ? "json_lines" : "sse",
  };
}

/** Three characters a token, and what a chat template adds. */
const CHARACTERS_PER_TOKEN = 3;
const TEMPLATE_TOKENS = 32;

/** Tokens that a prompt has before any server has counted them. */
export function guessPromptTokens(question: Pick<ProbeQuestion, "nonce" | "settings">): number {
  return Math.ceil(makePrompt(question).length / CHARACTERS_PER_TOKEN) + TEMPLATE_TOKENS;
}

function makePrompt({ nonce, settings }: Pick<ProbeQuestion, "nonce" | "settings">): string {
  return `[${nonce}] ${settings.prompt}`;
}
