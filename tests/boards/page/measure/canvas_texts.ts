/** Listens to what is written on canvases, since nobody can ask them later. */

export interface CanvasText {
  readonly text: string;
  /** In pixels of the canvas. */
  readonly box: DOMRect;
  readonly color: string;
  readonly fontSize: number;
}

const written = new WeakMap<HTMLCanvasElement, CanvasText[]>();

export function listenToCanvases(): void {
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    const list = written.get(this.canvas) ?? [];
    written.set(this.canvas, list);
    if (text.trim() !== "") {
      list.push({
        text,
        box: measureBox(this, text, x, y),
        color: String(this.fillStyle),
        fontSize: parseFloat(/([\d.]+)px/.exec(this.font)?.[1] ?? "12"),
      });
    }
    fillText.call(this, text, x, y, ...rest);
  };
  CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
    const isWhole = width >= this.canvas.width && height >= this.canvas.height;
    if (isWhole) written.delete(this.canvas);
    clearRect.call(this, x, y, width, height);
  };
}

export function canvasTexts(canvas: HTMLCanvasElement): readonly CanvasText[] {
  return written.get(canvas) ?? [];
}

function measureBox(context: CanvasRenderingContext2D, text: string, x: number, y: number): DOMRect {
  const size = context.measureText(text);
  const [left, right] = [x - size.actualBoundingBoxLeft, x + size.actualBoundingBoxRight];
  const [top, bottom] = [y - size.actualBoundingBoxAscent, y + size.actualBoundingBoxDescent];
  const matrix = context.getTransform();
  const corners = [[left, top], [right, top], [left, bottom], [right, bottom]].map(([cx, cy]) =>
    matrix.transformPoint(new DOMPoint(cx, cy))
  );
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
  const [minX, minY] = [Math.min(...xs), Math.min(...ys)];
  return new DOMRect(minX, minY, Math.max(...xs) - minX, Math.max(...ys) - minY);
}
