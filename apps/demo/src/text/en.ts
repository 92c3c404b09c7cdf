// Everything that the page says, in English. Another language is another file of this shape, named in `text.ts`.

export const en = {
  title: 'srkit',
  tagline: 'A photo in, a larger photo out. Nothing leaves this machine.',
  skip: 'Skip to the content',
  rooms: {
    upscale: 'Upscale',
    degradation: 'Degradation lab',
    train: 'Train',
    references: 'References',
    about: 'About',
  },
  loadingRoom: 'Opening…',
  backend: {
    label: 'Computes on',
    starting: 'Starting…',
    names: { webgpu: 'Graphics card', 'srkit-wasm': 'CPU', cpu: 'CPU, plain JavaScript' } as Record<
      string,
      string
    >,
    threads: (n: number) => (n === 1 ? '1 thread' : `${n} threads`),
    choose: 'Compute on',
    choices: {
      auto: 'The best there is',
      webgpu: 'Graphics card (WebGPU)',
      threads: 'CPU, all cores',
      'one-thread': 'CPU, one thread',
      plain: 'CPU, plain JavaScript (slow)',
    },
    reasons: {
      asked: 'Because you asked for it.',
      'hardware-adapter': 'Because there is a graphics card that WebGPU can use.',
      'no-webgpu': 'Because this browser offers no graphics card to WebGPU.',
      'software-adapter': 'Because WebGPU here is computed by the CPU itself, which is slower.',
      'webgpu-fails': 'Because the graphics card did not start.',
      'no-wasm': 'Because this page may not use WebAssembly with SIMD.',
    },
    isolated: 'The page is isolated, so threads may share memory.',
    notIsolated: 'The page is not isolated, so there is one thread. Opening it again may help.',
    parameter: (value: string) => `The same by the address: ?backend=${value}`,
    close: 'Close',
  },
  pictures: {
    drop: 'Drop pictures here',
    orPaste: 'or paste one',
    choose: 'Choose pictures',
    camera: 'Camera',
    sample: 'Try the sample',
    noCamera: 'The camera cannot be used',
    take: 'Take the picture',
    cancel: 'Cancel',
  },
  compare: {
    label:
      'Before and after. Left and right arrows move the divider; plus and minus zoom; shift with arrows moves the picture.',
    before: 'Before',
    after: 'After',
    fit: 'Fit',
    zoom: (percent: number) => `${percent} %`,
    toolbar: 'Zoom',
  },
  upscale: {
    heading: 'Make a photo larger',
    model: 'Model',
    dropModel: 'or drop a .pth or .safetensors file',
    chooseModel: 'Choose a checkpoint',
    licence: (licence: string, size: string) => [size, licence].filter(Boolean).join(', '),
    parameters: 'parameters',
    notUsable: (name: string, architecture: string) =>
      `${name} holds ${architecture}, which does not enlarge a picture by itself. Drop a generator, such as RealESRGAN_x4plus.pth.`,
    modelTaken: (name: string, architecture: string, scale: number) =>
      `${name}: ${architecture} x${scale}, chosen`,
    bands: (rows: number) => `bands of ${rows} rows`,
    tiles: (count: number, exact: boolean) =>
      count === 1 ? 'in one piece' : `${count} ${exact ? 'exact' : 'fast'} tiles`,
    retry: 'Again',
    kept: 'kept in this browser',
    forget: 'Forget',
    fromFile: 'Your file',
    elsewhere: 'Models by others',
    elsewhereText:
      'Download one from its publisher, then drop the file here. Who uses it agrees to its terms.',
    scale: 'Scale',
    scaleHint: '1 to 8, any number',
    mode: 'Tiles',
    exact: 'Exact',
    fast: 'Fast, with blended seams',
    queue: 'Pictures',
    again: 'Enlarge again with these settings',
    stop: 'Stop',
    remove: 'Remove',
    save: 'Download',
    saveAs: 'Format',
    saveAll: 'Download all as zip',
    quality: 'Quality',
    report: 'Report',
    copy: 'Copy the report',
    copied: 'Copied',
    info: 'What is in it',
    status: {
      waiting: 'waiting',
      working: 'working',
      done: 'done',
      failed: 'failed',
      stopped: 'stopped',
    },
    progress: (name: string, percent: number, eta: string) =>
      `${name}: ${percent} %${eta && `, ${eta} left`}`,
    done: (name: string, width: number, height: number, seconds: string) =>
      `${name}: ${width}×${height} pixels in ${seconds} s`,
    failed: (name: string, message: string) => `${name}: ${message}`,
    stopped: (name: string) => `${name}: stopped`,
    summary: (from: string, to: string, model: string, where: string, tiles: string, seconds: string) =>
      `${from} to ${to} by ${model} on ${where}, ${tiles}, ${seconds} s`,
    retried: 'The graphics card failed; the CPU made this one.',
  },
  seconds: (n: number) => (n < 90 ? `${Math.max(1, Math.round(n))} s` : `${Math.round(n / 60)} min`),
};

/** What another language has to say. */
export type Text = typeof en;
