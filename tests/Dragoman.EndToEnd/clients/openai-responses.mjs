import OpenAI from 'openai';
import { answerOf, picture, tools } from './shared.mjs';

export function connect({ baseUrl, apiKey, model }) {
  const client = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey, maxRetries: 0 });
  const offered = tools.map(({ name, description, schema }) => ({ type: 'function', name, description, parameters: schema, strict: false }));
  const told = answer => ({
    text: answer.output_text,
    stop: answer.status,
    model: answer.model,
    calls: answer.output.filter(item => item.type === 'function_call').map(call => ({ name: call.name, input: JSON.parse(call.arguments) })),
    usage: answer.usage && { input: answer.usage.input_tokens, output: answer.usage.output_tokens, cached: answer.usage.input_tokens_details?.cached_tokens },
  });
  const stream = async body => {
    let deltas = 0;
    const runner = client.responses.stream({ model, store: false, ...body });
    runner.on('response.output_text.delta', () => deltas++);
    const answer = await runner.finalResponse();
    return { answer, deltas };
  };

  return {
    whole: async () => told(await client.responses.create({ model, store: false, input: 'hello' })),
    stream: async () => {
      const { answer, deltas } = await stream({ input: 'hello' });
      return { ...told(answer), deltas };
    },
    tools: async () => {
      const input = [{ role: 'user', content: 'call the tools' }];
      const { answer } = await stream({ input, tools: offered });
      input.push(...answer.output);
      for (const call of answer.output.filter(item => item.type === 'function_call')) {
        input.push({ type: 'function_call_output', call_id: call.call_id, output: answerOf(call.name, JSON.parse(call.arguments)) });
      }

      const last = await client.responses.create({ model, store: false, input, tools: offered });
      return { first: told(answer), last: told(last) };
    },
    image: async () => told(await client.responses.create({
      model,
      store: false,
      input: [{
        role: 'user',
        content: [{ type: 'input_text', text: 'what is this' }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${picture}` }],
      }],
    })),
    error: async () => told(await client.responses.create({ model, store: false, input: 'limited' })),
    broken: async () => told((await stream({ input: 'break off' })).answer),
    count: async () => ({ tokens: (await client.responses.inputTokens.count({ model, input: 'hello' })).input_tokens }),
  };
}
