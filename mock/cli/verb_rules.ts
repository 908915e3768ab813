import type { Verb } from "../../runtime/cli/verb.ts";

/** A verb without its code, which is loaded by a computed name: nothing of npm comes with it. */
export interface VerbRules extends Omit<Verb, "run"> {
  load(): Promise<Pick<Verb, "run">>;
}
