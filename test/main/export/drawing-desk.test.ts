import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDrawingDesk } from '#main/export/drawing-desk.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';

const figure: Figure = figureSchema.parse({
  id: 'roc',
  title: 'ROC',
  panels: [],
  values: [],
  caption: '',
  methods: '',
  sizeMm: { width: 89, height: 89 },
});
const signal = new AbortController().signal;

function desk(options: { failing?: boolean } = {}) {
  const pages: { closed: boolean }[] = [];
  const openPage = vi.fn(async () => {
    if (options.failing) throw new Error('no browser');
    const page = { closed: false };
    pages.push(page);
    return { close: async () => void (page.closed = true) };
  });
  const onRequest = vi.fn();
  return { ...createDrawingDesk({ openPage, onRequest, idleMs: 1000, timeoutMs: 5000 }), pages, openPage, onRequest };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a request opens the page, wakes it, is handed out once, and its drawing comes back', async () => {
  const { draw, next, deliver, pages, onRequest } = desk();
  expect(next()).toBeNull();
  expect(pages).toHaveLength(0);
  const drawing = draw(figure, signal);
  expect(onRequest).toHaveBeenCalledOnce();
  const request = next();
  expect(request?.figure).toBe(figure);
  expect(next()).toBeNull();
  deliver(request!.requestId, { svg: '<svg/>' });
  expect(await drawing).toBe('<svg/>');
  expect(pages).toHaveLength(1);
});

test('one page serves several requests in order, and is closed after a while without work', async () => {
  const { draw, next, deliver, pages, openPage } = desk();
  const first = draw(figure, signal);
  const second = draw({ ...figure, title: 'second' }, signal);
  const requests = [next(), next()];
  expect(requests.map((request) => request?.figure.title)).toEqual(['ROC', 'second']);
  deliver(requests[1]!.requestId, { svg: 'two' });
  deliver(requests[0]!.requestId, { svg: 'one' });
  expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  await vi.advanceTimersByTimeAsync(900);
  expect(pages[0]?.closed).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(pages[0]?.closed).toBe(true);
  void draw(figure, signal).catch(() => undefined);
  expect(openPage).toHaveBeenCalledTimes(2);
});

test('what the page could not draw is an error that says so', async () => {
  const { draw, next, deliver } = desk();
  const drawing = draw(figure, signal);
  deliver(next()!.requestId, { failure: 'no font' });
  await expect(drawing).rejects.toMatchObject({ code: 'internal', message: 'The figure could not be drawn: no font' });
});

test('a page that cannot be opened fails what waits, and the next request tries again', async () => {
  const { draw, openPage } = desk({ failing: true });
  await expect(draw(figure, signal)).rejects.toThrow('no browser');
  await expect(draw(figure, signal)).rejects.toThrow('no browser');
  expect(openPage).toHaveBeenCalledTimes(2);
});

test('a page that never answers is replaced, and what else waits is handed to the new one', async () => {
  const { draw, next, deliver, pages } = desk();
  const lost = draw(figure, signal);
  const failed = expect(lost).rejects.toMatchObject({ code: 'device' });
  next();
  await vi.advanceTimersByTimeAsync(3000);
  const other = draw({ ...figure, title: 'other' }, signal);
  expect(next()?.figure.title).toBe('other');
  await vi.advanceTimersByTimeAsync(2500);
  await failed;
  expect(pages.map((page) => page.closed)).toEqual([true, false]);
  const again = next();
  expect(again?.figure.title).toBe('other');
  deliver(again!.requestId, { svg: 'done' });
  expect(await other).toBe('done');
});

test('a cancelled request is forgotten, and a drawing that comes too late is dropped', async () => {
  const { draw, next, deliver } = desk();
  const controller = new AbortController();
  const drawing = draw(figure, controller.signal);
  const request = next()!;
  controller.abort();
  await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
  expect(() => deliver(request.requestId, { svg: 'late' })).not.toThrow();
  await expect(draw(figure, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(next()).toBeNull();
});

test('closing ends what waits and the page', async () => {
  const { draw, close, pages } = desk();
  const drawing = draw(figure, signal);
  const failed = expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
  await close();
  await failed;
  expect(pages.map((page) => page.closed)).toEqual([true]);
  await expect(draw(figure, signal)).rejects.toMatchObject({ code: 'internal' });
});
