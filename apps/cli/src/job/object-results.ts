import type { ItemWork } from '@srkit/jobs';
import { isObjectUrl, type ObjectResults } from '@srkit/jobs/objects';
import { objectStore } from './objects';
import type { PictureItem } from './run-picture-job';

/** Results of a job that go into an object store; undefined for a folder. */
export const openObjectResults = async (
  output: string,
  job: () => Promise<string>,
  anew: boolean,
): Promise<ObjectResults | undefined> => {
  if (!isObjectUrl(output)) return undefined;
  const { ObjectResults: Results } = await import('@srkit/jobs/objects');
  return Results.open({ store: await objectStore(), job: await job(), anew });
};

/**
 * Lets a job's items be written to files that are sent when they are done.
 *
 * @param moved the item with other places of its results.
 */
export const publishing =
  <I extends PictureItem, R>(
    results: ObjectResults | undefined,
    moved: (item: I, at: (url: string) => string) => I,
    compute: (item: I, work: ItemWork) => Promise<R>,
  ): ((item: I, work: ItemWork) => Promise<R>) =>
  async (item, work) => {
    if (!results) return compute(item, work);
    const urls = new Map(item.outputs.map((url) => [results.fileOf(url), url]));
    const here = { ...work, made: (file: string) => work.made(urls.get(file) ?? file) };
    return results.publish(
      item,
      () =>
        compute(
          moved(item, (url) => results.fileOf(url)),
          here,
        ),
      work.signal,
    );
  };
