import type { FamilyDeclaration } from "../contract/metric.ts";
import { expositionNames } from "../contract/metric_name.ts";

/** A name that somebody else has. */
export interface TakenName {
  readonly name: string;
  readonly owner: string;
}

/**
 * The owners of the names of the exposition. A family takes the names of its parts as well: a histogram `x`
 * has `x_bucket`, `x_sum` and `x_count`, and a counter `x_total` is the family `x` of OpenMetrics.
 */
export class Claims {
  readonly #owners = new Map<string, string>();

  /** The families' names that other owners have. */
  check(owner: string, declarations: readonly FamilyDeclaration[]): TakenName[] {
    return declarations.flatMap((declaration) => {
      const other = expositionNames(declaration).map((name) => this.#owners.get(name))
        .find((found) => found !== undefined && found !== owner);
      return other === undefined ? [] : [{ name: declaration.name, owner: other }];
    });
  }

  /** Gives the owner these names in place of those it had; the caller has checked that they are free. */
  replace(owner: string, declarations: readonly FamilyDeclaration[]): void {
    this.release(owner);
    for (const declaration of declarations) {
      for (const name of expositionNames(declaration)) this.#owners.set(name, owner);
    }
  }

  release(owner: string): void {
    for (const [name, current] of this.#owners) {
      if (current === owner) this.#owners.delete(name);
    }
  }

  ownerOf(name: string): string | undefined {
    return this.#owners.get(name);
  }
}
