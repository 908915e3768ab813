/** Sets the page's clock, so that "5 minutes ago" is the same whenever a picture is taken. */
export function setClock(unixMs: number): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [unixMs] : given, newTarget),
    get: (target, key, receiver) =>
      key === "now" ? () => unixMs : Reflect.get(target, key, receiver),
  });
}
