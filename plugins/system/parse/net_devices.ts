/** Names of devices that come and go with containers and virtual machines, where sysfs does not tell. */
const TRANSIENT =
  /^(?:lo|docker\d+|docker_gwbridge|podman\d+|lxdbr\d+|br-.*|veth.*|cali.*|cni.*|flannel.*|cilium.*|lxc.*|vnet\d+|virbr\d+.*|tap.*|ifb\d+|dummy\d+|kube-.*|nodelocaldns|eni[0-9a-f]{6,}|azv[0-9a-f]+|gke[0-9a-f]{6,}|antrea-.*|genev_sys_\d+|ovs-system|fw(?:br|ln|pr)\d+.*|[0-9a-f]{15})$/;

const ETHERNET = "1";
const LOOPBACK = "772";
/** Kinds whose traffic is that of the devices in them, or of the tunnel below. */
const SHARED_KINDS: ReadonlySet<string> = new Set(["bridge", "vxlan", "geneve"]);

/** Facts of sysfs about one device. */
interface NetDevice {
  type?: string;
  /** `bridge`, `bond`, `vlan`...; plain devices and pairs have none. */
  kind?: string;
  hasHardware?: true;
  index?: string;
  /** The index of the bridge or bond that it belongs to. */
  master?: string;
}

/**
 * Chooses the devices whose traffic is the machine's own, by what /sys/class/net tells of them: hardware,
 * what is built of it (bonds, VLANs) and tunnels. Bridges, and the host's ends of pairs, count the same
 * packets again, and there is one for each pod. Where sysfs shows no hardware at all, as within a
 * container, names decide alone.
 */
export function chooseNetDevices(
  names: readonly string[],
  files: ReadonlyMap<string, string>,
): Set<string> {
  const devices = readDevices(files);
  const isTrusted = names.some((name) => devices.get(name)?.hasHardware);
  const hardwareMasters = new Set(
    [...devices.values()].flatMap(({ hasHardware, master }) => hasHardware ? master ?? [] : []),
  );
  return new Set(names.filter((name) => {
    const device = devices.get(name);
    if (!isTrusted || !device) return !TRANSIENT.test(name);
    if (device.hasHardware) return true;
    if (TRANSIENT.test(name) || device.type === LOOPBACK) return false;
    if (device.kind !== undefined) return !SHARED_KINDS.has(device.kind);
    if (device.index !== undefined && hardwareMasters.has(device.index)) return true;
    return device.type !== ETHERNET;
  }));
}

/** Files of /sys/class/net: `<device>/type`, `uevent`, `device/uevent`, `master/ifindex`. */
function readDevices(files: ReadonlyMap<string, string>): ReadonlyMap<string, NetDevice> {
  const devices = new Map<string, NetDevice>();
  for (const [path, text] of files) {
    const [name = "", ...rest] = path.split("/").slice(4);
    const device = devices.get(name) ?? {};
    devices.set(name, device);
    const file = rest.join("/");
    if (file === "type") device.type = text.trim();
    else if (file === "device/uevent") device.hasHardware = true;
    else if (file === "master/ifindex") device.master = text.trim();
    else if (file === "uevent") {
      const [kind, index] = ["DEVTYPE", "IFINDEX"].map((key) => valueIn(text, key));
      if (kind !== undefined) device.kind = kind;
      if (index !== undefined) device.index = index;
    }
  }
  return devices;
}

function valueIn(uevent: string, key: string): string | undefined {
  return uevent.split("\n").find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1)
    .trim();
}
