import assert from "node:assert/strict";
import { cardOfLine, isCardId } from "./card_id.ts";

const THOR = "54d0709b-558d-5a59-9c65-0c5fc14a21a4";

Deno.test("isCardId knows the UUIDs of cards, of MIG devices, and the bare ones of Jetson", () => {
  const ids = ["GPU-a", `GPU-${THOR}`, `MIG-${THOR}`, "MIG-GPU-a/9/0", THOR, THOR.toUpperCase()];
  for (const id of ids) assert(isCardId(id), id);
  for (const text of ["", "[N/A]", "not a uuid", "GPU-", "54d0709b", `${THOR}0`, `x${THOR}`]) {
    assert(!isCardId(text), text);
  }
});

Deno.test("cardOfLine reads the lines of nvidia-smi -L and nvlink, those of Jetson among them", () => {
  assert.equal(cardOfLine("GPU 0: NVIDIA H200 (UUID: GPU-a)"), "GPU-a");
  assert.equal(cardOfLine(`GPU 0: Orin (nvgpu) (UUID: ${THOR})`), THOR);
  assert.equal(cardOfLine("GPU 0: NVIDIA H200 (UUID: unknown)"), undefined);
  assert.equal(cardOfLine("\t Link 0: 26.562 GB/s"), undefined);
});
