import { readFile } from 'node:fs/promises';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  ImageDiscriminator,
  type Module,
  MRAPARestorationNet,
  RestorationNet,
} from '@srkit/models';
import { expectEqual, failure, type RunOp } from '../run-op';

const DEFERRED = { deferred: true };

/** The modules of the published configurations, by the case's labels. */
const MODULES: Readonly<Record<string, () => Module>> = {
  'MRAPARestorationNet(ngf=64,n_blocks=16,groups=8)': () => new MRAPARestorationNet({}, DEFERRED),
  'RestorationNet(ngf=64,n_blocks=16,groups=8)': () => new RestorationNet({}, DEFERRED),
  ContrasExtractorSep: () => new ContrasExtractorSep(DEFERRED),
  'CorrespondenceGenerationArch(vgg19)': () => new CorrespondenceGenerationArch({}, DEFERRED),
  'ImageDiscriminator(in_nc=3,ndf=32)': () => new ImageDiscriminator({}, DEFERRED),
};

/** `state_dict`: names, shapes and order of every module's state. */
export const refsrStateDictOp: RunOp = async ({ golden }) => {
  const stored = JSON.parse(await readFile(golden.path('state_dict.json'), 'utf8')) as Record<
    string,
    [string, number[]][]
  >;
  const sizes = golden.file.params['numel'] as Record<string, number>;
  return Object.entries(stored).flatMap(([label, expected]) => {
    const create = MODULES[label];
    if (!create) return [failure(label, `module '${label}' is not known`)];
    const entries = [...create().namedState()];
    const size = entries.reduce((sum, [, entry]) => sum + entry.size, 0);
    return [
      expectEqual(
        label,
        entries.map(([name, { shape }]) => [name, shape]),
        expected,
      ),
      expectEqual(`${label} size`, size, sizes[label]),
    ];
  });
};
