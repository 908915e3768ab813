import assert from "node:assert/strict";
import { chooseNetDevices } from "./net_devices.ts";

interface Device {
  readonly type?: number;
  readonly kind?: string;
  readonly hardware?: boolean;
  readonly master?: string;
}

/** Files of /sys/class/net; the index of a device is its place. */
function sysfs(devices: Readonly<Record<string, Device>>): Map<string, string> {
  const names = Object.keys(devices);
  return new Map(names.flatMap((name, index): [string, string][] => {
    const { type = 1, kind, hardware, master } = devices[name] ?? {};
    const folder = `/sys/class/net/${name}`;
    return [
      [`${folder}/type`, `${type}\n`],
      [
        `${folder}/uevent`,
        `${kind ? `DEVTYPE=${kind}\n` : ""}INTERFACE=${name}\nIFINDEX=${index + 1}\n`,
      ],
      ...hardware ? [[`${folder}/device/uevent`, "DRIVER=x\n"] as [string, string]] : [],
      ...master
        ? [[`${folder}/master/ifindex`, `${names.indexOf(master) + 1}\n`] as [string, string]]
        : [],
    ];
  }));
}

const NODE: Readonly<Record<string, Device>> = {
  lo: { type: 772 },
  eth0: { hardware: true, master: "team0" },
  wlp3s0: { hardware: true, kind: "wlan" },
  ib0: { type: 32, hardware: true },
  bond0: { kind: "bond" },
  "bond0.12": { kind: "vlan" },
  team0: {},
  wg0: { type: 65534, kind: "wireguard" },
  tailscale0: { type: 65534 },
  podman0: { kind: "bridge" },
  lxdbr0: { kind: "bridge" },
  docker_gwbridge: { kind: "bridge" },
  vmbr0: { kind: "bridge" },
  fwbr100i0: { kind: "bridge" },
  fwpr100p0: {},
  eni12d3f4a5b6c: {},
  azv1234567890a: {},
  gke5f6a7b8c9d0: {},
  "antrea-gw0": {},
  "0a1b2c3d4e5f678": {},
  mesh7: {},
  "vxlan.calico": { kind: "vxlan" },
};

Deno.test("chooseNetDevices tells the machine's own devices by what sysfs says of them", () => {
  const names = Object.keys(NODE);
  assert.deepEqual([...chooseNetDevices(names, sysfs(NODE))], [
    "eth0",
    "wlp3s0",
    "ib0",
    "bond0",
    "bond0.12",
    "team0",
    "wg0",
    "tailscale0",
  ]);
});

Deno.test("chooseNetDevices shows no series for each of 400 pods", () => {
  const pods = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`mesh${index}`, {}]),
  );
  const all = { eth0: { hardware: true }, ...pods };
  assert.deepEqual([...chooseNetDevices(Object.keys(all), sysfs(all))], ["eth0"]);
});

Deno.test("chooseNetDevices goes by names within a container, whose uplink is one end of a pair", () => {
  const own = { lo: { type: 772 }, eth0: {}, docker0: { kind: "bridge" }, veth12: {} };
  assert.deepEqual([...chooseNetDevices(Object.keys(own), sysfs(own))], ["eth0"]);
});

Deno.test("chooseNetDevices goes by names where sysfs tells nothing", () => {
  assert.deepEqual([...chooseNetDevices(Object.keys(NODE), new Map())], [
    "eth0",
    "wlp3s0",
    "ib0",
    "bond0",
    "bond0.12",
    "team0",
    "wg0",
    "tailscale0",
    "vmbr0",
    "mesh7",
    "vxlan.calico",
  ]);
});
