/** An attribute's value: whole numbers are INT, others have to say that they are FLOAT. */
export type AttributeValue = number | { readonly float: number } | string | readonly number[];

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
}

const FLOAT = 1;
const ATTRIBUTE_TYPE = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;
const IR_VERSION = 8;
const OPSET = 17;

const attribute = (name: string, value: AttributeValue): Attribute => {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.INT, i: value };
  if (typeof value === 'string') {
    return { name, type: ATTRIBUTE_TYPE.STRING, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.FLOAT, f: value.float };
  return { name, type: ATTRIBUTE_TYPE.INTS, ints: value };
};

const valueInfo = (name: string, shape: readonly number[]) => ({
  name,
  type: { tensor_type: { elem_type: FLOAT, shape: { dim: shape.map((side) => ({ dim_value: side })) } } },
});

/** An ONNX model under construction: float32 tensors, nodes in the order of computation. */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers = new Map<string, object>();

  /** Adds a constant, unless there is one of this name already, and returns its name. */
  constant(name: string, shape: readonly number[], values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const initializer = { name, dims: shape, data_type: FLOAT, raw_data: bytes };
    if (!this.#initializers.has(name)) this.#initializers.set(name, initializer);
    return name;
  }

  /** Adds a node and returns the name of its only output. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    const name = `${type}_${this.#nodes.length}`;
    this.#nodes.push({
      name,
      op_type: type,
      input: [...inputs],
      output: [name],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    return name;
  }

  /** The finished ModelProto as a plain object. */
  model(
    input: { readonly name: string; readonly shape: readonly number[] },
    output: { readonly name: string; readonly shape: readonly number[] },
  ): object {
    return {
      ir_version: IR_VERSION,
      producer_name: 'srkit-bench',
      opset_import: [{ domain: '', version: OPSET }],
      graph: {
        name: 'network',
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: [valueInfo(input.name, input.shape)],
        output: [valueInfo(output.name, output.shape)],
      },
    };
  }
}
