import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";
import { withServer } from "./server.ts";
import { requestsPerSecond } from "./wrk.ts";

const ROUNDS = 3;

/** Measures scrapes beside prom-client and a bare Deno.serve; the rounds are interleaved. */
export async function benchScrape(): Promise<Figure[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  const prom: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const seconds = 2;
    ours.push(await rate("ours.ts", ["10000"], { seconds }));
    bare.push(await rate("bare.ts", ["10000"], { seconds }));
    prom.push(await rate("prom_client.ts", ["10000"], { seconds }));
  }
  const oursGzip = await rate("ours.ts", ["100000"], { seconds: 3, gzip: true });
  const promGzip = await rate("prom_client.ts", ["100000", "gzip"], { seconds: 10, gzip: true });
  return [
    {
      name: "scrape of 10,000 series, beside prom-client",
      value: median(ours) / median(prom),
      unit: "x",
      target: ">= 20",
    },
    {
      name: "scrape of 10,000 series, beside a bare Deno.serve of the same bytes",
      value: median(ours) / median(bare),
      unit: "x",
      target: ">= 0.5",
    },
    {
      name: "scrape of 100,000 series with gzip, beside prom-client",
      value: oursGzip / promGzip,
      unit: "x",
      target: ">= 100",
    },
  ];
}

/** Scrapes of 10,000 series a second, of each in every round; the rounds are interleaved. */
export async function scrapeRounds(
  rounds: number,
): Promise<Record<"ours" | "bare" | "prom", number[]>> {
  const rates: Record<"ours" | "bare" | "prom", number[]> = { ours: [], bare: [], prom: [] };
  for (let round = 0; round < rounds; round++) {
    const seconds = 2;
    rates.ours.push(await rate("ours.ts", ["10000"], { seconds }));
    rates.bare.push(await rate("bare.ts", ["10000"], { seconds }));
    rates.prom.push(await rate("prom_client.ts", ["10000"], { seconds }));
  }
  return rates;
}

function rate(
  file: string,
  args: readonly string[],
  options: { seconds: number; gzip?: boolean },
): Promise<number> {
  return withServer(file, args, (url) => requestsPerSecond(url, options));
}
