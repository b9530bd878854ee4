// The smallest MCP server over standard input and output: two tools, one of which answers with a picture.
import { createInterface } from 'node:readline';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const tools = [
  {
    name: 'weather',
    description: 'Tells the weather of a town',
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { town: { type: 'string', minLength: 1 }, days: { type: ['integer', 'null'], exclusiveMinimum: 0 } },
      required: ['town'],
      additionalProperties: false,
    },
  },
  { name: 'picture', description: 'Draws a picture', inputSchema: { type: 'object' } },
  {
    name: 'a_tool_with_a_name_that_is_longer_than_most_providers_take_for_a_function',
    description: 'Has a long name',
    inputSchema: { type: 'object', properties: {} },
  },
];

function call(name, args) {
  switch (name) {
    case 'weather':
      return { content: [{ type: 'text', text: `It snows in ${args.town}.` }] };
    case 'picture':
      return { content: [{ type: 'text', text: 'Here it is.' }, { type: 'image', data: pixel, mimeType: 'image/png' }] };
    default:
      return { content: [{ type: 'text', text: 'The long name was understood.' }] };
  }
}

function answer({ method, params }) {
  switch (method) {
    case 'initialize':
      return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'town', version: '1' } };
    case 'tools/list':
      return { tools };
    case 'tools/call':
      return call(params.name, params.arguments ?? {});
    default:
      return {};
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.id !== undefined) {
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result: answer(message) })}\n`);
  }
});
