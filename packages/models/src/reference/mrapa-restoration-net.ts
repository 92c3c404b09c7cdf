import { refuseUnknownKeys } from '@srkit/core';
import type { ModuleOptions } from '@srkit/nn';
import type { MRAPARestorationNetConfig } from '../configs';
import type { Shapes } from '../detect/shapes';
import { REFERENCE_WIDTHS } from './levels';
import { MRAPAFusion } from './mrapa-fusion';
import { ReferenceRestorationNet } from './reference-restoration-net';
import { srnttInit } from './srntt-init';

/**
 * The restoration network of MRefSR (section 3.2 and figure 3), x4 with any number of references. State_dict without a
 * prefix: `content_extractor`, `dyn_agg_restore`, whose heads are `MRAPAFusion`s.
 */
export class MRAPARestorationNet extends ReferenceRestorationNet {
  readonly config: Required<MRAPARestorationNetConfig>;

  /**
   * @throws ConfigError for counts that are not positive integers, `ngf` below 2, groups that do not divide the widths, or an
   *   unknown form.
   */
  constructor(config: MRAPARestorationNetConfig = {}, options: ModuleOptions = {}) {
    refuseUnknownKeys('MRAPARestorationNet', config, [
      'ngf',
      'nBlocks',
      'groups',
      'fusion',
      'refWidths',
      'base',
      'mam',
      'safm',
      'learnedOffsets',
    ]);
    const { ngf = 64, nBlocks = 16, groups = 8, fusion = 'official', refWidths = REFERENCE_WIDTHS } = config;
    const { base = null, mam = true, safm = true, learnedOffsets = true } = config;
    super(
      config,
      (child, name, refNf) =>
        child(name, () => new MRAPAFusion({ nf: ngf, refNf, fusion, mam, safm, init: srnttInit })),
      options,
    );
    this.config = { ngf, nBlocks, groups, fusion, refWidths, base, mam, safm, learnedOffsets };
  }

  protected override loadHint(state: Shapes): string {
    const { fusion } = this.config;
    const other = fusion === 'official' ? 'paper' : 'official';
    const holdsOther = state.has(
      `dyn_agg_restore.head_small.${other === 'paper' ? 'conv_q' : 'conv_ass'}.weight`,
    );
    if (!holdsOther) return super.loadHint(state);
    return `The state_dict is of the fusion's ${other} form. Use fusion: '${other}', or loadNetwork, which detects it.`;
  }

  // A getter, because the parts are built before fields exist and their paths start with it.
  get typeName(): string {
    return 'MRAPARestorationNet';
  }
}
