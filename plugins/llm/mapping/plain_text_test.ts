import assert from "node:assert/strict";
import { plainText } from "./plain_text.ts";

Deno.test("plainText names a model by the last part of its path, and leaves other names whole", () => {
  const cases: [string, string][] = [
    ["/models/llama-3", "llama-3"],
    ["../models/llama.gguf", "llama.gguf"],
    ["./llama", "llama"],
    ["~/models/llama/", "llama"],
    ["C:\\models\\llama.gguf", "llama.gguf"],
    ["models/llama.gguf", "llama.gguf"],
    ["unsloth/Qwen3.5-2B-GGUF", "unsloth/Qwen3.5-2B-GGUF"],
    ["hf.co/user/model:Q4_K_M", "hf.co/user/model:Q4_K_M"],
    ["llama3.1:8b", "llama3.1:8b"],
    ["caf\u00e9\n", "caf??"],
    ["", ""],
  ];
  for (const [text, plain] of cases) assert.equal(plainText(text, 128), plain, text);
  assert.equal(plainText("x".repeat(500), 128).length, 128);
});
