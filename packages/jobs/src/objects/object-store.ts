import { open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { GetObjectCommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { SrkitError } from '@srkit/core';
import { objectUrl, parseObjectUrl } from './object-url';

/** An object store cannot be reached, refuses, or has not what was asked for. */
export class ObjectError extends SrkitError {
  override get name(): string {
    return 'ObjectError';
  }
}

type Sdk = typeof import('@aws-sdk/client-s3');

/** What a store says of an object. */
export interface ObjectFacts {
  readonly url: string;
  readonly bytes: number;
  /** Changes with the contents. */
  readonly etag: string;
  /** What `write` was given. Lists do not tell it. */
  readonly mark?: string | undefined;
}

export interface ObjectStoreOptions {
  /** Larger files are written in parts of so many bytes, each of which can be sent again: 5 MiB or more. Default 64 MiB. */
  readonly partBytes?: number;
}

/** How long a connection, and silence on it, may take. */
const CONNECT_MS = 10_000;
const SILENT_MS = 60_000;
/** Times that a download is gone on with where its connection broke. Whole requests are repeated by the client itself. */
const RESUMES = 4;
const PART_BYTES = 2 ** 26;
/** Objects that are listed below one prefix. */
const MAX_LISTED = 10_000_000;
const MARK = 'srkit-made';

const load = async (): Promise<Sdk> => {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    throw new ObjectError(
      'E_OBJECT_PACKAGE',
      'Places that begin with s3:// need the package @aws-sdk/client-s3, which is not installed: npm i @aws-sdk/client-s3',
      { cause },
    );
  }
};

/** A request's options. */
const until = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});

const DENIED = /AccessDenied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|Credentials/i;
const ABSENT = /NoSuchKey|NotFound|NoSuchBucket/i;

/** Says what befell a request. Keys and signatures are in none of the client's messages. */
const failed = (url: string, cause: unknown): ObjectError => {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const code = `${error.name} ${(error as { code?: unknown }).code ?? ''}`;
  const why = `${error.name}${status === undefined ? '' : ` (${status})`}: ${error.message.slice(0, 300)}`;
  if (status === 404 || ABSENT.test(error.name)) {
    return new ObjectError(
      'E_OBJECT_MISSING',
      `'${url}' is not there (${error.name}). Check bucket and key.`,
      { cause },
    );
  }
  if (status === 401 || status === 403 || DENIED.test(code)) {
    return new ObjectError(
      'E_OBJECT_ACCESS',
      `'${url}': access was refused (${why}). Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or the profile in AWS_PROFILE, and what it may do.`,
      { cause },
    );
  }
  return new ObjectError(
    'E_OBJECT_STORE',
    `'${url}': the store does not answer as it should (${why}). Check AWS_ENDPOINT_URL_S3 and the network.`,
    { cause },
  );
};

/**
 * Objects in storage that speaks S3's protocol (AWS, MinIO, Ceph, Garage, R2, ...). Endpoint, region and credentials come
 * from where the AWS SDK looks for them: `AWS_ENDPOINT_URL_S3`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
 * profiles, roles of the machine. Requests that fail for a passing reason are repeated (`AWS_MAX_ATTEMPTS`, default 3).
 */
export class ObjectStore {
  readonly #sdk: Sdk;
  readonly #client: S3Client;
  readonly #partBytes: number;

  private constructor(sdk: Sdk, client: S3Client, partBytes: number) {
    this.#sdk = sdk;
    this.#client = client;
    this.#partBytes = partBytes;
  }

