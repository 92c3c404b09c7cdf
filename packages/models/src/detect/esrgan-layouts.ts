/**
 * ESRGAN checkpoints come with three sets of key names for one network. This maps the two older ones to the
 * official names:
 *
 * - `old`: the first release, a nested `Sequential` (`model.1.sub.0.RDB1.conv1.0.weight`)
 * - `trunk`: the ESRGAN paper's repository (`RRDB_trunk.0.RDB1.conv1.weight`)
 * - `official`: BasicSR and Real-ESRGAN (`body.0.rdb1.conv1.weight`)
 */
export type EsrganLayout = 'old' | 'trunk' | 'official';

const TRUNK_NAMES: Readonly<Record<string, string>> = {
  conv_first: 'conv_first',
  trunk_conv: 'conv_body',
  upconv1: 'conv_up1',
  upconv2: 'conv_up2',
  HRconv: 'conv_hr',
  conv_last: 'conv_last',
};

/** Positions in the old x4 network's `Sequential`: up, act, up, act, hr, act, last, with upsamplers between. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  '0': 'conv_first',
  '3': 'conv_up1',
  '6': 'conv_up2',
  '8': 'conv_hr',
  '10': 'conv_last',
};

const fromTrunk = (name: string): string | undefined => {
  const block = /^RRDB_trunk\.(\d+)\.RDB([123])\.conv([1-5])\.(weight|bias)$/.exec(name);
  if (block) return `body.${block[1]}.rdb${block[2]}.conv${block[3]}.${block[4]}`;
  const single = /^(\w+)\.(weight|bias)$/.exec(name);
  const official = single && Object.hasOwn(TRUNK_NAMES, single[1]!) ? TRUNK_NAMES[single[1]!] : undefined;
  return official && `${official}.${single![2]}`;
};

const fromOld = (name: string): string | undefined => {
  const block = /^model\.1\.sub\.(\d+)\.RDB([123])\.conv([1-5])\.0\.(weight|bias)$/.exec(name);
  if (block) return `body.${block[1]}.rdb${block[2]}.conv${block[3]}.${block[4]}`;
  const body = /^model\.1\.sub\.\d+\.(weight|bias)$/.exec(name);
  if (body) return `conv_body.${body[1]}`;
  const single = /^model\.(\d+)\.(weight|bias)$/.exec(name);
  const official = single && Object.hasOwn(OLD_NAMES, single[1]!) ? OLD_NAMES[single[1]!] : undefined;
  return official && `${official}.${single![2]}`;
};

/** Which layout the names are in; undefined when they are not ESRGAN's. */
export const esrganLayout = (names: ReadonlySet<string>): EsrganLayout | undefined => {
  if (names.has('body.0.rdb1.conv1.weight')) return 'official';
  if (names.has('RRDB_trunk.0.RDB1.conv1.weight')) return 'trunk';
  if (names.has('model.1.sub.0.RDB1.conv1.0.weight')) return 'old';
  return undefined;
};

/** The official name; a name that has none is returned as it is, so that the loader reports it. */
export const toOfficialName = (name: string, layout: EsrganLayout): string => {
  if (layout === 'trunk') return fromTrunk(name) ?? name;
  if (layout === 'old') return fromOld(name) ?? name;
  return name;
};
