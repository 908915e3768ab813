import { BAD, CALM, WARN } from "../layer/colours.ts";
import type { Mapping } from "../layer/panel.ts";

/** 1 and 0 of something that has to be up. */
export const UP_OR_DOWN: readonly Mapping[] = [{
  type: "value",
  options: { 0: { text: "down", color: BAD, index: 0 }, 1: { text: "up", color: CALM, index: 1 } },
}];

/** 1 and 0 of something that has to be 1. */
export const NO_IS_BAD: readonly Mapping[] = [{
  type: "value",
  options: { 0: { text: "no", color: BAD, index: 0 }, 1: { text: "yes", color: CALM, index: 1 } },
}];

/** 1 and 0 of something that is neither good nor bad. */
export const YES_OR_NO: readonly Mapping[] = [{
  type: "value",
  options: { 0: { text: "no", color: CALM, index: 0 }, 1: { text: "yes", color: CALM, index: 1 } },
}];

/** 1 and 0 of something that has to be 0. */
export const YES_IS_BAD: readonly Mapping[] = [{
  type: "value",
  options: { 0: { text: "no", color: CALM, index: 0 }, 1: { text: "yes", color: BAD, index: 1 } },
}];

/** 1 when heat or a power brake throttles a card. */
export const THROTTLED: readonly Mapping[] = [{
  type: "value",
  options: {
    0: { text: "no", color: CALM, index: 0 },
    1: { text: "yes", color: WARN, index: 1 },
  },
}];

/** 1 when a driver asks for something. */
export const ACTION_REQUIRED: readonly Mapping[] = [{
  type: "value",
  options: {
    0: { text: "none", color: CALM, index: 0 },
    1: { text: "required", color: BAD, index: 1 },
  },
}];
