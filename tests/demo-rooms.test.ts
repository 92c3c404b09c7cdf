import '@srkit/backend-wasm';
import { writeSafetensors } from '@srkit/checkpoints';
import { applyToRaster, parseRecipe } from '@srkit/degradation';
import { cropRaster, decodeImage, type Raster, resizePillow } from '@srkit/image';
import {
  ContrasExtractorSep,
  CorrespondenceGenerationArch,
  defaultModelUrl,
  loadModel,
  MRAPARestorationNet,
  REFERENCE_MODEL,
} from '@srkit/models';
import { type MatchMap, packReferenceNetworks, RefUpscaler, Upscaler } from '@srkit/upscale';
import { randomNormal, ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DemoPage, fixture, pngFile, type UploadedFile } from './support/demo-page';
import { demoSite, hasChromium } from './support/demo-site';
import { drawnPicture, largestDifference } from './support/pictures';

/** What a canvas shows, as one number. */
const shownHash = (demo: DemoPage, slot: 'first' | 'second'): Promise<number> =>
  demo.page.evaluate((which) => {
    const canvas = document.querySelector(`#room-degradation canvas[slot=${which}]`) as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(data.buffer).reduce((hash, value) => (Math.imul(hash, 31) + value) >>> 0, 0);
  }, slot);

/** Waits until the canvas stands still, which it does not at once: pictures come after the controls. */
const settled = async (demo: DemoPage): Promise<number> => {
  let before = -1;
  for (;;) {
    await demo.page.waitForTimeout(400);
    const now = await shownHash(demo, 'first');
    if (now === before && now !== 0) return now;
    before = now;
  }
};

/** Networks for references, small and untrained: every weight counts, as in trained ones. */
const referenceBundle = async (): Promise<UploadedFile> => {
  const extractor = new ContrasExtractorSep({}, { seed: 1 });
  // The same for the picture and for references, else nothing is found again.
  extractor.image2.loadStateDict(await extractor.image1.stateDict());
  const vgg = new CorrespondenceGenerationArch({}, { seed: 2 });
  const restoration = new MRAPARestorationNet({ ngf: 4, nBlocks: 1, groups: 2 }, { seed: 3 });
  let seed = 1;
  for (const [, { variable }] of restoration.namedParameters())
    variable.assign(randomNormal(variable.shape, 0, 0.15, 'float32', seed++));
  const { state, metadata } = await packReferenceNetworks(
    {
      extractor: await extractor.stateDict(),
      vgg: await vgg.stateDict(),
      restoration: await restoration.stateDict(),
    },
    { name: 'untrained', licence: 'Apache-2.0' },
  );
  for (const network of [extractor, vgg, restoration]) network.dispose();
  const bytes = writeSafetensors(state, { metadata });
  const buffer = Buffer.from(await new Response(bytes as unknown as BodyInit).arrayBuffer());
  return { name: 'untrained.safetensors', mimeType: 'application/octet-stream', buffer };
};

/** Something that looks different everywhere. */
const scene = (width: number, height: number, left: number): Raster => {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = left; x < left + width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave = Math.sin((x * x) / 310 + y / 7 + c) + Math.cos((y * y) / 260 - x / 5);
        data[at++] = Math.round(128 + 60 * wave);
      }
    }
  }
  return { width, height, channels: 3, data };
};

