// The filter of a deformable convolution as the backward product reads it: columns' gradient = dy times filter^T.

@unmanaged
class FilterJob {
  /** `[taps][channels][outChannels]`. */
  filter: usize;
  taps: i32;
  channels: i32;
  outChannels: i32;
  /** The channels of a group are cut into parts of this many; the last one may have fewer. */
  groupChannels: i32;
  partChannels: i32;
  /** `[parts][ceil(taps * partChannels / 8)][depth][8]`; depth is outChannels, rounded up to a multiple of 4. */
  target: usize;
  depth: i32;
  /** Of all parts. */
  panelCount: i32;
  panelsPerChunk: i32;
}

/** A panel of 8 columns. Columns of a part are its first tap's channels, then its second tap's, and so on. */
function packPanel(job: FilterJob, panel: i32): void {
  const panels = (job.taps * job.partChannels + 7) >> 3;
  const part = panel / panels;
  const partsPerGroup = (job.groupChannels + job.partChannels - 1) / job.partChannels;
  const group = part / partsPerGroup;
  const inGroup = (part - group * partsPerGroup) * job.partChannels;
  const channels = min(job.partChannels, job.groupChannels - inGroup);
  const target = job.target + ((<usize>panel * <usize>job.depth) << 5);
  memory.fill(target, 0, <usize>job.depth << 5);
  for (let lane = 0; lane < 8; lane++) {
    const column = (panel - part * panels) * 8 + lane;
    if (column >= job.taps * channels) break;
    const tap = column / channels;
    const channel = group * job.groupChannels + inGroup + column - tap * channels;
    let from = job.filter + ((<usize>(tap * job.channels + channel) * <usize>job.outChannels) << 2);
    let to = target + (<usize>lane << 2);
    for (let o = 0; o < job.outChannels; o++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += 32;
    }
  }
}

/** One chunk: some panels. */
export function deformFilterChunk(params: usize, chunk: i32, thread: i32): void {
  const job = changetype<FilterJob>(params);
  const start = chunk * job.panelsPerChunk;
  const end = min(start + job.panelsPerChunk, job.panelCount);
  for (let panel = start; panel < end; panel++) packPanel(job, panel);
}
