import { plainText } from "./plain_text.ts";

const MAX_MODELS = 100;
/** The name of models that are reported together. */
export const OTHERS = "(others)";

/**
 * Names the models of one target. Those that the operator did not ask for and those beyond the first
 * hundred are told together, so that their sums stay right.
 */
export class ModelNames {
  readonly #known = new Set<string>();
  readonly #folded = new Set<string>();
  readonly #wanted: RegExp | undefined;

  readonly #spelled: (model: string) => string;

  /**
   * @param wanted names, in which `*` stands for any text.
   * @param spelled gives a model the spelling that all of its series have.
   */
  constructor(wanted?: readonly string[], spelled = (model: string) => model) {
    this.#spelled = spelled;
    this.#wanted = wanted && new RegExp(`^(?:${wanted.map(makeExpression).join("|")})$`);
  }

  readonly name = (model: string): string => {
    const own = plainText(this.#spelled(model), 128);
    if (this.#known.has(own)) return own;
    if (this.#known.size >= MAX_MODELS || this.#wanted?.test(own) === false) {
      this.#folded.add(own);
      return OTHERS;
    }
    this.#known.add(own);
    return own;
  };

  /** The number of models that are told together. */
  get folded(): number {
    return this.#folded.size;
  }
}

function makeExpression(pattern: string): string {
  return pattern.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}/]/g, "\\$&"))
    .join(".*");
}
