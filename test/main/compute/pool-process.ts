/** A process that speaks the protocol of compute processes and whose tasks misbehave on request. */
import type { FromCompute, ToCompute } from '#main/compute/task.ts';

const send = (message: FromCompute) => process.send?.(message);

process.on('message', (message: ToCompute) => {
  if (message.kind === 'cancel') {
    send({ kind: 'failed', id: message.id, error: { code: 'cancelled', message: 'Cancelled.' } });
    return;
  }
  const { id, input } = message;
  switch (input as string) {
    case 'echo':
      send({ kind: 'progress', id, progress: { done: 1, total: 2, label: 'half' } });
      send({ kind: 'item', id, item: new Float32Array([1.5, -2]) });
      send({ kind: 'done', id, result: process.pid });
      break;
    case 'refuse':
      send({ kind: 'failed', id, error: { code: 'unreadable-file', message: 'No such slice.' } });
      break;
    case 'crash':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'deaf':
      for (;;);
    case 'wait':
      break;
  }
});
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready' });
