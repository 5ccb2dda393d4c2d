/**
 * recharts passes state on by animation frame, and a window that is not shown has few or none. Nobody watches this page:
 * a frame is the next turn of the event loop. Imported before recharts, which keeps the function it finds.
 */
window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(performance.now()), 0);
window.cancelAnimationFrame = (handle) => window.clearTimeout(handle);
