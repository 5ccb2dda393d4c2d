import { integer, nested, type Part, type StreamedPart, text } from './protobuf.ts';

/**
 * ONNX graphs of float32 tensors (IR version 8, opset 17), as parts for a stream writer.
 * Format: onnx/onnx `onnx/onnx.proto3`; the numbers below are its field numbers.
 */
const floatType = 1;

export type Attribute = { name: string } & ({ integer: number } | { integers: readonly number[] });

export class OnnxGraph {
  readonly #nodes: Part[] = [];
  readonly #initializers: Part[] = [];
  readonly #inputs: Part[] = [];
  readonly #outputs: Part[] = [];

  /** An input of shape [n, ...shape], n being free. */
  input(name: string, shape: readonly number[]): string {
    this.#inputs.push(...valueInfo(11, name, shape));
    return name;
  }

  /** Declares a node's output as an output of the graph, of shape [n, ...shape]. */
  output(name: string, shape: readonly number[]): void {
    this.#outputs.push(...valueInfo(12, name, shape));
  }

  /** Adds a node with one output, after which it is named, and returns that name. */
  node(operator: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = []): string {
    this.#nodes.push(
      ...nested(1, [
        ...inputs.flatMap((input) => text(1, input)),
        ...text(2, output),
        ...text(3, output),
        ...text(4, operator),
        ...attributes.flatMap(attributePart),
      ]),
    );
    return output;
  }

  /** Adds a constant; its values are little-endian float32. */
  constant(name: string, shape: readonly number[], values: StreamedPart | Uint8Array): string {
    const dimensions = shape.flatMap((size) => integer(1, size));
    this.#initializers.push(
      ...nested(5, [...dimensions, ...integer(2, floatType), ...text(8, name), ...nested(9, [values])]),
    );
    return name;
  }

  /** The whole file. */
  model(name: string): Part[] {
    return [
      ...integer(1, 8),
      ...text(2, 'seedpoint'),
      ...nested(7, [...this.#nodes, ...text(2, name), ...this.#initializers, ...this.#inputs, ...this.#outputs]),
      ...nested(8, [...text(1, ''), ...integer(2, 17)]),
    ];
  }
}

function attributePart(attribute: Attribute): Part[] {
  const isList = 'integers' in attribute;
  const value = isList ? attribute.integers.flatMap((entry) => integer(8, entry)) : integer(3, attribute.integer);
  return nested(5, [...text(1, attribute.name), ...value, ...integer(20, isList ? 7 : 2)]);
}

/** A ValueInfoProto of shape [n, ...shape] in the given field of the graph. */
function valueInfo(field: number, name: string, shape: readonly number[]): Part[] {
  const dimensions = [nested(1, text(2, 'n')), ...shape.map((size) => nested(1, integer(1, size)))];
  const tensorType = [...integer(1, floatType), ...nested(2, dimensions.flat())];
  return nested(field, [...text(1, name), ...nested(2, nested(1, tensorType))]);
}
