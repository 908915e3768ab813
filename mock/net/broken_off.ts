/** A body that ends too early on purpose: its client sees the connection break. */
export class BrokenOff extends Error {
  override name = "BrokenOff";
}
