import { answerOf, picture, tools } from './shared.mjs';

// Anthropic's three clients differ in how they are made; what they do is the same.
export function converse(client, model) {
  const offered = tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
  const user = content => ({ role: 'user', content });
  const told = answer => ({
    text: answer.content.filter(block => block.type === 'text').map(block => block.text).join(''),
    stop: answer.stop_reason,
    model: answer.model,
    calls: answer.content.filter(block => block.type === 'tool_use').map(({ name, input }) => ({ name, input })),
    usage: {
      input: answer.usage.input_tokens + (answer.usage.cache_read_input_tokens ?? 0),
      output: answer.usage.output_tokens,
      cached: answer.usage.cache_read_input_tokens,
    },
  });
  const create = (messages, more = {}) => client.messages.create({ model, max_tokens: 1000, messages, ...more });
  const stream = async (messages, more = {}) => {
    let deltas = 0;
    const runner = client.messages.stream({ model, max_tokens: 1000, messages, ...more });
    runner.on('text', () => deltas++);
    const answer = await runner.finalMessage();
    return { answer, deltas };
  };

  return {
    whole: async () => told(await create([user('hello')])),
    stream: async () => {
      const { answer, deltas } = await stream([user('hello')]);
      return { ...told(answer), deltas };
    },
    tools: async () => {
      const messages = [user('call the tools')];
      const { answer } = await stream(messages, { tools: offered });
      messages.push({ role: 'assistant', content: answer.content }, user(answer.content
        .filter(block => block.type === 'tool_use')
        .map(call => ({ type: 'tool_result', tool_use_id: call.id, content: answerOf(call.name, call.input) }))));
      const last = await create(messages, { tools: offered });
      return { first: told(answer), last: told(last) };
    },
    image: async () => told(await create([user([
      { type: 'text', text: 'what is this' },
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } },
    ])])),
    error: async () => told(await create([user('limited')])),
    broken: async () => told((await stream([user('break off')])).answer),
    count: async () => ({ tokens: (await client.messages.countTokens({ model, messages: [user('hello')] })).input_tokens }),
    models: async () => {
      const ids = [];
      for await (const one of client.models.list()) {
        ids.push(one.id);
      }

      return { ids };
    },
  };
}
