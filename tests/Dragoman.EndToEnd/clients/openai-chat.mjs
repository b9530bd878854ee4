import OpenAI from 'openai';
import { answerOf, picture, tools } from './shared.mjs';

export function connect({ baseUrl, apiKey, model }) {
  const client = new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey, maxRetries: 0 });
  const offered = tools.map(({ name, description, schema }) => ({ type: 'function', function: { name, description, parameters: schema } }));
  const user = content => ({ role: 'user', content });
  const told = (answer, choice = answer.choices[0]) => ({
    text: choice.message.content ?? '',
    stop: choice.finish_reason,
    model: answer.model,
    calls: (choice.message.tool_calls ?? []).map(call => ({ name: call.function.name, input: JSON.parse(call.function.arguments) })),
    usage: answer.usage && { input: answer.usage.prompt_tokens, output: answer.usage.completion_tokens, cached: answer.usage.prompt_tokens_details?.cached_tokens },
  });
  const stream = async body => {
    let deltas = 0;
    const runner = client.chat.completions.stream({ model, stream_options: { include_usage: true }, ...body });
    runner.on('content', () => deltas++);
    const answer = await runner.finalChatCompletion();
    return { answer, deltas };
  };

  return {
    whole: async () => told(await client.chat.completions.create({ model, messages: [user('hello')] })),
    stream: async () => {
      const { answer, deltas } = await stream({ messages: [user('hello')] });
      return { ...told(answer), deltas };
    },
    tools: async () => {
      const messages = [user('call the tools')];
      const { answer } = await stream({ messages, tools: offered });
      const { message } = answer.choices[0];
      messages.push(message);
      for (const call of message.tool_calls) {
        messages.push({ role: 'tool', tool_call_id: call.id, content: answerOf(call.function.name, JSON.parse(call.function.arguments)) });
      }

      const last = await client.chat.completions.create({ model, messages, tools: offered });
      return { first: told(answer), last: told(last) };
    },
    image: async () => told(await client.chat.completions.create({
      model,
      messages: [user([{ type: 'text', text: 'what is this' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }])],
    })),
    error: async () => told(await client.chat.completions.create({ model, messages: [user('limited')] })),
    broken: async () => told((await stream({ messages: [user('break off')] })).answer),
    models: async () => {
      const ids = [];
      for await (const one of client.models.list()) {
        ids.push(one.id);
      }

      return { ids };
    },
  };
}