  /** Connects to nothing yet. @throws ObjectError `E_OBJECT_PACKAGE` */
  static async open({ partBytes = PART_BYTES }: ObjectStoreOptions = {}): Promise<ObjectStore> {
    const sdk = await load();
    const { env } = process;
    const endpoint = env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'];
    const config: S3ClientConfig = {
      // Stores other than Amazon's mostly do not mind the region, and have no names for buckets in front of their own.
      ...(endpoint && { endpoint, forcePathStyle: true, region: env['AWS_REGION'] || 'us-east-1' }),
      // Newer checksums are what other stores know last.
      ...(endpoint && {
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: SILENT_MS,
        throwOnRequestTimeout: true,
        socketTimeout: SILENT_MS,
      },
    };
    return new ObjectStore(sdk, new sdk.S3Client(config), partBytes);
  }

  async #ask<T>(url: string, signal: AbortSignal | undefined, request: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof ObjectError ? error : failed(url, error);
    }
  }

  /**
   * Objects whose keys begin with the URL's, in the order of their keys; of those in folders below only with `recursive`.
   *
   * @throws ObjectError `E_OBJECT_ACCESS`, `E_OBJECT_MISSING` for a bucket that is not there, `E_OBJECT_STORE`.
   */
  async list(
    url: string,
    { recursive, signal }: { readonly recursive: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<ObjectFacts[]> {
    const { bucket, key } = parseObjectUrl(url);
    const found: ObjectFacts[] = [];
    let next: string | undefined;
    do {
      const command = new this.#sdk.ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        ContinuationToken: next,
        ...(!recursive && { Delimiter: '/' }),
      });
      const page = await this.#ask(url, signal, () => this.#client.send(command, until(signal)));
      for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
        if (Key === '' || Key.endsWith('/')) continue;
        found.push({ url: objectUrl({ bucket, key: Key }), bytes: Size, etag: ETag });
      }
      if (found.length > MAX_LISTED) {
        throw new ObjectError(
          'E_OBJECT_STORE',
          `'${url}' has more than ${MAX_LISTED} objects. Name a longer prefix.`,
        );
      }
      const token = page.IsTruncated ? page.NextContinuationToken : undefined;
      if (token !== undefined && token === next)
        throw new ObjectError('E_OBJECT_STORE', `The list of '${url}' never ends.`);
      next = token;
    } while (next !== undefined);
    return found;
  }

  /** What there is of an object; undefined where there is none. @throws ObjectError */
  async facts(url: string, signal?: AbortSignal): Promise<ObjectFacts | undefined> {
    const { bucket, key } = parseObjectUrl(url);
    try {
      const command = new this.#sdk.HeadObjectCommand({ Bucket: bucket, Key: key });
      const head = await this.#ask(url, signal, () => this.#client.send(command, until(signal)));
      return { url, bytes: head.ContentLength ?? 0, etag: head.ETag ?? '', mark: head.Metadata?.[MARK] };
    } catch (error) {
      if (error instanceof ObjectError && error.code === 'E_OBJECT_MISSING') return undefined;
      throw error;
    }
  }

  /**
   * All of an object. A download that breaks off goes on where it was, of the same contents.
   *
   * @throws ObjectError `E_OBJECT_TOO_LARGE` before and while bytes arrive, `E_OBJECT_MISSING`, `E_OBJECT_ACCESS`, `E_OBJECT_STORE`.
   */
  async read(url: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { bucket, key } = parseObjectUrl(url);
    const tooLarge = (bytes: number): ObjectError =>
      new ObjectError(
        'E_OBJECT_TOO_LARGE',
        `'${url}' has ${bytes} bytes, more than the ${maxBytes} that are read.`,
      );
    let data = new Uint8Array(0);
    let filled = 0;
    let etag: string | undefined;
    for (let resumed = 0; ; resumed++) {
      try {
        const command = new this.#sdk.GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(filled > 0 && { Range: `bytes=${filled}-`, IfMatch: etag }),
        });
        const got: GetObjectCommandOutput = await this.#client.send(command, until(signal));
        // A store that knows no ranges begins again.
        if (got.ContentRange === undefined) filled = 0;
        const total = filled + (got.ContentLength ?? 0);
        if (total > maxBytes) throw tooLarge(total);
        etag ??= got.ETag;
        if (data.length < total) {
          const larger = new Uint8Array(total);
          larger.set(data.subarray(0, filled));
          data = larger;
        }
        for await (const piece of got.Body as AsyncIterable<Uint8Array>) {
          if (filled + piece.length > data.length) throw tooLarge(filled + piece.length);
          data.set(piece, filled);
          filled += piece.length;
        }
        if (filled === data.length) return data;
        throw new Error(`the connection ended after ${filled} of ${data.length} bytes`);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ObjectError) throw error;
        const cause = failed(url, error);
        if (cause.code !== 'E_OBJECT_STORE' || resumed === RESUMES) throw cause;
        await setTimeout(200 * 2 ** resumed, undefined, { signal }).catch(() => signal?.throwIfAborted());
      }
    }
  }

  /**
   * Writes a file's contents as an object, which has its name when all of them have arrived and not before. What was there is
   * replaced.
   *
   * @param mark comes back from `facts`.
   * @throws ObjectError `E_OBJECT_MISSING` for a bucket that is not there, `E_OBJECT_ACCESS`, `E_OBJECT_STORE`.
   */
  async write(
    url: string,
    path: string,
    {
      mark,
      type,
      signal,
    }: {
      readonly mark: string;
      readonly type?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<void> {
    const { bucket, key } = parseObjectUrl(url);
    const place = { Bucket: bucket, Key: key };
    const said = { Metadata: { [MARK]: mark }, ...(type && { ContentType: type }) };
    const sdk = this.#sdk;
    const partBytes = this.#partBytes;
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const part = async (at: number): Promise<Uint8Array> => {
        const bytes = new Uint8Array(Math.min(partBytes, size - at));
        for (let filled = 0; filled < bytes.length; ) {
          const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, at + filled);
          if (bytesRead === 0) throw new Error(`'${path}' became shorter`);
          filled += bytesRead;
        }
        return bytes;
      };
      await this.#ask(url, signal, async () => {
        if (size <= partBytes) {
          const Body = await part(0);
          await this.#client.send(new sdk.PutObjectCommand({ ...place, ...said, Body }), until(signal));
          return;
        }
        const begun = new sdk.CreateMultipartUploadCommand({ ...place, ...said });
        const { UploadId } = await this.#client.send(begun, until(signal));
        try {
          const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
          for (let at = 0, PartNumber = 1; at < size; at += partBytes, PartNumber++) {
            const command = new sdk.UploadPartCommand({
              ...place,
              UploadId,
              PartNumber,
              Body: await part(at),
            });
            const { ETag } = await this.#client.send(command, until(signal));
            Parts.push({ ETag, PartNumber });
          }
          const complete = { ...place, UploadId, MultipartUpload: { Parts } };
          await this.#client.send(new sdk.CompleteMultipartUploadCommand(complete), until(signal));
        } catch (error) {
          // Parts of an upload that is never completed are kept, and paid for.
          const abort = new sdk.AbortMultipartUploadCommand({ ...place, UploadId });
          await this.#client.send(abort).catch(() => undefined);
          throw error;
        }
      });
    } finally {
      await file.close();
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
