import type { ModuleOptions } from '../module/module';
import type { RestorationConfig } from './dynamic-aggregation-restoration';
import type { FusionForm } from './fusion-form';
import { MRAPAFusion } from './mrapa-fusion';
import { ReferenceRestorationNet } from './reference-restoration-net';
import { srnttInit } from './srntt-init';

export interface MRAPARestorationNetConfig extends RestorationConfig {
  /** Default `official`, the only form that released checkpoints fit. */
  readonly fusion?: FusionForm;
}

/** The restoration network of MRefSR (section 3.2 and figure 3), x4 with any number of references. */
export class MRAPARestorationNet extends ReferenceRestorationNet {
  readonly config: Required<MRAPARestorationNetConfig>;

  /**
   * @throws ConfigError for counts that are not positive integers, `ngf` below 2, groups that do not divide 64, or an
   *   unknown form.
   */
  constructor(config: MRAPARestorationNetConfig = {}, options: ModuleOptions = {}) {
    const { ngf = 64, nBlocks = 16, groups = 8, fusion = 'official' } = config;
    super(
      config,
      (child, name, refNf) => child(name, () => new MRAPAFusion({ nf: ngf, refNf, fusion, init: srnttInit })),
      options,
    );
    this.config = { ngf, nBlocks, groups, fusion };
  }

  // A getter, because the parts are built before fields exist and their paths start with it.
  get typeName(): string {
    return 'MRAPARestorationNet';
  }
}
