/** Ticks of the screen without any change after which nothing more is to come. */
const STILL_FRAMES = 12;

let pending = 0;

/** Counts what is being fetched: icons come one by one. */
export function countFetches(): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (...given) => {
    pending++;
    try {
      return await fetch(...given);
    } finally {
      pending--;
    }
  };
}

/** Resolves when all is fetched and nothing of the page has changed for some frames. */
export async function untilStill(root: Node): Promise<void> {
  await document.fonts.ready;
  let still = 0;
  const observer = new MutationObserver(() => {
    still = 0;
  });
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  while (still < STILL_FRAMES) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    still = pending > 0 ? 0 : still + 1;
  }
  observer.disconnect();
}
