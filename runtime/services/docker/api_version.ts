/** The newest version of the API whose answers are known here. */
const OURS = "1.52";

/** The version to speak: the engine's newest, or ours where that is older. Empty when it tells none. */
export function chooseApiVersion(answer: unknown): string {
  const theirs = typeof answer === "object" && answer !== null && "ApiVersion" in answer
    ? String(answer.ApiVersion)
    : "";
  if (!/^\d{1,3}\.\d{1,3}$/.test(theirs)) return "";
  return parseVersion(theirs) < parseVersion(OURS) ? theirs : OURS;
}

function parseVersion(version: string): number {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 1_000 + minor;
}
