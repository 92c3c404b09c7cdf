import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request meets before it is answered: a status, a connection that breaks in the middle of the body, or no end of it. */
export type Fault = number | 'cut' | 'hang' | undefined;

export interface StoredObject {
  readonly data: Buffer;
  readonly meta: Readonly<Record<string, string>>;
  readonly type: string | undefined;
}

/**
 * A server of objects that speaks as much of S3's protocol as is used here, with faults on request. No kept package does: s3rver's
 * last version is of years ago, and what Debian has needs no Node.
 */
export interface ObjectServer {
  readonly url: string;
  /** By `bucket/key`. */
  readonly objects: Map<string, StoredObject>;
  readonly buckets: Set<string>;
  /** Multipart uploads that were neither completed nor aborted. */
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** `METHOD path?query` of each request. */
  readonly log: string[];
  fault: ((method: string, path: string) => Fault) | undefined;
  /** What a client's environment needs. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const PAGE = 3;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const etagOf = (data: Buffer): string => `"${createHash('md5').update(data).digest('hex')}"`;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
};

export const startObjectServer = async (...buckets: readonly string[]): Promise<ObjectServer> => {
  const objects: ObjectServer['objects'] = new Map();
  const uploads: ObjectServer['uploads'] = new Map();
  const log: string[] = [];
  const known = new Set(buckets);

  const list = (bucket: string, query: URLSearchParams): string => {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter');
    const keys = [...objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/${prefix}`))
      .map((name) => name.slice(bucket.length + 1))
      .filter((key) => !delimiter || !key.slice(prefix.length).includes(delimiter))
      .sort();
    const start = Number(query.get('continuation-token') ?? 0);
    const page = keys.slice(start, start + PAGE);
    const more = start + PAGE < keys.length;
    const contents = page.map((key) => {
      const { data } = objects.get(`${bucket}/${key}`)!;
      return `<Contents><Key>${escaped(key)}</Key><Size>${data.length}</Size><ETag>${escaped(etagOf(data))}</ETag></Contents>`;
    });
    const next = more ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', 'http://localhost');
    const path = decodeURIComponent(url.pathname).slice(1);
    const [bucket = ''] = path.split('/', 1);
    const query = url.searchParams;
    log.push(`${method} ${path}${url.search}`);
    const fault = server.fault?.(method, path);
    const error = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(
        method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
      );
    };
    const body = await bodyOf(request);
    if (fault === 'hang' && method !== 'GET') return;
    if (typeof fault === 'number') return error(fault, fault === 403 ? 'AccessDenied' : 'SlowDown');
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=somebody/'))
      return error(403, 'AccessDenied');
    if (!known.has(bucket)) return error(404, 'NoSuchBucket');
    const said = (): StoredObject['meta'] =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          name.startsWith('x-amz-meta-') ? [[name.slice(11), String(value)]] : [],
        ),
      );
    const xml = (text: string): void =>
      void response.writeHead(200, { 'content-type': 'application/xml' }).end(text);
    if (method === 'GET' && query.get('list-type') === '2') return xml(list(bucket, query));
    const upload = query.get('uploadId');
    if (method === 'POST' && query.has('uploads')) {
      const id = `upload-${uploads.size + 1}`;
      uploads.set(id, new Map());
      objectsBegun.set(id, { meta: said(), type: headers['content-type'] });
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (upload !== null) {
      const parts = uploads.get(upload);
      if (!parts) return error(404, 'NoSuchUpload');
      if (method === 'PUT') {
        parts.set(Number(query.get('partNumber')), body);
        return void response.writeHead(200, { etag: etagOf(body) }).end();
      }
      uploads.delete(upload);
      if (method === 'DELETE') return void response.writeHead(204).end();
      const data = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, part]) => part));
      objects.set(path, { data, ...objectsBegun.get(upload)! });
      return xml(
        `<CompleteMultipartUploadResult><ETag>${escaped(etagOf(data))}</ETag></CompleteMultipartUploadResult>`,
      );
    }
    if (method === 'PUT') {
      if (body.length !== Number(headers['content-length'])) return error(400, 'IncompleteBody');
      objects.set(path, { data: body, meta: said(), type: headers['content-type'] });
      return void response.writeHead(200, { etag: etagOf(body) }).end();
    }
    const found = objects.get(path);
    if (!found) return error(404, method === 'HEAD' ? 'NotFound' : 'NoSuchKey');
    const { data, meta } = found;
    const etag = etagOf(data);
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
      return error(412, 'PreconditionFailed');
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': data.length - from,
      etag,
      ...(from > 0 && { 'content-range': `bytes ${from}-${data.length - 1}/${data.length}` }),
      ...Object.fromEntries(Object.entries(meta).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    });
    if (method === 'HEAD') return void response.end();
    if (fault !== 'cut' && fault !== 'hang') return void response.end(data.subarray(from));
    const half = from + Math.ceil((data.length - from) / 2);
    response.write(data.subarray(from, half), () => {
      if (fault === 'cut') setTimeout(() => response.destroy(), 20);
    });
  };

  const objectsBegun = new Map<string, Omit<StoredObject, 'data'>>();
  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: ObjectServer = {
    url,
    objects,
    buckets: known,
    uploads,
    log,
    fault: undefined,
    env: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: 'somebody',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-test-1',
    },
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
};
