/** Secrets by how they look: keys of known services, whatever stands behind a telling name, and noise. */

/** Put in the place of a secret. */
export const REMOVED = "[removed]";

/** Texts that are secrets wherever they stand. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:sk|pk|rk|hf|ghp|gho|ghu|ghs|ghr|glpat|nvapi|gsk|xox[abeprs]|dckr_pat|github_pat|npm|pypi|tvly|pplx|r8|key)[-_][\w-]{8,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bAIza[\w-]{30,}/g,
  // Digests have 64 digits and stay, since containers are told apart by theirs.
  /(?<![0-9a-fA-F])(?:[0-9a-f]{32,63}|[0-9A-F]{32,63}|[0-9a-f]{65,})(?![0-9a-fA-F])/g,
  // Words have no digits in the middle of capitals and small letters.
  /(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])[A-Za-z0-9]{20,}(?![A-Za-z0-9])/g,
];

/** `scheme://user:password@`. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi;
const AUTHORIZATION = /\b(Bearer|Basic)(\s+)[^\s"',;]{4,}/gi;
const VALUE = /(?<value>\\?"(?:[^"\\\n]|\\[^"\n])*\\?"|'[^'\n]*'|[^\s"',;&)\]}<>]+)/;
/** A name, and what it is set to: `TOKEN=x`, `"password": "x"`. */
const SETTING = after(/(?<![\w.-])(?<lead>-{0,2}(?<name>[A-Za-z][\w.-]{1,80})\\?["']?\s*[:=]\s*)/);
/** `--api-key x`. */
const FLAG = after(/(?<![\w.-])(?<lead>--?(?<name>[A-Za-z][\w.-]{1,80})\s+)/);

function after(lead: RegExp): RegExp {
  return new RegExp(lead.source + VALUE.source, "g");
}

/** Removes secrets that can be told by their shape. */
export function removeShapes(text: string): string {
  let found = text;
  for (const shape of SHAPES.slice(0, 1)) found = found.replaceAll(shape, REMOVED);
  found = found.replaceAll(USER_INFO, `$1${REMOVED}@`).replaceAll(AUTHORIZATION, `$1$2${REMOVED}`);
  found = removeSettings(removeSettings(found, FLAG), SETTING);
  for (const shape of SHAPES.slice(1)) found = found.replaceAll(shape, REMOVED);
  return found;
}

function removeSettings(text: string, pattern: RegExp): string {
  return text.replaceAll(pattern, (all, ...rest) => {
    const { lead = "", name = "", value = "" } = rest.at(-1) as Record<string, string>;
    if (!isSecretName(name) || isHarmless(value)) return all;
    const quote = /^\\?["']/.exec(value)?.[0] ?? "";
    return `${lead}${quote}${REMOVED}${quote}`;
  });
}

/** Returns whether what has this name is a secret; `apiKeyEnv` names only the place of one. */
export function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z0-9]+/);
  if (/^(?:env|file|path|name|count|type|id)$/.test(words.at(-1) ?? "")) return false;
  return words.some((word, index) =>
    /^(?:secret|secrets|password|passwd|passphrase|token|apikey|credential|credentials|cookie|authorization|bearer)$/
      .test(word) ||
    (word === "key" &&
      /^(?:api|access|private|secret|auth|license|ssh|master|signing|encryption|account)$/
        .test(words[index - 1] ?? ""))
  );
}

/** Numbers, switches, and what was removed before. */
function isHarmless(value: string): boolean {
  const bare = value.replaceAll(/^\\?["']|\\?["']$/g, "");
  return /^(?:[\d.]*|true|false|null|none|yes|no|\[removed.*|\{.*|\[.*)$/i.test(bare);
}
