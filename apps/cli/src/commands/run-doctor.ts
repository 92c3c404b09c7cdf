import { chooseBackend } from '../backend/choose-backend';
import { findAdapter } from '../backend/find-adapter';
import { backendFacts } from '../doctor/backend-facts';
import { cacheFacts } from '../doctor/cache-facts';
import { codecFacts } from '../doctor/codec-facts';
import { doctorLines } from '../doctor/doctor-lines';
import { machineFacts } from '../doctor/machine-facts';
import { EXIT, type ExitCode } from '../exit-code';
import { printJson, printText } from '../terminal/stdout';
import type { DoctorFlags } from './doctor';

/** `srkit doctor`. */
export const runDoctor = async ({ json }: DoctorFlags): Promise<ExitCode> => {
  const answer = await findAdapter();
  const { name, reason } = await chooseBackend({ backend: 'auto', requireGpu: false }, async () => answer);
  const facts = {
    machine: machineFacts(),
    backends: await backendFacts(answer),
    auto: { name, reason },
    codecs: await codecFacts(),
    cache: await cacheFacts(),
  };
  if (json) await printJson(facts);
  else await printText(`${doctorLines(facts).join('\n')}\n`);
  return facts.backends.some(({ works }) => works) ? EXIT.ok : EXIT.noDevice;
};
