/** An element of `nvidia-smi -q -x`: its text, and the elements in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Three quarters of the output, and nothing that is shown. */
const SKIPPED = "supported_clocks";

/** Deeper than any driver goes; a document that is deeper is none of theirs. */
const MAX_DEPTH = 32;

const MARKUP = /<(?:(\/?)([A-Za-z_][\w.:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)|[?!][^>]*)>/g;
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

type Open = {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: XmlElement[];
};

/**
 * Reads what nvidia-smi writes as XML: elements, attributes, text, the five entities and numbered
 * ones. The document type is skipped, never loaded.
 *
 * @throws {SyntaxError} when elements do not match, or the document ends early.
 */
export function parseXml(text: string): XmlElement {
  const root: Open = { name: "", attributes: {}, text: "", children: [] };
  const open: Open[] = [root];
  let end = 0;
  MARKUP.lastIndex = 0;
  for (let match = MARKUP.exec(text); match; match = MARKUP.exec(text)) {
    const top = open.at(-1) ?? root;
    top.text += decode(text.slice(end, match.index));
    end = MARKUP.lastIndex;
    const [, slash, name, attributes = "", selfClosing] = match;
    if (name === undefined) continue;
    if (slash) {
      if (open.length === 1 || top.name !== name) {
        throw new SyntaxError(`Cannot read XML: "</${name}>" closes nothing that is open`);
      }
      top.text = top.text.trim();
      open.pop();
    } else if (name === SKIPPED && !selfClosing) {
      end = MARKUP.lastIndex = afterElement(text, name, end);
    } else {
      const element = { name, attributes: readAttributes(attributes), text: "", children: [] };
      top.children.push(element);
      if (!selfClosing) open.push(element);
      if (open.length > MAX_DEPTH) throw new SyntaxError("Cannot read XML: it is too deep");
    }
  }
  const [document] = root.children;
  if (open.length > 1 || document === undefined) {
    throw new SyntaxError("Cannot read XML: it ends before its first element does");
  }
  return document;
}

/** Follows the path through the first element of each name. */
export function find(element: XmlElement, path: string): XmlElement | undefined {
  let current: XmlElement | undefined = element;
  for (const name of path.split("/")) {
    current = current?.children.find((child) => child.name === name);
  }
  return current;
}

/** The elements at the end of the path. */
export function findAll(element: XmlElement, path: string): XmlElement[] {
  const cut = path.lastIndexOf("/");
  const parent = cut === -1 ? element : find(element, path.slice(0, cut));
  return parent?.children.filter(({ name }) => name === path.slice(cut + 1)) ?? [];
}

function afterElement(text: string, name: string, from: number): number {
  const close = `</${name}>`;
  const index = text.indexOf(close, from);
  if (index === -1) throw new SyntaxError(`Cannot read XML: "<${name}>" has no end`);
  return index + close.length;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = "", double, single]) => [
      name,
      decode(double ?? single ?? ""),
    ]),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g,
    (all, decimal, hex, name) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] ?? all : all;
      const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
