import { CONTROL, CONTROL_ADDRESS, CONTROL_LENGTH, PARAMS_ADDRESS } from '../memory/memory-map';
import { CHUNK_BITS } from './ticket';
/** How long a thread polls for the next job before it sleeps: kernels follow each other within microseconds. */
const SPINS = 20_000;
/**
 * The program of a thread, as text: it starts from a string, so that no bundler has to find a file. `announce` is the
 * platform's expression that says that the thread has started.
 *
 * A thread waits for the number of the job to change, then takes chunks until none are left. A ticket carries the
 * job's number, so that a thread that comes late cannot take a chunk of the next job by the old job's description.
 */
export const threadSource = (announce) => `
const run = ({ module, memory, thread }) => {
  const control = new Int32Array(memory.buffer, ${CONTROL_ADDRESS}, ${CONTROL_LENGTH});
  const exported = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const kernels = WebAssembly.Module.exports(module).filter((e) => e.kind === 'function').map((e) => exported[e.name]);
  let seen = Atomics.load(control, ${CONTROL.job});
  ${announce};
  while (Atomics.load(control, ${CONTROL.stop}) === 0) {
    let job = Atomics.load(control, ${CONTROL.job});
    for (let i = 0; i < ${SPINS} && job === seen; i++) job = Atomics.load(control, ${CONTROL.job});
    if (job === seen) {
      Atomics.wait(control, ${CONTROL.job}, seen);
      continue;
    }
    seen = job;
    const kernel = kernels[Atomics.load(control, ${CONTROL.kernel})];
    const chunks = Atomics.load(control, ${CONTROL.chunks});
    const tag = job << ${CHUNK_BITS};
    for (;;) {
      const ticket = Atomics.load(control, ${CONTROL.ticket});
      const chunk = (ticket - tag) | 0;
      if (chunk < 0 || chunk >= chunks) break;
      if (Atomics.compareExchange(control, ${CONTROL.ticket}, ticket, ticket + 1) !== ticket) continue;
      try {
        kernel(${PARAMS_ADDRESS}, chunk, thread);
      } catch {
        Atomics.store(control, ${CONTROL.failed}, 1);
      }
      if (Atomics.sub(control, ${CONTROL.remaining}, 1) === 1) Atomics.notify(control, ${CONTROL.remaining});
    }
  }
};
`;
