import type { RejectReason } from "../contract/codes.ts";

/** Why a family is refused; the message goes on after its name. */
export interface FamilyFault {
  readonly reason: RejectReason;
  readonly message: string;
}
