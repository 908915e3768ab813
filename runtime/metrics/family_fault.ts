import type { RejectReason } from "../contract/codes.ts";

/** The reason for which a family is refused; the message goes on after its name. */
export interface FamilyFault {
  readonly reason: RejectReason;
  readonly message: string;
}
