import type { Answers, Bundle } from "./bundle.ts";
import { learnContainers, reduceEngine } from "./reduce_engine.ts";
import type { Redactor } from "./redactor.ts";

/** Takes everything out of a bundle that says whose machine it is, or opens a door there. */
export function redactBundle(bundle: Bundle, redactor: Redactor): Bundle {
  const { origin, doctor, config, instance, metrics, answers } = bundle;
  learnContainers(answers.engine, redactor);
  return {
    origin: {
      ...origin,
      leftOut: origin.leftOut.map((text) => redactor.text(text)),
    },
    doctor: redactor.value(doctor),
    config: redactConfig(config, redactor),
    instance: redactor.value(instance),
    metrics: redactor.labels(redactor.text(metrics)),
    answers: redactAnswers(answers, redactor),
  };
}

function redactAnswers(answers: Answers, redactor: Redactor): Answers {
  const text = (value: string) => redactor.text(value);
  return {
    commands: answers.commands.map(({ command, args, code, stdout, stderr }) => ({
      command,
      args: args.map(text),
      code,
      stdout: text(stdout),
      stderr: text(stderr),
    })),
    pages: answers.pages.map(({ method, url, status, contentType, body }) => ({
      method,
      url: withoutQuery(text(url)),
      status,
      contentType: text(contentType),
      body: text(body),
    })),
    engine: answers.engine.map((answer) => reduceEngine(answer, redactor)),
    facts: Object.fromEntries(
      Object.entries(answers.facts).map(([path, content]) => [path, text(content)]),
    ),
    kernelLog: answers.kernelLog.map((line) => ({ ...line, text: text(line.text) })),
  };
}

/** Headers and queries of the operator's own hold keys under any name. */
function redactConfig(config: unknown, redactor: Redactor): unknown {
  return redactor.value(JSON.parse(JSON.stringify(config ?? null, (key, value) => {
    if (key === "headers" && typeof value === "object") return {};
    return typeof value === "string" ? withoutQuery(value) : value;
  })));
}

function withoutQuery(text: string): string {
  return text.replace(/^(\w+:\/\/[^?\s]*)\?\S*$/, "$1");
}
