import assert from "node:assert/strict";
import { parseContainerId } from "./container_id.ts";

const ID = "0123456789abcdef".repeat(4);
const OTHER = "f".repeat(64);
const POD = "pod0a1b2c3d_0001_4d2e_8f3a_112233445566";

Deno.test("parseContainerId knows the paths of every runtime", () => {
  const paths = [
    `12:memory:/docker/${ID}`,
    `0::/system.slice/docker-${ID}.scope`,
    `4:cpu,cpuacct:/my-parent/${ID}`,
    `0::/machine.slice/libpod-${ID}.scope/container`,
    `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`,
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`,
    `11:devices:/kubepods/burstable/pod0a1b2c3d-0001-4d2e-8f3a-112233445566/${ID}`,
    `0::/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`,
    `0::/default/${ID}`,
    `0::/system.slice/containerd.service/kubepods-besteffort:cri-containerd:${ID}`,
    `0::/ecs/0a1b2c/${ID}`,
    `0::/../../docker-${ID}.scope`,
    `0::/docker/${OTHER}/docker/${ID}`,
  ];
  for (const line of paths) assert.equal(parseContainerId(`${line}\n`), ID, line);
});

Deno.test("parseContainerId looks beyond the unified line on hybrid machines", () => {
  assert.equal(parseContainerId(`0::/\n4:memory:/docker/${ID}\n`), ID);
  assert.equal(parseContainerId(`4:memory:/docker/${OTHER}\n0::/docker/${ID}\n`), ID);
});

Deno.test("parseContainerId finds none where there is none", () => {
  for (
    const text of [
      "",
      "0::/\n",
      "0::/system.slice/ollama.service\n",
      "0::/user.slice/user-1000.slice/session-3.scope\n",
      "0::/lxc.payload.web\n",
      `0::/machine.slice/libpod-conmon-${ID}.scope\n`,
      `0::/kubepods.slice/crio-conmon-${ID}.scope\n`,
      `0::/x/${ID}0\n`,
      "nonsense",
    ]
  ) assert.equal(parseContainerId(text), undefined, text);
});
