import { checkReadItem } from "./read.ts";
import { judge } from "./testing_judge.ts";

Deno.test("checkReadItem takes canonical paths away from /proc, /sys and /dev", () => {
  const closed = ["/proc", "/sys", "/dev", "/host/proc"];
  judge((item: string) => checkReadItem(item, closed), [
    ["/models", undefined],
    ["/models/a b", undefined],
    ["/process", undefined],
    ["/", /every file/],
    [".", /absolute/],
    ["~", /absolute/],
    ["", /absolute/],
    ["/models/", /canonical/],
    ["/models/../etc", /canonical/],
    ["/models\0", /control/],
    ["/models/*", /wildcards/],
    ["/models,/etc", /comma/],
    ["/proc", /must not reach \/proc/],
    ["/proc/self/root", /must not reach \/proc/],
    ["/dev/shm", /must not reach \/dev/],
    ["/sys/class", /must not reach \/sys/],
    ["/host/proc/1", /must not reach \/host\/proc/],
    ["/host", /must not reach \/host\/proc/],
  ]);
});
