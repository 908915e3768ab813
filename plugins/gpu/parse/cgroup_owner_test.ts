import assert from "node:assert/strict";
import { NO_OWNER, parseCgroupOwner } from "./cgroup_owner.ts";

const ID = "0123456789abcdef".repeat(4);
const OTHER = "f".repeat(64);
const POD = "pod0a1b2c3d_0001_4d2e_8f3a_112233445566";
const POD_UID = "0a1b2c3d-0001-4d2e-8f3a-112233445566";

Deno.test("parseCgroupOwner knows the container in the paths of every runtime", () => {
  const paths: readonly (readonly [path: string, runtime: string, jobId?: string])[] = [
    [`12:memory:/docker/${ID}`, "docker"],
    [`0::/system.slice/docker-${ID}.scope`, "docker"],
    [`4:cpu,cpuacct:/my-parent/${ID}`, "other"],
    [`0::/machine.slice/libpod-${ID}.scope/container`, "podman"],
    [
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`,
      "podman",
    ],
    [
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`,
      "containerd",
      POD_UID,
    ],
    [`11:devices:/kubepods/burstable/pod${POD_UID}/${ID}`, "kubernetes", POD_UID],
    [`0::/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`, "crio", POD_UID],
    [`0::/default/${ID}`, "containerd"],
    [
      `0::/system.slice/containerd.service/kubepods-besteffort:cri-containerd:${ID}`,
      "containerd",
    ],
    [`0::/ecs/0a1b2c/${ID}`, "docker"],
    [`0::/../../docker-${ID}.scope`, "docker"],
  ];
  for (const [line, runtime, jobId = ""] of paths) {
    assert.deepEqual(parseCgroupOwner(`${line}\n`), { containerId: ID, runtime, jobId }, line);
  }
});

Deno.test("parseCgroupOwner tells the outer of nested containers, which the host's engine knows", () => {
  const paths = [
    `0::/docker/${ID}/docker/${OTHER}`,
    `0::/docker/${ID}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-${POD}.slice/cri-containerd-${OTHER}.scope`,
    `0::/system.slice/docker-${ID}.scope/init.scope/docker-${OTHER}.scope`,
  ];
  for (const line of paths) {
    const { containerId, runtime } = parseCgroupOwner(line);
    assert.deepEqual([containerId, runtime], [ID, "docker"], line);
  }
});

Deno.test("parseCgroupOwner knows schedulers and runtimes that have no container ids", () => {
  const alloc = "5c5f4a5e-1f0b-4c9e-9c58-3a6bd2f4d0c1";
  const task = "cd189a933e5849daa93386466019ab50";
  const jobs: readonly (readonly [path: string, runtime: string, jobId: string])[] = [
    ["0::/system.slice/slurmstepd.scope/job_4711/step_0/user/task_0", "slurm", "4711"],
    ["5:memory:/slurm/uid_1000/job_4711/step_0/task_0", "slurm", "4711"],
    ["5:memory:/slurm_node7/uid_1000/job_12/step_batch", "slurm", "12"],
    [`0::/nomad.slice/share.slice/${alloc}.train.scope`, "nomad", alloc],
    [`0::/nomad/${alloc}`, "nomad", alloc],
    [`9:memory:/ecs/${task}/${task}-2495160603`, "fargate", `${task}-2495160603`],
    ["0::/user.slice/user-1000.slice/apptainer-9931.scope", "apptainer", ""],
    ["0::/system.slice/singularity-12.scope", "apptainer", ""],
    ["0::/lxc.payload.web/system.slice/x.service", "lxc", "web"],
    ["0::/machine.slice/systemd-nspawn@lab.service/payload", "nspawn", "lab"],
  ];
  for (const [path, runtime, jobId] of jobs) {
    assert.deepEqual(parseCgroupOwner(path), { containerId: "", runtime, jobId }, path);
  }
  const inJob = `0::/system.slice/slurmstepd.scope/job_7/step_0/user/docker/${ID}`;
  assert.deepEqual(parseCgroupOwner(inJob), { containerId: ID, runtime: "docker", jobId: "7" });
});

Deno.test("parseCgroupOwner looks beyond the unified line on hybrid machines", () => {
  const parseId = (text: string) => parseCgroupOwner(text).containerId;
  assert.equal(parseId(`0::/\n4:memory:/docker/${ID}\n`), ID);
  assert.equal(parseId(`4:memory:/docker/${OTHER}\n0::/docker/${ID}\n`), ID);
});

Deno.test("parseCgroupOwner finds none where there is none", () => {
  for (
    const text of [
      "",
      "0::/\n",
      "0::/system.slice/ollama.service\n",
      "0::/user.slice/user-1000.slice/session-3.scope\n",
      "0::/machine.slice/machine-qemu\\x2d1\\x2dvm.scope\n",
      `0::/machine.slice/libpod-conmon-${ID}.scope\n`,
      `0::/kubepods.slice/crio-conmon-${ID}.scope\n`,
      `0::/x/${ID}0\n`,
      "nonsense",
    ]
  ) assert.deepEqual(parseCgroupOwner(text), NO_OWNER, text);
});