describe.skipIf(!hasChromium)('the other rooms', () => {
  const site = demoSite();
  beforeAll(async () => {
    await setBackend('srkit-wasm');
    await ready();
  });

  /** A file that says that it is a picture. */
  const damagedPng = async (): Promise<UploadedFile> => {
    const { buffer, ...rest } = await pngFile(drawnPicture(40, 30), 'damaged.png');
    return { ...rest, buffer: buffer.subarray(0, 60) };
  };

  const recipeOf = async (demo: DemoPage): Promise<unknown> =>
    JSON.parse(await demo.page.inputValue('#lab-json'));

  test('the lab keeps what is locked, replays a seed, and shares what it shows by a link', async () => {
    const demo = await site.open('#degradation');
    await demo.page.locator('[data-lock="1.resize"]').waitFor();
    const first = await settled(demo);
    const before = parseRecipe(await recipeOf(demo));
    await demo.page.locator('[data-lock="1.resize"]').check();
    await demo.page.locator('#lab-seed').fill('4711');
    await demo.page.locator('#lab-seed').blur();
    await demo.page.waitForFunction("document.querySelector('#lab-json').value.includes('4711')");
    const second = await settled(demo);
    const after = parseRecipe(await recipeOf(demo));
    const resize = ({ steps }: typeof before) => steps.find(({ op }) => op === 'resize');
    expect(resize(after)).toEqual(resize(before));
    expect(after.steps).not.toEqual(before.steps);
    expect(second).not.toBe(first);

    await demo.page.locator('#lab-share').click();
    await demo.page.waitForFunction("location.hash.includes('recipe=')");
    const other = await site.open(new URL(demo.page.url()).hash);
    await other.page.locator('[data-lock="1.resize"]').waitFor();
    await other.page.waitForFunction("document.querySelector('#lab-json').value.includes('4711')");
    expect(await settled(other)).toBe(second);
    expect(await recipeOf(other)).toEqual(await recipeOf(demo));

    // A link that is opened where the room is open already.
    const link = new URL(demo.page.url()).hash;
    await demo.page.locator('#lab-seed').fill('5');
    await demo.page.locator('#lab-seed').blur();
    await demo.page.waitForFunction("!document.querySelector('#lab-json').value.includes('4711')");
    await demo.page.evaluate(`location.hash = '#about'; location.hash = ${JSON.stringify(link)};`);
    await demo.page.waitForFunction("document.querySelector('#lab-json').value.includes('4711')");
    expect(await recipeOf(demo)).toEqual(await recipeOf(other));
  });

  test('what the lab makes of a picture is what Node makes of it; a slider changes it', async () => {
    const demo = await site.open('#degradation');
    await demo.page.locator('[data-field="final.jpeg.quality"]').waitFor();
    const before = await settled(demo);
    await demo.page.locator('[data-field="final.jpeg.quality"]').fill('5');
    const after = await settled(demo);
    expect(after).not.toBe(before);
    const recipe = parseRecipe(await recipeOf(demo));
    expect(recipe.steps.some((step) => step.op === 'jpeg' && step.quality[0] === 5)).toBe(true);

    const harbour = await decodeImage('samples/harbour.png');
    const { width, height } = recipe;
    const [top, left] = [(harbour.height - height) >> 1, (harbour.width - width) >> 1];
    const { lq } = await applyToRaster(cropRaster(harbour, { top, left, width, height }), recipe);
    const { name, bytes } = await demo.download('#lab-save');
    expect(name).toBe('degraded.png');
    const there = await decodeImage(bytes);
    expect(largestDifference(lq, there)).toBeLessThanOrEqual(1);
  });

  test('the lab says what is wrong with a recipe that is none', async () => {
    const demo = await site.open('#degradation?recipe=AAAA');
    const problem = demo.page.locator('[data-problem=lab]');
    await problem.waitFor();
    await demo.page.locator('[data-lock="1.resize"]').waitFor();
    await demo.page.locator('summary', { hasText: 'As JSON' }).click();
    await demo.page
      .locator('#lab-json')
      .fill('{ "version": 1, "steps": [{ "op": "blur", "kernels": "all" }] }');
    await demo.page.locator('#lab-use-json').click();
    await demo.page.waitForFunction(
      "document.querySelector('[data-problem=lab]')?.textContent.includes('E_CONFIG_RECIPE')",
    );
    expect(await problem.textContent()).toMatch(/ConfigError \[E_CONFIG_RECIPE\]/);
  });

  test('the lab shows eight samples, and what a model makes of one, as Node does', {
    timeout: 120_000,
  }, async () => {
    const demo = await site.open('#degradation');
    await settled(demo);
    await demo.page.getByRole('button', { name: 'Eight samples' }).click();
    await demo.page.locator('.sheet button').nth(7).waitFor();
    await demo.page.locator('.sheet button').nth(2).click();
    await settled(demo);
    expect(parseRecipe(await recipeOf(demo)).seed).toBe(10);
    const lq = await decodeImage((await demo.download('#lab-save')).bytes);
    await demo.page.locator('#lab-right').selectOption('srkit-photo-x4');
    await demo.page.waitForFunction("document.querySelector('#lab-save-result')?.disabled === false");
    const there = await decodeImage((await demo.download('#lab-save-result')).bytes);
    const model = await loadModel(defaultModelUrl());
    const { image } = await new Upscaler(model).upscale(lq);
    model.dispose();
    expect(largestDifference(image, there)).toBeLessThanOrEqual(1);
  });

  test('the lab says what is wrong with a picture, and takes a smaller one', async () => {
    const damaged = await damagedPng();
    const demo = await site.open('#degradation');
    const before = await settled(demo);
    await demo.drop([damaged]);
    await demo.page.locator('[data-problem=lab]').waitFor();
    expect(await demo.page.textContent('[data-problem=lab]')).toMatch(/damaged\.png/);
    await demo.drop([await pngFile(drawnPicture(200, 150))]);
    await demo.page.waitForFunction("!document.querySelector('[data-problem=lab]')");
    expect(await settled(demo)).not.toBe(before);
  });

  test('the train room says which photo is damaged', async () => {
    const damaged = await damagedPng();
    const demo = await site.open('#train');
    await demo.page.locator('#train-from option').first().waitFor({ state: 'attached' });
    await demo.drop([damaged]);
    await demo.page.locator('#train-start').click();
    await demo.page.locator('[data-problem=train]').waitFor();
    expect(await demo.page.textContent('[data-problem=train]')).toMatch(/damaged\.png/);
    expect(await demo.page.getAttribute('.train', 'data-state')).toBe('idle');
  });

  test('the train room learns, pauses, goes on after a reload, and hands over what it made', async () => {
    const demo = await site.open('?iterations=8#train');
    await demo.page.locator('#train-from option').first().waitFor({ state: 'attached' });
    const photos = [0, 1, 2, 3, 4, 5].map((i) => pngFile(drawnPicture(330 + 8 * i, 330), `photo-${i}.png`));
    await demo.page.locator('#train-photos').setInputFiles(await Promise.all(photos));
    await demo.page.locator('#train-start').click();
    await demo.page.locator('#train-step').waitFor();
    await demo.page.locator('#train-pause').click();
    await demo.page.locator('.train[data-state=paused], .train[data-state=done]').waitFor();
    if (await demo.page.locator('.train[data-state=paused]').count()) {
      const [done] = /\d+/.exec((await demo.page.textContent('#train-step')) ?? '') ?? [];
      await demo.page.reload();
      await demo.page.locator('#train-resume').click();
      await demo.page.locator('.train[data-state=preparing]').waitFor();
      // Whatever ends it, what was learned is kept.
      await demo.page.locator('#backend').selectOption('threads', { force: true });
      await demo.page.locator('[data-problem=train]').waitFor();
      await demo.page.locator('.train[data-state=paused]').waitFor();
      await demo.page.locator('#train-resume').click();
      await demo.page.locator('#train-step').waitFor();
      const [next] = /\d+/.exec((await demo.page.textContent('#train-step')) ?? '') ?? [];
      expect(Number(next)).toBeGreaterThan(Number(done));
    }
    await demo.page.locator('.train[data-state=done]').waitFor();
    expect(await demo.page.textContent('#train-step')).toContain('Iteration 8 of 8');
    expect(await demo.page.textContent('#train-gain')).toMatch(/gained -?\d+\.\d\d dB/);
    const { name, bytes } = await demo.download('#train-save');
    expect(name).toBe('srkit-photo-x4-tuned.safetensors');
    const model = await loadModel(bytes);
    expect(model.architecture.name).toBe('SRVGGNetCompact');
    model.dispose();
    await demo.page.locator('#train-use').click();
    await demo.page.waitForFunction("document.querySelector('#model').value.endsWith('-tuned.safetensors')");
    await demo.choose(await pngFile(drawnPicture(20, 16)));
    await demo.ended('done');
    expect(await demo.page.textContent('#summary')).toContain('-tuned.safetensors');
  });

  test('the references room takes the model that comes with the site, and says what is wrong with a file', async () => {
    const demo = await site.open('#references');
    await demo.page.locator('#references-files').waitFor();
    const picture = drawnPicture(24, 20);
    const named: UploadedFile = await pngFile(picture);
    await demo.drop([named, named]);
    await demo.page.locator('#references-run').click();
    await demo.page.locator('#references-download').waitFor();
    const upscaler = await RefUpscaler.load(REFERENCE_MODEL.url());
    const { image } = await upscaler.upscale(picture, [picture]);
    upscaler.dispose();
    const { bytes } = await demo.download('#references-download');
    expect(largestDifference(image, await decodeImage(bytes))).toBeLessThanOrEqual(1);

    await demo.drop([fixture('rrdbnet_x4.pth')]);
    await demo.page.locator('#references-run').click();
    const problem = demo.page.locator('[data-problem=references]');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/RRDBNet/);
  });

  test('the references room restores as Node does, tells what came from where, and follows each reference', {
    timeout: 180_000,
  }, async () => {
    const bundle = await referenceBundle();
    const [rows, columns] = [20, 24];
    const sharp = scene(4 * columns, 4 * rows, 0);
    const picture = resizePillow(sharp, [rows, columns], 'bicubic');
    const references = [sharp, scene(88, 80, 12)];
    const demo = await site.open('#references');
    await demo.page.locator('#references-files').waitFor();
    const named = await Promise.all(
      [picture, ...references].map((raster, i) => pngFile(raster, ['small.png', 'a.png', 'b.png'][i]!)),
    );
    await demo.drop([bundle, ...named]);
    const upscaler = await RefUpscaler.load(new Uint8Array(bundle.buffer));
    const expectSame = async (given: readonly Raster[]): Promise<MatchMap> => {
      const { image, matchMap } = await upscaler.upscale(picture, given, { matchMap: true });
      const { name, bytes } = await demo.download('#references-download');
      expect(name).toBe('small_x4.png');
      expect(largestDifference(image, await decodeImage(bytes))).toBeLessThanOrEqual(1);
      return matchMap as MatchMap;
    };
    await demo.page.locator('#references-run').click();
    await demo.page.locator('#references-download').waitFor();
    const matchMap = await expectSame(references);

    // What both weigh where the result is pointed at, which takes three fifths of the drawing.
    const matches = demo.page.locator('.matches');
    const box = (await matches.boundingBox())!;
    const [x, y] = [0.31 * box.width, 0.42 * box.height];
    await matches.hover({ position: { x, y } });
    const at = Math.floor(0.42 * rows) * columns + Math.floor((0.31 / 0.6) * columns);
    const percents = matchMap.weights.map(({ weight }) => Math.round(100 * weight[at]!));
    await demo.page.waitForFunction("document.querySelectorAll('#hover .dot').length === 2");
    const hover = (await demo.page.textContent('#hover')) ?? '';
    const said = [...hover.matchAll(/Reference (\d) weighs (\d+) %/g)];
    expect(said.map(([, n]) => n)).toEqual(['1', '2']);
    for (const [i, [, , percent]] of said.entries())
      expect(Math.abs(Number(percent) - percents[i]!)).toBeLessThanOrEqual(1);
    const drawn = (): Promise<string> =>
      demo.page.evaluate(() => (document.querySelector('.matches') as HTMLCanvasElement).toDataURL());
    const before = await drawn();
    await demo.page.getByRole('button', { name: 'Lines between matches' }).click();
    await expect.poll(drawn, { timeout: 60_000, interval: 100 }).not.toBe(before);

    await demo.page.getByLabel('Use reference 1').uncheck();
    await demo.page.waitForFunction("document.querySelectorAll('#hover .dot').length === 1");
    expect(await demo.page.textContent('#hover')).toContain('Reference 2 weighs 100 %');
    await expectSame([references[1]!]);

    await demo.page.getByLabel(/^Trust map as well/).check();
    await demo.page.locator('#references-run').click();
    await demo.page.getByRole('button', { name: 'Trust map' }).click();
    upscaler.dispose();
  });

  test('the about page measures this device', async () => {
    const demo = await site.open('#about');
    await demo.page.locator('#benchmark').click();
    await demo.page.locator('#benchmark-result').waitFor();
    expect(await demo.page.textContent('#benchmark-result')).toMatch(/CPU.*billion multiply-adds/);
  });

  test.each(['degradation', 'train', 'references', 'about'])('%s has no barriers', async (room) => {
    const demo = await site.open(`#${room}`, { colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    await demo.backend();
    await demo.page.locator(`#room-${room} h1`).waitFor();
    if (room === 'degradation') await settled(demo);
    expect(await demo.barriers()).toEqual([]);
    expect(await demo.unreached()).toEqual([]);
    expect(await demo.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
