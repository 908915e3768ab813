import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Redactor } from "./redactor.ts";
import { isSecretName, REMOVED } from "./secret_patterns.ts";

const NOBODY = { secrets: [], hosts: [], users: [] };
const redactor = () =>
  new Redactor({ secrets: ["hunter2!"], hosts: ["gpu-node7", "corp.example"], users: ["ada"] });

for (
  const [title, text, expected] of [
    ["a configured secret", "pw hunter2! x", `pw ${REMOVED} x`],
    ["a flag", "vllm --api-key abc123 --port 80", `vllm --api-key ${REMOVED} --port 80`],
    ["a variable", "HF_TOKEN=abcd X=1", `HF_TOKEN=${REMOVED} X=1`],
    ["a field", '{"password": "a b", "n": 1}', `{"password": "${REMOVED}", "n": 1}`],
    ["a header", "Authorization: Bearer abc.def", `Authorization: ${REMOVED} ${REMOVED}`],
    ["a key of a service", "see sk-abcdefgh12345678 there", `see ${REMOVED} there`],
    ["user and password of a URL", "http://u:p@host-9/x", `http://${REMOVED}@host-9/x`],
    ["a host of a URL", "http://llm.corp:8000/x", "http://host-1:8000/x"],
    ["a known host", "on gpu-node7: up", "on host-1: up"],
    ["a host of a known domain", "a.corp.example", "host-1"],
    ["a home", "/home/grace/models", "/home/user-1/models"],
    ["a known user", "user ada ran it", "user user-1 ran it"],
    ["an address", "from 10.1.2.3:80", "from 198.18.0.1:80"],
    ["an IPv6 address", "from [2001:4860::8888]:80", "from [2001:db8::1]:80"],
    ["a hardware address", "0a:1b:2c:3d:4e:5f", "02:00:00:00:00:01"],
    ["an address of mail", "by ada@corp.org now", `by ${REMOVED} now`],
    ["noise", "t aB3dE6gH9jK2mN5pQ8rS x", `t ${REMOVED} x`],
  ] as const
) {
  Deno.test(`the redactor replaces ${title}`, () => {
    assert.equal(redactor().text(text), expected);
  });
}

for (
  const text of [
    'vllm:prompt_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct"} 12345',
    '{"max_tokens": 8192, "tokenizer": "x/y", "token_count": 5}',
    "http://127.0.0.1:8000/metrics and http://localhost/",
    "GPU-8f6b2c1a-1234-5678-9abc-def012345678, 550.54.15, 00000000:18:00.0",
    "docker-4c01db0b339c4e5f8a7d6e5f4c3b2a190807060504030201f0e0d0c0b0a09080.scope",
    "96.00.89.00.01 12:34:56 255.255.0.0 0.0.0.0",
    "apiKeyEnv: CHAT_KEY\napiKeyFile: /etc/key",
    "std::vector",
  ]
) {
  Deno.test(`the redactor leaves ${text.slice(0, 40)}`, () => {
    assert.equal(new Redactor(NOBODY).text(text), text);
  });
}

Deno.test("the same name has the same pseudonym, in texts, fields and places of names", () => {
  const one = redactor();
  const container = one.name("container", "chat-vllm-1");
  assert.equal(container, "container-1");
  assert.equal(
    one.text("chat-vllm-1 died; chat-vllm-10 did not"),
    "container-1 died; chat-vllm-10 did not",
  );
  assert.deepEqual(one.value({ name: "chat-vllm-1", list: ["10.0.0.1", "10.0.0.1"] }), {
    name: "container-1",
    list: ["198.18.0.1", "198.18.0.1"],
  });
  assert.deepEqual(one.counts, { container: 1, ipv4: 1 });
});

Deno.test("a name that is any word is replaced where names stand, and nowhere else", () => {
  const one = redactor();
  one.name("container", "chat");
  assert.equal(one.text("/v1/chat/completions"), "/v1/chat/completions");
  assert.equal(
    one.labels('up{container_name="chat",path="/chat"} 1'),
    'up{container_name="container-1",path="/chat"} 1',
  );
  assert.deepEqual(one.value({ name: "chat", engine: "chat", names: ["chat", "a chat"] }), {
    name: "container-1",
    engine: "chat",
    names: ["container-1", "a chat"],
  });
});

Deno.test("what was redacted stays as it is when it is redacted again", () => {
  const text =
    "hunter2! http://a.b:1/ 10.0.0.1 fe80::1234 /home/x TOKEN=abc gpu-node7 0a:1b:2c:3d:4e:5f";
  const one = redactor();
  const once = one.text(text);
  assert.equal(one.text(once), once);
});

Deno.test("a name says whether what it stands for is a secret", () => {
  for (
    const name of ["API_KEY", "apiKey", "hf-token", "DB_PASSWORD", "clientSecret", "x.private_key"]
  ) {
    assert(isSecretName(name), name);
  }
  for (
    const name of ["key", "tokens", "max_tokens", "apiKeyEnv", "tokenFile", "tokenizer", "PWD"]
  ) {
    assert(!isSecretName(name), name);
  }
});

/** Secrets as people have them: noise, words with digits, keys of services. */
const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9!#%_.~-]{8,40}$/),
  fc.stringMatching(/^sk-[A-Za-z0-9]{16,48}$/),
  fc.stringMatching(/^[0-9a-f]{32,64}$/),
);
const noise = fc.string({ maxLength: 40 });

Deno.test("no configured secret is left, wherever it stands and however it is written", () => {
  fc.assert(fc.property(secret, noise, noise, fc.nat(5), (planted, before, after, how) => {
    const written = [
      planted,
      JSON.stringify(planted),
      `--flag=${planted}`,
      `http://x/?q=${encodeURIComponent(planted)}`,
      new TextEncoder().encode(planted).toBase64(),
      `${planted}${planted}`,
    ][how] ?? planted;
    const one = new Redactor({ ...NOBODY, secrets: [planted] });
    const found = one.text(before + written + after);
    assert(!found.includes(planted), found);
    const inValue = JSON.stringify(one.value({ [written]: [written, { a: before + written }] }));
    assert(!inValue.includes(planted), inValue);
  }));
});

Deno.test("no secret is left that has a telling name or a known shape", () => {
  const telling = fc.constantFrom("api_key", "HF_TOKEN", "password", "client-secret", "accessKey");
  const value = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{9,40}$/);
  const words = fc.stringMatching(/^[a-z ,.]{0,30}$/);
  fc.assert(fc.property(telling, value, words, fc.nat(4), (name, planted, before, how) => {
    const written = [
      `--${name} ${planted}`,
      `--${name}=${planted}`,
      `"${name}": "${planted}"`,
      `${name}: ${planted}`,
      `\\"${name}\\":\\"${planted}\\"`,
    ][how] ?? "";
    const found = new Redactor(NOBODY).text(`${before} ${written} ${before}`);
    assert(!found.includes(planted), found);
  }));
});

Deno.test("no address and no known host is left", () => {
  const name = fc.stringMatching(/^[a-z]{3,8}-[a-z0-9]{2,8}$/);
  const address = fc.ipV4().filter((one) => !/^(?:127|255|0)\.|^198\.18\./.test(one));
  fc.assert(fc.property(name, address, (host, address) => {
    const one = new Redactor({ ...NOBODY, hosts: [host] });
    const found = one.text(`to ${address}:80 (${host}), http://${host}:1/ [${address}] ${host}.x`);
    assert(!found.includes(address), found);
    assert(!found.includes(host), found);
  }));
});
